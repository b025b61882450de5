#include "gate/base/bytes.h"

#include "gate/base/memory.h"

#include <string.h>

#include "gate/base/banned.h"

enum { FIRST_CAPACITY = 256 };

struct bytes bytes_of_text(const char *text)
{
    return (struct bytes){(const uint8_t *)text, strlen(text)};
}

bool bytes_equal(struct bytes a, struct bytes b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

int bytes_compare(struct bytes a, struct bytes b)
{
    size_t shared = a.size < b.size ? a.size : b.size;
    int order = shared == 0 ? 0 : memcmp(a.data, b.data, shared);
    if (order != 0) {
        return order;
    }
    return (a.size > b.size) - (a.size < b.size);
}

bool bytes_start_with(struct bytes subject, const char *prefix)
{
    size_t length = strlen(prefix);
    return length <= subject.size && (length == 0 || memcmp(subject.data, prefix, length) == 0);
}

uint64_t bytes_hash(struct bytes subject)
{
    uint64_t hash = 0xcbf29ce484222325U;
    for (size_t i = 0; i < subject.size; i++) {
        hash = (hash ^ subject.data[i]) * 0x100000001b3U;
    }
    /* FNV-1a leaves the low bits of short texts alike, and tables take their slots from those. */
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9U;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebU;
    return hash ^ (hash >> 31);
}

void byte_buffer_init(struct byte_buffer *buffer, size_t ceiling)
{
    *buffer = (struct byte_buffer){.ceiling = ceiling};
}

static bool grow(struct byte_buffer *buffer, size_t wanted)
{
    /* Doubled, so that appending is cheap; but one large request gets what it asks for and no more. */
    size_t capacity = buffer->capacity > SIZE_MAX / 2 ? wanted : buffer->capacity * 2;
    capacity = capacity < wanted ? wanted : capacity;
    capacity = capacity < FIRST_CAPACITY ? FIRST_CAPACITY : capacity;
    /* Never beyond the ceiling, but one byte at least: a buffer that may hold nothing still has an address. */
    if (capacity > buffer->ceiling) {
        capacity = buffer->ceiling == 0 ? 1 : buffer->ceiling;
    }
    uint8_t *data = memory_resize_array(buffer->data, capacity, 1);
    if (data == NULL) {
        return false;
    }
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

uint8_t *byte_buffer_reserve(struct byte_buffer *buffer, size_t size)
{
    if (buffer->failed) {
        return NULL;
    }
    bool fits = buffer->size <= buffer->ceiling && size <= buffer->ceiling - buffer->size;
    bool has_room = fits && buffer->data != NULL && size <= buffer->capacity - buffer->size;
    if (!fits || (!has_room && !grow(buffer, buffer->size + size))) {
        buffer->failed = true;
        return NULL;
    }
    return buffer->data + buffer->size;
}

void byte_buffer_append(struct byte_buffer *buffer, const void *data, size_t size)
{
    uint8_t *room = byte_buffer_reserve(buffer, size);
    if (room == NULL || size == 0) {
        return;
    }
    memcpy(room, data, size);
    buffer->size += size;
}

struct bytes byte_buffer_view(const struct byte_buffer *buffer)
{
    return (struct bytes){buffer->data, buffer->size};
}

void byte_buffer_free(struct byte_buffer *buffer)
{
    memory_free(buffer->data);
    byte_buffer_init(buffer, buffer->ceiling);
}

#ifndef FLAMEGATE_GATE_BASE_BYTES_H
#define FLAMEGATE_GATE_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes somebody else owns: a view. data may be NULL only if size is 0. */
struct bytes {
    const uint8_t *data;
    size_t size;
};

/* A view of a NUL-terminated text, without the NUL. */
struct bytes bytes_of_text(const char *text);

bool bytes_equal(struct bytes a, struct bytes b);

/* Byte order: below 0, 0, above 0 like memcmp; of two where one begins the other, the shorter comes first. */
int bytes_compare(struct bytes a, struct bytes b);

bool bytes_start_with(struct bytes subject, const char *prefix);

/* 64-bit content hash (FNV-1a with a final mix), equal on every machine. */
uint64_t bytes_hash(struct bytes subject);

/*
 * A growing buffer with a ceiling. It fails stickily: once an append failed (no memory, or past the ceiling),
 * all later ones do nothing and byte_buffer_failed() stays true, so a writer asks once at the end.
 */
struct byte_buffer {
    uint8_t *data;
    size_t size;
    size_t capacity;
    size_t ceiling; /* largest size allowed */
    bool failed;    /* an append was refused */
};

void byte_buffer_init(struct byte_buffer *buffer, size_t ceiling);
void byte_buffer_append(struct byte_buffer *buffer, const void *data, size_t size);

/* Room for size more bytes at the end, to be filled by the caller, who then adds to buffer->size. NULL: refused. */
uint8_t *byte_buffer_reserve(struct byte_buffer *buffer, size_t size);

struct bytes byte_buffer_view(const struct byte_buffer *buffer);
void byte_buffer_free(struct byte_buffer *buffer);

#endif

#include "gate/base/arena.h"

#include "gate/base/memory.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "gate/base/banned.h"

/* One piece of memory that blocks are cut from. */
struct chunk {
    struct chunk *next;
    size_t size; /* bytes for blocks */
    size_t used;
    max_align_t first[]; /* where the blocks begin */
};

struct arena {
    struct chunk *chunks; /* the one that blocks are cut from comes first */
    size_t next_size;     /* of the chunk made next */
};

enum { FIRST_CHUNK_SIZE = 4096, LARGEST_CHUNK_SIZE = 1 << 20, ALIGNMENT = _Alignof(max_align_t) };

#ifdef FLAMEGATE_DEBUG_ARENA
static const bool each_block_alone = true;
#else
static const bool each_block_alone = false;
#endif

struct arena *arena_new(void)
{
    struct arena *arena = memory_allocate(sizeof(*arena));
    if (arena != NULL) {
        *arena = (struct arena){.next_size = FIRST_CHUNK_SIZE};
    }
    return arena;
}

static struct chunk *new_chunk(size_t size)
{
    if (size > SIZE_MAX - sizeof(struct chunk)) {
        return NULL;
    }
    struct chunk *chunk = memory_allocate(sizeof(struct chunk) + size);
    if (chunk != NULL) {
        *chunk = (struct chunk){.size = size};
    }
    return chunk;
}

/* A block with a chunk of its own; the chunk behind the first, so that the first one's rest stays in use. */
static void *allocate_alone(struct arena *arena, size_t size)
{
    struct chunk *chunk = new_chunk(size);
    if (chunk == NULL) {
        return NULL;
    }
    chunk->used = size;
    struct chunk **place = arena->chunks == NULL ? &arena->chunks : &arena->chunks->next;
    chunk->next = *place;
    *place = chunk;
    return chunk->first;
}

static bool add_chunk(struct arena *arena)
{
    struct chunk *chunk = new_chunk(arena->next_size);
    if (chunk == NULL) {
        return false;
    }
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    if (arena->next_size < LARGEST_CHUNK_SIZE) {
        arena->next_size *= 2;
    }
    return true;
}

void *arena_allocate(struct arena *arena, size_t size)
{
    size = size == 0 ? 1 : size;
    if (each_block_alone || size > arena->next_size / 4) {
        return allocate_alone(arena, size);
    }
    size_t room = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct chunk *chunk = arena->chunks;
    if (chunk == NULL || chunk->size - chunk->used < room) {
        if (!add_chunk(arena)) {
            return NULL;
        }
        chunk = arena->chunks;
    }
    unsigned char *block = (unsigned char *)chunk->first + chunk->used;
    chunk->used += room;
    return block;
}

char *arena_copy_text(struct arena *arena, const char *text, size_t length)
{
    if (length == SIZE_MAX) {
        return NULL;
    }
    char *copy = arena_allocate(arena, length + 1);
    if (copy == NULL) {
        return NULL;
    }
    if (length != 0) {
        memcpy(copy, text, length);
    }
    copy[length] = '\0';
    return copy;
}

static void free_chunks(struct chunk *chunk)
{
    while (chunk != NULL) {
        struct chunk *next = chunk->next;
        memory_free(chunk);
        chunk = next;
    }
}

void arena_reset(struct arena *arena)
{
    struct chunk *kept = arena->chunks;
    /* A chunk larger than any regular one belonged to one huge block; keeping it would hold that memory for good.
     */
    if (each_block_alone || kept == NULL || kept->size > LARGEST_CHUNK_SIZE) {
        free_chunks(kept);
        arena->chunks = NULL;
        return;
    }
    free_chunks(kept->next);
    kept->next = NULL;
    kept->used = 0;
}

void arena_free(struct arena *arena)
{
    if (arena == NULL) {
        return;
    }
    free_chunks(arena->chunks);
    memory_free(arena);
}

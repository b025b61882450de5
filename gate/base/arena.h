#ifndef FLAMEGATE_GATE_BASE_ARENA_H
#define FLAMEGATE_GATE_BASE_ARENA_H

#include <stddef.h>

/*
 * An arena: many small blocks that live and die together, such as the names of one profile or one message.
 *
 * Blocks cannot be freed alone. With FLAMEGATE_DEBUG_ARENA (presets sanitize and fuzz) every block is an
 * allocation of its own, so that the sanitizers see each overrun. An arena is used by one thread at a time.
 */

struct arena;

/* An empty arena, or NULL without memory. The caller's to free with arena_free. */
struct arena *arena_new(void);

/* size bytes (0 counts as 1), aligned for any type, not cleared. NULL without memory. The arena's. */
void *arena_allocate(struct arena *arena, size_t size);

/* A copy of the length bytes at text with a closing NUL. NULL without memory. The arena's. */
char *arena_copy_text(struct arena *arena, const char *text, size_t length);

/* Takes all blocks back but keeps some memory for the next ones. */
void arena_reset(struct arena *arena);

void arena_free(struct arena *arena);

#endif

#ifndef FLAMEGATE_GATE_BASE_MEMORY_H
#define FLAMEGATE_GATE_BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Memory of the whole program: the only place that calls malloc.
 *
 * Every block is counted, so that a budget (--max-memory) can be kept and hostile input meets a refusal
 * instead of the kernel. A refused block is NULL, exactly as if malloc had failed: callers have one way to
 * fail, and FLAMEGATE_FAIL_ALLOC=n (the n-th allocation of the run fails, counted from 1) walks all of them.
 *
 * Invariants: blocks are aligned for any type; counters are exact at any moment, from any thread.
 */

struct memory_usage {
    size_t used;        /* bytes in live blocks now */
    size_t peak;        /* largest value of used so far */
    size_t budget;      /* ceiling of used; 0: none */
    size_t allocations; /* blocks asked for so far, refused ones included */
    bool over_budget;   /* the block refused last was refused by the budget, not by the machine */
};

/* A block of size bytes (at least 1), not cleared. NULL: over the budget, or none left. The caller's to free. */
void *memory_allocate(size_t size);

/* The same for count elements of size bytes each, cleared to zero. NULL also if the product overflows. */
void *memory_allocate_array(size_t count, size_t size);

/* Grows or shrinks a block of ours to count elements of size bytes; NULL pointer: a new block. On failure the
 * result is NULL and the old block is untouched and still the caller's. New bytes are not cleared. */
void *memory_resize_array(void *block, size_t count, size_t size);

/* A copy of the length bytes at text, with a closing NUL. NULL on failure. The caller's to free. */
char *memory_copy_text(const char *text, size_t length);

/* Gives a block of ours back. NULL is fine. */
void memory_free(void *block);

/* Ceiling of live bytes from now on; 0 lifts it. */
void memory_set_budget(size_t bytes);

/* Lets the n-th allocation from now on fail, once; 0 switches that off. */
void memory_fail_at(size_t n);

struct memory_usage memory_usage(void);

#endif

#ifndef FLAMEGATE_TESTS_BENCH_SHIFT_WORLD_H
#define FLAMEGATE_TESTS_BENCH_SHIFT_WORLD_H

#include "tests/bench/service.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Two versions of a synthetic service (1,500 call-tree nodes, 700 functions in 10 packages) between which cost
 * moved without growing, in four functions; or in which one function's cost fell by 3 % of the total for reasons of
 * its own. Either may have a real growth of 3 % of the total in one place. Whatever cannot be made ends the
 * program.
 */

enum { SHIFT_CHANGED = 4 };

enum shift_kind {
    SHIFT_NONE,
    SHIFT_RENAME,
    SHIFT_INLINE,
    SHIFT_EXTRACT,         /* 70 % of a function's own cost goes to a new one below it */
    SHIFT_MOVE,            /* a function's own cost goes to a sibling */
    SHIFT_BETTER_ANYWHERE, /* one function fell, the real growth is anywhere */
    SHIFT_BETTER_PACKAGE,  /* in another function of its package */
    SHIFT_BETTER_BESIDE,   /* in another function of one of its callers */
    SHIFT_KINDS
};

struct shift_world {
    struct service service;
    struct service_version candidate;
    uint32_t changed[SHIFT_CHANGED];
    size_t changed_count;
    uint32_t grown; /* function of the real growth */
    bool real;
};

/* beside: the real growth is right beside the largest place of a changed function. least_self: what each changed
 * function has of its own, as a part of the cost. Released with shift_world_clear. */
void shift_world_make(struct shift_world *world, enum shift_kind kind, bool real, bool beside, double least_self,
                      uint64_t seed);
void shift_world_clear(struct shift_world *world);

#endif

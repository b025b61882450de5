#ifndef FLAMEGATE_ADAPTERS_FORMAT_PPROF_STACKS_H
#define FLAMEGATE_ADAPTERS_FORMAT_PPROF_STACKS_H

#include "gate/base/error.h"

#include <stddef.h>
#include <stdint.h>

/*
 * The distinct stacks of a pprof file, each a list of indices into its locations, leaf first. A real file repeats
 * its stacks many times (21,586 samples of a Go heap profile are a few hundred stacks), so each is kept, and later
 * named, once.
 */

struct pprof_stacks {
    uint32_t *locations; /* of all stacks, one after the other */
    size_t location_count;
    size_t location_capacity;
    size_t *first; /* [stack]: where it begins in locations; one entry more than stacks */
    uint64_t *hashes;
    size_t count;
    size_t capacity;
    uint32_t *slots; /* stack + 1 by hash; 0: free */
    size_t slot_count;
};

/* All zero is an empty set. */
void pprof_stacks_free(struct pprof_stacks *stacks);

/* The number of the stack equal to these locations, added if it is new. */
int pprof_stacks_add(struct pprof_stacks *stacks, const uint32_t *locations, size_t count, uint32_t *stack,
                     struct error *err);

#endif

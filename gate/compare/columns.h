#ifndef FLAMEGATE_GATE_COMPARE_COLUMNS_H
#define FLAMEGATE_GATE_COMPARE_COLUMNS_H

#include "gate/base/error.h"
#include "gate/model/comparison.h"
#include "gate/model/profile_selector.h"
#include "gate/model/replica.h"

#include <stddef.h>
#include <stdint.h>

/*
 * The columns of a comparison while it is made: one for each replica, the baseline's first, and which of the
 * replica's profiles and sample types is compared.
 *
 * A replica may hold several files with the wanted sample type: Go's heap and allocs both have inuse_space. The
 * file whose kind was asked for wins, then one without a kind, then one of a kind that holds the same
 * (profile for cpu, allocs for heap); never mutex for block. If no kind was asked for, the kinds that usually
 * carry the type come first.
 */

#define COLUMNS_OUTSIDE UINT32_MAX

struct column {
    int side;
    const struct replica *replica;
    const struct replica_profile *file; /* NULL: the replica has none that fits */
    const struct profile_type *type;    /* NULL with file */
    const struct event_sums *sums;      /* [row of file->profile], of the type; NULL with file */
    struct event_sums *settled; /* owned; filled by contention or sample_period, sums then points here; else NULL */
    struct event_sums *standardised; /* owned; filled by mix, sums then points here; else NULL */
    double kept;                     /* part of its requests that count: below 1 where mix left endpoints out */
    uint32_t *nodes; /* filled by merge: [row of file->profile] node of the comparison's tree; COLUMNS_OUTSIDE: out
                      * of scope, or without cost */
    double unnamed;  /* filled by merge: amount in scope whose leaf has no name */
};

struct columns {
    struct column *items;
    size_t count;
};

/* *out is the caller's, to clear; it points into sides. */
int columns_select(struct columns *out, const struct replicas sides[SIDES], const struct profile_selector *selector,
                   struct error *err);
void columns_clear(struct columns *columns);

/* Why the file that fits best could not be read; NULL: it could, or there is none. */
const char *columns_failure(const struct replica *replica, const struct profile_selector *selector);

/* The first column that has a profile: what the others are held against. NULL if there is none. */
const struct column *columns_first(const struct columns *columns);

#endif

#ifndef FLAMEGATE_ADAPTERS_FORMAT_PPROF_TYPES_H
#define FLAMEGATE_ADAPTERS_FORMAT_PPROF_TYPES_H

#include "adapters/format/pprof_samples.h"
#include "adapters/format/pprof_tables.h"
#include "gate/base/arena.h"
#include "gate/model/profile.h"

/*
 * What the sample types of a pprof file mean: base units, and for each the event model with its period (facts on
 * effective events). The file's own period is believed only where nothing better is there, since it is often 0, 1
 * or guessed.
 *
 *   samples/count                         count
 *   cpu, wall, time / nanoseconds         cpu: period from value / samples if all samples agree, else the declared
 *   alloc_*, inuse_*, objects, space      heap, with the declared period of space/bytes
 *   contentions, delay                    mutex or block, told apart by the kind that the file's name gives
 *   goroutine, threadcreate               census
 *
 * All others, and those that lack what their model needs, are unknown: their noise cannot be told.
 */

struct pprof_types {
    struct arena *arena;        /* owns the texts */
    struct profile_type *items; /* the arena's */
    double *factors;            /* [type]: base units that one unit of the file holds */
    size_t count;
    const char *period_type;
    const char *period_unit; /* base unit */
    double period;           /* in period_unit */
    uint32_t default_type;
    bool negative; /* there are negative values, where they are natural */
};

/* kind: what the file's name says it is, "" if nothing. Refused: negative values of a type that only grows, since
 * then the file is already a difference. Give back with pprof_types_free, also after a refusal. */
int pprof_types_read(struct pprof_types *types, const struct pprof_tables *tables,
                     const struct pprof_samples *samples, const char *kind, struct error *err);
void pprof_types_free(struct pprof_types *types);

#endif

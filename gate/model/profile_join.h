#ifndef FLAMEGATE_GATE_MODEL_PROFILE_JOIN_H
#define FLAMEGATE_GATE_MODEL_PROFILE_JOIN_H

#include "gate/model/profile.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Several profiles of one replica become one. A store that merges profiles hands them over in pieces: one sample
 * type an answer, one endpoint an answer, and with headers of its own making. Joined by their stacks they say again
 * what a profile of a process would: how many samples a cost stands for, and whose cost it is.
 *
 * The result does not depend on the order of the parts' samples, which changes from answer to answer: symbols,
 * nodes and rows are put in the order of their names.
 */

/* The distance in bytes between two samples of Go's heap profiler that nobody changed. */
#define PROFILE_JOIN_HEAP_PERIOD 524288.0

struct profile_join_part {
    const struct profile *profile;
    const char *endpoint; /* of all of its rows; NULL: as they say themselves */
    double share;         /* what its amounts are multiplied by: of a gauge summed over n profiles 1/n; else 1 */
};

struct profile_join_settings {
    const char *kind; /* of the profile: tells a mutex profile from a block profile */
    double period;    /* nanoseconds of CPU time that a sample stands for, where no counts tell; 0: unknown */
    int64_t start;    /* of the time that it is of; 0: unknown */
    int64_t duration; /* nanoseconds; 0: unknown */
};

/*
 * *out has all sample types of the parts, and a row for every (stack, endpoint, labels); those parts that tell the
 * presence of labels were asked for the same ones. Of what the parts say of
 * themselves nothing is believed; models and periods are found anew:
 *
 *   cpu, wall       period: value / samples, else the one of settings; neither: chance is unknown
 *   alloc_*, inuse_* heap, if both the count and the bytes are there. The distance between samples is the usual
 *                   one, or more if no stack holds so little: never less, so that chance is not underrated
 *   contentions, delay   mutex or block, as the kind says, if both are there
 *   goroutine       census
 *
 * count is at least 1; of a sample type that several parts have under other units, the first one's counts, and
 * others are refused (ERROR_INPUT). *out is the caller's.
 */
int profile_join(struct profile **out, const struct profile_join_part *parts, size_t count,
                 const struct profile_join_settings *settings, struct error *err);

#endif

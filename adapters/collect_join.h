#ifndef FLAMEGATE_ADAPTERS_COLLECT_JOIN_H
#define FLAMEGATE_ADAPTERS_COLLECT_JOIN_H

#include "adapters/source.h"
#include "gate/model/profile.h"

/*
 * The parts of one merged profile of a capture, as a store hands them over, become that profile.
 */

/* A part that was read. */
struct collect_join_part {
    const struct capture_part *part;
    struct profile **profile; /* NULL in it: it could not be read ... */
    char **failure;           /* ... and why; else NULL in it */
};

/*
 * The first part's profile becomes that of all of them, over the capture's window; the others' are freed. If one of
 * them could not be read, none is there, and the first part has the reason. -1 with err set: they cannot be joined,
 * and the first one's profile is as it was.
 */
int collect_join(const struct collect_join_part *parts, size_t count, const struct time_span *window,
                 struct error *err);

#endif

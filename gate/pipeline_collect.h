#ifndef FLAMEGATE_GATE_PIPELINE_COLLECT_H
#define FLAMEGATE_GATE_PIPELINE_COLLECT_H

#include "gate/pipeline_run.h"

#include <stddef.h>

/*
 * Captures of a run -> its replicas, with their requests, as adapters/collect.h does it for the plan's policy. What
 * had to be left out becomes a trouble of the run.
 */

/* Of each capture only the parts of these kinds; none means all. The run's arena holds them. */
struct pipeline_kinds {
    const char **items;
    size_t count;
};

/* One side, into run->sides. A total of requests may come from the command line. */
int pipeline_collect_side(struct run *run, int side, const struct pipeline_kinds *kinds, struct error *err);

/* One version more, for which no option speaks. *out is the caller's. */
int pipeline_collect_version(struct replicas *out, struct run *run, const struct source_side *side,
                             const struct captures *captures, const struct pipeline_kinds *kinds,
                             struct error *err);

#endif

#ifndef FLAMEGATE_GATE_PIPELINE_ANCHOR_H
#define FLAMEGATE_GATE_PIPELINE_ANCHOR_H

#include "gate/pipeline_collect.h"
#include "gate/pipeline_run.h"

#include <stdbool.h>

/*
 * The anchor: a version that stays, which the policy has the candidate judged against beside the baseline, so that
 * slow creep is seen. It is read after both sides, and whatever is wrong with it leaves the baseline's part of the
 * verdict alone; run->anchor.state says what became of it.
 */

/* Reads it if it is wanted and neither side itself. That nothing is known of it is no failure: then its comparisons
 * are made without replicas, so that its rules stay undecided instead of being forgotten. */
int pipeline_anchor_read(struct run *run, const struct pipeline_kinds *kinds, struct error *err);

/* Whether it is one of both sides, as they were settled. */
bool pipeline_anchor_is_side(const struct run *run);

/* Whether the selector's comparison is to be made: that with the baseline is, that with the anchor if it was read
 * or is missing. */
bool pipeline_anchor_is_compared(const struct run *run, const struct profile_selector *selector);

/* Tells who names an anchor and finds no comparison with it why: as a note in the reports. */
int pipeline_anchor_explain(struct run *run, struct error *err);

#endif

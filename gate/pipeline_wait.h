#ifndef FLAMEGATE_GATE_PIPELINE_WAIT_H
#define FLAMEGATE_GATE_PIPELINE_WAIT_H

#include "gate/pipeline_run.h"

/*
 * Waiting for samples: a run that may wait looks at the store again until the window is over and holds what a
 * verdict needs, and judges once, then.
 *
 * Enough is what unchanged code would need: if the candidate cost per request what the baseline costs
 * (gate/compare/unchanged.h), more samples of its replicas would raise its chance to pass by no more than a
 * twentieth. What the candidate really costs has no part in that, so that waiting neither raises false alarms nor
 * lets a growth pass. A window that is over and holds too little may grow by as long as was waited.
 */

/*
 * Whether the run, which has looked once, is to look again: says why, and sleeps until then. until: when the last
 * look is due, nanoseconds since 1970.
 */
int pipeline_wait_for_more(bool *again, const struct run *run, int64_t until, struct error *err);

/*
 * By how much more samples would raise the chance of unchanged code to pass, of the profile that would gain most: 0
 * to 1. If what there is cannot be compared yet, *why is a sentence that says so (the run's), and the gain is 1.
 */
int pipeline_wait_gain(double *out, const char **why, const struct run *run, struct error *err);

#endif

#ifndef FLAMEGATE_GATE_PIPELINE_WAIT_H
#define FLAMEGATE_GATE_PIPELINE_WAIT_H

#include "gate/pipeline_run.h"

/*
 * Waiting for samples: a run that may wait looks at the store again until the window is over and holds what a
 * verdict needs, and judges once, then.
 *
 * Enough is what unchanged code would need to pass: if the candidate cost per request what the baseline costs, its
 * requests and replicas would clear every function under a rule with a chance of 80 % (gate/compare/unchanged.h).
 * What the candidate really costs has no part in that, so that waiting neither raises false alarms nor lets a
 * growth pass. A window that is over and holds too little may grow by as long as was waited.
 */

/*
 * Whether the run, which has looked once, is to look again: says why, and sleeps until then. until: when the last
 * look is due, nanoseconds since 1970.
 */
int pipeline_wait_for_more(bool *again, const struct run *run, int64_t until, struct error *err);

/*
 * The factor on all samples with which unchanged code would pass, of the profile that needs most: at most 1 if
 * there are enough, or if more of them would not help. INFINITY: what there is cannot be compared yet, and *why is
 * a sentence (the run's) that says why.
 */
int pipeline_wait_factor(double *out, const char **why, const struct run *run, struct error *err);

#endif

#ifndef FLAMEGATE_GATE_COMPARE_UNCHANGED_H
#define FLAMEGATE_GATE_COMPARE_UNCHANGED_H

#include "gate/compare/compare.h"

/*
 * What a comparison would look like if the candidate were the baseline's code: whether it holds enough samples can
 * be asked of that, without a look at what the candidate costs. So waiting until the answer is yes, and judging the
 * real comparison then, is one look at it: the moment of judging says nothing about the outcome.
 *
 * Of the candidate only this is taken: how many replicas it has, when they ran and their exposure (requests; where
 * nobody counts any, and costs are shares of the total, their total). A function costs each of them what it costs a
 * replica of the baseline, scaled to that exposure, and all of them together exactly the baseline's rate.
 */

/*
 * seen: the comparison of sides by selector and settings. *out is the caller's; NULL if the replicas of the
 * baseline cannot stand in for those of the candidate: a side has none. Fails (err) only without memory or at a
 * limit.
 */
int unchanged_make(struct comparison **out, const struct comparison *seen, const struct replicas sides[SIDES],
                   const struct profile_selector *selector, const struct compare_settings *settings,
                   struct error *err);

/*
 * The second half of it, for who has such a comparison already: gives the candidate's columns, which hold replicas
 * of the baseline, the exposure of seen's. Both have as many replicas a side. Fails only without memory.
 */
int unchanged_scale(struct comparison *comparison, const struct comparison *seen, struct error *err);

#endif

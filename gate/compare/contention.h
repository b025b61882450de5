#ifndef FLAMEGATE_GATE_COMPARE_CONTENTION_H
#define FLAMEGATE_GATE_COMPARE_CONTENTION_H

#include "gate/base/error.h"
#include "gate/compare/columns.h"
#include "gate/model/comparison.h"
#include "gate/model/profile_selector.h"

/*
 * Contention: how many sampled events stand behind the delays of Go's mutex and block profiles (facts on the
 * verdict, section 4). One file does not say it, all files of a comparison together say more:
 *
 *   mutex   one contention in f was kept, and every count is a multiple of f: f is the greatest common divisor of
 *           all counts of a side, so k = count/f
 *   block   k <= min(contentions, delay/rate), with the rate that the policy gives
 *
 *   S2 = sum over stacks of (D^2/k)(1 + CV^2)
 *
 * CV is the spread of one delay. It is measured where replicas share stacks with events enough, pooled over stacks
 * and sides; else it is assumed to be 1. A note says which.
 */

/*
 * Whether the comparison is of such a profile: gives each column sums of its own, still with CV = 0. To be called
 * before the columns are merged. A block profile without a rate is unfit, as are its contentions, whose weights are
 * too uneven. So is a single profile on a side, of a mutex too: it does not tell how much its waiting varies from
 * run to run. Does nothing to other profiles. Fails only without memory.
 */
int contention_settle(struct comparison *comparison, struct columns *columns,
                      const struct profile_selector *selector, struct error *err);

/* When the rows are placed (merge), before they are summed: finds CV and puts it into the columns' moments. */
int contention_spread(struct comparison *comparison, struct columns *columns, struct error *err);

#endif

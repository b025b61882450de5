#ifndef FLAMEGATE_GATE_COMPARE_SAMPLE_PERIOD_H
#define FLAMEGATE_GATE_COMPARE_SAMPLE_PERIOD_H

#include "gate/base/error.h"
#include "gate/compare/columns.h"
#include "gate/model/comparison.h"

#include <stdbool.h>

/*
 * The CPU time that a sample stands for, where nobody tells. A store such as Parca hands over times alone, neither
 * their samples nor the period between them. But a time that was sampled is a whole multiple of the period, so the
 * values of all stacks together tell it: it is their greatest common divisor.
 *
 * What may be wrong with that, and on which side: if all values happen to be multiples of k periods, k times as
 * much is found. Then there seem to be fewer events than there were, every interval is wider than it need be, and
 * neither a growth nor its absence is proven too soon. The other way round would not be safe, and is refused:
 * values that are no multiples of one period (hosts with different ones, times that were measured, not sampled)
 * have a divisor that none of them is. So a divisor is believed only if
 *
 *   - it is above 1 ms, since times in whole milliseconds may be rounded, and at most 1 s,
 *   - it stands among the values of both sides: a stack of which one sample was taken,
 *   - both sides have it for themselves, and a larger value too; one value alone proves nothing.
 *
 * Each replica is then given the divisor of its own values, which is that or a multiple of it: a host that is
 * sampled more rarely is not taken for more than it knows.
 */

/*
 * Gives the columns of a comparison of cpu or wall whose samples are unknown sums of their own, and notes the
 * period; to be called before the columns are merged. Does nothing to others, nor where no period can be told.
 * Fails only without memory.
 */
int sample_period_settle(struct comparison *comparison, struct columns *columns, struct error *err);

/* Whether a sample type is one whose samples all stand for the same time: cpu or wall, in nanoseconds. */
bool sample_period_fits(const char *type, const char *unit);

#endif

#ifndef FLAMEGATE_GATE_INFERENCE_HISTORY_H
#define FLAMEGATE_GATE_INFERENCE_HISTORY_H

#include "gate/base/error.h"
#include "gate/model/comparison.h"
#include "gate/model/noise_history.h"
#include "gate/model/noise_settings.h"

#include <stddef.h>

/*
 * The noise that was measured between captures of unchanged versions, kept for the comparisons to come (method,
 * section 6, history): made from one comparison, and looked up by another.
 */

/*
 * Adds what the captures of both sides say, taken as captures of one unchanged version: with m of them phi_root and
 * phi of every function by m - 1 degrees of freedom, of which at most 20 count later. phi is 1 where a capture
 * holds fewer than 3 events in the mean. Fails (ERROR_UNFIT) with fewer than 3 captures or without a request count
 * for each, and without memory.
 */
int history_learn(struct noise_history *history, const struct comparison *comparison, struct error *err);

/*
 * Adds what the captures of another unchanged version have shown, profile by profile: phi - 1 and the mean counts
 * of what both know are averaged by degrees of freedom, which add up to at most 20. What one of them lacks is
 * without counts there. other is left alone. Fails without memory only.
 */
int history_pool(struct noise_history *history, const struct noise_history *other, struct error *err);

/* What the settings' history knows of the comparison; NULL: nothing. Shares without requests have no level. */
const struct noise_history_profile *history_about(const struct noise_settings *settings,
                                                  const struct comparison *comparison);

/* phi of an entry whose captures hold so many events in the mean; NAN if the history does not know its function. */
double history_phi(const struct noise_history_profile *past, const struct comparison *comparison, size_t entry,
                   double mean);

/* phi of a typical function: max(1, 1 + this * mean count). */
double history_typical_slope(const struct noise_history_profile *past);

#endif

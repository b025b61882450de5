#ifndef FLAMEGATE_GATE_COMPARE_EXPOSURE_H
#define FLAMEGATE_GATE_COMPARE_EXPOSURE_H

#include "gate/base/error.h"
#include "gate/compare/columns.h"
#include "gate/model/comparison.h"
#include "gate/model/profile_selector.h"

#include <stdbool.h>

/*
 * Exposure: what a cost is divided by. Requests served for all that is spent on them; one for each replica for
 * gauges. Profiles that count from the start of the process (alloc_*, contentions, delay; not a window of them)
 * are divided by requests_since_start where that is known.
 *
 * Without a count on both sides exposures are the replicas' own totals, and costs are shares. The pair is unfit
 * then, unless neither side has a count and shares suffice, or only differences are wanted.
 */

/* Whether cost is divided by the requests of the profile's own window: the only ones that endpoints split. */
bool exposure_is_of_window(const struct columns *columns, const struct replicas sides[SIDES],
                           const struct profile_selector *selector);

/* Fills exposure, exposure_kind and the requests of sides and replicas. Amounts must be there. */
int exposure_fill(struct comparison *comparison, const struct columns *columns, const struct replicas sides[SIDES],
                  const struct profile_selector *selector, bool shares_suffice, struct error *err);

#endif

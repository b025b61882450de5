#ifndef FLAMEGATE_GATE_COMPARE_GAUGE_H
#define FLAMEGATE_GATE_COMPARE_GAUGE_H

#include "gate/base/error.h"
#include "gate/compare/columns.h"
#include "gate/model/comparison.h"

/*
 * Gauges, such as the live heap or the goroutines, tell what is there now and are judged per instance (facts on the
 * verdict, sections 1.3 and 4):
 *
 *   - Profiles of one process share what lives on between them, so that only different processes are replicas. Two
 *     captures of one instance are of different processes only if the later one's requests_since_start is too small
 *     to hold the earlier one's.
 *   - Processes of different age hold different amounts: their requests since the start may differ by less than 2x.
 *     Where a replica does not tell, similar ages are assumed, with a note.
 *   - Where everything was counted (goroutine) there is no sampling noise, so all of it is between instances: at
 *     least 2 replicas a side.
 */

/* Twice the requests: beyond it, what a process does once, or gathers as it ages, would be taken for growth. */
#define GAUGE_AGE_RATIO_MAX 2.0

/* Finds what stands in the way of a verdict. Fails only without memory. */
int gauge_check(struct comparison *comparison, const struct columns *columns, struct error *err);

#endif

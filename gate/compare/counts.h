#ifndef FLAMEGATE_GATE_COMPARE_COUNTS_H
#define FLAMEGATE_GATE_COMPARE_COUNTS_H

#include "gate/base/error.h"
#include "gate/compare/columns.h"
#include "gate/model/comparison.h"

/*
 * How often that happened which costs: allocations beside their bytes, contentions beside their delay. Some
 * profiles hold both, as two sample types of one file; what cost more was then done more often, or costs more each
 * time.
 *
 * A sampled event counts for w_n in the number and for w_c in the cost. Of a Go heap both are known by size, and
 * they differ: small allocations are seen rarely and count for many. A row holds their sums and second moments, and
 * of the sum of w_n w_c only bounds, by Cauchy and Schwarz. The lower one is taken: it is exact where the row's
 * events are of one or two sizes, since the larger the size, the smaller w_n and the larger w_c; else the mean cost
 * seems a little less certain than it is. A contention that was kept counts for the same number as any other.
 */

/* Fills the comparison's counts, if all its profiles have such a type; else they stay empty. To be called when the
 * entries are there. Fails only without memory. */
int counts_build(struct comparison *comparison, const struct columns *columns, struct error *err);

#endif

#ifndef FLAMEGATE_GATE_INFERENCE_SPLIT_H
#define FLAMEGATE_GATE_INFERENCE_SPLIT_H

#include "gate/base/error.h"
#include "gate/inference/noise.h"
#include "gate/model/answer.h"

/*
 * More of them, or each of them dearer (method, section 13): where the profiles count what costs, a change of cost
 * is the change of the number times the change of the mean. With amount D, number N, mean d = D/N of a side:
 *
 *     ln(D1/D0) = ln(N1/N0) + ln(d1/d0)
 *
 * Both intervals are normal, or Student's, on the logarithm.
 *
 *   number   a column like any other: its noise is measured as that of costs is (noise.h), level included
 *   mean     Var ln d = phi (M0/D0^2 + M1/D1^2),   M = sum over sampled events of (w_c - d w_n)^2
 *            phi = sum over replicas of (D_j - d N_j)^2 / (M r_j/r), over their number less one a side
 *
 * w_c and w_n are what an event counts for in cost and number, r the exposure. For contentions M is D^2/k and phi
 * the squared CV of one delay. The level is in D and N alike, so not in d; number and mean of contentions are
 * independent, of a heap they are read from the same samples, which M knows of. With t of phi's degrees of freedom;
 * fewer than two: phi is 1 of a heap, whose sizes are known, and the mean of anything else has no interval.
 *
 * No mean is better known than to one event in all that were seen: sd(ln d) >= 1/k, so that a handful of equal
 * sizes is no proof.
 */

struct split_basis;

/* The noise of the counts beside the costs of noise->comparison, which must outlive it. *out is the caller's to
 * free; NULL where there are no counts, or nothing can be told. Fails only without memory. */
int split_basis_make(struct split_basis **out, const struct noise *noise, struct error *err);
void split_basis_free(struct split_basis *basis);

/* The parts of one entry's change. Not known where one side has no cost or no count. */
struct cost_split split_entry(const struct split_basis *basis, const struct comparison *comparison, size_t entry);

#endif

#ifndef FLAMEGATE_GATE_COMPARE_MIX_H
#define FLAMEGATE_GATE_COMPARE_MIX_H

#include "gate/base/error.h"
#include "gate/compare/columns.h"
#include "gate/model/comparison.h"

/*
 * The traffic mix, taken out by direct standardisation (facts on the verdict, section 1.5). Requests of different
 * endpoints cost differently, so that other shares of the same requests change the cost of the mean request though
 * no line of code did. Where samples carry their endpoint and requests are counted by endpoint, every sample gets
 * a weight that brings its endpoint to the share it has on both sides together:
 *
 *     Q_e = (r_e0 + r_e1) / (r_0 + r_1)      r: requests;  e: endpoint;  j: replica
 *     w_ej = Q_e r_j / r_ej                  of its side, where a replica has hardly any requests of e
 *
 * Samples without a known endpoint are one stratum with the mean weight of their replica's others. Endpoints that
 * only one side serves are left out, with their requests; beyond 2 % of a side's cost no PASS is given.
 *
 * It is done where every replica of both sides counts requests by endpoint, these counts fit those of all requests,
 * and at least half of each side's cost carries a known endpoint. Where it is not done although the mix changed, a
 * note says so and why.
 */

struct mix;

/*
 * To be called when the columns' rows are placed (merge), before they are summed: gives each column standardised
 * sums and takes rows that are left out of the tree. Sets the comparison's mix and the sides' amounts and samples.
 * *out is the caller's, NULL if nothing was standardised. Fails only without memory or at a limit.
 */
int mix_standardise(struct mix **out, struct comparison *comparison, struct columns *columns,
                    const struct replicas sides[SIDES], struct error *err);
void mix_free(struct mix *mix);

/* To be called when the entries are there: fills the comparison's pooled sums. mix may be NULL: there are none. */
int mix_pool(struct comparison *comparison, const struct columns *columns, const struct mix *mix,
             struct error *err);

#endif

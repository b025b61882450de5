#ifndef FLAMEGATE_GATE_INFERENCE_QUANTILES_H
#define FLAMEGATE_GATE_INFERENCE_QUANTILES_H

/*
 * Student's quantile at one tail for many different degrees of freedom, which is what thousands of intervals need:
 * exact at 65 points of 1/df between 0 and 1/least_df, ln t in between by a cubic. Relative error below 1e-6 for
 * tails from 0.05 down to 1e-7 and least_df >= 2.
 */

enum { QUANTILES_CELLS = 64 };

struct quantiles {
    double step; /* of 1/df; 0: every quantile asked for is that of the normal */
    double log_t[QUANTILES_CELLS + 1];
};

/* 0 < tail < 0.5; least_df > 0, may be INFINITY. */
void quantiles_make(struct quantiles *out, double tail, double least_df);

/* The t with P(T_df > t) = tail; df below least_df counts as that. */
double quantiles_at(const struct quantiles *quantiles, double df);

/* The least_df that they were made for. */
double quantiles_least_df(const struct quantiles *quantiles);

#endif

#ifndef FLAMEGATE_GATE_STATISTICS_COUNT_TEST_H
#define FLAMEGATE_GATE_STATISTICS_COUNT_TEST_H

#include <stdbool.h>

/*
 * Has a count grown by more than a limit? (method, section 7)
 *
 * A side has c events over an exposure of r (requests); its rate is c/r. Side 0 is the baseline, side 1 the
 * candidate. Counts and exposures are real numbers: effective ones (0.3 events is fine), r > 0, c >= 0; scale both
 * by the same f and the rates stay. Growth is asked about in one of two ways:
 *
 *     ratio        rate1 <= rho rate0     conditional binomial: of n = c0 + c1 events, c1 is Bin(n, p0),
 *                                        p0 = rho r1/(rho r1 + r0)
 *     difference   rate1 <= rate0 + D     signed root of the deviance, D >= 0 in events per unit of exposure
 *
 * Both yield a z, large where the growth is large. It becomes a p through Student's t, because the variance was
 * estimated (count_test_p_above, count_test_p_below).
 */

struct counts {
    double c0, c1; /* events */
    double r0, r1; /* exposures */
};

/* A limit of growth, resolved at one entry (section 8). */
struct growth_limit {
    bool ratio;    /* true: amount is rho = 1 + x; false: amount is D */
    double amount; /* rho > 0, or D >= 0 in events per unit of exposure */
};

/* Binomial tails at the limit. Small ones are accurate down to 1e-300, below they may be 0. */
struct ratio_tails {
    /* P(X >= c1) = I_p0(c1, c0 + 1), 1 if c1 = 0: the p of H0 "growth <= limit" that is guaranteed (strict mode).
     */
    double exact;
    /* P(X > c1) = I_p0(c1 + 1, c0), 0 if c0 = 0. */
    double next;
    /* 1 - next without cancellation: the guaranteed p of H0 "growth >= limit". */
    double not_next;
    /* Mean of exact and next, the mid-p: the default. And 1 - mid without cancellation. */
    double mid;
    double mid_rest;
};

struct ratio_tails count_test_ratio_tails(struct counts counts, double rho);

/* Phi^-1(1 - p) with p clamped to [1e-300, 1 - 1e-16]; rest = 1 - p. */
double count_test_z_of_tails(double p, double rest);

/* z of the ratio test by mid-p, in [-8.2, 37.1]. Both counts zero: 0. */
double count_test_ratio_z(struct counts counts, double rho);

/* z of the difference test. Both counts zero: -sqrt(2 r1 D). */
double count_test_difference_z(struct counts counts, double difference);

/* The one of the two that the limit asks for. */
double count_test_z(struct counts counts, struct growth_limit limit);

/* Strict mode: the same with the exact tail of the ratio test, for H0 "growth <= limit" (above) or H0 "growth >=
 * limit" (below). The difference test has no exact form and stays as it is. */
double count_test_strict_z_above(struct counts counts, struct growth_limit limit);
double count_test_strict_z_below(struct counts counts, struct growth_limit limit);

/* p of H0 "growth <= limit": P(T_df > z). Small: proven above the limit. df may be infinite. */
double count_test_p_above(double z, double df);

/* p of H0 "growth >= limit": P(T_df < z). Small: proven below the limit. */
double count_test_p_below(double z, double df);

/* All events on the candidate's side, (0, c0 + c1): what would be the smallest possible p of count_test_p_above
 * (section 9), blind to how the events truly fell. */
struct counts count_test_most_extreme(struct counts counts);

struct interval {
    double low, high; /* may be infinite */
};

/* Interval of rate1/rate0 from beta quantiles (Clopper-Pearson) with a chance of tail (0.025 for 95 %) beyond each
 * end; {0, inf} if both counts are zero. With an estimated variance ask for tail =
 * normal_upper(student_quantile(.025, df)).
 */
struct interval count_test_ratio_interval(struct counts counts, double tail);
double count_test_ratio_low(struct counts counts, double tail);
double count_test_ratio_high(struct counts counts, double tail);

/* Interval of rate1 - rate0: the differences whose deviance z lies within +-z (z > 0). */
struct interval count_test_difference_interval(struct counts counts, double z);
double count_test_difference_low(struct counts counts, double z);
double count_test_difference_high(struct counts counts, double z);

#endif

#ifndef FLAMEGATE_GATE_STATISTICS_BETA_H
#define FLAMEGATE_GATE_STATISTICS_BETA_H

/*
 * The beta distribution with real parameters a, b > 0: its distribution function is the regularised incomplete beta
 * function I_x(a, b), from which binomial tails, Student's t and exact intervals of a ratio of counts follow.
 *
 * A point of [0, 1] is given as x together with y = 1 - x, because either may be too small for the other to show it
 * (a canary with a millionth of the traffic). Both tails are returned for the same reason.
 *
 * Accuracy: relative 1e-11 down to results of 1e-300, for a and b up to 1e9; above that it falls as the rounding of
 * x itself dictates. Continued fraction (DiDonato and Morris) for small parameters and far tails, Gauss-Legendre
 * quadrature of the density in logit(x) for large ones, so the cost is bounded: a few microseconds at any size.
 */

struct beta_tails {
    double lower; /* I_x(a, b) = P(X <= x) */
    double upper; /* 1 - I_x(a, b), computed on its own, not by subtraction, where it is the smaller one */
};

/* Both tails at x, with y = 1 - x. x <= 0 gives {0, 1}, y <= 0 gives {1, 0}. NaN unless a, b > 0. */
struct beta_tails beta_tails(double a, double b, double x, double y);

/* Both tails in the middle between I_x(c1, c0 + 1) and I_x(c1 + 1, c0), the mid-p of a binomial count c1 of c0 +
 * c1, at the cost of one of them. NaN unless c1 > 0, c0 >= 0 and 0 < x < 1. */
struct beta_tails beta_mid_tails(double c1, double c0, double x, double y);

/* The quantile as odds x/(1-x), which is what an interval of a ratio needs: I_x(a, b) = p. q = 1 - p, given apart
 * so that both ends can be asked for. p <= 0 gives 0, q <= 0 gives infinity. */
double beta_quantile_odds(double a, double b, double p, double q);

#endif

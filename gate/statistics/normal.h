#ifndef FLAMEGATE_GATE_STATISTICS_NORMAL_H
#define FLAMEGATE_GATE_STATISTICS_NORMAL_H

/* The normal distribution, accurate (relative 1e-13) in both tails down to 1e-300. */

/* 1 - Phi(z). */
double normal_upper(double z);

/* Phi(z). */
double normal_lower(double z);

/* The z with normal_upper(z) = p; infinite at p = 0 (positive) and p = 1 (negative), NaN outside. For a small p
 * below one half the tail is exact; p near 1 is only as good as 1 - p is in a double: then ask for
 * -normal_quantile(1 - p). */
double normal_quantile(double p);

#endif

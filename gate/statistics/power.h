#ifndef FLAMEGATE_GATE_STATISTICS_POWER_H
#define FLAMEGATE_GATE_STATISTICS_POWER_H

#include "gate/statistics/count_test.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * How much could be seen, how many samples it takes, and what more of them would bring (method, sections 8 and
 * 11). Power is 80 % throughout. z_level is the critical value of the entry's test: normal_quantile(alpha/K), or
 * student_quantile where the variance was estimated.
 */

/* Standard error of rate1 - rate0: sqrt(c1/r1^2 + c0/r0^2), counts floored at 1. With effective counts and
 * exposures it includes all noise. */
double power_standard_error(struct counts counts);

/* Events of the total per side (equal exposure) that make a growth of delta red: a function of share p grows by
 * delta, proven above l and estimated above u, all fractions of the total; phi is its dispersion. Infinite if delta
 * is not above both.
 *
 *     2 phi (p + delta/2) max[(z_level + .84)^2/(delta - l)^2, .84^2/(delta - u)^2] */
double power_samples_to_fail(double p, double delta, double l, double u, double phi, double z_level);

/* Events of the total per side for an unchanged build to PASS under a wildcard limit of x_u of itself and y_u of
 * the total:
 *
 *     2 phi (1.645 + z_{.8^(1/15)})^2/(x_u y_u) */
double power_samples_to_pass(double x_u, double y_u, double phi);

/* For unequal exposure: what takes the place of the N of the two above, 2/(1/n0 + 1/n1). */
double power_harmonic(double n0, double n1);

/* The smallest growth that would be seen (MDE), per unit of exposure: max(l + (z_level + .84) se, u + .84 se) with
 * se at that growth, over the baseline rate rate0; r0, r1 are effective exposures; l, u the limits resolved at the
 * entry as differences (rho - 1) rate0 or D. */
double power_visible_growth(double rate0, double r0, double r1, double l, double u, double z_level);

/* PASS: smallest factor k on the samples with prod_v Phi(margin_v sqrt(k)/se_v - 1.645) >= 0.8, where margin_v =
 * U_v - g_v and g_v is the estimated growth where that is real (>= L and >= 3 se), else 0. Infinite if a margin is
 * <= 0 or k would exceed a million. */
double power_factor_to_pass(const double *margin, const double *se, size_t count);

/* prod_v Phi(margin_v/se_v - 1.645): the chance that all of them pass as they are; se_v 0 passes if its margin is
 * above 0. */
double power_chance_to_pass(const double *margin, const double *se, size_t count);

/* FAIL, for an entry whose estimate is at least u and 3 se:
 *     max[((z_level + .84) se/(estimate - l))^2, (.84 se/(estimate - u))^2]; infinite if that entry is not so. */
double power_factor_to_fail(double estimate, double se, double l, double u, double z_level);

/* Samples alone cannot bring a factor k: the excess over Poisson, of which the entry's fraction f is free
 * (variance_fraction), falls only with replicas. Then ask for k times the replicas instead. */
bool power_needs_replicas(double factor, double fraction);

#endif

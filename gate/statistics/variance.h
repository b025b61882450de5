#ifndef FLAMEGATE_GATE_STATISTICS_VARIANCE_H
#define FLAMEGATE_GATE_STATISTICS_VARIANCE_H

#include <stddef.h>

/*
 * The variance of ln(rate1/rate0) of one entry, its degrees of freedom, and how many of its events are worth
 * counting (method, sections 5 and 6). Plain formulas; which of them apply is inference's business.
 *
 *     Var = A + B   A: noise of the entry's share (dispersion phi~, df d + d0)   B or T: noise of the level (df d)
 */

/* 1/c0 + 1/c1 with counts floored at 0.5: the variance if the counts were Poisson. */
double variance_poisson(double c0, double c1);

/* A = phi [(1-p0)/c0 + (1-p1)/c1], p = share of the root, counts floored at 0.5. */
double variance_of_share(double phi, double c0, double p0, double c1, double p1);

/* B = max(phi_root, 1) (1/N0 + 1/N1), the root's own variance. */
double variance_of_root(double phi_root, double n0, double n1);

/* Satterthwaite's degrees of freedom of A + B: (A+B)^2 / (A^2/df_a + B^2/df_b); an infinite df adds nothing below
 * the line, so the result may be infinite. The floor at d (section 5) is the caller's: max(d, this). */
double variance_degrees(double a, double df_a, double b, double df_b);

/* f = min(1, (1/c0 + 1/c1)/Var), floors as above: the fraction of its events that an entry is worth. Effective
 * counts and exposures are f c and f r, so rates stay. */
double variance_fraction(double c0, double c1, double variance);

/* B of paired captures: d_j = ln(N_1j/r_1j) - ln(N_0j/r_0j) of pair j, B = max(var(d_j)/m, 1/N_0 + 1/N_1), with m -
 * 1 degrees of freedom (section 6, pairing). Arrays of m >= 2 root counts and exposures, pair j at index j of both
 * sides; poisson is 1/N_0 + 1/N_1, times the unit of the root where that is not 1. Counts are floored at 0.5. */
double variance_of_paired_root(const double *n0, const double *r0, const double *n1, const double *r1, size_t m,
                               double poisson);

/* phi where a history of df_h degrees of freedom exists beside d of this comparison (0: none):
 * max(1, (df_h phi_h + d phi)/(df_h + d)). */
double variance_with_history(double phi_h, double df_h, double phi, double d);

#endif

#ifndef FLAMEGATE_GATE_STATISTICS_DISPERSION_H
#define FLAMEGATE_GATE_STATISTICS_DISPERSION_H

#include <stdbool.h>
#include <stddef.h>

/*
 * How much noisier than Poisson counts are between replicas of one side (method, section 5). The total varies
 * with the host (phi_root); every other entry is judged by its share of the total, and borrows strength from all
 * functions, since a handful of replicas says little about each alone:
 *
 *     raw      phi^  mean squared residual of the entry's share, df d = m0 + m1 - 2; 0 where the share is 0 or 1
 *     trend    phi0(mu) = a + b mu over the mean count mu, fitted on the entries marked fit with mu >= 5
 *     prior    of x = phi^/phi0: scale s0^2 and degrees of freedom d0 (limma's fitFDist)
 *     shrunk   phi~ = max(1, (d0 s0^2 phi0 + d phi^)/(d0 + d)), df d + d0
 *
 * Fewer than 8 entries to fit: trend 1, d0 = 0, s0^2 = 1, so each entry has its own variance. Nothing is allocated.
 */

/* One side's replicas, sorted by the caller so that sums do not depend on the order of the files. */
struct dispersion_side {
    size_t replicas;        /* m >= 1 */
    const double *exposure; /* [replicas] requests, > 0 */
    const double *root;     /* [replicas] events of the total */
    const double *columns;  /* [entries][replicas] effective events: entry v, replica j at v * replicas + j */
    const double *scale;    /* [entries] or NULL: the total in the unit of entry v is root[j] * scale[v] */
};

struct dispersion_input {
    size_t entries;
    struct dispersion_side side[2]; /* m0 + m1 >= 3 */
    const bool *fit;                /* [entries] true: takes part in the trend (self entries, never the root) */
};

struct dispersion {
    double degrees;   /* d = m0 + m1 - 2 */
    double phi_root;  /* dispersion of the total per unit of exposure; not floored at 1 */
    size_t functions; /* entries that took part in the fit */
    double trend_a;   /* phi0 = max(1, a + b mu) */
    double trend_b;
    double prior_df;    /* d0, at most 1e6 */
    double prior_scale; /* s0^2, at least 1e-3 */
};

/* Doubles of scratch that dispersion_estimate needs. */
size_t dispersion_scratch(size_t entries);

/* All of the above: raw and shrunk get one number per entry. */
void dispersion_estimate(struct dispersion *out, double *raw, double *shrunk, const struct dispersion_input *input,
                         double *scratch);

/* phi_root alone. */
double dispersion_of_root(const struct dispersion_side side[2]);

/* The robust line phi ~ a + b mu, a >= 1, b >= 0, of count >= 1 points: phi winsorised at its 98th percentile
 * (scratch: 2 * count doubles), 8 rounds of weights 1/phi0^2. */
void dispersion_fit_trend(double *a, double *b, const double *mu, const double *phi, size_t count, double *scratch);

/* limma's fitFDist: x ~ s0^2 F(d, d0). count >= 2 values x >= 0, floored at 1e-8 of their median (scratch: count
 * doubles). *d0 is infinite where x scatters no more than chi-squared would. Not clamped. */
void dispersion_fit_prior(double *d0, double *s02, const double *x, size_t count, double d, double *scratch);

#endif

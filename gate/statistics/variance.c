#include "gate/statistics/variance.h"

#include <math.h>

#include "gate/base/banned.h"

static double floored(double count)
{
    return fmax(count, 0.5);
}

double variance_poisson(double c0, double c1)
{
    return 1.0 / floored(c0) + 1.0 / floored(c1);
}

double variance_of_share(double phi, double c0, double p0, double c1, double p1)
{
    return phi * ((1.0 - p0) / floored(c0) + (1.0 - p1) / floored(c1));
}

double variance_of_root(double phi_root, double n0, double n1)
{
    return fmax(phi_root, 1.0) * variance_poisson(n0, n1);
}

double variance_degrees(double a, double df_a, double b, double df_b)
{
    double below = a * a / df_a + b * b / df_b;
    double sum = a + b;
    return below > 0.0 ? sum * sum / below : INFINITY;
}

double variance_fraction(double c0, double c1, double variance)
{
    return fmin(variance_poisson(c0, c1) / variance, 1.0);
}

static double pair_difference(const double *n0, const double *r0, const double *n1, const double *r1, size_t j)
{
    return log(floored(n1[j]) / r1[j]) - log(floored(n0[j]) / r0[j]);
}

double variance_of_paired_root(const double *n0, const double *r0, const double *n1, const double *r1, size_t m,
                               double poisson)
{
    double pairs = (double)m;
    double mean = 0.0;
    for (size_t j = 0; j < m; j++)
        mean += pair_difference(n0, r0, n1, r1, j) / pairs;
    double squares = 0.0;
    for (size_t j = 0; j < m; j++) {
        double residual = pair_difference(n0, r0, n1, r1, j) - mean;
        squares += residual * residual;
    }
    return fmax(squares / (pairs - 1.0) / pairs, poisson);
}

double variance_with_history(double phi_h, double df_h, double phi, double d)
{
    return fmax((df_h * phi_h + d * phi) / (df_h + d), 1.0);
}

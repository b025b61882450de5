#include "gate/statistics/gamma.h"

#include <math.h>
#include <stddef.h>

#include "gate/base/banned.h"

/* From here on the asymptotic series below are exact to the last bit; smaller arguments are shifted up to it. */
static const double series_start = 10.0;

static const double half_log_two_pi = 0.91893853320467274178;

/* sum of terms[i] * z^i */
static double polynomial(const double *terms, size_t count, double z)
{
    double sum = 0.0;
    for (size_t i = count; i-- > 0;)
        sum = sum * z + terms[i];
    return sum;
}

/* Coefficients are B_2k/(2k(2k-1)), B_2k/(2k) and B_2k, B_2k the Bernoulli numbers (DLMF 5.11.1, 5.11.2, 5.15.8).
 */
static double stirling_series(double x)
{
    static const double terms[] = {1.0 / 12,   -1.0 / 360,      1.0 / 1260, -1.0 / 1680,
                                   1.0 / 1188, -691.0 / 360360, 1.0 / 156,  -3617.0 / 122400};
    return polynomial(terms, sizeof terms / sizeof *terms, 1.0 / (x * x)) / x;
}

static double digamma_series(double x)
{
    static const double terms[] = {1.0 / 12,  -1.0 / 120,     1.0 / 252, -1.0 / 240,
                                   1.0 / 132, -691.0 / 32760, 1.0 / 12,  -3617.0 / 8160};
    double z = 1.0 / (x * x);
    return log(x) - 0.5 / x - z * polynomial(terms, sizeof terms / sizeof *terms, z);
}

static double trigamma_series(double x)
{
    static const double terms[] = {1.0 / 6,  -1.0 / 30,     1.0 / 42, -1.0 / 30,
                                   5.0 / 66, -691.0 / 2730, 7.0 / 6,  -3617.0 / 510};
    double z = 1.0 / (x * x);
    return (1.0 + 0.5 / x + z * polynomial(terms, sizeof terms / sizeof *terms, z)) / x;
}

/* psi''(x): minus the derivative of the series above, term by term. */
static double tetragamma_series(double x)
{
    static const double terms[] = {3.0 / 6,   -5.0 / 30,          7.0 / 42,  -9.0 / 30,
                                   55.0 / 66, -13.0 * 691 / 2730, 105.0 / 6, -17.0 * 3617 / 510};
    double z = 1.0 / (x * x);
    return -z * (1.0 + 1.0 / x + z * polynomial(terms, sizeof terms / sizeof *terms, z));
}

/* x (x+1) ... up to the first factor at series_start, which *end gets. Below 1e12 for x > 0. */
static double rising_product(double x, double *end)
{
    double product = 1.0;
    while (x < series_start) {
        product *= x;
        x += 1.0;
    }
    *end = x;
    return product;
}

double gamma_log(double x)
{
    if (isnan(x) || x < 0.0)
        return NAN;
    if (x == 0.0 || isinf(x))
        return INFINITY;
    double end;
    double product = rising_product(x, &end);
    return (end - 0.5) * log(end) - end + half_log_two_pi + stirling_series(end) - log(product);
}

double gamma_stirling_error(double x)
{
    static const double of_a_half = 0.15342640972002734529; /* (1 - ln 2)/2: what every Student's t asks for */
    if (x >= series_start)
        return stirling_series(x);
    if (x == 0.5)
        return of_a_half;
    return gamma_log(x) - ((x - 0.5) * log(x) - x + half_log_two_pi);
}

double gamma_digamma(double x)
{
    if (isnan(x) || x < 0.0)
        return NAN;
    if (x == 0.0)
        return -INFINITY;
    double sum = 0.0;
    while (x < series_start) {
        sum += 1.0 / x;
        x += 1.0;
    }
    return digamma_series(x) - sum;
}

double gamma_trigamma(double x)
{
    if (isnan(x) || x < 0.0)
        return NAN;
    if (x == 0.0)
        return INFINITY;
    double sum = 0.0;
    while (x < series_start) {
        sum += 1.0 / (x * x);
        x += 1.0;
    }
    return trigamma_series(x) + sum;
}

static double tetragamma(double x)
{
    double sum = 0.0;
    while (x < series_start) {
        sum -= 2.0 / (x * x * x);
        x += 1.0;
    }
    return tetragamma_series(x) + sum;
}

double gamma_trigamma_inverse(double value)
{
    if (isnan(value) || value < 0.0)
        return NAN;
    if (value > 1e7)
        return 1.0 / sqrt(value);
    if (value < 1e-6)
        return 1.0 / value;
    /* 1/psi' is convex and close to a line, so Newton from this side runs to the root without overshooting. */
    double x = 0.5 + 1.0 / value;
    for (int round = 0; round < 50; round++) {
        double at_x = gamma_trigamma(x);
        double step = at_x * (1.0 - at_x / value) / tetragamma(x);
        x += step;
        if (-step / x < 1e-8)
            break;
    }
    return x;
}

#include "gate/statistics/normal.h"

#include <math.h>

#include "gate/base/banned.h"

static const double inverse_sqrt_two = 0.70710678118654752440;
static const double inverse_sqrt_two_pi = 0.39894228040143267794;

double normal_upper(double z)
{
    return 0.5 * erfc(z * inverse_sqrt_two);
}

double normal_lower(double z)
{
    return 0.5 * erfc(-z * inverse_sqrt_two);
}

/* Within 4.5e-4 for every 0 < p <= 1/2 (Abramowitz and Stegun 26.2.23). */
static double rough_quantile(double p)
{
    double t = sqrt(-2.0 * log(p));
    double above = 2.515517 + t * (0.802853 + t * 0.010328);
    double below = 1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308));
    return t - above / below;
}

double normal_quantile(double p)
{
    if (isnan(p) || p < 0.0 || p > 1.0)
        return NAN;
    if (p == 0.0)
        return INFINITY;
    if (p == 0.5)
        return 0.0;
    if (p > 0.5)
        return -normal_quantile(1.0 - p);
    double z = rough_quantile(p);
    /* Halley's step cubes the error: 4.5e-4, 1e-10 and better, then the last bits. */
    double step = 1.0;
    for (int round = 0; round < 3 && fabs(step) > 1e-7; round++) {
        step = (normal_upper(z) - p) / (inverse_sqrt_two_pi * exp(-0.5 * z * z));
        z += step / (1.0 - 0.5 * z * step);
    }
    return z;
}

#include "gate/statistics/power.h"

#include "gate/statistics/normal.h"

#include <math.h>

#include "gate/base/banned.h"

static const double z_of_power = 0.8416212335729143;       /* Phi^-1(.8) */
static const double z_of_pass_error = 1.6448536269514729;  /* Phi^-1(.95) */
static const double z_of_all_fifteen = 2.1763076433484168; /* Phi^-1(.8^(1/15)): some 15 entries decide a PASS */
static const double target = 0.8;

static double square(double x)
{
    return x * x;
}

double power_standard_error(struct counts counts)
{
    return sqrt(fmax(counts.c1, 1.0) / square(counts.r1) + fmax(counts.c0, 1.0) / square(counts.r0));
}

double power_samples_to_fail(double p, double delta, double l, double u, double phi, double z_level)
{
    if (!(delta > u && delta > l))
        return INFINITY;
    double prove = square((z_level + z_of_power) / (delta - l));
    double estimate = square(z_of_power / (delta - u));
    return 2.0 * phi * (p + 0.5 * delta) * fmax(prove, estimate);
}

double power_samples_to_pass(double x_u, double y_u, double phi)
{
    return 2.0 * phi * square(z_of_pass_error + z_of_all_fifteen) / (x_u * y_u);
}

double power_harmonic(double n0, double n1)
{
    return 2.0 / (1.0 / n0 + 1.0 / n1);
}

/* The growth g with g = base + z se(g), se(g)^2 = rate0 (1/r0 + 1/r1) + g/r1: the larger root of a quadratic. */
static double growth_at(double base, double z, double rate0, double r0, double r1)
{
    double b = 2.0 * base + z * z / r1;
    double c = base * base - z * z * rate0 * (1.0 / r0 + 1.0 / r1);
    return 0.5 * (b + sqrt(fmax(b * b - 4.0 * c, 0.0)));
}

double power_visible_growth(double rate0, double r0, double r1, double l, double u, double z_level)
{
    double proven = growth_at(l, z_level + z_of_power, rate0, r0, r1);
    double estimated = growth_at(u, z_of_power, rate0, r0, r1);
    return fmax(proven, estimated);
}

static bool passes(const double *margin, const double *se, size_t count, double factor)
{
    const double certain = 9.0; /* Phi is 1 to the last bit from here on */
    double chance = 1.0;
    for (size_t v = 0; v < count; v++) {
        double z = margin[v] / se[v] * sqrt(factor) - z_of_pass_error;
        if (z < certain)
            chance *= normal_lower(z);
        if (chance < target)
            return false;
    }
    return true;
}

double power_factor_to_pass(const double *margin, const double *se, size_t count)
{
    double low = 1e-3;
    double high = 1e6;
    for (size_t v = 0; v < count; v++)
        if (!(margin[v] > 0.0))
            return INFINITY;
    if (!passes(margin, se, count, high))
        return INFINITY;
    for (int round = 0; round < 60; round++) {
        double middle = sqrt(low * high);
        if (passes(margin, se, count, middle))
            high = middle;
        else
            low = middle;
    }
    return high;
}

double power_chance_to_pass(const double *margin, const double *se, size_t count)
{
    double chance = 1.0;
    for (size_t v = 0; v < count; v++) {
        if (!(margin[v] > 0.0))
            return 0.0;
        if (se[v] > 0.0)
            chance *= normal_lower(margin[v] / se[v] - z_of_pass_error);
    }
    return chance;
}

double power_factor_to_fail(double estimate, double se, double l, double u, double z_level)
{
    if (!(estimate > u && estimate > l && estimate >= 3.0 * se))
        return INFINITY;
    double prove = square((z_level + z_of_power) * se / (estimate - l));
    double show = square(z_of_power * se / (estimate - u));
    return fmax(prove, show);
}

bool power_needs_replicas(double factor, double fraction)
{
    return factor * (1.0 - fraction) > 1.0;
}

#include "tests/bench/worlds/chance.h"

#include <math.h>

double chance_uniform(struct draw *draw)
{
    return ((double)(draw_next(draw) >> 11) + 0.5) * 0x1p-53;
}

/* Marsaglia's polar method; the second number is not kept, so that a sequence has no hidden state. */
double chance_normal(struct draw *draw)
{
    double u, v, s;
    do {
        u = 2 * chance_uniform(draw) - 1;
        v = 2 * chance_uniform(draw) - 1;
        s = u * u + v * v;
    } while (s >= 1 || s == 0);
    return u * sqrt(-2 * log(s) / s);
}

/* Marsaglia and Tsang, 2000. */
double chance_gamma(struct draw *draw, double shape, double scale)
{
    double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        double x = chance_normal(draw), v = 1 + c * x;
        if (v <= 0)
            continue;
        v = v * v * v;
        if (log(chance_uniform(draw)) < 0.5 * x * x + d * (1 - v + log(v)))
            return d * v * scale;
    }
}

static double poisson_by_inversion(struct draw *draw, double mean)
{
    double chance = exp(-mean), below = chance, u = chance_uniform(draw), k = 0;
    while (u > below && chance > 0) {
        k++;
        chance *= mean / k;
        below += chance;
    }
    return k;
}

/* Transformed rejection with squeeze (Hoermann 1993, PTRS), for means of 10 and more. */
static double poisson_by_rejection(struct draw *draw, double mean)
{
    double b = 0.931 + 2.53 * sqrt(mean), a = -0.059 + 0.02483 * b;
    double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4), squeeze = 0.9277 - 3.6224 / (b - 2), logarithm = log(mean);
    for (;;) {
        double u = chance_uniform(draw) - 0.5, v = chance_uniform(draw), us = 0.5 - fabs(u);
        double k = floor((2 * a / us + b) * u + mean + 0.43);
        if (us >= 0.07 && v <= squeeze)
            return k;
        if (k < 0 || (us < 0.013 && v > us))
            continue;
        if (log(v) + log(inverse_alpha) - log(a / (us * us) + b) <= k * logarithm - mean - lgamma(k + 1))
            return k;
    }
}

double chance_poisson(struct draw *draw, double mean)
{
    if (!(mean > 0))
        return 0;
    return mean < 10 ? poisson_by_inversion(draw, mean) : poisson_by_rejection(draw, mean);
}

double chance_factor(struct draw *draw, double cv)
{
    return cv > 0 ? exp(cv * chance_normal(draw) - cv * cv / 2) : 1;
}

double chance_half(struct draw *draw, double count)
{
    double half = 0;
    for (uint64_t left = (uint64_t)count; left > 0;) {
        uint64_t bits = draw_next(draw), take = left < 64 ? left : 64;
        if (take < 64)
            bits &= ((uint64_t)1 << take) - 1;
        for (; bits != 0; bits &= bits - 1)
            half++;
        left -= take;
    }
    return half;
}

#include "gate/statistics/looks.h"

#include "gate/statistics/normal.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "gate/base/banned.h"

static const double EDGE = 6.0;         /* of the grid, in standard deviations at the end of the plan */
static const double KERNEL_EDGE = 12.0; /* standard deviations of a step beyond which nothing is left of it */

static double grid_step(void)
{
    return 2.0 * EDGE / (LOOKS_POINTS - 1);
}

static double grid_at(size_t i)
{
    return -EDGE + (double)i * grid_step();
}

static double normal_density(double x, double sd)
{
    static const double root_two_pi = 2.50662827463100050242;
    double z = x / sd;
    return exp(-0.5 * z * z) / (sd * root_two_pi);
}

void looks_begin(struct looks *looks, double alpha)
{
    looks->alpha = alpha;
    looks->part = 0.0;
    looks->spent = 0.0;
}

static double spending(double alpha, double part)
{
    return 2.0 * normal_upper(normal_quantile(0.5 * alpha) / sqrt(part));
}

/* The density at the next look from that at the last one. */
static void walk(struct looks *looks, double sd)
{
    double kernel[LOOKS_POINTS];
    size_t reach = (size_t)fmin(ceil(KERNEL_EDGE * sd / grid_step()), LOOKS_POINTS - 1);
    for (size_t k = 0; k <= reach; k++)
        kernel[k] = normal_density((double)k * grid_step(), sd) * grid_step();
    for (size_t i = 0; i < LOOKS_POINTS; i++) {
        double sum = kernel[0] * looks->density[i];
        size_t below = i < reach ? i : reach, above = LOOKS_POINTS - 1 - i;
        above = above < reach ? above : reach;
        for (size_t k = 1; k <= below; k++)
            sum += kernel[k] * looks->density[i - k];
        for (size_t k = 1; k <= above; k++)
            sum += kernel[k] * looks->density[i + k];
        looks->scratch[i] = sum;
    }
    memcpy(looks->density, looks->scratch, sizeof looks->density);
}

/* The lowest point with no more than that above it; what lies there and above is taken out. */
static size_t cut(struct looks *looks, double least)
{
    double above = 0.0;
    size_t i = LOOKS_POINTS;
    while (i > 0 && above + looks->density[i - 1] * grid_step() <= least)
        above += looks->density[--i] * grid_step();
    for (size_t k = i; k < LOOKS_POINTS; k++)
        looks->density[k] = 0.0;
    return i;
}

double looks_bound(struct looks *looks, double part)
{
    if (!(part > looks->part) || part > 1.0)
        return INFINITY;
    double spent = spending(looks->alpha, part), sd = sqrt(part - looks->part);
    if (looks->part > 0.0)
        walk(looks, sd);
    else
        for (size_t i = 0; i < LOOKS_POINTS; i++)
            looks->density[i] = normal_density(grid_at(i), sd);
    size_t bound = spent > looks->spent ? cut(looks, spent - looks->spent) : LOOKS_POINTS;
    looks->part = part;
    looks->spent = spent;
    return bound < LOOKS_POINTS ? grid_at(bound) / sqrt(part) : INFINITY;
}

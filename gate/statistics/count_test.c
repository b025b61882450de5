#include "gate/statistics/count_test.h"

#include "gate/statistics/beta.h"
#include "gate/statistics/deviance.h"
#include "gate/statistics/normal.h"
#include "gate/statistics/student.h"

#include <math.h>

#include "gate/base/banned.h"

struct ratio_tails count_test_ratio_tails(struct counts counts, double rho)
{
    double weight0 = counts.r0;
    double weight1 = rho * counts.r1;
    double p0 = weight1 / (weight0 + weight1);
    double q0 = weight0 / (weight0 + weight1);
    struct beta_tails exact = {1.0, 0.0};
    struct beta_tails next = {0.0, 1.0};
    if (counts.c1 > 0.0)
        exact = beta_tails(counts.c1, counts.c0 + 1.0, p0, q0);
    if (counts.c0 > 0.0)
        next = beta_tails(counts.c1 + 1.0, counts.c0, p0, q0);
    return (struct ratio_tails){
        .exact = exact.lower,
        .next = next.lower,
        .not_next = next.upper,
        .mid = 0.5 * (exact.lower + next.lower),
        .mid_rest = 0.5 * (exact.upper + next.upper),
    };
}

double count_test_z_of_tails(double p, double rest)
{
    const double least_p = 1e-300;
    const double least_rest = 1.1102230246251565e-16; /* 1 - (1 - 1e-16) in a double */
    if (p <= 0.5)
        return normal_quantile(fmax(p, least_p));
    return -normal_quantile(fmax(rest, least_rest));
}

/* x^count, half of which is the mid-p of a side that has all events, or the rest of it. */
static double all_of_them(double x, double y, double count)
{
    return exp(count * (x < 0.5 ? log(x) : log1p(-y)));
}

/* The same mid-p as that of all tails, by one evaluation or none. */
double count_test_ratio_z(struct counts counts, double rho)
{
    double weight0 = counts.r0;
    double weight1 = rho * counts.r1;
    double p0 = weight1 / (weight0 + weight1);
    double q0 = weight0 / (weight0 + weight1);
    if (!(counts.c1 > 0.0)) {
        double rest = 0.5 * all_of_them(q0, p0, counts.c0);
        return count_test_z_of_tails(1.0 - rest, rest);
    }
    if (!(counts.c0 > 0.0)) {
        double mid = 0.5 * all_of_them(p0, q0, counts.c1);
        return count_test_z_of_tails(mid, 1.0 - mid);
    }
    struct beta_tails mid = beta_mid_tails(counts.c1, counts.c0, p0, q0);
    return count_test_z_of_tails(mid.lower, mid.upper);
}

/* The most likely baseline rate if the candidate's is larger by exactly the difference: the positive root of
 * R l^2 - b l - c0 D = 0, written so that nothing cancels for either sign of b. */
static double restricted_rate(struct counts counts, double difference)
{
    double exposure = counts.r0 + counts.r1;
    double b = counts.c0 + counts.c1 - exposure * difference;
    double root = sqrt(b * b + 4.0 * exposure * counts.c0 * difference);
    if (b >= 0.0)
        return (b + root) / (2.0 * exposure);
    return 2.0 * counts.c0 * difference / (root - b);
}

double count_test_difference_z(struct counts counts, double difference)
{
    double rate = restricted_rate(counts, difference);
    double misfit = deviance(counts.c0, counts.r0 * rate) + deviance(counts.c1, counts.r1 * (rate + difference));
    double growth = counts.c1 / counts.r1 - counts.c0 / counts.r0;
    double size = sqrt(2.0 * fmax(misfit, 0.0));
    if (growth == difference)
        return 0.0;
    return growth > difference ? size : -size;
}

double count_test_z(struct counts counts, struct growth_limit limit)
{
    if (limit.ratio)
        return count_test_ratio_z(counts, limit.amount);
    return count_test_difference_z(counts, limit.amount);
}

double count_test_strict_z_above(struct counts counts, struct growth_limit limit)
{
    if (!limit.ratio)
        return count_test_difference_z(counts, limit.amount);
    struct ratio_tails tails = count_test_ratio_tails(counts, limit.amount);
    return count_test_z_of_tails(tails.exact, 1.0 - tails.exact);
}

double count_test_strict_z_below(struct counts counts, struct growth_limit limit)
{
    if (!limit.ratio)
        return count_test_difference_z(counts, limit.amount);
    struct ratio_tails tails = count_test_ratio_tails(counts, limit.amount);
    return count_test_z_of_tails(tails.next, tails.not_next);
}

double count_test_p_above(double z, double df)
{
    return student_upper(z, df);
}

double count_test_p_below(double z, double df)
{
    return student_lower(z, df);
}

struct counts count_test_most_extreme(struct counts counts)
{
    return (struct counts){.c0 = 0.0, .c1 = counts.c0 + counts.c1, .r0 = counts.r0, .r1 = counts.r1};
}

double count_test_ratio_low(struct counts counts, double tail)
{
    if (!(counts.c1 > 0.0))
        return 0.0;
    return counts.r0 / counts.r1 * beta_quantile_odds(counts.c1, counts.c0 + 1.0, tail, 1.0 - tail);
}

double count_test_ratio_high(struct counts counts, double tail)
{
    if (!(counts.c0 > 0.0))
        return INFINITY;
    return counts.r0 / counts.r1 * beta_quantile_odds(counts.c1 + 1.0, counts.c0, 1.0 - tail, tail);
}

struct interval count_test_ratio_interval(struct counts counts, double tail)
{
    return (struct interval){count_test_ratio_low(counts, tail), count_test_ratio_high(counts, tail)};
}

/* z for a difference of any sign: a fall of D is a growth of D seen from the other side. */
static double signed_difference_z(struct counts counts, double difference)
{
    if (difference >= 0.0)
        return count_test_difference_z(counts, difference);
    struct counts mirrored = {counts.c1, counts.c0, counts.r1, counts.r0};
    return -count_test_difference_z(mirrored, -difference);
}

/* How fast that z falls with the difference: z dz/dD = r1 (1 - c1/m1), the score at the restricted rates. */
static double signed_difference_slope(struct counts counts, double difference, double z)
{
    if (difference < 0.0) {
        struct counts mirrored = {counts.c1, counts.c0, counts.r1, counts.r0};
        return signed_difference_slope(mirrored, -difference, -z);
    }
    double mean1 = counts.r1 * (restricted_rate(counts, difference) + difference);
    return counts.r1 * (1.0 - counts.c1 / mean1) / z;
}

/*
 * The difference whose z is target, searched from the estimate in steps of width (its sign says where). z falls
 * monotonically and almost in a straight line, so Newton's method, kept inside the bracket found, needs few steps;
 * where it would leave it, or has no slope, the bracket is halved.
 */
static double difference_at(struct counts counts, double estimate, double width, double target)
{
    double near = estimate, far = estimate + width;
    double miss = signed_difference_z(counts, far) - target;
    for (int round = 0; round < 60 && miss * target < 0.0; round++) {
        near = far;
        width *= 2.0;
        far += width;
        miss = signed_difference_z(counts, far) - target;
    }
    double here = far;
    for (int round = 0; round < 200; round++) {
        double step = -miss / signed_difference_slope(counts, here, miss + target);
        double next = here + step;
        bool inside = near < far ? next > near && next < far : next < near && next > far;
        if (!inside)
            next = 0.5 * (near + far);
        if (fabs(next - here) < 1e-13 * (fabs(here) + fabs(width)) || next == here)
            return next;
        here = next;
        miss = signed_difference_z(counts, here) - target;
        if (miss == 0.0)
            return here;
        if (miss * target < 0.0)
            near = here;
        else
            far = here;
    }
    return here;
}

/* The end of the interval at which z is target. */
static double difference_end(struct counts counts, double target)
{
    double estimate = counts.c1 / counts.r1 - counts.c0 / counts.r0;
    double variance0 = (counts.c0 + target * target) / (counts.r0 * counts.r0);
    double variance1 = (counts.c1 + target * target) / (counts.r1 * counts.r1);
    return difference_at(counts, estimate, -target * sqrt(variance0 + variance1), target);
}

double count_test_difference_low(struct counts counts, double z)
{
    return difference_end(counts, z);
}

double count_test_difference_high(struct counts counts, double z)
{
    return difference_end(counts, -z);
}

struct interval count_test_difference_interval(struct counts counts, double z)
{
    return (struct interval){count_test_difference_low(counts, z), count_test_difference_high(counts, z)};
}

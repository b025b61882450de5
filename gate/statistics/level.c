#include "gate/statistics/level.h"

#include "gate/statistics/order.h"

#include <math.h>
#include <stdbool.h>

#include "gate/base/banned.h"

/*
 * The likelihood of one function at level t is .8 N(x; t, v) + .2 N(x; t, v + .25). With a = v and b = v + .25 it
 * is, but for a constant,
 *
 *     exp(-(x-t)^2/(2b)) * [1 + R exp(-k (x-t)^2)],   R = 4 sqrt(b/a),   k = 1/(2a) - 1/(2b)
 *
 * The logarithms of the first factors add up to one parabola in t, whatever the number of functions. The brackets
 * are at least 1, so they are multiplied up grid point by grid point and only seldom turned into logarithms; and
 * along the grid exp(-k (x-t)^2) follows from its neighbours by multiplication, because second differences of its
 * exponent are constant. So the inner loop has neither an exponential nor a logarithm.
 */

enum {
    HALF_GRID = 800,
    GRID = 2 * HALF_GRID + 1,
    LANES = 4,          /* independent chains of multiplications, so that they overlap */
    POINTS_AFRESH = 128 /* a chain this long has lost some 500 units in the last place: start again */
};

static const double least_expected = 10.0;
static const double outlier_width = 0.25;  /* .5 squared */
static const double same_to_outlier = 4.0; /* .8 to .2 */

struct posterior {
    double step;
    double parabola[2];     /* sum of x/b and of 1/b */
    double product[GRID];   /* of brackets, not yet in logarithm */
    double logarithm[GRID]; /* of brackets and prior */
    double bits;            /* bound of log2(product) */
};

struct function_ratio {
    double x; /* log ratio */
    double v; /* its variance if the function did not change by itself */
};

/* false: too few events to take part. */
static bool ratio_of(struct function_ratio *out, const struct level_input *input, size_t i)
{
    double c0 = input->c0[i];
    double c1 = input->c1[i];
    double r0 = input->r0 ? input->r0[i] : input->all_r0;
    double r1 = input->r1 ? input->r1[i] : input->all_r1;
    double n = c0 + c1;
    double q0 = r0 / (r0 + r1);
    double q1 = r1 / (r0 + r1);
    if (!(c0 > 0.0 && c1 > 0.0 && n * fmin(q0, q1) >= least_expected))
        return false;
    out->x = log((c1 + 0.5) / (c0 + 0.5) * r0 / r1);
    out->v = input->phi[i] / (n * q0 * q1) + input->frame_variance;
    return true;
}

static double point(const struct posterior *post, int j)
{
    return (double)(j - HALF_GRID) * post->step;
}

static void flush_product(struct posterior *post)
{
    for (int j = 0; j < GRID; j++) {
        post->logarithm[j] += log(post->product[j]);
        post->product[j] = 1.0;
    }
    post->bits = 0.0;
}

/* The bell R exp(-k (x-t)^2) of one function. */
struct bell {
    double x, k, r;
};

static void multiply_directly(struct posterior *post, struct bell bell, int first, int last)
{
    for (int j = first; j <= last; j++) {
        double away = bell.x - point(post, j);
        post->product[j] *= 1.0 + bell.r * exp(-bell.k * away * away);
    }
}

/* POINTS_AFRESH points from first on, by recurrence. bend is exp(-2 k step^2). */
static void multiply_chained(struct posterior *post, struct bell bell, double bend, int first)
{
    double away = bell.x - point(post, first);
    double ratio = exp(bell.k * post->step * (2.0 * away - post->step)); /* of the second point to the first */
    double value[LANES];
    double climb[LANES]; /* value at the next point of the lane over the one at this */
    value[0] = bell.r * exp(-bell.k * away * away);
    double bend2 = bend * bend;
    double bend4 = bend2 * bend2;
    climb[0] = ratio * ratio * ratio * ratio * bend4 * bend2;
    for (int lane = 1; lane < LANES; lane++) {
        value[lane] = value[lane - 1] * ratio;
        ratio *= bend;
        climb[lane] = climb[lane - 1] * bend4;
    }
    double bend16 = bend4 * bend4 * bend4 * bend4;
    for (double *at = post->product + first, *end = at + POINTS_AFRESH; at < end; at += LANES) {
        for (int lane = 0; lane < LANES; lane++) {
            at[lane] *= 1.0 + value[lane];
            value[lane] *= climb[lane];
            climb[lane] *= bend16;
        }
    }
}

static int clamped_point(double j)
{
    return (int)fmin(fmax(j, 0.0), (double)(GRID - 1));
}

static void multiply_bell(struct posterior *post, struct bell bell)
{
    double reach = sqrt((log(bell.r) + 42.0) / bell.k) / post->step; /* beyond, the bell is below 1e-18 */
    double centre = bell.x / post->step + (double)HALF_GRID;
    if (centre + reach < 0.0 || centre - reach > (double)(GRID - 1))
        return;
    int first = clamped_point(floor(centre - reach));
    int last = clamped_point(ceil(centre + reach));
    double steepness = bell.k * post->step * post->step;
    if (steepness < 0.02) { /* else it spans a few points, and its ratios could overflow */
        double bend = exp(-2.0 * steepness);
        for (; first + POINTS_AFRESH - 1 <= last; first += POINTS_AFRESH)
            multiply_chained(post, bell, bend, first);
    }
    multiply_directly(post, bell, first, last);
}

static void add_function(struct posterior *post, struct function_ratio ratio)
{
    double a = ratio.v;
    double b = ratio.v + outlier_width;
    struct bell bell = {.x = ratio.x, .k = 0.5 * outlier_width / (a * b), .r = same_to_outlier * sqrt(b / a)};
    double bits = log2(1.0 + bell.r);
    if (post->bits + bits > 1000.0)
        flush_product(post);
    post->bits += bits;
    post->parabola[0] += ratio.x / b;
    post->parabola[1] += 1.0 / b;
    multiply_bell(post, bell);
}

static double log_prior(double t, double variance, double df)
{
    if (isinf(df))
        return -t * t / (2.0 * variance);
    return -0.5 * (df + 1.0) * log1p(t * t / (df * variance));
}

static void start(struct posterior *post, const struct level_input *input)
{
    post->step = sqrt(input->prior_variance) / 100.0;
    post->parabola[0] = post->parabola[1] = 0.0;
    post->bits = 0.0;
    for (int j = 0; j < GRID; j++) {
        post->product[j] = 1.0;
        post->logarithm[j] = log_prior(point(post, j), input->prior_variance, input->prior_df);
    }
}

/* Turns the logarithms into weights of sum 1. */
static void normalise(struct posterior *post)
{
    flush_product(post);
    double largest = -INFINITY;
    for (int j = 0; j < GRID; j++) {
        double t = point(post, j);
        post->logarithm[j] += t * (post->parabola[0] - 0.5 * t * post->parabola[1]);
        largest = fmax(largest, post->logarithm[j]);
    }
    double sum = 0.0;
    for (int j = 0; j < GRID; j++)
        sum += post->product[j] = exp(post->logarithm[j] - largest);
    for (int j = 0; j < GRID; j++)
        post->product[j] /= sum;
}

static void summarise(struct common_level *out, const struct posterior *post)
{
    double mean = 0.0;
    for (int j = 0; j < GRID; j++)
        mean += post->product[j] * point(post, j);
    double variance = 0.0;
    for (int j = 0; j < GRID; j++) {
        double away = point(post, j) - mean;
        variance += post->product[j] * away * away;
    }
    out->log_s = mean;
    out->variance = fmax(variance, post->step * post->step);
}

struct common_level level_estimate(const struct level_input *input)
{
    struct common_level out = {0};
    struct posterior post;
    start(&post, input);
    for (size_t i = 0; i < input->functions; i++) {
        struct function_ratio ratio;
        if (!ratio_of(&ratio, input, i))
            continue;
        add_function(&post, ratio);
        out.functions++;
    }
    normalise(&post);
    summarise(&out, &post);
    return out;
}

struct common_level level_from_shares(const double *c0, const double *c1, size_t count, double *scratch)
{
    const double least_count = 20.0;
    struct common_level out = {.log_s = 0.0, .variance = INFINITY};
    for (size_t i = 0; i < count; i++)
        if (c0[i] >= least_count && c1[i] >= least_count)
            scratch[out.functions++] = log(c1[i] / c0[i]);
    if (out.functions == 0)
        return out;
    order_sort(scratch, out.functions);
    double median = order_quantile(scratch, out.functions, 0.5);
    for (size_t i = 0; i < out.functions; i++)
        scratch[i] = fabs(scratch[i] - median);
    order_sort(scratch, out.functions);
    double spread = 1.253 * 1.4826 * order_quantile(scratch, out.functions, 0.5);
    out.log_s = median;
    out.variance = spread * spread / (double)out.functions;
    return out;
}

struct common_level level_from_anchors(const double *c0, const double *c1, size_t count)
{
    double sum0 = 0.0;
    double sum1 = 0.0;
    for (size_t i = 0; i < count; i++) {
        sum0 += c0[i];
        sum1 += c1[i];
    }
    sum0 = fmax(sum0, 0.5);
    sum1 = fmax(sum1, 0.5);
    return (struct common_level){
        .log_s = log(sum1 / sum0), .variance = 1.0 / sum0 + 1.0 / sum1, .functions = count};
}

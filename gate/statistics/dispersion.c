#include "gate/statistics/dispersion.h"

#include "gate/statistics/gamma.h"
#include "gate/statistics/order.h"

#include <math.h>

#include "gate/base/banned.h"

enum { FEWEST_TO_FIT = 8, TREND_ROUNDS = 8 };
static const double least_mean = 5.0;
static const double most_prior_df = 1e6;
static const double least_prior_scale = 1e-3;

static double sum_of(const double *values, size_t count)
{
    double sum = 0.0;
    for (size_t i = 0; i < count; i++)
        sum += values[i];
    return sum;
}

static double degrees_of(const struct dispersion_side side[2])
{
    return (double)(side[0].replicas + side[1].replicas) - 2.0;
}

/* sum_j (N_j - r_j L)^2/(r_j L), L = N/r: squared residuals of the total in units of their Poisson variance. */
static double root_residuals(const struct dispersion_side *side)
{
    double rate = sum_of(side->root, side->replicas) / sum_of(side->exposure, side->replicas);
    double sum = 0.0;
    for (size_t j = 0; j < side->replicas; j++) {
        double expected = side->exposure[j] * rate;
        double residual = side->root[j] - expected;
        if (expected > 0.0)
            sum += residual * residual / expected;
    }
    return sum;
}

double dispersion_of_root(const struct dispersion_side side[2])
{
    double degrees = degrees_of(side);
    return degrees > 0.0 ? (root_residuals(&side[0]) + root_residuals(&side[1])) / degrees : 0.0;
}

static const double *column_of(const struct dispersion_side *side, size_t entry)
{
    return side->columns + entry * side->replicas;
}

/* sum_j (c_j - N_j p)^2/(N_j p (1-p)), p = c/N: the same for the share of one entry, given the total. */
static double share_residuals(const struct dispersion_side *side, size_t entry)
{
    const double *column = column_of(side, entry);
    double scale = side->scale ? side->scale[entry] : 1.0;
    double p = sum_of(column, side->replicas) / (scale * sum_of(side->root, side->replicas));
    if (!(p > 0.0 && p < 1.0 - 1e-12))
        return 0.0;
    double sum = 0.0;
    for (size_t j = 0; j < side->replicas; j++) {
        double expected = scale * side->root[j] * p;
        double residual = column[j] - expected;
        if (expected > 0.0)
            sum += residual * residual / (expected * (1.0 - p));
    }
    return sum;
}

static double mean_count(const struct dispersion_input *input, size_t entry)
{
    double sum = 0.0;
    size_t replicas = 0;
    for (int a = 0; a < 2; a++) {
        sum += sum_of(column_of(&input->side[a], entry), input->side[a].replicas);
        replicas += input->side[a].replicas;
    }
    return sum / (double)replicas;
}

/* The default trend: Poisson. */
static double trend_at(double a, double b, double mu)
{
    return fmax(a + b * mu, 1.0);
}

/* One weighted least-squares line with the weights of the last one. */
static void refit_line(double *a, double *b, const double *mu, const double *phi, size_t count)
{
    double weights = 0.0;
    double mean_mu = 0.0;
    double mean_phi = 0.0;
    for (size_t i = 0; i < count; i++) {
        double weight = pow(trend_at(*a, *b, mu[i]), -2.0);
        weights += weight;
        mean_mu += weight * mu[i];
        mean_phi += weight * phi[i];
    }
    mean_mu /= weights;
    mean_phi /= weights;
    double cross = 0.0;
    double square = 0.0;
    for (size_t i = 0; i < count; i++) {
        double weight = pow(trend_at(*a, *b, mu[i]), -2.0);
        cross += weight * (mu[i] - mean_mu) * (phi[i] - mean_phi);
        square += weight * (mu[i] - mean_mu) * (mu[i] - mean_mu);
    }
    *b = fmax(cross / fmax(square, 1e-12), 0.0);
    *a = fmax(mean_phi - *b * mean_mu, 1.0);
}

void dispersion_fit_trend(double *a, double *b, const double *mu, const double *phi, size_t count, double *scratch)
{
    double *sorted = scratch;
    double *winsorised = scratch + count;
    for (size_t i = 0; i < count; i++)
        sorted[i] = phi[i];
    order_sort(sorted, count);
    double ceiling = order_quantile(sorted, count, 0.98);
    for (size_t i = 0; i < count; i++)
        winsorised[i] = fmin(phi[i], ceiling);
    *a = 1.0;
    *b = 0.0;
    for (int round = 0; round < TREND_ROUNDS; round++)
        refit_line(a, b, mu, winsorised, count);
}

void dispersion_fit_prior(double *d0, double *s02, const double *x, size_t count, double d, double *scratch)
{
    double *e = scratch;
    for (size_t i = 0; i < count; i++)
        e[i] = x[i];
    order_sort(e, count);
    double least = 1e-8 * order_quantile(e, count, 0.5) + 1e-12;
    double shift = log(0.5 * d) - gamma_digamma(0.5 * d);
    for (size_t i = 0; i < count; i++)
        e[i] = log(fmax(e[i], least)) + shift;
    double mean = sum_of(e, count) / (double)count;
    double squares = 0.0;
    for (size_t i = 0; i < count; i++)
        squares += (e[i] - mean) * (e[i] - mean);
    double excess = squares / ((double)count - 1.0) - gamma_trigamma(0.5 * d);
    if (excess <= 0.0) {
        *d0 = INFINITY;
        *s02 = exp(mean);
        return;
    }
    double half_d0 = gamma_trigamma_inverse(excess);
    *d0 = 2.0 * half_d0;
    *s02 = exp(mean + gamma_digamma(half_d0) - log(half_d0));
}

size_t dispersion_scratch(size_t entries)
{
    return 4 * entries;
}

/* Trend and prior from the marked entries; *out keeps the defaults if they are too few. */
static void fit(struct dispersion *out, const double *raw, const struct dispersion_input *input, double *scratch)
{
    double *mu = scratch;
    double *phi = scratch + input->entries;
    double *rest = scratch + 2 * input->entries;
    size_t count = 0;
    for (size_t v = 0; v < input->entries; v++) {
        double mean = mean_count(input, v);
        if (!input->fit[v] || mean < least_mean)
            continue;
        mu[count] = mean;
        phi[count++] = raw[v];
    }
    out->functions = count;
    if (count < FEWEST_TO_FIT)
        return;
    dispersion_fit_trend(&out->trend_a, &out->trend_b, mu, phi, count, rest);
    for (size_t i = 0; i < count; i++)
        phi[i] /= trend_at(out->trend_a, out->trend_b, mu[i]);
    dispersion_fit_prior(&out->prior_df, &out->prior_scale, phi, count, out->degrees, rest);
    out->prior_df = fmin(out->prior_df, most_prior_df);
    out->prior_scale = fmax(out->prior_scale, least_prior_scale);
}

void dispersion_estimate(struct dispersion *out, double *raw, double *shrunk, const struct dispersion_input *input,
                         double *scratch)
{
    struct dispersion found = {
        .degrees = fmax(degrees_of(input->side), 0.0),
        .phi_root = dispersion_of_root(input->side),
        .trend_a = 1.0,
        .prior_scale = 1.0,
    };
    double d = found.degrees;
    for (size_t v = 0; v < input->entries; v++) {
        double sum = share_residuals(&input->side[0], v) + share_residuals(&input->side[1], v);
        raw[v] = d > 0.0 ? sum / d : 0.0;
    }
    if (d > 0.0)
        fit(&found, raw, input, scratch);
    for (size_t v = 0; v < input->entries; v++) {
        double expected = found.prior_scale * trend_at(found.trend_a, found.trend_b, mean_count(input, v));
        double weight = found.prior_df + d;
        double mixed = weight > 0.0 ? (found.prior_df * expected + d * raw[v]) / weight : 1.0;
        shrunk[v] = fmax(mixed, 1.0);
    }
    *out = found;
}

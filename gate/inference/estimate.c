#include "gate/inference/estimate.h"

#include "gate/inference/split.h"
#include "gate/inference/test.h"
#include "gate/statistics/normal.h"

#include <math.h>

#include "gate/base/banned.h"

static double relative_change(double rate0, double rate1)
{
    if (rate0 > 0)
        return rate1 / rate0 - 1.0;
    return rate1 > 0 ? INFINITY : NAN;
}

static void set_intervals(struct estimate *out, const struct noise *noise, size_t entry, const struct effective *at,
                          double t)
{
    double tail = normal_upper(t);
    struct counts low = test_read(at, noise_red(noise, entry)), high = test_read(at, noise_less(noise, entry));
    out->growth_interval[0] = count_test_difference_low(low, t);
    out->growth_interval[1] = count_test_difference_high(high, t);
    out->change_interval[0] = count_test_ratio_low(low, tail) - 1.0;
    out->change_interval[1] = count_test_ratio_high(high, tail) - 1.0;
}

static struct estimate estimate_rates(const struct noise *noise, size_t entry, const struct effective *at,
                                      const double rate[SIDES], const struct quantiles *tail)
{
    struct estimate out = {.growth_interval = {NAN, NAN}, .change_interval = {NAN, NAN}};
    for (int side = 0; side < SIDES; side++) {
        out.rate[side] = rate[side];
        out.events[side] = at->events[side];
    }
    out.growth = out.rate[CANDIDATE] - out.rate[BASELINE];
    out.change = relative_change(out.rate[BASELINE], out.rate[CANDIDATE]);
    out.share = out.growth / noise->total_rate;
    if (at->known)
        set_intervals(&out, noise, entry, at, quantiles_at(tail, at->df));
    return out;
}

struct estimate estimate_entry(const struct noise *noise, size_t entry, const struct quantiles *tail)
{
    const struct comparison *comparison = noise->comparison;
    double rate[SIDES];
    for (int side = 0; side < SIDES; side++)
        rate[side] = comparison_side_sum(comparison, comparison->amount, entry, side) / noise->exposure[side];
    struct estimate out = estimate_rates(noise, entry, &noise->entries[entry], rate, tail);
    if (noise->split != NULL)
        out.split = split_entry(noise->split, comparison, entry);
    return out;
}

struct estimate estimate_part(const struct noise *noise, size_t entry, const struct effective *at,
                              const struct quantiles *tail)
{
    const double rate[SIDES] = {at->counts.c0 / at->counts.r0, at->counts.c1 / at->counts.r1};
    return estimate_rates(noise, entry, at, rate, tail);
}

struct estimate_change estimate_change(const struct noise *noise, size_t entry, const struct effective *at,
                                       const struct quantiles *tail)
{
    const struct counts *counts = &at->counts;
    struct estimate_change out = {.change = relative_change(counts->c0 / counts->r0, counts->c1 / counts->r1),
                                  .interval = {NAN, NAN}};
    if (!at->known || isnan(out.change))
        return out;
    double half = quantiles_at(tail, at->df) * sqrt(at->variance);
    double floor0 = fmax(at->events[BASELINE], 0.5), floor1 = fmax(at->events[CANDIDATE], 0.5);
    double center = log(floor1 / floor0 * counts->r0 / counts->r1);
    out.interval[0] = counts->c1 > 0 ? exp(center - log(noise_red(noise, entry)) - half) - 1.0 : -1.0;
    out.interval[1] = counts->c0 > 0 ? exp(center - log(noise_less(noise, entry)) + half) - 1.0 : INFINITY;
    return out;
}

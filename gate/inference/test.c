#include "gate/inference/test.h"

#include <math.h>

#include "gate/base/banned.h"

struct growth_limit test_limit(const struct limit_resolved *limit)
{
    return limit->relative ? (struct growth_limit){true, 1.0 + limit->fraction}
                           : (struct growth_limit){false, limit->growth};
}

struct counts test_read(const struct effective *at, double factor)
{
    struct counts counts = at->counts;
    counts.r1 *= factor;
    return counts;
}

double test_growth_read(const struct effective *at, double factor)
{
    const struct counts *counts = &at->counts;
    return counts->c1 / (counts->r1 * factor) - counts->c0 / counts->r0;
}

/* Measured at or above the limit. A ratio is compared as a ratio, so that rounding of a rate decides nothing. */
static bool reaches(const struct effective *at, double factor, struct growth_limit limit)
{
    struct counts counts = test_read(at, factor);
    double rate0 = counts.c0 / counts.r0, rate1 = counts.c1 / counts.r1;
    return limit.ratio ? rate1 >= limit.amount * rate0 && rate1 > 0 : rate1 - rate0 >= limit.amount;
}

static double p_above(const struct effective *at, struct counts counts, struct growth_limit limit)
{
    return count_test_p_above(count_test_z(counts, limit), at->df);
}

static double p_below(const struct effective *at, struct counts counts, struct growth_limit limit)
{
    return count_test_p_below(count_test_z(counts, limit), at->df);
}

static const struct test_result NOTHING_KNOWN = {1.0, 1.0, 1.0, false};

struct test_result test_growth(const struct noise *noise, size_t entry, const struct effective *at,
                               const struct limit_resolved *upper, const struct limit_resolved *lower)
{
    if (!at->known)
        return NOTHING_KNOWN;
    struct counts red = test_read(at, noise_red(noise, entry));
    struct counts clear = test_read(at, noise_clearing(noise, entry));
    struct growth_limit low = test_limit(lower), high = test_limit(upper);
    return (struct test_result){.p_low = p_above(at, red, low),
                                .p_high = p_below(at, clear, high),
                                .p_least = p_above(at, count_test_most_extreme(red), low),
                                .at_limit = reaches(at, noise_red(noise, entry), high)};
}

struct test_result test_promise(const struct noise *noise, size_t entry, const struct effective *at,
                                double promised)
{
    if (!at->known)
        return NOTHING_KNOWN;
    struct growth_limit whole = {true, 1.0 + promised}, half = {true, 1.0 + 0.5 * promised};
    struct counts red = test_read(at, noise_red(noise, entry));
    struct counts less = test_read(at, noise_less(noise, entry));
    return (struct test_result){.p_low = p_above(at, red, whole),
                                .p_high = p_below(at, less, half),
                                .p_least = p_above(at, count_test_most_extreme(red), whole),
                                .at_limit = reaches(at, noise_red(noise, entry), half)};
}

bool test_promise_met(const struct noise *noise, size_t entry, const struct effective *at, double promised)
{
    struct counts counts = test_read(at, noise_less(noise, entry));
    return at->known && counts.c1 / counts.r1 <= (1.0 + promised) * (counts.c0 / counts.r0);
}

double test_more(const struct noise *noise, size_t entry, const struct effective *at,
                 const struct limit_resolved *lower)
{
    return at->known ? p_above(at, test_read(at, noise_red(noise, entry)), test_limit(lower)) : 1.0;
}

/* A fall is a growth seen from the other side, which keeps its far tail: z is clamped lower down there. */
double test_less(const struct noise *noise, size_t entry, const struct effective *at)
{
    struct counts counts = test_read(at, noise_less(noise, entry));
    struct counts mirrored = {counts.c1, counts.c0, counts.r1, counts.r0};
    return at->known ? p_above(at, mirrored, (struct growth_limit){true, 1.0}) : 1.0;
}

#include "gate/inference/forecast.h"

#include "gate/base/memory.h"
#include "gate/inference/inherited.h"
#include "gate/inference/test.h"
#include "gate/statistics/power.h"

#include <math.h>

#include "gate/base/banned.h"

static const double REAL_GROWTH = 3.0;     /* standard errors from which an estimate is taken as true */
static const double BEYOND_CONCERN = 10.0; /* standard errors of margin that no forecast need look at */
static const double REPLICAS_AT_LEAST = 4; /* fewer a side measure their own noise badly */

/* Exposure in events of the total: nothing is known of the weight of events that nobody saw. */
static double plain_exposure(const struct noise *noise)
{
    const struct effective *total = &noise->entries[0];
    return total->counts.r1 / total->fraction;
}

double forecast_floor(const struct noise *noise, const struct effective *at, const struct limit_resolved *upper,
                      const struct limit_resolved *unseen)
{
    double needed = -log(noise->settings.pass_error), factor = 0;
    if (!upper->relative)
        factor = needed / (at->counts.r1 * upper->growth);
    if (unseen != NULL)
        factor = fmax(factor, needed / (plain_exposure(noise) * unseen->growth));
    return factor;
}

static double limit_growth(const struct limit_resolved *limit, double rate)
{
    return limit->relative ? limit->fraction * rate : limit->growth;
}

/* Growth, margin and standard error of one hypothesis, in amounts per exposure, as it would be cleared. */
struct position {
    double growth, se, margin, lower, upper;
    bool real; /* the growth is beyond doubt */
};

static struct position find_position(const struct hypothesis *h, const struct noise *noise,
                                     const struct effective *at)
{
    double rate = at->counts.c0 / at->counts.r0, factor = noise_clearing(noise, h->entry);
    struct position out = {.growth = test_growth_read(at, factor),
                           .se = power_standard_error(test_read(at, factor)),
                           .lower = limit_growth(&h->lower, rate),
                           .upper = limit_growth(&h->upper, rate)};
    out.real = out.growth >= out.lower && out.growth >= REAL_GROWTH * out.se;
    out.margin = out.upper - (out.real ? out.growth : 0);
    return out;
}

static double replicas_a_side(const struct noise *noise)
{
    const struct comparison_side *sides = noise->comparison->sides;
    return 2.0 / (1.0 / (double)sides[BASELINE].replica_count + 1.0 / (double)sides[CANDIDATE].replica_count);
}

/* All variance has to fall by k: what of that samples can do, and what only replicas, or none of both. */
static struct forecast split_factor(double k, const struct noise *noise, size_t entry, const struct effective *at)
{
    struct forecast out = {BLOCKER_SAMPLES, NAN, NAN};
    if (!isfinite(k))
        return out;
    double standing = at->standing / at->variance, wanted = at->variance / k;
    if (1.0 / k > standing) {
        out.samples_factor = fmax((1.0 - standing) / (1.0 / k - standing), 1.0);
        return out;
    }
    double drift = entry == 0 ? noise->drift_variance : 0;
    if (wanted <= drift) {
        out.blocker = BLOCKER_LEVEL;
        return out;
    }
    out.blocker = BLOCKER_REPLICAS;
    out.replicas_needed = ceil(replicas_a_side(noise) * (at->variance - drift) / (wanted - drift));
    if (noise->level.mode == LEVEL_ASSUMED)
        out.replicas_needed = fmax(out.replicas_needed, REPLICAS_AT_LEAST);
    return out;
}

/* A promise is settled when half of it is proven, or all of it disproved. What was measured between the two stays
 * between them. */
static struct forecast forecast_promise(const struct hypothesis *h, const struct noise *noise,
                                        const struct effective *at, const struct quantiles *level)
{
    double rate = at->counts.c0 / at->counts.r0, k = INFINITY;
    struct counts less = test_read(at, noise_less(noise, h->entry)),
                  red = test_read(at, noise_red(noise, h->entry));
    if (test_promise_met(noise, h->entry, at, h->expected)) {
        double margin = 0.5 * h->expected * rate - test_growth_read(at, noise_less(noise, h->entry));
        double se = power_standard_error(less);
        k = power_factor_to_pass(&margin, &se, 1);
    } else if (h->test.at_limit) {
        /* As a growth above the promised cost, since power is told of growths. */
        double above = test_growth_read(at, noise_red(noise, h->entry)) - h->expected * rate;
        k = power_factor_to_fail(above, power_standard_error(red), 0, -0.5 * h->expected * rate,
                                 quantiles_at(level, at->df));
    }
    return split_factor(k, noise, h->entry, at);
}

/* Where cost only moved, the net is what is open. */
static const struct effective *effective_of(const struct hypothesis *h, const struct noise *noise)
{
    return h->moved ? &h->net : &noise->entries[h->entry];
}

struct forecast forecast_hypothesis(const struct hypothesis *hypothesis, const struct noise *noise,
                                    const struct quantiles *level, double floor)
{
    struct forecast out = {BLOCKER_UNFIT, NAN, NAN};
    const struct effective *at = effective_of(hypothesis, noise);
    if (!hypothesis->judgeable || !at->known)
        return out;
    if (hypothesis->purpose == QUESTION_EXPECT)
        return forecast_promise(hypothesis, noise, at, level);
    struct position here = find_position(hypothesis, noise, at);
    double k = fmax(power_factor_to_pass(&here.margin, &here.se, 1), floor);
    if (here.margin <= 0) {
        double read = test_growth_read(at, noise_red(noise, hypothesis->entry));
        if (!hypothesis->test.at_limit)
            /* Over the limit as measured, but not beyond what moved everything: samples will not tell which. */
            return (struct forecast){read < here.growth ? BLOCKER_LEVEL : BLOCKER_SAMPLES, NAN, NAN};
        k = power_factor_to_fail(read, here.se, here.lower, here.upper, quantiles_at(level, at->df));
    }
    return split_factor(k, noise, hypothesis->entry, at);
}

double forecast_visible(const struct noise *noise, size_t entry, const struct effective *at,
                        const struct limit_resolved *upper, const struct limit_resolved *lower,
                        const struct quantiles *level)
{
    if (!at->known || !(noise->total_rate > 0))
        return INFINITY;
    struct counts counts = test_read(at, noise_red(noise, entry));
    double rate = counts.c0 / counts.r0;
    double growth = power_visible_growth(rate, counts.r0, counts.r1, limit_growth(lower, rate),
                                         limit_growth(upper, rate), quantiles_at(level, at->df));
    return isfinite(growth) ? growth / noise->total_rate : INFINITY;
}

static bool concerns(const struct hypothesis *h, uint32_t comparison)
{
    return h->comparison == comparison && h->purpose == QUESTION_FAIL && h->judgeable && !h->rejected;
}

/* What one comparison's open hypotheses are forecast from. */
struct margins {
    double *margin, *se; /* of those that could fail to be cleared */
    double *standing;    /* the same: part of se that no number of samples takes away */
    size_t count;
    size_t worst;      /* the hypothesis with the least margin for its error */
    bool *real;        /* [entry] that grew beyond doubt */
    double *inherited; /* [entry] growth that it has through those */
};

static int margins_make(struct margins *out, size_t hypotheses, size_t entries, struct error *err)
{
    *out = (struct margins){.margin = memory_allocate_array(3 * hypotheses, sizeof *out->margin),
                            .real = memory_allocate_array(entries, sizeof *out->real),
                            .inherited = memory_allocate_array(entries, sizeof *out->inherited)};
    if (out->margin == NULL || out->real == NULL || out->inherited == NULL)
        return error_set_memory(err, "forecasting");
    out->se = out->margin + hypotheses;
    out->standing = out->se + hypotheses;
    return 0;
}

static void margins_clear(struct margins *margins)
{
    memory_free(margins->margin);
    memory_free(margins->real);
    memory_free(margins->inherited);
}

static bool is_open(const struct hypothesis *h, uint32_t comparison, const struct noise *noise)
{
    return concerns(h, comparison) && effective_of(h, noise)->known;
}

/* Of a function whose cost only moved it is the net that counts, which its callers have no more of than before. */
static int find_inherited(struct margins *out, const struct hypotheses *hypotheses, uint32_t comparison,
                          const struct noise *noise, struct error *err)
{
    bool any = false;
    for (size_t i = 0; i < hypotheses->count; i++) {
        const struct hypothesis *h = &hypotheses->items[i];
        if (!is_open(h, comparison, noise) || h->entry == 0 || h->moved)
            continue;
        out->real[h->entry] = find_position(h, noise, effective_of(h, noise)).real;
        any = any || out->real[h->entry];
    }
    return any ? inherited_growth(out->inherited, noise, out->real, err) : 0;
}

static void gather_margins(struct margins *out, const struct hypotheses *hypotheses, uint32_t comparison,
                           const struct noise *noise)
{
    double least = INFINITY;
    for (size_t i = 0; i < hypotheses->count; i++) {
        const struct hypothesis *h = &hypotheses->items[i];
        if (!is_open(h, comparison, noise))
            continue;
        const struct effective *at = effective_of(h, noise);
        struct position here = find_position(h, noise, at);
        if (!here.real && !h->moved)
            here.margin -= out->inherited[h->entry];
        if (!(here.margin < BEYOND_CONCERN * here.se))
            continue;
        out->margin[out->count] = here.margin;
        out->standing[out->count] = here.se * sqrt(at->standing / at->variance);
        out->se[out->count++] = here.se;
        if (here.margin / here.se < least) {
            least = here.margin / here.se;
            out->worst = i;
        }
    }
}

static int find_margins(struct margins *out, const struct hypotheses *hypotheses, uint32_t comparison,
                        const struct noise *noise, struct error *err)
{
    if (margins_make(out, hypotheses->count, noise->comparison->entry_count, err) != 0 ||
        find_inherited(out, hypotheses, comparison, noise, err) != 0)
        return -1;
    gather_margins(out, hypotheses, comparison, noise);
    return 0;
}

int forecast_comparison(struct forecast *out, struct forecast_chance *chance, const struct hypotheses *hypotheses,
                        uint32_t comparison, const struct noise *noise, struct error *err)
{
    *out = (struct forecast){BLOCKER_NONE, NAN, NAN};
    *chance = (struct forecast_chance){1, 1};
    struct margins margins;
    int result = find_margins(&margins, hypotheses, comparison, noise, err);
    if (result == 0 && margins.count > 0) {
        const struct hypothesis *h = &hypotheses->items[margins.worst];
        double k = power_factor_to_pass(margins.margin, margins.se, margins.count);
        chance->now = power_chance_to_pass(margins.margin, margins.se, margins.count);
        chance->most = power_chance_to_pass(margins.margin, margins.standing, margins.count);
        *out = split_factor(k, noise, h->entry, effective_of(h, noise));
    }
    margins_clear(&margins);
    return result;
}

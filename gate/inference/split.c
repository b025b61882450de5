#include "gate/inference/split.h"

#include "gate/base/memory.h"
#include "gate/inference/estimate.h"
#include "gate/inference/quantiles.h"
#include "gate/statistics/student.h"

#include <math.h>

#include "gate/base/banned.h"

static const double TAIL = 0.025;

/* Below so many degrees of freedom the spread of a mean is not measured. */
static const double DEGREES_LEAST = 2;

struct split_basis {
    struct comparison view; /* the comparison with the counts as its amounts; owns nothing */
    struct noise noise;     /* of the view */
    struct quantiles tail;
};

int split_basis_make(struct split_basis **out, const struct noise *noise, struct error *err)
{
    const struct comparison *comparison = noise->comparison;
    *out = NULL;
    if (!comparison->counts.type || !noise->judgeable || comparison->exposure_kind == EXPOSURE_SHARE)
        return 0;
    struct split_basis *basis = memory_allocate_array(1, sizeof *basis);
    if (basis == NULL) {
        error_set_memory(err, "counting what costs");
        return -1;
    }
    basis->view = *comparison;
    basis->view.amount = comparison->counts.amount;
    basis->view.moment = comparison->counts.moment;
    basis->view.pooled = NULL;
    /* What a history knows is the noise of costs. */
    struct noise_settings settings = noise->settings;
    settings.history = NULL;
    if (noise_measure(&basis->noise, &basis->view, &settings, err) != 0) {
        memory_free(basis);
        return -1;
    }
    double least = basis->noise.least_df > 0 ? basis->noise.least_df : INFINITY;
    quantiles_make(&basis->tail, TAIL, fmin(least, basis->noise.level.total_df));
    *out = basis;
    return 0;
}

void split_basis_free(struct split_basis *basis)
{
    if (basis == NULL)
        return;
    noise_clear(&basis->noise);
    memory_free(basis);
}

/* One side of one entry. */
struct mean {
    double amount, number, each;
    double events;       /* behind both */
    double count_moment; /* second moment of the number's weights */
    double moment;       /* M */
};

static struct mean mean_of(const struct comparison *comparison, size_t entry, int side)
{
    const struct comparison_counts *counts = &comparison->counts;
    struct mean out = {.amount = comparison_side_sum(comparison, comparison->amount, entry, side),
                       .number = comparison_side_sum(comparison, counts->amount, entry, side)};
    double of_amount = comparison_side_sum(comparison, comparison->moment, entry, side);
    double of_number = out.count_moment = comparison_side_sum(comparison, counts->moment, entry, side);
    double joint = comparison_side_sum(comparison, counts->joint, entry, side);
    out.each = out.amount / out.number;
    out.events = fmax(out.number * out.number / of_number, out.amount * out.amount / of_amount);
    out.moment = fmax(of_amount - out.each * (2 * joint - out.each * of_number), 0);
    return out;
}

/* Squared residuals of the replicas' amounts given their numbers, in units of what is expected of a replica, and
 * how many of them are free. */
struct residuals {
    double sum, degrees;
};

static void add_residuals(struct residuals *out, const struct comparison *comparison, size_t entry, int side,
                          const struct mean *mean)
{
    size_t first = side == BASELINE ? 0 : comparison->sides[BASELINE].replica_count;
    size_t count = comparison->sides[side].replica_count;
    const double *amount = comparison->amount + entry * comparison->column_count + first;
    const double *number = comparison->counts.amount + entry * comparison->column_count + first;
    for (size_t i = 0; i < count && mean->moment > 0; i++) {
        double part = comparison->exposure[first + i] / comparison->sides[side].exposure;
        double residual = amount[i] - mean->each * number[i];
        out->sum += residual * residual / (mean->moment * part);
    }
    out->degrees += (double)count - 1;
}

static double known_least(const struct mean *mean)
{
    return 1 / (mean->events * mean->events);
}

/* Half the width of the interval of ln(d1/d0); NAN: not known. */
static double half_width(const struct comparison *comparison, size_t entry, const struct mean means[SIDES])
{
    struct residuals residuals = {0, 0};
    for (int side = 0; side < SIDES; side++)
        add_residuals(&residuals, comparison, entry, side, &means[side]);
    bool measured = residuals.degrees >= DEGREES_LEAST;
    if (!measured && comparison->model != EVENT_MODEL_HEAP)
        return NAN;
    double phi = measured ? residuals.sum / residuals.degrees : 1, variance = 0;
    for (int side = 0; side < SIDES; side++) {
        double sampling = phi * means[side].moment / (means[side].amount * means[side].amount);
        variance += fmax(sampling, known_least(&means[side]));
    }
    return student_quantile(TAIL, measured ? residuals.degrees : INFINITY) * sqrt(variance);
}

/* What a block profile holds of contentions stands for too different numbers of them, unless replicas tell. */
static bool count_is_noisy(const struct noise *noise)
{
    return noise->comparison->model == EVENT_MODEL_BLOCK && noise->level.mode == LEVEL_ASSUMED;
}

/* What sampling alone makes of ln(N1/N0): each side by its own weights, not by those that both have together if
 * nothing changed. */
static double sampling_of_count(const struct mean means[SIDES])
{
    double variance = 0;
    for (int side = 0; side < SIDES; side++)
        variance += means[side].count_moment / (means[side].number * means[side].number);
    return variance;
}

static void set_count(struct cost_split *out, const struct split_basis *basis, size_t entry,
                      const struct mean means[SIDES])
{
    const struct noise *noise = &basis->noise;
    struct effective at = noise->entries[entry];
    double own = sampling_of_count(means), shared = 1 / at.events[BASELINE] + 1 / at.events[CANDIDATE];
    at.variance = fmax(at.variance + own - shared, own);
    struct estimate_change change = estimate_change(noise, entry, &at, &basis->tail);
    bool known = !count_is_noisy(noise);
    out->count_change = out->count[CANDIDATE] / out->count[BASELINE] - 1;
    for (int end = 0; end < 2; end++)
        out->count_interval[end] = known ? change.interval[end] : NAN;
}

static void set_each(struct cost_split *out, const struct comparison *comparison, size_t entry,
                     const struct mean means[SIDES])
{
    double ratio = means[CANDIDATE].each / means[BASELINE].each;
    double half = half_width(comparison, entry, means);
    out->each_change = ratio - 1;
    out->each_interval[0] = ratio * exp(-half) - 1;
    out->each_interval[1] = ratio * exp(half) - 1;
}

/* The logarithmic mean shares the growth out, so that both parts sum to it. */
static void set_parts(struct cost_split *out, const double rate[SIDES])
{
    double growth = rate[CANDIDATE] - rate[BASELINE], log_rate = log(rate[CANDIDATE] / rate[BASELINE]);
    double mean = fabs(log_rate) > 1e-12 ? growth / log_rate : rate[BASELINE];
    out->by_count = mean * log1p(out->count_change);
    out->by_each = growth - out->by_count;
}

struct cost_split split_entry(const struct split_basis *basis, const struct comparison *comparison, size_t entry)
{
    struct cost_split out = {.known = false};
    struct mean means[SIDES];
    double rate[SIDES];
    for (int side = 0; side < SIDES; side++) {
        means[side] = mean_of(comparison, entry, side);
        if (!(means[side].amount > 0) || !(means[side].number > 0))
            return out;
        out.count[side] = means[side].number / comparison->sides[side].exposure;
        out.each[side] = means[side].each;
        rate[side] = means[side].amount / comparison->sides[side].exposure;
    }
    out.known = true;
    set_count(&out, basis, entry, means);
    set_each(&out, comparison, entry, means);
    set_parts(&out, rate);
    return out;
}

#include "gate/inference/noise.h"

#include "gate/base/memory.h"
#include "gate/inference/captures.h"
#include "gate/inference/common_factor.h"
#include "gate/inference/history.h"
#include "gate/inference/level_row.h"
#include "gate/inference/noise_workspace.h"
#include "gate/statistics/dispersion.h"
#include "gate/statistics/student.h"
#include "gate/statistics/variance.h"

#include <math.h>

#include "gate/base/banned.h"

/* The total is entry 0 of every comparison. */
enum { TOTAL_ENTRY = 0, FUNCTIONS_FOR_LEVEL = 8, FUNCTIONS_FOR_SHARES = 30 };

/* What everything shares is named if the noise of the level makes it once in so many, and if it is no trifle. */
static const double COMMON_ERROR = 0.01, COMMON_LEAST = 0.03;

/* An assumed level is believed up to so many of its standard deviations. */
static const double BELIEVED_WITHIN = 3.0;

static size_t side_columns(const struct comparison *comparison, int side)
{
    return comparison->sides[side].replica_count;
}

static void entry_amounts(double amount[SIDES], const struct comparison *comparison, size_t entry)
{
    for (int side = 0; side < SIDES; side++)
        amount[side] = comparison_side_sum(comparison, comparison->amount, entry, side);
}

/* phi of several samples a request, where replicas do not measure it (section 4). Gauges have no requests. */
static double phi_of_bursts(const struct noise *noise, double events, double exposure)
{
    if (noise->comparison->exposure_kind != EXPOSURE_REQUESTS || !(exposure > 0))
        return 1.0;
    return 1.0 + noise->settings.kappa * events / exposure;
}

static double squared(double x)
{
    return x * x;
}

static double poisson_of_total(const struct noise_workspace *work)
{
    return variance_poisson(work->events[BASELINE], work->events[CANDIDATE]);
}

/* Var of the log ratio of the total by pairs of captures. The pairs' columns go into the dispersion's scratch. */
static double variance_by_pairs(const struct comparison *comparison, const struct noise_workspace *work,
                                const struct capture_pairs *pairs)
{
    size_t m = pairs->count, first = side_columns(comparison, BASELINE);
    double *n0 = work->dispersion, *r0 = n0 + m, *n1 = r0 + m, *r1 = n1 + m;
    for (size_t k = 0; k < m; k++) {
        size_t i = pairs->column[BASELINE][k], j = pairs->column[CANDIDATE][k];
        n0[k] = work->root[BASELINE][i];
        n1[k] = work->root[CANDIDATE][j - first];
        r0[k] = comparison->exposure[i];
        r1[k] = comparison->exposure[j];
    }
    return variance_of_paired_root(n0, r0, n1, r1, m, poisson_of_total(work));
}

static double mean_events(const struct noise *noise, const struct noise_workspace *work, size_t entry)
{
    return (work->events[entry * SIDES] + work->events[entry * SIDES + 1]) /
           (double)noise->comparison->column_count;
}

/* B where a history stands beside what the replicas show, each side's phi at its own counts. */
static double variance_with_past(const struct noise *noise, const struct noise_workspace *work,
                                 const struct dispersion *spread)
{
    const struct noise_history_profile *past = noise->past;
    double sum = 0;
    for (int side = 0; side < SIDES; side++) {
        double events = work->events[side], mean = events / (double)side_columns(noise->comparison, side);
        double phi = noise_history_phi(past->phi_root, past->mean_root, mean);
        sum += variance_with_history(phi, past->df, spread->phi_root, noise->root_degrees) / fmax(events, 0.5);
    }
    return sum;
}

static void find_row(struct level_row *row, const struct noise *noise, const struct noise_workspace *work,
                     const struct capture_pairs *pairs, const struct dispersion *spread)
{
    double n0 = work->events[BASELINE], n1 = work->events[CANDIDATE];
    double per_request = phi_of_bursts(noise, n0 + n1, noise->exposure[BASELINE] + noise->exposure[CANDIDATE]);
    struct level_facts facts = {.sampling = per_request * poisson_of_total(work),
                                .measured = variance_of_root(spread->phi_root, fmax(n0, 0.5), fmax(n1, 0.5)),
                                .degrees = spread->degrees,
                                .host_cv = noise->settings.host_cv,
                                .frame_cv = noise->settings.frame_cv,
                                .sequential = captures_sequential(noise->comparison)};
    for (int side = 0; side < SIDES; side++)
        facts.replicas[side] = (double)side_columns(noise->comparison, side);
    if (noise->level.mode == LEVEL_PAIRED) {
        facts.measured = variance_by_pairs(noise->comparison, work, pairs);
        facts.degrees = (double)pairs->count - 1;
    } else if (noise->past != NULL) {
        facts.measured = variance_with_past(noise, work, spread);
        facts.degrees = noise->past->df + noise->root_degrees;
    }
    *row = level_row_find(noise->level.mode, &facts);
}

/* phi of every entry where a history stands beside what the replicas show: raw, with d degrees of freedom. What it
 * does not know keeps the phi that it has. */
static void add_past(struct noise *noise, const struct noise_workspace *work, double d)
{
    const struct noise_history_profile *past = noise->past;
    for (size_t v = 1; v < noise->comparison->entry_count; v++) {
        double known = history_phi(past, noise->comparison, v, mean_events(noise, work, v));
        if (!isnan(known))
            noise->phi[v] = variance_with_history(known, past->df, d > 0 ? work->raw[v] : 0, d);
    }
    noise->share_df = noise->least_df = past->df + d;
    noise->typical_a = 1.0;
    noise->typical_b = history_typical_slope(past);
}

/* One profile on some side: phi is that of bursts, or what a history says. */
static void take_shares(struct noise *noise, const struct noise_workspace *work)
{
    double exposure = noise->exposure[BASELINE] + noise->exposure[CANDIDATE];
    for (size_t v = 0; v < noise->comparison->entry_count; v++) {
        double events = work->events[v * SIDES] + work->events[v * SIDES + 1];
        noise->phi[v] = noise->past != NULL ? phi_of_bursts(noise, events, exposure) : 1.0;
    }
    noise->share_df = noise->least_df = INFINITY;
    if (noise->past != NULL)
        add_past(noise, work, 0);
}

/* phi of every entry, and how well it is known. */
static void measure_shares(struct noise *noise, struct dispersion *spread, const struct noise_workspace *work)
{
    const struct comparison *comparison = noise->comparison;
    noise->typical_a = 1.0;
    if (!level_row_replicas(comparison)) {
        take_shares(noise, work);
        return;
    }
    struct dispersion_input input = {.entries = comparison->entry_count, .fit = work->fit};
    bool counted = level_row_measurable(comparison);
    const double *exposure = comparison->exposure;
    for (int side = 0; side < SIDES; side++) {
        size_t m = side_columns(comparison, side);
        /* Without a count a replica the total's own dispersion is not asked for; its exposure only must be there.
         */
        input.side[side] = (struct dispersion_side){.replicas = m,
                                                    .exposure = counted ? exposure : work->root[side],
                                                    .root = work->root[side],
                                                    .columns = work->columns[side],
                                                    .scale = work->scale[side]};
        exposure += m;
    }
    dispersion_estimate(spread, work->raw, noise->phi, &input, work->dispersion);
    noise->share_df = spread->degrees + spread->prior_df;
    noise->least_df = spread->degrees;
    noise->typical_a = spread->prior_scale * spread->trend_a;
    noise->typical_b = spread->prior_scale * spread->trend_b;
    noise->root_degrees = counted ? spread->degrees : 0;
    if (noise->past != NULL)
        add_past(noise, work, spread->degrees);
}

bool noise_answers(const struct noise *noise, size_t entry)
{
    const struct comparison *comparison = noise->comparison;
    if (!noise->judgeable || comparison->unfit != NULL)
        return false;
    if (comparison->exposure_kind != EXPOSURE_SHARE)
        return true;
    return entry != TOTAL_ENTRY && (noise->level.believed || comparison->differences_only);
}

bool noise_level_assumed(const struct noise *noise)
{
    enum level_mode mode = noise->level.mode;
    return mode != LEVEL_MEASURED && mode != LEVEL_PAIRED && mode != LEVEL_HISTORY;
}

/* phi with which the functions carry the level: the measured one, or that of bursts. */
static void phi_for_level(double *out, const struct noise *noise, const struct noise_workspace *work)
{
    for (size_t v = 0; v < noise->comparison->entry_count; v++) {
        double events = work->events[v * SIDES] + work->events[v * SIDES + 1];
        out[v] = noise->level.mode == LEVEL_ASSUMED
                     ? phi_of_bursts(noise, events, noise->exposure[BASELINE] + noise->exposure[CANDIDATE])
                     : noise->phi[v];
    }
}

static bool believable(const struct noise *noise, const struct common_factor *factor, double prior_variance)
{
    const struct comparison *comparison = noise->comparison;
    bool judged_by_share = comparison->exposure_kind == EXPOSURE_SHARE && !comparison->differences_only;
    size_t enough = judged_by_share ? FUNCTIONS_FOR_SHARES : FUNCTIONS_FOR_LEVEL;
    if (factor->functions < enough || !isfinite(factor->variance))
        return false;
    if (comparison->exposure_kind == EXPOSURE_SHARE || !noise_level_assumed(noise))
        return true;
    return fabs(factor->log_s) <= BELIEVED_WITHIN * sqrt(prior_variance);
}

static double find_common(const struct noise *noise, const struct level_row *row,
                          const struct common_factor *factor)
{
    double size = fabs(factor->shared);
    if (noise->comparison->exposure_kind == EXPOSURE_SHARE || !(size >= log1p(COMMON_LEAST)))
        return 0;
    double p = 2 * student_upper(size / sqrt(row->total_variance), row->total_df);
    return p <= COMMON_ERROR ? expm1(factor->shared) : 0;
}

/* What the report says of where the noise is from. */
static void describe_sources(struct noise *noise, const struct level_row *row)
{
    struct level *level = &noise->level;
    const struct noise_settings *settings = &noise->settings;
    level->sequential = level_row_replicas(noise->comparison) && captures_sequential(noise->comparison);
    level->host_cv = noise_level_assumed(noise) ? settings->host_cv : 0;
    level->frame_cv = row->frame_variance > 0 ? settings->frame_cv : 0;
    level->history = settings->history != NULL ? settings->history->file : NULL;
    level->history_captures = noise->past != NULL ? noise->past->captures : 0;
}

/* Settles s, what of it stays in the frames' variance, and the readings. */
static void settle_level(struct noise *noise, const struct level_row *row, const struct common_factor *factor)
{
    struct level *level = &noise->level;
    bool assumed = noise_level_assumed(noise);
    level->believed = believable(noise, factor, row->prior_variance);
    level->functions = factor->functions;
    level->prior_sd = sqrt(row->prior_variance);
    level->factor = level->believed ? exp(factor->log_s) : 1.0;
    level->factor_sd = level->believed ? sqrt(factor->variance) : level->prior_sd;
    level->total_sd = sqrt(row->total_variance);
    level->total_df = row->total_df;
    level->common = find_common(noise, row, factor);
    describe_sources(noise, row);
    noise->total_variance = row->total_variance;
    noise->drift_variance = row->drift_variance;
    noise->frame_variance = row->frame_variance;
    noise->level_variance = level->believed ? factor->variance : row->prior_variance;
    noise->level_df = level->believed ? row->prior_df : row->total_df;
    bool by_share = noise->comparison->exposure_kind == EXPOSURE_SHARE;
    if (by_share && level->believed)
        noise->level_df = (double)factor->functions - 1;
    noise->least_df = fmin(noise->least_df, noise->level_df);
    noise->red = fmax(level->factor, 1.0);
    noise->less = fmin(level->factor, 1.0);
    noise->shared = exp(factor->shared);
    noise->clear = assumed || by_share ? level->factor : noise->less;
}

static int estimate_level(struct noise *noise, struct noise_workspace *work, const struct level_row *row,
                          struct error *err)
{
    struct common_factor factor;
    struct common_factor_prior prior = {row->prior_variance, row->prior_df, row->frame_variance};
    phi_for_level(work->raw, noise, work);
    if (common_factor_estimate(&factor, noise->comparison, work->events, work->exposure, work->raw, &prior, err) !=
        0)
        return -1;
    settle_level(noise, row, &factor);
    return 0;
}

/* Satterthwaite of the share's part and the level's; the assumed rows keep the share's alone (section 6). */
static double degrees_of(const struct noise *noise, double share, double level)
{
    if (noise->level.believed && noise_level_assumed(noise))
        return noise->share_df;
    return fmax(noise->least_df, variance_degrees(share, noise->share_df, level, noise->level_df));
}

/* Variance and df of a frame with that many events and parts p of the total. */
static void frame_variance(struct effective *at, const struct noise *noise, double phi, const double p[SIDES])
{
    double c0 = at->events[BASELINE], c1 = at->events[CANDIDATE];
    bool own_level = !noise->level.believed && !noise_level_assumed(noise);
    double share =
        own_level ? variance_of_share(phi, c0, p[BASELINE], c1, p[CANDIDATE]) : phi * variance_poisson(c0, c1);
    double level = noise->level_variance;
    at->variance = share + noise->frame_variance + level;
    at->df = degrees_of(noise, share, level);
    /* Without replicas phi stands for bursts of samples, which more samples do thin out. */
    at->standing = noise->frame_variance + level;
    if (noise->level.mode != LEVEL_ASSUMED)
        at->standing = fmax(at->variance - variance_poisson(c0, c1), 0);
}

static void total_variance(struct effective *at, const struct noise *noise)
{
    double poisson = variance_poisson(at->events[BASELINE], at->events[CANDIDATE]);
    at->variance = noise->total_variance;
    at->df = noise->level.total_df;
    at->standing =
        noise->level.mode == LEVEL_ASSUMED ? 2 * squared(noise->settings.host_cv) : fmax(at->variance - poisson, 0);
}

static struct effective blind(const struct noise *noise, const double amount[SIDES])
{
    return (struct effective){
        .counts = {amount[BASELINE], amount[CANDIDATE], noise->exposure[BASELINE], noise->exposure[CANDIDATE]},
        .events = {NAN, NAN},
        .variance = NAN,
        .df = INFINITY,
        .fraction = NAN,
        .standing = NAN};
}

static struct effective make_effective(const struct noise *noise, bool total, double phi,
                                       const double amount[SIDES], const double unit[SIDES])
{
    struct effective at = {.known = true};
    double r[SIDES], p[SIDES];
    for (int side = 0; side < SIDES; side++) {
        at.events[side] = amount[side] / unit[side];
        r[side] = noise->exposure[side] / unit[side];
        p[side] = noise->amounts[side] > 0 ? fmin(amount[side] / noise->amounts[side], 1.0) : 0;
    }
    if (noise->level.mode == LEVEL_ASSUMED)
        phi = phi_of_bursts(noise, at.events[BASELINE] + at.events[CANDIDATE],
                            noise->exposure[BASELINE] + noise->exposure[CANDIDATE]);
    if (total)
        total_variance(&at, noise);
    else
        frame_variance(&at, noise, phi, p);
    double f = at.fraction = variance_fraction(at.events[BASELINE], at.events[CANDIDATE], at.variance);
    at.counts =
        (struct counts){f * at.events[BASELINE], f * at.events[CANDIDATE], f * r[BASELINE], f * r[CANDIDATE]};
    return at;
}

struct effective noise_at(const struct noise *noise, size_t entry, const double amount[SIDES],
                          const double unit[SIDES])
{
    if (!noise->judgeable || isnan(unit[BASELINE] + unit[CANDIDATE]) || isnan(amount[BASELINE] + amount[CANDIDATE]))
        return blind(noise, amount);
    return make_effective(noise, entry == TOTAL_ENTRY, noise->phi[entry], amount, unit);
}

/* phi of a function with so many events on both sides together. */
static double typical_phi(const struct noise *noise, const double amount[SIDES], const double unit[SIDES])
{
    double events = amount[BASELINE] / unit[BASELINE] + amount[CANDIDATE] / unit[CANDIDATE];
    double mean = events / (double)noise->comparison->column_count;
    return fmax(noise->typical_a + noise->typical_b * mean, 1.0);
}

struct effective noise_part(const struct noise *noise, double phi_least, const double amount[SIDES],
                            const double unit[SIDES])
{
    if (!noise->judgeable || isnan(unit[BASELINE] + unit[CANDIDATE]) || isnan(amount[BASELINE] + amount[CANDIDATE]))
        return blind(noise, amount);
    return make_effective(noise, false, fmax(typical_phi(noise, amount, unit), phi_least), amount, unit);
}

struct effective noise_typical(const struct noise *noise, double rate)
{
    double amount[SIDES], unit[SIDES];
    for (int side = 0; side < SIDES; side++)
        amount[side] = rate * noise->exposure[side];
    comparison_entry_unit(unit, noise->comparison, TOTAL_ENTRY);
    if (!noise->judgeable || isnan(unit[BASELINE] + unit[CANDIDATE]))
        return blind(noise, amount);
    return make_effective(noise, false, typical_phi(noise, amount, unit), amount, unit);
}

double noise_red(const struct noise *noise, size_t entry)
{
    return entry == TOTAL_ENTRY ? 1.0 : noise->red;
}

double noise_clearing(const struct noise *noise, size_t entry)
{
    return entry == TOTAL_ENTRY ? 1.0 : noise->clear;
}

double noise_less(const struct noise *noise, size_t entry)
{
    return entry == TOTAL_ENTRY ? 1.0 : noise->less;
}

static int measure(struct noise *noise, struct noise_workspace *work, struct error *err)
{
    const struct comparison *comparison = noise->comparison;
    struct capture_pairs pairs = {0};
    struct dispersion spread = {0};
    struct level_row row;
    if (level_row_measurable(comparison) && captures_pair(&pairs, comparison, noise->settings.pair_by, err) != 0)
        return -1;
    noise->past = history_about(&noise->settings, comparison);
    noise->level.mode = level_row_mode(comparison, &pairs, noise->past != NULL);
    measure_shares(noise, &spread, work);
    find_row(&row, noise, work, &pairs, &spread);
    capture_pairs_clear(&pairs);
    return estimate_level(noise, work, &row, err);
}

static void fill_entries(struct noise *noise)
{
    for (size_t v = 0; v < noise->comparison->entry_count; v++) {
        double amount[SIDES], unit[SIDES];
        entry_amounts(amount, noise->comparison, v);
        comparison_entry_unit(unit, noise->comparison, v);
        noise->entries[v] = noise_at(noise, v, amount, unit);
    }
}

/* What can be said without any exposure or event: rates at most. */
static void stay_blind(struct noise *noise)
{
    noise->level = (struct level){.mode = LEVEL_ASSUMED,
                                  .factor = 1,
                                  .factor_sd = NAN,
                                  .prior_sd = NAN,
                                  .total_sd = NAN,
                                  .total_df = INFINITY};
    noise->red = noise->clear = noise->less = noise->shared = 1.0;
}

static bool can_judge(const struct noise *noise)
{
    const struct comparison *comparison = noise->comparison;
    double unit[SIDES];
    comparison_entry_unit(unit, comparison, TOTAL_ENTRY);
    bool exposed = isfinite(noise->exposure[BASELINE]) && isfinite(noise->exposure[CANDIDATE]);
    return exposed && isfinite(unit[BASELINE] + unit[CANDIDATE]) && side_columns(comparison, BASELINE) > 0 &&
           side_columns(comparison, CANDIDATE) > 0;
}

int noise_measure(struct noise *out, const struct comparison *comparison, const struct noise_settings *settings,
                  struct error *err)
{
    *out = (struct noise){.comparison = comparison, .settings = *settings};
    entry_amounts(out->amounts, comparison, TOTAL_ENTRY);
    for (int side = 0; side < SIDES; side++)
        out->exposure[side] = comparison->sides[side].exposure > 0 ? comparison->sides[side].exposure : NAN;
    out->total_rate = out->amounts[BASELINE] / out->exposure[BASELINE];
    out->judgeable = can_judge(out);
    out->phi = memory_allocate_array(comparison->entry_count, sizeof *out->phi);
    out->entries = memory_allocate_array(comparison->entry_count, sizeof *out->entries);
    if (out->phi == NULL || out->entries == NULL) {
        noise_clear(out);
        error_set_memory(err, "measuring the noise");
        return -1;
    }
    stay_blind(out);
    if (out->judgeable) {
        struct noise_workspace work;
        if (noise_workspace_make(&work, comparison, err) != 0) {
            noise_clear(out);
            return -1;
        }
        int measured = measure(out, &work, err);
        noise_workspace_clear(&work);
        if (measured != 0) {
            noise_clear(out);
            return -1;
        }
    }
    fill_entries(out);
    return 0;
}

void noise_clear(struct noise *noise)
{
    memory_free(noise->phi);
    memory_free(noise->entries);
    noise->phi = NULL;
    noise->entries = NULL;
}

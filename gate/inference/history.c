#include "gate/inference/history.h"

#include "gate/base/memory.h"

#include <math.h>
#include <string.h>

#include "gate/base/banned.h"

enum { FEWEST_CAPTURES = 3, MOST_DEGREES = 20 };
static const double least_mean = 3.0; /* events of a capture, below which phi says nothing */

/* The total of every capture, in its own events. */
struct totals {
    double *events; /* [column] */
    double unit[SIDES], sum;
};

static int side_of(const struct comparison *comparison, size_t column)
{
    return column < comparison->sides[BASELINE].replica_count ? BASELINE : CANDIDATE;
}

static void sum_totals(struct totals *totals, const struct comparison *comparison)
{
    comparison_entry_unit(totals->unit, comparison, 0);
    for (size_t c = 0; c < comparison->column_count; c++) {
        totals->events[c] = comparison->amount[c] / totals->unit[side_of(comparison, c)];
        totals->sum += totals->events[c];
    }
}

/* sum (N - r L)^2/(r L) over m - 1, L = N/r of all captures. */
static double phi_of_total(const struct totals *totals, const struct comparison *comparison)
{
    double exposure = 0, squares = 0;
    for (size_t c = 0; c < comparison->column_count; c++)
        exposure += comparison->exposure[c];
    for (size_t c = 0; c < comparison->column_count; c++) {
        double expected = comparison->exposure[c] * totals->sum / exposure;
        if (expected > 0)
            squares += (totals->events[c] - expected) * (totals->events[c] - expected) / expected;
    }
    return fmax(squares / ((double)comparison->column_count - 1), 1.0);
}

/* sum (c - N p)^2/(N p (1-p)) over m - 1, p = c/N of all captures, N in events of the entry. */
static void fill_entry(struct noise_history_entry *out, const struct totals *totals,
                       const struct comparison *comparison, size_t entry)
{
    const double *amount = &comparison->amount[entry * comparison->column_count];
    double unit[SIDES], count = 0, all = 0, squares = 0;
    comparison_entry_unit(unit, comparison, entry);
    for (size_t c = 0; c < comparison->column_count; c++) {
        int side = side_of(comparison, c);
        count += amount[c] / unit[side];
        all += totals->events[c] * totals->unit[side] / unit[side];
    }
    double p = count / all, m = (double)comparison->column_count;
    out->mean = count / m;
    out->phi = 1.0;
    if (!(out->mean >= least_mean && p < 1.0 - 1e-12))
        return;
    for (size_t c = 0; c < comparison->column_count; c++) {
        int side = side_of(comparison, c);
        double expected = p * totals->events[c] * totals->unit[side] / unit[side];
        double residual = amount[c] / unit[side] - expected;
        if (expected > 0)
            squares += residual * residual / (expected * (1.0 - p));
    }
    out->phi = fmax(squares / (m - 1), 1.0);
}

static int fill_profile(struct noise_history *history, const struct comparison *comparison,
                        const struct totals *totals, struct error *err)
{
    struct noise_history_profile *out;
    if (noise_history_add(&out, history, comparison_policy_profile(comparison), comparison->type,
                          comparison->entry_count - 1, err) != 0)
        return -1;
    out->captures = comparison->column_count;
    out->df = fmin((double)comparison->column_count - 1, MOST_DEGREES);
    out->phi_root = phi_of_total(totals, comparison);
    out->mean_root = totals->sum / (double)comparison->column_count;
    for (size_t v = 1; v < comparison->entry_count; v++) {
        struct noise_history_entry *entry = &out->entries[v - 1];
        struct bytes name = comparison_entry_name(comparison, v);
        entry->function = arena_copy_text(history->arena, (const char *)name.data, name.size);
        entry->self = comparison->entries[v].value == ENTRY_SELF;
        if (entry->function == NULL) {
            history->count--;
            return error_set_memory(err, "keeping the noise history");
        }
        fill_entry(entry, totals, comparison, v);
    }
    noise_history_sort(out);
    return 0;
}

static int check(const struct comparison *comparison, struct error *err)
{
    bool counted =
        comparison->exposure_kind == EXPOSURE_INSTANCE ||
        (comparison->exposure_kind == EXPOSURE_REQUESTS && comparison->sides[BASELINE].requests_per_replica &&
         comparison->sides[CANDIDATE].requests_per_replica);
    double unit[SIDES];
    if (comparison->unfit != NULL)
        return error_set(err, ERROR_UNFIT, "no noise history of profile '%s': %s",
                         comparison_policy_profile(comparison), comparison->unfit);
    if (comparison->column_count < FEWEST_CAPTURES)
        return error_set(err, ERROR_UNFIT,
                         "no noise history of profile '%s': it needs at least %d captures, but there are %zu",
                         comparison_policy_profile(comparison), FEWEST_CAPTURES, comparison->column_count);
    if (!counted)
        return error_set(err, ERROR_UNFIT,
                         "no noise history of profile '%s': every capture needs a request count of its own",
                         comparison_policy_profile(comparison));
    comparison_entry_unit(unit, comparison, 0);
    if (!isfinite(unit[BASELINE] + unit[CANDIDATE]))
        return error_set(err, ERROR_UNFIT,
                         "no noise history of profile '%s': it does not tell how many events were sampled",
                         comparison_policy_profile(comparison));
    return 0;
}

int history_learn(struct noise_history *history, const struct comparison *comparison, struct error *err)
{
    if (check(comparison, err) != 0)
        return -1;
    struct totals totals = {.events = memory_allocate_array(comparison->column_count, sizeof(double))};
    if (totals.events == NULL)
        return error_set_memory(err, "keeping the noise history");
    sum_totals(&totals, comparison);
    int status = fill_profile(history, comparison, &totals, err);
    memory_free(totals.events);
    return status;
}

/* One profile's figures in two histories, and what each of them weighs. */
struct pool {
    struct noise_history_profile past;
    const struct noise_history_profile *other;
    double share; /* the other's */
};

static double pooled(const struct pool *pool, double past, double other)
{
    return (1.0 - pool->share) * past + pool->share * other;
}

static int pool_entry(struct noise_history_profile *out, const struct pool *pool,
                      const struct noise_history_entry *past, const struct noise_history_entry *other,
                      struct arena *arena, struct error *err)
{
    static const struct noise_history_entry nothing = {.phi = 1};
    const struct noise_history_entry *named = past != NULL ? past : other;
    past = past != NULL ? past : &nothing;
    other = other != NULL ? other : &nothing;
    struct noise_history_entry entry = {.function =
                                            arena_copy_text(arena, named->function, strlen(named->function)),
                                        .self = named->self,
                                        .phi = pooled(pool, past->phi, other->phi),
                                        .mean = pooled(pool, past->mean, other->mean)};
    if (entry.function == NULL)
        return error_set_memory(err, "keeping the noise history");
    out->entries[out->entry_count++] = entry;
    return 0;
}

static int pool_entries(struct noise_history_profile *out, const struct pool *pool, struct arena *arena,
                        struct error *err)
{
    out->entry_count = 0;
    for (size_t i = 0; i < pool->past.entry_count; i++) {
        const struct noise_history_entry *past = &pool->past.entries[i];
        const struct noise_history_entry *other =
            noise_history_entry(pool->other, bytes_of_text(past->function), past->self);
        if (pool_entry(out, pool, past, other, arena, err) != 0)
            return -1;
    }
    for (size_t i = 0; i < pool->other->entry_count; i++) {
        const struct noise_history_entry *other = &pool->other->entries[i];
        if (noise_history_entry(&pool->past, bytes_of_text(other->function), other->self) == NULL &&
            pool_entry(out, pool, NULL, other, arena, err) != 0)
            return -1;
    }
    noise_history_sort(out);
    return 0;
}

static int pool_profile(struct noise_history *history, const struct noise_history_profile *other, struct error *err)
{
    const struct noise_history_profile *found = noise_history_find(history, other->profile, other->type);
    size_t place = found != NULL ? (size_t)(found - history->profiles) : history->count;
    struct pool pool = {.other = other, .share = 1};
    if (found != NULL) {
        pool.past = *found;
        pool.share = other->df / (found->df + other->df);
    }
    struct noise_history_profile *out;
    if (noise_history_add(&out, history, other->profile, other->type, pool.past.entry_count + other->entry_count,
                          err) != 0)
        return -1;
    int status = pool_entries(out, &pool, history->arena, err);
    out->captures = pool.past.captures + other->captures;
    out->df = fmin(pool.past.df + other->df, MOST_DEGREES);
    out->phi_root = pooled(&pool, pool.past.phi_root, other->phi_root);
    out->mean_root = pooled(&pool, pool.past.mean_root, other->mean_root);
    if (status == 0)
        history->profiles[place] = *out;
    if (status != 0 || found != NULL)
        history->count--;
    return status;
}

int history_pool(struct noise_history *history, const struct noise_history *other, struct error *err)
{
    for (size_t i = 0; i < other->count; i++)
        if (pool_profile(history, &other->profiles[i], err) != 0)
            return -1;
    return 0;
}

const struct noise_history_profile *history_about(const struct noise_settings *settings,
                                                  const struct comparison *comparison)
{
    if (settings->history == NULL || comparison->exposure_kind == EXPOSURE_SHARE)
        return NULL;
    return noise_history_find(settings->history, comparison_policy_profile(comparison), comparison->type);
}

double history_phi(const struct noise_history_profile *past, const struct comparison *comparison, size_t entry,
                   double mean)
{
    const struct noise_history_entry *known = noise_history_entry(past, comparison_entry_name(comparison, entry),
                                                                  comparison->entries[entry].value == ENTRY_SELF);
    return known != NULL ? noise_history_phi(known->phi, known->mean, mean) : NAN;
}

double history_typical_slope(const struct noise_history_profile *past)
{
    double excess = 0, mean = 0;
    for (size_t i = 0; i < past->entry_count; i++) {
        if (past->entries[i].mean >= least_mean) {
            excess += past->entries[i].phi - 1.0;
            mean += past->entries[i].mean;
        }
    }
    return mean > 0 ? excess / mean : 0;
}

#include "gate/compare/mix.h"

#include "gate/base/memory.h"
#include "gate/base/numbers.h"
#include "gate/compare/fitness.h"
#include "gate/compare/merge.h"
#include "gate/compare/mix_shares.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gate/base/banned.h"

/* At least so much of each side's cost must carry a known endpoint. */
static const double LABELLED_LEAST = 0.5;

/* Beyond this part of a side's cost in endpoints of its own, too much is not compared for a PASS. */
static const double LEFT_OUT_MOST = 0.02;

/* A change of the mix below this distance is not worth a note. */
static const double WORTH_A_NOTE = 0.02;

/* Two changes of the total that are closer than this read the same. */
static const double WORTH_SAYING = 0.005;

struct mix {
    struct mix_shares shares;
    uint32_t **strata; /* [column][endpoint of its profile]: stratum */
    size_t columns;
    double *weight; /* [column][stratum] */
    double *factor; /* [stratum][POOLED_SUMS]: what a sum over both sides counts for on each */
};

/* Cost of one column by stratum, as it was sampled. */
static const struct event_sums *raw_sums(const struct column *column)
{
    const struct profile *profile = column->file->profile;
    if (column->settled)
        return column->settled;
    return profile->sums + (size_t)(column->type - profile->types) * profile->row_count;
}

static uint32_t stratum_of(const struct mix *mix, const struct column *column, size_t at, size_t row)
{
    return mix->strata[at][column->file->profile->rows[row].endpoint];
}

void mix_free(struct mix *mix)
{
    if (!mix)
        return;
    for (size_t i = 0; mix->strata && i < mix->columns; i++)
        memory_free(mix->strata[i]);
    memory_free(mix->strata);
    memory_free(mix->weight);
    memory_free(mix->factor);
    mix_shares_clear(&mix->shares);
    memory_free(mix);
}

static int map_endpoints(struct mix *mix, const struct columns *columns)
{
    mix->columns = columns->count;
    mix->strata = memory_allocate_array(columns->count, sizeof *mix->strata);
    for (size_t i = 0; mix->strata && i < columns->count; i++) {
        const struct profile *profile = columns->items[i].file->profile;
        mix->strata[i] = memory_allocate_array(profile->endpoint_count, sizeof **mix->strata);
        if (!mix->strata[i])
            return -1;
        for (size_t k = 0; k < profile->endpoint_count; k++)
            mix->strata[i][k] = mix_shares_find(&mix->shares, profile->endpoints[k]);
    }
    return mix->strata ? 0 : -1;
}

static struct mix *new_mix(const struct columns *columns, const struct replicas sides[SIDES], struct error *err)
{
    struct mix *mix = memory_allocate_array(1, sizeof *mix);
    if (mix && mix_shares_read(&mix->shares, columns, sides) == 0 && map_endpoints(mix, columns) == 0) {
        size_t strata = mix->shares.endpoints + 1;
        mix->weight = memory_allocate_array(columns->count * strata, sizeof *mix->weight);
        mix->factor = memory_allocate_array(strata, POOLED_SUMS * sizeof *mix->factor);
        if (mix->weight && mix->factor)
            return mix;
    }
    mix_free(mix);
    error_set_memory(err, "standardising the traffic mix");
    return NULL;
}

/* ---- whether it can be done ---- */

/* Cost of each side in scope, and the part of it whose endpoint is unknown, or served by this side only. */
struct coverage {
    double cost[SIDES], unknown[SIDES], left_out[SIDES];
};

static struct coverage measure_coverage(const struct mix *mix, const struct columns *columns)
{
    struct coverage coverage = {{0}, {0}, {0}};
    for (size_t i = 0; i < columns->count; i++) {
        const struct column *column = &columns->items[i];
        for (size_t row = 0; row < column->file->profile->row_count; row++) {
            if (column->nodes[row] == COLUMNS_OUTSIDE)
                continue;
            uint32_t stratum = stratum_of(mix, column, i, row);
            double amount = column->sums[row].amount;
            coverage.cost[column->side] += amount;
            if (stratum == mix->shares.endpoints)
                coverage.unknown[column->side] += amount;
            else if (mix->shares.left_out[stratum])
                coverage.left_out[column->side] += amount;
        }
    }
    return coverage;
}

static double part(double of, double all)
{
    return all > 0 ? of / all : 0;
}

/* Says that and why the mix stays as it was, where that matters. */
static int refuse(struct comparison *comparison, const struct mix_shares *shares, const char *why,
                  struct error *err)
{
    struct mix_change change = mix_shares_change(shares);
    char before[NUMBER_TEXT_SIZE], after[NUMBER_TEXT_SIZE];
    if (isnan(change.distance))
        return fitness_note(comparison, err, "a change of the traffic mix is not taken out: %s", why);
    if (change.distance < WORTH_A_NOTE)
        return 0;
    return fitness_note(comparison, err,
                        "the traffic mix changed ('%s' %s -> %s of the requests) and is not taken out: %s",
                        shares->names[change.endpoint], numbers_format_percent(before, change.share[BASELINE]),
                        numbers_format_percent(after, change.share[CANDIDATE]), why);
}

/* False after a note where too little is labelled. */
static int check_labels(bool *enough, struct comparison *comparison, const struct mix *mix,
                        const struct coverage *coverage, struct error *err)
{
    *enough = true;
    for (int side = 0; side < SIDES; side++) {
        double known = 1 - part(coverage->unknown[side], coverage->cost[side]);
        if (known >= LABELLED_LEAST)
            continue;
        char why[256] = "its samples name no endpoint", text[NUMBER_TEXT_SIZE];
        if (known > 0)
            snprintf(why, sizeof why, "only %s of the %s's cost carries a known endpoint",
                     numbers_format_percent(text, known), comparison_side_name(comparison, side));
        *enough = false;
        return refuse(comparison, &mix->shares, why, err);
    }
    return 0;
}

/* ---- weights ---- */

/* Samples of unknown endpoint weigh as the others of their replica do on average, else as those of their side. */
static void weigh_unknown(struct mix *mix, const struct columns *columns)
{
    size_t unknown = mix->shares.endpoints, strata = unknown + 1;
    double sums[SIDES][2] = {{0}};
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < columns->count; i++) {
            const struct column *column = &columns->items[i];
            double weighted = 0, plain = 0;
            for (size_t row = 0; row < column->file->profile->row_count; row++) {
                uint32_t stratum = stratum_of(mix, column, i, row);
                if (column->nodes[row] == COLUMNS_OUTSIDE || stratum == unknown || mix->shares.left_out[stratum])
                    continue;
                plain += column->sums[row].amount;
                weighted += column->sums[row].amount * mix->weight[i * strata + stratum];
            }
            double *side = sums[column->side];
            if (pass == 0) {
                side[0] += weighted;
                side[1] += plain;
                continue;
            }
            double mean = side[1] > 0 ? side[0] / side[1] : 1;
            mix->weight[i * strata + unknown] = plain > 0 ? weighted / plain : mean;
        }
    }
}

/* What costs of both sides together make on each side if a request of an endpoint costs the same on both. */
static void find_factors(struct mix *mix, const struct columns *columns)
{
    const struct mix_shares *shares = &mix->shares;
    size_t strata = shares->endpoints + 1;
    for (size_t e = 0; e < strata; e++) {
        const double *of_sides = e == shares->endpoints ? shares->exposure : &shares->side_requests[e * SIDES];
        double all = of_sides[BASELINE] + of_sides[CANDIDATE];
        for (size_t i = 0; i < columns->count && all > 0; i++) {
            double requests =
                e == shares->endpoints ? shares->column_exposure[i] : shares->requests[i * shares->endpoints + e];
            double weight = mix->weight[i * strata + e];
            double *factor = &mix->factor[e * POOLED_SUMS];
            factor[POOLED_AMOUNT + columns->items[i].side] += weight * requests / all;
            factor[POOLED_MOMENT + columns->items[i].side] += weight * weight * requests / all;
        }
    }
}

/* ---- what it changes ---- */

/*
 * A grid so fine that rounding to it loses nothing that matters, and so coarse that every sum of amounts on it is
 * exact. Else the same stacks, added up along different ways, would differ in their last bits, and equal entries
 * would no longer be seen as equal.
 */
static double find_grid(const struct mix *mix, const struct columns *columns)
{
    double sum = 0;
    for (size_t i = 0; i < columns->count; i++) {
        const struct column *column = &columns->items[i];
        const double *weight = &mix->weight[i * (mix->shares.endpoints + 1)];
        for (size_t row = 0; row < column->file->profile->row_count; row++)
            sum += fabs(weight[stratum_of(mix, column, i, row)] * column->sums[row].amount);
    }
    return sum > 0 ? exp2(ceil(log2(sum)) - 51) : 1;
}

static int standardise_column(struct column *column, const struct mix *mix, size_t at, double grid,
                              struct error *err)
{
    const struct profile *profile = column->file->profile;
    const double *weight = &mix->weight[at * (mix->shares.endpoints + 1)];
    const struct event_sums *raw = column->sums;
    column->standardised =
        memory_allocate_array(profile->row_count ? profile->row_count : 1, sizeof *column->standardised);
    if (!column->standardised)
        return error_set_memory(err, "standardising the traffic mix");
    column->unnamed = 0;
    for (size_t row = 0; row < profile->row_count; row++) {
        uint32_t stratum = stratum_of(mix, column, at, row);
        double w = weight[stratum];
        column->standardised[row] =
            (struct event_sums){rint(w * raw[row].amount / grid) * grid, raw[row].events, w * w * raw[row].moment};
        if (stratum < mix->shares.endpoints && mix->shares.left_out[stratum])
            column->nodes[row] = COLUMNS_OUTSIDE;
        if (column->nodes[row] != COLUMNS_OUTSIDE &&
            symbols_get(profile->symbols, profile->tree->symbol[profile->rows[row].node])->unnamed)
            column->unnamed += column->standardised[row].amount;
    }
    column->sums = column->standardised;
    column->kept = mix->shares.column_exposure[at] / mix->shares.column_served[at];
    return 0;
}

/* Amounts and samples of the sides anew. */
static void sum_sides(struct comparison *comparison, const struct columns *columns)
{
    for (int side = 0; side < SIDES; side++)
        comparison->sides[side].amount = comparison->sides[side].samples = 0;
    for (size_t i = 0; i < columns->count; i++) {
        const struct column *column = &columns->items[i];
        struct comparison_side *side = &comparison->sides[column->side];
        double amount = 0, samples = 0;
        for (size_t row = 0; row < column->file->profile->row_count; row++) {
            if (column->nodes[row] == COLUMNS_OUTSIDE)
                continue;
            amount += column->sums[row].amount;
            samples += column->sums[row].events;
        }
        side->amount += amount;
        side->samples += samples;
        side->replicas[i - (column->side == BASELINE ? 0 : comparison->sides[BASELINE].replica_count)].samples =
            samples;
    }
}

static int note_left_out(struct comparison *comparison, const struct mix *mix, int side, struct error *err)
{
    const struct mix_shares *shares = &mix->shares;
    double left = comparison->mix.left_out[side];
    size_t count = 0, first = shares->endpoints;
    char text[NUMBER_TEXT_SIZE], more[64] = "";
    for (size_t e = shares->endpoints; e-- > 0;) {
        if (!shares->left_out[e] || mix_shares_mostly(shares, e) != side)
            continue;
        first = e;
        count++;
    }
    if (count == 0)
        return 0;
    if (count > 1)
        snprintf(more, sizeof more, " and %zu more endpoints", count - 1);
    numbers_format_percent(text, left);
    if (left > LEFT_OUT_MOST)
        return fitness_withhold_pass(comparison, err,
                                     "endpoint '%s'%s: served on the %s's side only, so %s of its cost cannot be "
                                     "compared",
                                     shares->names[first], more, comparison_side_name(comparison, side), text);
    return fitness_note(comparison, err,
                        "endpoint '%s'%s: served on the %s's side only and left out, with %s of its cost",
                        shares->names[first], more, comparison_side_name(comparison, side), text);
}

static double change_per_request(const double amount[SIDES], const double exposure[SIDES])
{
    return amount[CANDIDATE] / exposure[CANDIDATE] / (amount[BASELINE] / exposure[BASELINE]) - 1;
}

/* What it did to the total, in figures and in words. */
static int describe(struct comparison *comparison, const struct mix *mix, const struct coverage *coverage,
                    struct error *err)
{
    const struct mix_shares *shares = &mix->shares;
    struct comparison_mix *out = &comparison->mix;
    double amount[SIDES] = {comparison->sides[BASELINE].amount, comparison->sides[CANDIDATE].amount};
    *out = (struct comparison_mix){.standardised = true, .endpoints = mix_shares_common(shares)};
    out->raw_change = change_per_request(coverage->cost, shares->served);
    for (int side = 0; side < SIDES; side++) {
        out->unlabelled[side] = part(coverage->unknown[side], coverage->cost[side]);
        out->left_out[side] = part(coverage->left_out[side], coverage->cost[side]);
        if (note_left_out(comparison, mix, side, err) != 0)
            return -1;
    }
    double change = change_per_request(amount, shares->exposure);
    if (!(fabs(out->raw_change - change) >= WORTH_SAYING))
        return fitness_note(comparison, err, "costs are those of one traffic mix of %zu endpoints", out->endpoints);
    return fitness_note(comparison, err,
                        "costs are those of one traffic mix of %zu endpoints: as served, the total per request "
                        "would read %+.1f %% instead of %+.1f %%",
                        out->endpoints, 100 * out->raw_change, 100 * change);
}

static int apply(struct comparison *comparison, struct columns *columns, struct mix *mix,
                 const struct coverage *coverage, struct error *err)
{
    mix_shares_weigh(&mix->shares, mix->weight, mix->shares.endpoints + 1);
    weigh_unknown(mix, columns);
    find_factors(mix, columns);
    double grid = find_grid(mix, columns);
    for (size_t i = 0; i < columns->count; i++)
        if (standardise_column(&columns->items[i], mix, i, grid, err) != 0)
            return -1;
    if (coverage->left_out[BASELINE] + coverage->left_out[CANDIDATE] > 0 &&
        merge_prune(comparison, columns, err) != 0)
        return -1;
    sum_sides(comparison, columns);
    return describe(comparison, mix, coverage, err);
}

int mix_standardise(struct mix **out, struct comparison *comparison, struct columns *columns,
                    const struct replicas sides[SIDES], struct error *err)
{
    *out = NULL;
    if (!mix_shares_are_counted(columns, sides))
        return 0;
    struct mix *mix = new_mix(columns, sides, err);
    if (!mix)
        return -1;
    int status = -1;
    bool enough = false;
    char why[512];
    if (mix_shares_obstacle(why, sizeof why, &mix->shares, columns)) {
        status = refuse(comparison, &mix->shares, why, err);
        goto done;
    }
    struct coverage coverage = measure_coverage(mix, columns);
    status = check_labels(&enough, comparison, mix, &coverage, err);
    if (status == 0 && enough)
        status = apply(comparison, columns, mix, &coverage, err);
    if (status == 0 && enough) {
        *out = mix;
        mix = NULL;
    }
done:
    mix_free(mix);
    return status;
}

/* ---- pooled sums ---- */

static void pool_nodes(struct comparison *comparison, const struct columns *columns, const struct mix *mix)
{
    double *self = comparison->node_self_pooled;
    for (size_t i = 0; i < columns->count; i++) {
        const struct column *column = &columns->items[i];
        const struct event_sums *raw = raw_sums(column);
        for (size_t row = 0; row < column->file->profile->row_count; row++) {
            if (column->nodes[row] == COLUMNS_OUTSIDE)
                continue;
            const double *factor = &mix->factor[(size_t)stratum_of(mix, column, i, row) * POOLED_SUMS];
            double *sums = &self[(size_t)column->nodes[row] * POOLED_SUMS];
            for (int side = 0; side < SIDES; side++) {
                sums[POOLED_AMOUNT + side] += factor[POOLED_AMOUNT + side] * raw[row].amount;
                sums[POOLED_MOMENT + side] += factor[POOLED_MOMENT + side] * raw[row].moment;
            }
        }
    }
    memcpy(comparison->node_pooled, self, comparison->tree->count * POOLED_SUMS * sizeof *self);
    for (size_t k = 0; k < POOLED_SUMS; k++)
        calltree_sum_up(comparison->tree, comparison->node_pooled + k, POOLED_SUMS);
}

static void add_sums(double *to, const double *from)
{
    for (size_t k = 0; k < POOLED_SUMS; k++)
        to[k] += from[k];
}

static void pool_entries(struct comparison *comparison)
{
    const struct calltree *tree = comparison->tree;
    memcpy(comparison->pooled, comparison->node_pooled, POOLED_SUMS * sizeof *comparison->pooled);
    for (size_t node = 1; node < tree->count; node++) {
        size_t total = comparison->node_entry_total[node], self = comparison->node_entry_self[node];
        if (tree->outermost[node])
            add_sums(&comparison->pooled[total * POOLED_SUMS], &comparison->node_pooled[node * POOLED_SUMS]);
        if (self != UINT32_MAX)
            add_sums(&comparison->pooled[self * POOLED_SUMS], &comparison->node_self_pooled[node * POOLED_SUMS]);
    }
}

int mix_pool(struct comparison *comparison, const struct columns *columns, const struct mix *mix, struct error *err)
{
    if (!mix)
        return 0;
    size_t nodes = comparison->tree->count, size = POOLED_SUMS * sizeof(double);
    comparison->node_self_pooled = memory_allocate_array(nodes, size);
    comparison->node_pooled = memory_allocate_array(nodes, size);
    comparison->pooled = memory_allocate_array(comparison->entry_count, size);
    if (!comparison->node_self_pooled || !comparison->node_pooled || !comparison->pooled)
        return error_set_memory(err, "standardising the traffic mix");
    pool_nodes(comparison, columns, mix);
    pool_entries(comparison);
    return 0;
}

#include "gate/compare/counts.h"

#include "gate/base/memory.h"

#include <math.h>
#include <string.h>

#include "gate/base/banned.h"

/* Which type of the same file counts what another one measures. The samples of a CPU profile are no calls. */
static const struct {
    const char *cost, *count;
} pairs[] = {
    {"alloc_space", "alloc_objects"},
    {"inuse_space", "inuse_objects"},
    {"alloc_in_new_tlab_bytes", "alloc_in_new_tlab_objects"},
    {"alloc_outside_tlab_bytes", "alloc_outside_tlab_objects"},
    {"delay", "contentions"},
    {"lock_time", "lock_count"},
};

/* The three sums that an entry has of each replica. */
enum { NUMBER, MOMENT, JOINT };
#define SUMS ((size_t)3)

static const char *count_of(const char *cost)
{
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (strcmp(pairs[i].cost, cost) == 0)
            return pairs[i].count;
    return NULL;
}

static const struct event_sums *sums_of(const struct column *column, const char *type)
{
    const struct profile *profile = column->file->profile;
    size_t at = profile_find_type(profile, type);
    return at < profile->type_count ? profile->sums + at * profile->row_count : NULL;
}

static bool all_have(const struct columns *columns, const char *type)
{
    bool any = false;
    for (size_t i = 0; i < columns->count; i++) {
        const struct column *column = &columns->items[i];
        if (!column->file)
            continue;
        if (!sums_of(column, type))
            return false;
        any = true;
    }
    return any;
}

/* Costs as they were sampled, before the traffic mix was standardised. */
static const struct event_sums *raw_costs(const struct column *column)
{
    const struct profile *profile = column->file->profile;
    if (column->settled)
        return column->settled;
    return profile->sums + (size_t)(column->type - profile->types) * profile->row_count;
}

static double beyond_mean(const struct event_sums *sums, double events)
{
    return fmax(sums->moment - sums->amount * sums->amount / events, 0);
}

/* Number, second moment and joint moment of a row. Where contentions were settled their events are those of the
 * delays, and each of them counts for the same number. */
static void row_sums(double out[SUMS], const struct event_sums *count, const struct event_sums *cost, bool settled)
{
    double events = settled ? cost->events : count->events;
    double moment = settled ? count->amount * count->amount / events : count->moment;
    if (!(count->amount > 0) || !(events > 0)) {
        out[NUMBER] = fmax(count->amount, 0);
        out[MOMENT] = out[JOINT] = count->amount > 0 ? NAN : 0;
        return;
    }
    const struct event_sums counted = {count->amount, events, moment};
    out[NUMBER] = count->amount;
    out[MOMENT] = moment;
    out[JOINT] = fmax(
        count->amount * cost->amount / events - sqrt(beyond_mean(&counted, events) * beyond_mean(cost, events)), 0);
}

/* What one replica's rows are at the nodes, each node by itself. */
static void sum_rows(double *self, size_t nodes, const struct column *column, const char *type)
{
    const struct event_sums *counts = sums_of(column, type), *costs = raw_costs(column);
    memset(self, 0, SUMS * nodes * sizeof *self);
    for (size_t row = 0; row < column->file->profile->row_count; row++) {
        uint32_t node = column->nodes[row];
        double sums[SUMS];
        if (node == COLUMNS_OUTSIDE)
            continue;
        row_sums(sums, &counts[row], &costs[row], column->settled != NULL);
        /* A row of another endpoint's share counts for as much more or less as it costs. */
        double weight = column->standardised ? column->sums[row].amount / costs[row].amount : 1;
        self[NUMBER * nodes + node] += weight * sums[NUMBER];
        self[MOMENT * nodes + node] += weight * weight * sums[MOMENT];
        self[JOINT * nodes + node] += weight * weight * sums[JOINT];
    }
}

/* Node sums of one replica into a table's column. */
static void fill_column(double *table, const struct comparison *comparison, const double *self, const double *total,
                        size_t at)
{
    const struct calltree *tree = comparison->tree;
    size_t width = comparison->column_count;
    table[at] = total[CALLTREE_ROOT];
    for (size_t node = 1; node < tree->count; node++) {
        if (tree->outermost[node])
            table[comparison->node_entry_total[node] * width + at] += total[node];
        if (comparison->node_entry_self[node] != UINT32_MAX)
            table[comparison->node_entry_self[node] * width + at] += self[node];
    }
}

static int fill_columns(struct comparison_counts *out, const struct comparison *comparison,
                        const struct columns *columns, struct error *err)
{
    size_t nodes = comparison->tree->count;
    double *tables[SUMS] = {out->amount, out->moment, out->joint};
    double *block = memory_allocate_array(nodes, 2 * SUMS * sizeof *block);
    if (!block)
        return error_set_memory(err, "counting what costs");
    double *self = block, *total = block + SUMS * nodes;
    for (size_t at = 0; at < columns->count; at++) {
        if (!columns->items[at].file)
            continue;
        sum_rows(self, nodes, &columns->items[at], out->type);
        memcpy(total, self, SUMS * nodes * sizeof *total);
        for (size_t i = 0; i < SUMS; i++) {
            calltree_sum_up(comparison->tree, total + i * nodes, 1);
            fill_column(tables[i], comparison, self + i * nodes, total + i * nodes, at);
        }
    }
    memory_free(block);
    return 0;
}

int counts_build(struct comparison *comparison, const struct columns *columns, struct error *err)
{
    struct comparison_counts *out = &comparison->counts;
    const char *type = count_of(comparison->type);
    size_t cells = comparison->entry_count * comparison->column_count;
    if (!type || cells == 0 || !all_have(columns, type))
        return 0;
    out->type = type;
    out->amount = memory_allocate_array(cells, sizeof *out->amount);
    out->moment = memory_allocate_array(cells, sizeof *out->moment);
    out->joint = memory_allocate_array(cells, sizeof *out->joint);
    if (!out->amount || !out->moment || !out->joint)
        return error_set_memory(err, "counting what costs");
    return fill_columns(out, comparison, columns, err);
}

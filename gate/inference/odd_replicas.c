#include "gate/inference/odd_replicas.h"

#include "gate/base/memory.h"
#include "gate/statistics/order.h"

#include <math.h>

#include "gate/base/banned.h"

enum { TOTAL_ENTRY = 0, FEWEST_REPLICAS = 3 };

/* Standard deviations and part of the median by which an odd one is off; a normal's standard deviation by its MAD.
 */
static const double FAR = 3.5, OFF = 0.2, BY_MAD = 1.4826;

/* Without the one that carries a growth at most this part of it is left. */
static const double LEFT = 0.5;

/* By so much the total's change is another one without what sways it; odd ones with more than so much of their
 * side's exposure sway it together, though each may hide what the other does. */
static const double SWAYS = 0.05, MOST = 0.5;

struct search {
    const struct comparison *comparison;
    double *sorted; /* scratch: [column] */
    struct odd_replica *found;
    size_t count, capacity;
};

/* The replicas of one side at one entry. */
struct row {
    const double *amount, *exposure; /* [replica] */
    size_t count, first;             /* replicas, and the column of the first one */
    double unit, median, deviation;
};

static bool has_rates(const struct comparison *comparison, int side)
{
    const struct comparison_side *of = &comparison->sides[side];
    size_t first = side == BASELINE ? 0 : comparison->sides[BASELINE].replica_count;
    if (of->replica_count < FEWEST_REPLICAS ||
        (comparison->exposure_kind == EXPOSURE_REQUESTS && !of->requests_per_replica))
        return false;
    for (size_t j = 0; j < of->replica_count; j++) {
        if (!(comparison->exposure[first + j] > 0 && isfinite(comparison->exposure[first + j])))
            return false;
    }
    return true;
}

static double rate_of(const struct row *row, size_t j)
{
    return row->amount[j] / row->exposure[j];
}

static struct row row_of(const struct comparison *comparison, size_t entry, int side)
{
    size_t first = side == BASELINE ? 0 : comparison->sides[BASELINE].replica_count;
    return (struct row){.count = comparison->sides[side].replica_count,
                        .first = first,
                        .amount = &comparison->amount[entry * comparison->column_count + first],
                        .exposure = &comparison->exposure[first]};
}

/* Median and median absolute deviation of the rates. False if the events tell nothing of chance. */
static bool measure_spread(struct row *row, const struct search *search, size_t entry, int side)
{
    double unit[SIDES];
    comparison_entry_unit(unit, search->comparison, entry);
    row->unit = unit[side];
    if (isnan(row->unit))
        return false;
    for (size_t j = 0; j < row->count; j++)
        search->sorted[j] = rate_of(row, j);
    order_sort(search->sorted, row->count);
    row->median = order_quantile(search->sorted, row->count, 0.5);
    for (size_t j = 0; j < row->count; j++)
        search->sorted[j] = fabs(rate_of(row, j) - row->median);
    order_sort(search->sorted, row->count);
    row->deviation = order_quantile(search->sorted, row->count, 0.5);
    return true;
}

static bool is_odd(const struct row *row, size_t j)
{
    double off = fabs(rate_of(row, j) - row->median);
    double chance = sqrt(row->median * row->unit / row->exposure[j]);
    return off > OFF * row->median && off > FAR * fmax(BY_MAD * row->deviation, chance);
}

static int add(struct search *search, const struct odd_replica *odd, struct error *err)
{
    if (search->count == search->capacity) {
        size_t capacity = search->capacity > 0 ? 2 * search->capacity : 8;
        struct odd_replica *found = memory_resize_array(search->found, capacity, sizeof *found);
        if (found == NULL)
            return error_set_memory(err, "comparing replicas");
        search->found = found;
        search->capacity = capacity;
    }
    search->found[search->count++] = *odd;
    return 0;
}

static double change_of(double before, double after)
{
    return before > 0 ? after / before - 1 : after > 0 ? INFINITY : NAN;
}

/* The rate of a side without one of its columns; of all of it, if left_out is none of them. */
static double rate_without(const struct comparison *comparison, size_t entry, int side, size_t left_out)
{
    size_t first = side == BASELINE ? 0 : comparison->sides[BASELINE].replica_count;
    double amount = 0, exposure = 0;
    for (size_t c = first; c < first + comparison->sides[side].replica_count; c++) {
        if (c != left_out) {
            amount += comparison->amount[entry * comparison->column_count + c];
            exposure += comparison->exposure[c];
        }
    }
    return amount / exposure;
}

static struct odd_replica describe(const struct search *search, const struct row *row, size_t entry, size_t j)
{
    size_t column = row->first + j;
    double before = rate_without(search->comparison, entry, BASELINE, column);
    double after = rate_without(search->comparison, entry, CANDIDATE, column);
    return (struct odd_replica){.entry = (uint32_t)entry,
                                .column = (uint32_t)column,
                                .rate = rate_of(row, j),
                                .median = row->median,
                                .growth_without = after - before,
                                .change_without = change_of(before, after)};
}

static int find_hosts(struct search *search, struct error *err)
{
    for (int side = 0; side < SIDES; side++) {
        struct row row = row_of(search->comparison, TOTAL_ENTRY, side);
        if (!has_rates(search->comparison, side) || !measure_spread(&row, search, TOTAL_ENTRY, side))
            continue;
        for (size_t j = 0; j < row.count; j++) {
            struct odd_replica odd = describe(search, &row, TOTAL_ENTRY, j);
            if (row.median > 0 && is_odd(&row, j) && add(search, &odd, err) != 0)
                return -1;
        }
    }
    return 0;
}

static int side_of(const struct comparison *comparison, size_t column)
{
    return column < comparison->sides[BASELINE].replica_count ? BASELINE : CANDIDATE;
}

/* To be called when just the odd hosts were found. */
static void mark_those_that_sway(struct search *search)
{
    const struct comparison *comparison = search->comparison;
    double change = change_of(rate_without(comparison, TOTAL_ENTRY, BASELINE, SIZE_MAX),
                              rate_without(comparison, TOTAL_ENTRY, CANDIDATE, SIZE_MAX));
    double odd[SIDES] = {0}, all[SIDES] = {0};
    for (size_t c = 0; c < comparison->column_count; c++)
        all[side_of(comparison, c)] += comparison->exposure[c];
    for (size_t i = 0; i < search->count; i++)
        odd[side_of(comparison, search->found[i].column)] += comparison->exposure[search->found[i].column];
    for (size_t i = 0; i < search->count; i++) {
        struct odd_replica *it = &search->found[i];
        int side = side_of(comparison, it->column);
        it->sways = fabs(it->change_without - change) > SWAYS || odd[side] > MOST * all[side];
    }
}

/* The replica of a side that does most for a growth: the costliest of the candidate's, the cheapest of the others.
 */
static size_t most_telling(const struct row *row, int side)
{
    size_t best = 0;
    for (size_t j = 1; j < row->count; j++) {
        bool more = rate_of(row, j) > rate_of(row, best), less = rate_of(row, j) < rate_of(row, best);
        best = (side == CANDIDATE ? more : less) ? j : best;
    }
    return best;
}

/* What is left without one replica is asked first: it says no nearly always, and without sorting anything. */
static int find_carrier(struct search *search, size_t entry, const bool rated[SIDES], struct error *err)
{
    const struct comparison *comparison = search->comparison;
    const size_t nobody = SIZE_MAX;
    double growth =
        rate_without(comparison, entry, CANDIDATE, nobody) - rate_without(comparison, entry, BASELINE, nobody);
    struct odd_replica best = {.growth_without = LEFT * growth};
    for (int side = 0; growth > 0 && side < SIDES; side++) {
        struct row row = row_of(comparison, entry, side);
        if (!rated[side])
            continue;
        size_t j = most_telling(&row, side);
        struct odd_replica odd = describe(search, &row, entry, j);
        if (!(odd.growth_without < best.growth_without) || !measure_spread(&row, search, entry, side))
            continue;
        odd.median = row.median;
        odd.carries = is_odd(&row, j);
        best = odd.carries ? odd : best;
    }
    return best.carries ? add(search, &best, err) : 0;
}

int odd_replicas_find(struct odd_replica **out, size_t *count, const struct comparison *comparison,
                      struct error *err)
{
    struct search search = {.comparison = comparison};
    *out = NULL;
    *count = 0;
    const bool rated[SIDES] = {has_rates(comparison, BASELINE), has_rates(comparison, CANDIDATE)};
    if (!rated[BASELINE] && !rated[CANDIDATE])
        return 0;
    search.sorted = memory_allocate_array(comparison->column_count, sizeof *search.sorted);
    int status = search.sorted != NULL ? find_hosts(&search, err) : error_set_memory(err, "comparing replicas");
    if (status == 0)
        mark_those_that_sway(&search);
    for (size_t entry = 0; status == 0 && entry < comparison->entry_count; entry++)
        status = find_carrier(&search, entry, rated, err);
    memory_free(search.sorted);
    if (status != 0) {
        memory_free(search.found);
        return -1;
    }
    *out = search.found;
    *count = search.count;
    return 0;
}

#include "gate/compare/exposure.h"

#include "gate/compare/fitness.h"
#include "gate/compare/gauge.h"
#include "gate/model/profile_difference.h"

#include <math.h>
#include <string.h>

#include "gate/base/banned.h"

/* Beyond this ratio of requests since the start, what a process does once would be taken for growth. */
#define AGE_RATIO_MAX 2.0

/* Where the requests of a side come from, and which replicas lack them. */
struct side_count {
    size_t known;
    size_t unusable;           /* less than one */
    const char *first_unknown; /* name of a replica */
    const char *first_unusable;
    double sum;
};

static bool is_cumulative(const struct column *column)
{
    if (!column->file || column->file->profile->facts.duration > 0 || column->file->profile->facts.between)
        return false;
    return profile_difference_applies(column->type->name);
}

static bool all_since_start(const struct columns *columns, const struct replicas sides[SIDES])
{
    if (!isnan(sides[BASELINE].requests_total) || !isnan(sides[CANDIDATE].requests_total))
        return false;
    for (size_t i = 0; i < columns->count; i++)
        if (!is_cumulative(&columns->items[i]) || isnan(columns->items[i].replica->requests_since_start))
            return false;
    return columns->count > 0;
}

bool exposure_is_of_window(const struct columns *columns, const struct replicas sides[SIDES],
                           const struct profile_selector *selector)
{
    return !selector->per_instance && !all_since_start(columns, sides);
}

static size_t first_column(const struct comparison *comparison, int side)
{
    return side == BASELINE ? 0 : comparison->sides[BASELINE].replica_count;
}

static void take_instances(struct comparison *comparison)
{
    comparison->exposure_kind = EXPOSURE_INSTANCE;
    for (size_t i = 0; i < comparison->column_count; i++)
        comparison->exposure[i] = 1;
}

static void take_shares(struct comparison *comparison)
{
    comparison->exposure_kind = EXPOSURE_SHARE;
    for (size_t i = 0; i < comparison->column_count; i++)
        comparison->exposure[i] = comparison->amount[i] > 0 ? comparison->amount[i] : 1;
}

static void take_requests(struct comparison *comparison, const struct columns *columns)
{
    comparison->exposure_kind = EXPOSURE_REQUESTS;
    for (size_t i = 0; i < columns->count; i++) {
        int side = columns->items[i].side;
        const struct comparison_replica *replicas = comparison->sides[side].replicas;
        comparison->exposure[i] = columns->items[i].kept * replicas[i - first_column(comparison, side)].requests;
    }
}

/* One total for a side goes to its replicas by their amounts: they then differ by their mix only, not by level.
 * In equal parts if one of them has no amount, since it did not run for nothing. */
static void split_total(struct comparison *comparison, int side, double total)
{
    struct comparison_side *of = &comparison->sides[side];
    const double *amounts = comparison->amount + first_column(comparison, side);
    bool by_amount = true;
    double sum = 0;
    for (size_t i = 0; i < of->replica_count; i++) {
        by_amount = by_amount && amounts[i] > 0;
        sum += amounts[i];
    }
    for (size_t i = 0; i < of->replica_count; i++)
        of->replicas[i].requests = total * (by_amount ? amounts[i] / sum : 1 / (double)of->replica_count);
    of->requests_per_replica = of->replica_count == 1;
}

static void read_requests(struct comparison *comparison, const struct columns *columns,
                          const struct replicas sides[SIDES], bool since_start)
{
    for (size_t i = 0; i < columns->count; i++) {
        const struct column *column = &columns->items[i];
        struct comparison_side *side = &comparison->sides[column->side];
        size_t at = i - first_column(comparison, column->side);
        side->replicas[at].requests =
            since_start ? column->replica->requests_since_start : column->replica->requests;
    }
    for (int side = 0; side < SIDES; side++) {
        comparison->sides[side].requests_per_replica = true;
        comparison->sides[side].requests_from = sides[side].requests_from ? sides[side].requests_from : "";
        if (!isnan(sides[side].requests_total))
            split_total(comparison, side, sides[side].requests_total);
    }
}

static struct side_count count_side(const struct comparison_side *side)
{
    struct side_count count = {0};
    for (size_t i = 0; i < side->replica_count; i++) {
        const struct comparison_replica *replica = &side->replicas[i];
        if (isnan(replica->requests)) {
            count.first_unknown = count.first_unknown ? count.first_unknown : replica->name;
            continue;
        }
        count.known++;
        count.sum += replica->requests;
        if (replica->requests >= 1)
            continue;
        count.unusable++;
        count.first_unusable = count.first_unusable ? count.first_unusable : replica->name;
    }
    return count;
}

static int object_to_counts(struct comparison *comparison, const struct side_count counts[SIDES],
                            bool shares_suffice, struct error *err)
{
    if (comparison->sides[BASELINE].replica_count == 0 || comparison->sides[CANDIDATE].replica_count == 0)
        return 0;
    if (counts[BASELINE].known == 0 && counts[CANDIDATE].known == 0) {
        if (shares_suffice)
            return 0;
        return fitness_doubt(comparison, err,
                             "no request count on either side, so cost per request is unknown: add \"requests\" to "
                             "each run's meta.json, or give --requests-baseline N --requests-candidate N");
    }
    for (int side = 0; side < SIDES; side++) {
        const char *name = comparison_side_name(comparison, side);
        bool by_option = side == CANDIDATE || comparison->anchored == NULL; /* there is none for the anchor */
        size_t replicas = comparison->sides[side].replica_count;
        int status = 0;
        if (counts[side].known == 0)
            status = fitness_doubt(
                comparison, err,
                "no request count on the %s's side: add \"requests\" to each run's meta.json%s%s%s", name,
                by_option ? ", or give --requests-" : "", by_option ? name : "", by_option ? " N" : "");
        else if (counts[side].known < replicas)
            status = fitness_doubt(comparison, err,
                                   "no request count for %zu of %zu replicas of the %s, the first is '%s': add "
                                   "\"requests\" to its meta.json",
                                   replicas - counts[side].known, replicas, name, counts[side].first_unknown);
        else if (counts[side].unusable > 0)
            status = fitness_doubt(comparison, err,
                                   "replica '%s' of the %s served no requests, so its cost per request is "
                                   "unknown: leave it out, or correct its count",
                                   counts[side].first_unusable, name);
        if (status != 0)
            return -1;
    }
    return 0;
}

static bool counts_are_whole(const struct comparison *comparison, const struct side_count counts[SIDES])
{
    for (int side = 0; side < SIDES; side++)
        if (counts[side].known < comparison->sides[side].replica_count || counts[side].unusable > 0 ||
            comparison->sides[side].replica_count == 0)
            return false;
    return true;
}

static int check_ages(struct comparison *comparison, struct error *err)
{
    double mean[SIDES];
    for (int side = 0; side < SIDES; side++)
        mean[side] = comparison->sides[side].requests / (double)comparison->sides[side].replica_count;
    double ratio = mean[CANDIDATE] / mean[BASELINE];
    if (ratio < AGE_RATIO_MAX && ratio > 1 / AGE_RATIO_MAX)
        return 0;
    return fitness_doubt(comparison, err,
                         "'%s' counts from the start of the process, and the processes are too different in age: "
                         "%.0f requests on average on the %s's side, %.0f on the candidate's; take the "
                         "profile over a window of the same length, or a first snapshot too (allocs-start, "
                         "mutex-start ...)",
                         comparison->type, mean[BASELINE], comparison_side_name(comparison, BASELINE),
                         mean[CANDIDATE]);
}

static void sum_sides(struct comparison *comparison)
{
    for (int side = 0; side < SIDES; side++) {
        double sum = 0;
        for (size_t i = 0; i < comparison->sides[side].replica_count; i++)
            sum += comparison->exposure[first_column(comparison, side) + i];
        comparison->sides[side].exposure = sum;
    }
}

/* Without counts every cost is a part of its own side's total. */
static int divide_by_totals(struct comparison *comparison, const struct side_count counts[SIDES],
                            bool shares_suffice, struct error *err)
{
    take_shares(comparison);
    if (object_to_counts(comparison, counts, shares_suffice, err) != 0)
        return -1;
    if (comparison->unfit)
        return 0;
    return fitness_note(
        comparison, err,
        "share mode: costs are parts of each side's total, so a slowdown of everything cannot be seen");
}

static int divide_by_requests(struct comparison *comparison, const struct columns *columns, bool since_start,
                              struct error *err)
{
    take_requests(comparison, columns);
    if (since_start)
        return check_ages(comparison, err);
    const struct column *first = columns_first(columns);
    if (!first || !is_cumulative(first))
        return 0;
    if (fitness_note(
            comparison, err,
            "'%s' counts from the start of the process: the requests given are assumed to do so too; add "
            "\"requests_since_start\" to each run's meta.json, or take a first snapshot too (allocs-start, "
            "mutex-start ...)",
            comparison->type) != 0)
        return -1;
    return check_ages(comparison, err);
}

/* A side's one total counts what every replica served: without one of them the cost would seem to have fallen. */
static int check_totals(struct comparison *comparison, const struct replicas sides[SIDES], struct error *err)
{
    for (int side = 0; side < SIDES; side++) {
        if (isnan(sides[side].requests_total) || sides[side].captures <= sides[side].count)
            continue;
        if (fitness_object(
                comparison, err,
                "%zu of the %zu replicas of the %s could not be read, but its request count is one total "
                "for all of them: give the count of each in its meta.json",
                sides[side].captures - sides[side].count, sides[side].captures,
                comparison_side_name(comparison, side)) != 0)
            return -1;
    }
    return 0;
}

int exposure_fill(struct comparison *comparison, const struct columns *columns, const struct replicas sides[SIDES],
                  const struct profile_selector *selector, bool shares_suffice, struct error *err)
{
    bool since_start = !selector->per_instance && all_since_start(columns, sides);
    struct side_count counts[SIDES];
    read_requests(comparison, columns, sides, since_start);
    for (int side = 0; side < SIDES; side++) {
        counts[side] = count_side(&comparison->sides[side]);
        bool whole = counts[side].known > 0 && counts[side].known == comparison->sides[side].replica_count;
        comparison->sides[side].requests = whole ? counts[side].sum : NAN;
    }
    int status = check_totals(comparison, sides, err);
    if (status != 0)
        return -1;
    if (selector->per_instance) {
        take_instances(comparison);
        status = gauge_check(comparison, columns, err);
    } else if (!counts_are_whole(comparison, counts)) {
        status = divide_by_totals(comparison, counts, shares_suffice, err);
    } else {
        status = divide_by_requests(comparison, columns, since_start, err);
    }
    sum_sides(comparison);
    return status;
}

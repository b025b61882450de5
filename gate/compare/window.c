#include "gate/compare/window.h"

#include "gate/base/numbers.h"
#include "gate/compare/fitness.h"

#include <math.h>

#include "gate/base/banned.h"

/* Harnesses count a little longer than they profile; beyond this ratio of the two sides it is no such trifle. */
#define COVERAGE_RATIO_MAX 1.1

/* Of the replicas of a side of which both times are known; nanoseconds. */
struct coverage {
    double profiled;
    double window;
    size_t replicas;
};

static bool is_sampled_over_time(const struct column *column)
{
    return column->file && column->file->profile->facts.duration > 0 &&
           (column->type->model == EVENT_MODEL_CPU || column->type->model == EVENT_MODEL_COUNT);
}

static struct coverage find_coverage(const struct columns *columns, int side)
{
    struct coverage coverage = {0};
    for (size_t i = 0; i < columns->count; i++) {
        const struct column *column = &columns->items[i];
        const struct replica *replica = column->replica;
        if (column->side != side || !replica->window_told || replica->end <= replica->start ||
            !is_sampled_over_time(column))
            continue;
        coverage.profiled += (double)column->file->profile->facts.duration;
        coverage.window += (double)replica->end - (double)replica->start;
        coverage.replicas++;
    }
    return coverage;
}

static const char *mean_seconds(char out[NUMBER_TEXT_SIZE], double sum, size_t count)
{
    return numbers_format_significant(out, sum / (double)count / 1e9, 3);
}

static int object(struct comparison *comparison, const struct coverage coverage[SIDES], int odd, struct error *err)
{
    char profiled[SIDES][NUMBER_TEXT_SIZE], window[SIDES][NUMBER_TEXT_SIZE];
    for (int side = 0; side < SIDES; side++) {
        mean_seconds(profiled[side], coverage[side].profiled, coverage[side].replicas);
        mean_seconds(window[side], coverage[side].window, coverage[side].replicas);
    }
    return fitness_doubt(
        comparison, err,
        "the profiles of the %s last %s s on average, but its requests were counted over %s s (%s: "
        "%s s and %s s), so costs per request cannot be compared: profile for as long as meta.json "
        "says, from 'start' to 'end', or correct its 'start', 'end' and 'requests'",
        comparison_side_name(comparison, odd), profiled[odd], window[odd],
        comparison_side_name(comparison, 1 - odd), profiled[1 - odd], window[1 - odd]);
}

int window_check(struct comparison *comparison, const struct columns *columns, const struct replicas sides[SIDES],
                 struct error *err)
{
    struct coverage coverage[SIDES];
    double part[SIDES];
    if (comparison->exposure_kind != EXPOSURE_REQUESTS)
        return 0;
    for (int side = 0; side < SIDES; side++) {
        coverage[side] = find_coverage(columns, side);
        /* One total for a side was counted by somebody else, over a time that nobody told. */
        if (coverage[side].replicas == 0 || !isnan(sides[side].requests_total))
            return 0;
        part[side] = coverage[side].profiled / coverage[side].window;
    }
    /* The odd side is the one that is further from covering its window. */
    int odd = fabs(log(part[CANDIDATE])) > fabs(log(part[BASELINE])) ? CANDIDATE : BASELINE;
    double ratio = part[BASELINE] / part[CANDIDATE];
    if (ratio <= COVERAGE_RATIO_MAX && ratio >= 1 / COVERAGE_RATIO_MAX)
        return 0;
    return object(comparison, coverage, odd, err);
}

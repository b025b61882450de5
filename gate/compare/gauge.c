#include "gate/compare/gauge.h"

#include "gate/compare/fitness.h"

#include <math.h>
#include <string.h>

#include "gate/base/banned.h"

/* Whether the later of two captures shows that its process began after the earlier one. */
static bool began_anew(const struct replica *earlier, const struct replica *later)
{
    return later->requests_since_start < earlier->requests_since_start + later->requests;
}

static bool same_process(const struct replica *a, const struct replica *b)
{
    const char *name = a->instance ? a->instance : "", *other = b->instance ? b->instance : "";
    if (name[0] == '\0' || strcmp(name, other) != 0)
        return false;
    return a->start <= b->start ? !began_anew(a, b) : !began_anew(b, a);
}

static int check_processes(struct comparison *comparison, const struct columns *columns, struct error *err)
{
    for (size_t i = 0; i < columns->count; i++) {
        for (size_t j = i + 1; j < columns->count; j++) {
            const struct replica *a = columns->items[i].replica, *b = columns->items[j].replica;
            if (columns->items[i].side != columns->items[j].side || !same_process(a, b))
                continue;
            return fitness_doubt(
                comparison, err,
                "replicas '%s' and '%s' of the %s are of one instance, '%s', and share what is live: "
                "take one profile of each process, or say by requests_since_start that it began anew",
                a->name, b->name, fitness_side_name(columns->items[i].side), a->instance);
        }
    }
    return 0;
}

static int check_ages(struct comparison *comparison, const struct columns *columns, struct error *err)
{
    double sum[SIDES] = {0, 0};
    for (size_t i = 0; i < columns->count; i++)
        sum[columns->items[i].side] += columns->items[i].replica->requests_since_start;
    if (isnan(sum[BASELINE] + sum[CANDIDATE]))
        return fitness_note(comparison, err,
                            "'%s' grows with the age of a process, and ages are not known: they are assumed to be "
                            "similar; add \"requests_since_start\" to each run's meta.json",
                            comparison->type);
    double mean[SIDES];
    for (int side = 0; side < SIDES; side++)
        mean[side] = sum[side] / (double)comparison->sides[side].replica_count;
    if (mean[CANDIDATE] < GAUGE_AGE_RATIO_MAX * mean[BASELINE] &&
        mean[BASELINE] < GAUGE_AGE_RATIO_MAX * mean[CANDIDATE])
        return 0;
    return fitness_doubt(comparison, err,
                         "'%s' grows with the age of a process, and the processes are too different in age: %.0f "
                         "requests since the start on average on the baseline's side, %.0f on the candidate's",
                         comparison->type, mean[BASELINE], mean[CANDIDATE]);
}

static int check_census(struct comparison *comparison, struct error *err)
{
    const struct comparison_side *sides = comparison->sides;
    if (comparison->model != EVENT_MODEL_CENSUS ||
        (sides[BASELINE].replica_count >= 2 && sides[CANDIDATE].replica_count >= 2))
        return 0;
    return fitness_object(comparison, err,
                          "'%s' counts everything, so that all of its noise lies between instances: at least 2 "
                          "replicas a side are needed to measure it",
                          comparison->type);
}

int gauge_check(struct comparison *comparison, const struct columns *columns, struct error *err)
{
    if (comparison->sides[BASELINE].replica_count == 0 || comparison->sides[CANDIDATE].replica_count == 0)
        return 0;
    if (check_census(comparison, err) != 0 || check_processes(comparison, columns, err) != 0)
        return -1;
    return check_ages(comparison, columns, err);
}

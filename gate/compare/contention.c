#include "gate/compare/contention.h"

#include "gate/base/memory.h"
#include "gate/base/numbers.h"
#include "gate/compare/fitness.h"
#include "gate/model/divisor.h"

#include <math.h>
#include <string.h>

#include "gate/base/banned.h"

/* A stack tells of the spread of its delays if so many of its events are known on one side ... */
static const double EVENTS_LEAST = 10;

/* ... and all stacks together have so many replicas beyond the first. */
static const double DEGREES_LEAST = 3;

static const double ASSUMED_CV = 1;

static bool is_contention(const struct comparison *comparison)
{
    return comparison->model == EVENT_MODEL_MUTEX || comparison->model == EVENT_MODEL_BLOCK;
}

/* A file whose name does not tell is what it was asked for as. */
static enum event_model model_of(const struct comparison *comparison, const struct profile_selector *selector)
{
    bool lock = strcmp(comparison->type, "delay") == 0 || strcmp(comparison->type, "contentions") == 0;
    if (comparison->model != EVENT_MODEL_UNKNOWN || !lock)
        return comparison->model;
    if (strcmp(selector->kind, "mutex") == 0)
        return EVENT_MODEL_MUTEX;
    return strcmp(selector->kind, "block") == 0 ? EVENT_MODEL_BLOCK : EVENT_MODEL_UNKNOWN;
}

/* The sums of the file's other type, the number of contentions; NULL if it has none. */
static const struct event_sums *counts_of(const struct column *column)
{
    const struct profile *profile = column->file->profile;
    size_t type = profile_find_type(profile, "contentions");
    return type < profile->type_count ? profile->sums + type * profile->row_count : NULL;
}

/* A side's replicas run with one configuration; a single profile of few stacks would be taken for a rarer sampling
 * than it was. */
static double find_factor(const struct columns *columns, int side)
{
    double factor = 0;
    for (size_t i = 0; i < columns->count; i++) {
        const struct column *column = &columns->items[i];
        const struct event_sums *counts = column->file && column->side == side ? counts_of(column) : NULL;
        for (size_t row = 0; counts && row < column->file->profile->row_count; row++)
            factor = divisor_common(factor, fabs(counts[row].amount));
    }
    return factor;
}

static int settle_column(struct column *column, enum event_model model, double period, struct error *err)
{
    const struct event_sums *counts = column->file ? counts_of(column) : NULL;
    if (!counts)
        return 0;
    size_t rows = column->file->profile->row_count;
    column->settled = memory_allocate_array(rows ? rows : 1, sizeof *column->settled);
    if (!column->settled)
        return error_set_memory(err, "counting the events of delays");
    for (size_t row = 0; row < rows; row++) {
        struct event_sample sample = {.value = column->sums[row].amount, .count = counts[row].amount};
        column->settled[row] = event_models_apply(model, period, &sample);
    }
    column->sums = column->settled;
    return 0;
}

/* Waiting depends on the load far more than a cost does: what is assumed of the level of a cost says nothing of it.
 * Runs of one binary whose lock was contended differed by a factor of thirty. */
static int check_replicas(struct comparison *comparison, struct error *err)
{
    const struct comparison_side *sides = comparison->sides;
    if (sides[BASELINE].replica_count >= 2 && sides[CANDIDATE].replica_count >= 2)
        return 0;
    return fitness_doubt(comparison, err,
                         "how long a program waits depends on its load, and one profile a side does not tell how "
                         "much: at least 2 replicas a side are needed to measure it, and 4 to see much");
}

/* What cannot be told from a block profile. False: nothing stands in the way. */
static int check_block(bool *stops, struct comparison *comparison, const struct profile_selector *selector,
                       struct error *err)
{
    *stops = true;
    if (strcmp(comparison->type, "delay") != 0)
        return fitness_object(comparison, err,
                              "the contentions of a block profile stand for very different numbers of events, so "
                              "what is chance cannot be told: judge its delay");
    if (!(selector->rate > 0))
        return fitness_object(comparison, err,
                              "a block profile does not say at which rate it was taken, so what is chance cannot "
                              "be told: add what SetBlockProfileRate was given to the policy's profile, as in "
                              "'rate: 20us'");
    *stops = false;
    return 0;
}

static int note_factors(struct comparison *comparison, const double factor[SIDES], struct error *err)
{
    if (!(factor[BASELINE] > 0) || !(factor[CANDIDATE] > 0) || factor[BASELINE] == factor[CANDIDATE])
        return fitness_note(comparison, err, "one contention in %.0f was recorded, as its counts tell",
                            fmax(factor[BASELINE], factor[CANDIDATE]));
    return fitness_note(comparison, err,
                        "one contention in %.0f was recorded on the baseline's side, one in %.0f on the "
                        "candidate's, as their counts tell",
                        factor[BASELINE], factor[CANDIDATE]);
}

int contention_settle(struct comparison *comparison, struct columns *columns,
                      const struct profile_selector *selector, struct error *err)
{
    comparison->model = model_of(comparison, selector);
    if (!is_contention(comparison))
        return 0;
    double period[SIDES] = {selector->rate, selector->rate};
    bool stops = false;
    if (comparison->model == EVENT_MODEL_BLOCK && check_block(&stops, comparison, selector, err) != 0)
        return -1;
    if (!stops && check_replicas(comparison, err) != 0)
        return -1;
    for (int side = 0; side < SIDES && comparison->model == EVENT_MODEL_MUTEX; side++)
        period[side] = find_factor(columns, side);
    comparison->period = fmax(period[BASELINE], period[CANDIDATE]);
    for (size_t i = 0; i < columns->count && !stops; i++)
        if (settle_column(&columns->items[i], comparison->model, period[columns->items[i].side], err) != 0)
            return -1;
    if (comparison->model == EVENT_MODEL_BLOCK || !(comparison->period > 0))
        return 0;
    return note_factors(comparison, period, err);
}

/* ---- the spread of one delay ---- */

/* Delay and events of each node, of one side and of one of its replicas. */
struct delays {
    double *side, *side_events;       /* [node] */
    double *replica, *replica_events; /* [node] */
    uint32_t *replicas;               /* [node] of this side, that have events there */
    size_t nodes;
};

/* Squared residuals of delays given their number, in units of the variance they have at CV = 1, and how many are
 * free. */
struct spread {
    double residuals, degrees;
};

static void add_rows(double *amount, double *events, const struct column *column)
{
    for (size_t row = 0; column->settled && row < column->file->profile->row_count; row++) {
        uint32_t node = column->nodes[row];
        if (node == COLUMNS_OUTSIDE || !(column->settled[row].events > 0))
            continue;
        amount[node] += column->settled[row].amount;
        events[node] += column->settled[row].events;
    }
}

static void add_residuals(struct spread *spread, struct delays *delays, const struct column *column)
{
    memset(delays->replica, 0, delays->nodes * sizeof *delays->replica);
    memset(delays->replica_events, 0, delays->nodes * sizeof *delays->replica_events);
    add_rows(delays->replica, delays->replica_events, column);
    for (size_t node = 0; node < delays->nodes; node++) {
        double events = delays->replica_events[node];
        if (!(events > 0) || delays->side_events[node] < EVENTS_LEAST)
            continue;
        double mean = delays->side[node] / delays->side_events[node];
        double residual = delays->replica[node] / mean - events;
        spread->residuals += residual * residual / events;
        spread->degrees += delays->replicas[node]++ > 0;
    }
}

static void spread_of_side(struct spread *spread, struct delays *delays, const struct columns *columns, int side)
{
    memset(delays->side, 0, delays->nodes * sizeof *delays->side);
    memset(delays->side_events, 0, delays->nodes * sizeof *delays->side_events);
    memset(delays->replicas, 0, delays->nodes * sizeof *delays->replicas);
    for (size_t i = 0; i < columns->count; i++)
        if (columns->items[i].side == side)
            add_rows(delays->side, delays->side_events, &columns->items[i]);
    for (size_t i = 0; i < columns->count; i++)
        if (columns->items[i].side == side)
            add_residuals(spread, delays, &columns->items[i]);
}

static int measure_spread(struct spread *spread, const struct comparison *comparison, const struct columns *columns,
                          struct error *err)
{
    size_t nodes = comparison->tree->count;
    double *block = memory_allocate_array(nodes, 4 * sizeof *block);
    uint32_t *replicas = memory_allocate_array(nodes, sizeof *replicas);
    int status = -1;
    *spread = (struct spread){0, 0};
    if (!block || !replicas) {
        error_set_memory(err, "measuring the spread of delays");
        goto done;
    }
    struct delays delays = {block, block + nodes, block + 2 * nodes, block + 3 * nodes, replicas, nodes};
    for (int side = 0; side < SIDES; side++)
        spread_of_side(spread, &delays, columns, side);
    status = 0;
done:
    memory_free(block);
    memory_free(replicas);
    return status;
}

static void widen_moments(struct columns *columns, double factor)
{
    for (size_t i = 0; i < columns->count; i++) {
        struct column *column = &columns->items[i];
        for (size_t row = 0; column->settled && row < column->file->profile->row_count; row++)
            column->settled[row].moment *= factor;
    }
}

int contention_spread(struct comparison *comparison, struct columns *columns, struct error *err)
{
    bool settled = false;
    for (size_t i = 0; i < columns->count; i++)
        settled = settled || columns->items[i].settled;
    if (!settled || strcmp(comparison->type, "delay") != 0)
        return 0;
    struct spread spread;
    if (measure_spread(&spread, comparison, columns, err) != 0)
        return -1;
    bool measured = spread.degrees >= DEGREES_LEAST;
    double cv = measured ? sqrt(spread.residuals / spread.degrees) : ASSUMED_CV;
    widen_moments(columns, 1 + cv * cv);
    char text[NUMBER_TEXT_SIZE];
    numbers_format_significant(text, cv, 2);
    return measured
               ? fitness_note(comparison, err,
                              "the delays of one stack scatter with a CV of %s, as measured between replicas", text)
               : fitness_note(comparison, err,
                              "the delays of one stack are assumed to scatter with a CV of %s: too few replicas "
                              "share a stack to measure it",
                              text);
}

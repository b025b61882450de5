#include "gate/compare/sample_period.h"

#include "gate/base/duration.h"
#include "gate/base/memory.h"
#include "gate/compare/fitness.h"
#include "gate/model/divisor.h"

#include <math.h>
#include <string.h>

#include "gate/base/banned.h"

/* Of periods that are believed, in nanoseconds: longer than the first, at most the second. */
static const double period_rounded = 1e6, period_longest = 1e9;

static const double exact_most = 0x1p53; /* whole numbers beyond it are not all doubles */

/* The whole values of some rows. */
struct values {
    double divisor, smallest, largest; /* 0: none yet */
    bool whole;
};

bool sample_period_fits(const char *type, const char *unit)
{
    return (strcmp(type, "cpu") == 0 || strcmp(type, "wall") == 0) && strcmp(unit, "nanoseconds") == 0;
}

static void add_value(struct values *values, double value)
{
    if (!(value > 0)) {
        values->whole = values->whole && value >= 0;
        return;
    }
    values->whole = values->whole && value <= exact_most && !(floor(value) < value);
    values->divisor = divisor_common(values->divisor, value);
    values->smallest = values->smallest > 0 ? fmin(values->smallest, value) : value;
    values->largest = fmax(values->largest, value);
}

static void add_column(struct values *values, const struct column *column)
{
    for (size_t row = 0; column->file != NULL && row < column->file->profile->row_count; row++) {
        add_value(values, column->sums[row].amount);
    }
}

/* 0: cannot be told. */
static double find_period(const struct columns *columns)
{
    struct values sides[SIDES] = {{.whole = true}, {.whole = true}};
    for (size_t i = 0; i < columns->count; i++) {
        add_column(&sides[columns->items[i].side], &columns->items[i]);
    }
    double period = sides[BASELINE].divisor;
    for (int side = 0; side < SIDES; side++) {
        const struct values *of = &sides[side];
        if (!of->whole || of->divisor != period || of->smallest > period || !(of->largest > period)) {
            return 0;
        }
    }
    return period > period_rounded && period <= period_longest ? period : 0;
}

static bool is_untold(const struct comparison *comparison, const struct columns *columns)
{
    if (comparison->model != EVENT_MODEL_UNKNOWN || !sample_period_fits(comparison->type, comparison->unit)) {
        return false;
    }
    for (size_t i = 0; i < columns->count; i++) {
        if (columns->items[i].file != NULL && columns->items[i].type->model != EVENT_MODEL_UNKNOWN) {
            return false;
        }
    }
    return true;
}

static int settle_column(struct column *column, struct error *err)
{
    struct values values = {.whole = true};
    if (column->file == NULL) {
        return 0;
    }
    size_t rows = column->file->profile->row_count;
    add_column(&values, column);
    column->settled = memory_allocate_array(rows > 0 ? rows : 1, sizeof *column->settled);
    if (column->settled == NULL) {
        return error_set_memory(err, "counting samples");
    }
    for (size_t row = 0; row < rows; row++) {
        struct event_sample sample = {.value = column->sums[row].amount};
        column->settled[row] = event_models_apply(EVENT_MODEL_CPU, values.divisor, &sample);
    }
    column->sums = column->settled;
    return 0;
}

int sample_period_settle(struct comparison *comparison, struct columns *columns, struct error *err)
{
    double period = is_untold(comparison, columns) ? find_period(columns) : 0;
    char text[DURATION_TEXT_SIZE];
    if (!(period > 0)) {
        return 0;
    }
    comparison->model = EVENT_MODEL_CPU;
    comparison->period = period;
    for (size_t i = 0; i < columns->count; i++) {
        if (settle_column(&columns->items[i], err) != 0) {
            return -1;
        }
    }
    return fitness_note(comparison, err,
                        "nobody says how many samples the values of '%s' stand for: one for each %s, the greatest "
                        "common divisor of all values (store.period says otherwise)",
                        comparison->type, duration_format(text, (int64_t)period));
}

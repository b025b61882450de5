#include "adapters/format/pprof_types.h"

#include "gate/base/numbers.h"

#include <math.h>
#include <string.h>

#include "gate/base/banned.h"

enum family { FAMILY_OTHER, FAMILY_SAMPLES, FAMILY_TIME, FAMILY_HEAP, FAMILY_LOCK, FAMILY_CENSUS };

/* Names without their trailing 's', which means nothing (pprof drops it too). */
static const struct {
    const char *type;
    const char *unit;
    enum family family;
} families[] = {
    {"sample", "count", FAMILY_SAMPLES},    {"cpu", "nanoseconds", FAMILY_TIME},
    {"wall", "nanoseconds", FAMILY_TIME},   {"time", "nanoseconds", FAMILY_TIME},
    {"alloc_object", "count", FAMILY_HEAP}, {"alloc_space", "bytes", FAMILY_HEAP},
    {"inuse_object", "count", FAMILY_HEAP}, {"inuse_space", "bytes", FAMILY_HEAP},
    {"object", "count", FAMILY_HEAP},       {"space", "bytes", FAMILY_HEAP},
    {"contention", "count", FAMILY_LOCK},   {"delay", "nanoseconds", FAMILY_LOCK},
    {"goroutine", "count", FAMILY_CENSUS},  {"threadcreate", "count", FAMILY_CENSUS},
};

/* What is needed to find the models. */
struct reading {
    struct pprof_types *types;
    const struct pprof_samples *samples;
    const char *kind;
};

static bool same_name(const char *name, const char *singular)
{
    size_t length = strlen(name);
    if (length > 0 && name[length - 1] == 's')
        length--;
    return strlen(singular) == length && memcmp(name, singular, length) == 0;
}

static enum family family_of(const char *name, const char *unit)
{
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (same_name(name, families[i].type) && strcmp(unit, families[i].unit) == 0)
            return families[i].family;
    return FAMILY_OTHER;
}

static size_t find(const struct pprof_types *types, const char *singular, const char *unit)
{
    for (size_t i = 0; i < types->count; i++)
        if (same_name(types->items[i].name, singular) && strcmp(types->items[i].unit, unit) == 0)
            return i;
    return types->count;
}

static double value_of(const struct reading *reading, size_t sample, size_t type)
{
    const struct pprof_samples *samples = reading->samples;
    return (double)samples->values[sample * samples->type_count + type] * reading->types->factors[type];
}

static double sum_of(const struct reading *reading, size_t type)
{
    double sum = 0;
    for (size_t i = 0; i < reading->samples->count; i++)
        sum += value_of(reading, i, type);
    return sum;
}

/* One weight for every counted sample: sum of values / sum of counts, if each sample has it; else 0. Values are
 * rounded to their unit, so a thousandth may differ. */
static double common_weight(const struct reading *reading, size_t type, size_t count_type)
{
    double events = sum_of(reading, count_type);
    if (!(events > 0))
        return 0;
    double weight = sum_of(reading, type) / events;
    for (size_t i = 0; i < reading->samples->count; i++) {
        double expected = weight * value_of(reading, i, count_type);
        if (fabs(value_of(reading, i, type) - expected) > 1e-3 * expected)
            return 0;
    }
    return weight;
}

static bool is_wall(const char *name)
{
    return same_name(name, "wall") || same_name(name, "wallclock") || same_name(name, "time");
}

/* The period that the file declares for this time type; 0 if it declares none worth believing. */
static double declared_period(const struct pprof_types *types, const struct profile_type *type)
{
    bool same = strcmp(types->period_type, type->name) == 0 || (is_wall(types->period_type) && is_wall(type->name));
    if (!same || strcmp(types->period_unit, type->unit) != 0 || !(types->period > 1))
        return 0;
    return types->period;
}

static void model_time(struct reading *reading, struct profile_type *type, size_t index)
{
    size_t count_type = find(reading->types, "sample", "count");
    double declared = declared_period(reading->types, type);
    double counted = count_type < reading->types->count ? common_weight(reading, index, count_type) : 0;
    double period = counted > 0 && fabs(counted - declared) > 0.01 * declared ? counted : declared;
    if (period > 0) {
        type->model = EVENT_MODEL_CPU;
        type->period = period;
    }
}

static void model_heap(struct reading *reading, struct profile_type *type)
{
    const struct pprof_types *types = reading->types;
    /* Go says space/bytes, others the type that they show. */
    bool by_bytes = strcmp(types->period_unit, "bytes") == 0 &&
                    family_of(types->period_type, types->period_unit) == FAMILY_HEAP;
    if (!by_bytes || types->period < 1)
        return;
    type->model = EVENT_MODEL_HEAP;
    type->period = types->period;
}

/* The types of a lock profile are equal for mutexes and for blocking: only the file's name tells. */
static enum event_model model_lock(const char *kind)
{
    if (strcmp(kind, "mutex") == 0)
        return EVENT_MODEL_MUTEX;
    return strcmp(kind, "block") == 0 ? EVENT_MODEL_BLOCK : EVENT_MODEL_UNKNOWN;
}

static void find_model(struct reading *reading, size_t index)
{
    struct profile_type *type = &reading->types->items[index];
    switch (family_of(type->name, type->unit)) {
    case FAMILY_SAMPLES:
        type->model = EVENT_MODEL_COUNT;
        break;
    case FAMILY_TIME:
        model_time(reading, type, index);
        break;
    case FAMILY_HEAP:
        model_heap(reading, type);
        break;
    case FAMILY_LOCK:
        type->model = model_lock(reading->kind);
        break;
    case FAMILY_CENSUS:
        type->model = EVENT_MODEL_CENSUS;
        break;
    case FAMILY_OTHER:
        break;
    }
}

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "reading the sample types of a profile");
}

static char *copy(struct pprof_types *types, const struct pprof_tables *tables, uint32_t text)
{
    struct bytes bytes = pprof_tables_text(tables, text);
    return arena_copy_text(types->arena, (const char *)bytes.data, bytes.size);
}

/* The arena's copy of a unit's base. */
static char *base_unit(struct pprof_types *types, const struct pprof_tables *tables, uint32_t text, double *factor)
{
    char *unit = copy(types, tables, text);
    if (!unit)
        return NULL;
    const char *base;
    if (!numbers_unit(unit, &base, factor))
        return unit;
    return arena_copy_text(types->arena, base, strlen(base));
}

static int read_items(struct pprof_types *types, const struct pprof_tables *tables, struct error *err)
{
    types->count = tables->type_count;
    types->items = arena_allocate(types->arena, (types->count + 1) * sizeof *types->items);
    types->factors = arena_allocate(types->arena, (types->count + 1) * sizeof *types->factors);
    if (!types->items || !types->factors)
        return refuse_memory(err);
    for (size_t i = 0; i < types->count; i++) {
        types->factors[i] = 1;
        types->items[i] = (struct profile_type){
            .name = copy(types, tables, tables->types[i].type_text),
            .unit = base_unit(types, tables, tables->types[i].unit_text, &types->factors[i]),
        };
        if (!types->items[i].name || !types->items[i].unit)
            return refuse_memory(err);
    }
    return 0;
}

static int read_period(struct pprof_types *types, const struct pprof_tables *tables, struct error *err)
{
    double factor = 1;
    types->period_type = copy(types, tables, tables->period_type.type_text);
    types->period_unit = base_unit(types, tables, tables->period_type.unit_text, &factor);
    if (!types->period_type || !types->period_unit)
        return refuse_memory(err);
    int64_t period = tables->scalars[PPROF_PERIOD];
    types->period = period > 0 ? (double)period * factor : 0;
    return 0;
}

static int read_default(struct pprof_types *types, const struct pprof_tables *tables, struct error *err)
{
    char *wanted = copy(types, tables, (uint32_t)tables->scalars[PPROF_DEFAULT_TYPE]);
    if (!wanted)
        return refuse_memory(err);
    types->default_type = types->count ? (uint32_t)types->count - 1 : 0;
    for (size_t i = 0; i < types->count; i++) {
        if (strcmp(types->items[i].name, wanted) != 0)
            continue;
        types->default_type = (uint32_t)i;
        break;
    }
    return 0;
}

/* What is in use can shrink; everything else only accumulates. */
static int check_negative(struct pprof_types *types, const struct pprof_samples *samples, struct error *err)
{
    for (size_t i = 0; i < types->count && samples->count; i++) {
        if (samples->negative[i] == 0)
            continue;
        types->negative = true;
        if (strncmp(types->items[i].name, "inuse_", strlen("inuse_")) != 0)
            return error_set(
                err, ERROR_INPUT,
                "it is already a difference of two profiles (sample %zu has a negative value of '%s'): "
                "pass the two profiles themselves",
                samples->negative[i], types->items[i].name);
    }
    return 0;
}

int pprof_types_read(struct pprof_types *types, const struct pprof_tables *tables,
                     const struct pprof_samples *samples, const char *kind, struct error *err)
{
    *types = (struct pprof_types){.arena = arena_new()};
    if (!types->arena)
        return refuse_memory(err);
    if (read_items(types, tables, err) || read_period(types, tables, err) || read_default(types, tables, err) ||
        check_negative(types, samples, err))
        return -1;
    struct reading reading = {types, samples, kind};
    for (size_t i = 0; i < types->count; i++)
        find_model(&reading, i);
    return 0;
}

void pprof_types_free(struct pprof_types *types)
{
    arena_free(types->arena);
    *types = (struct pprof_types){0};
}

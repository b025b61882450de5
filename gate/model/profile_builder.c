#include "gate/model/profile_builder.h"

#include "gate/base/limits.h"
#include "gate/base/memory.h"
#include "gate/model/profile_request.h"
#include "gate/model/profile_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gate/base/banned.h"

#define NO_PARTNER UINT32_MAX

/* What the builder knows of a sample type beyond what the profile will hold. */
struct building_type {
    uint32_t objects, bytes; /* heap: the types of the pair; NO_PARTNER where there is none */
    uint32_t count;          /* mutex and block: the type of the contentions; else NO_PARTNER */
    bool scaled;             /* mutex contentions: every count is a multiple of the sampling factor */
    uint64_t factor;         /* greatest common divisor of the counts so far */
    double total;            /* sum of absolute values */
};

struct profile_builder {
    struct profile_facts facts;
    struct profile_type *types;
    struct building_type *building;
    size_t type_count;
    struct symbols *symbols;
    struct symbols *endpoints; /* endpoint index is id + 1 */
    struct calltree *tree;
    uint32_t *last_frames, *last_nodes; /* of the stack that was walked last: the next one often begins like it */
    size_t last_count, last_capacity;
    struct profile_rows rows;
    char **label_keys;
    size_t label_count;
    uint64_t samples;
};

/* Pairs of Go's heap profiles, and of the older C++ ones. */
static const char *const heap_pairs[][2] = {
    {"alloc_objects", "alloc_space"},
    {"inuse_objects", "inuse_space"},
    {"objects", "space"},
};

static uint32_t find_type(const struct profile_builder *builder, const char *name)
{
    for (size_t i = 0; i < builder->type_count; i++)
        if (strcmp(builder->types[i].name, name) == 0)
            return (uint32_t)i;
    return NO_PARTNER;
}

static void pair_heap_type(struct profile_builder *builder, size_t type)
{
    struct building_type *building = &builder->building[type];
    for (size_t i = 0; i < sizeof heap_pairs / sizeof *heap_pairs; i++) {
        const char *name = builder->types[type].name;
        if (strcmp(name, heap_pairs[i][0]) != 0 && strcmp(name, heap_pairs[i][1]) != 0)
            continue;
        building->objects = find_type(builder, heap_pairs[i][0]);
        building->bytes = find_type(builder, heap_pairs[i][1]);
    }
    if (building->objects == NO_PARTNER || building->bytes == NO_PARTNER)
        builder->types[type].model = EVENT_MODEL_UNKNOWN;
}

/* A model that cannot be applied is not claimed: whoever judges must see that chance is unknown. */
static void settle_model(struct profile_builder *builder, size_t i)
{
    struct profile_type *type = &builder->types[i];
    struct building_type *building = &builder->building[i];
    building->objects = building->bytes = building->count = NO_PARTNER;
    if (type->model == EVENT_MODEL_HEAP)
        pair_heap_type(builder, i);
    if ((type->model == EVENT_MODEL_HEAP || type->model == EVENT_MODEL_CPU) && !(type->period > 0))
        type->model = EVENT_MODEL_UNKNOWN;
    if (type->model != EVENT_MODEL_MUTEX && type->model != EVENT_MODEL_BLOCK)
        return;
    building->count = find_type(builder, "contentions");
    building->scaled = building->count == i;
    type->period = 0; /* what the file says of it means nothing */
    if (building->count == NO_PARTNER)
        type->model = EVENT_MODEL_UNKNOWN;
}

static int copy_text(char **out, const char *text)
{
    *out = memory_copy_text(text ? text : "", text ? strlen(text) : 0);
    return *out ? 0 : -1;
}

static int copy_types(struct profile_builder *builder, const struct profile_type *types, size_t count)
{
    builder->types = memory_allocate_array(count, sizeof *builder->types);
    builder->building = memory_allocate_array(count, sizeof *builder->building);
    if (!builder->types || !builder->building)
        return -1;
    builder->type_count = builder->rows.type_count = count;
    for (size_t i = 0; i < count; i++) {
        builder->types[i].model = types[i].model;
        builder->types[i].period = types[i].period;
        if (copy_text(&builder->types[i].name, types[i].name) || copy_text(&builder->types[i].unit, types[i].unit))
            return -1;
    }
    for (size_t i = 0; i < count; i++)
        settle_model(builder, i);
    return 0;
}

static int copy_facts(struct profile_builder *builder, const struct profile_facts *facts)
{
    builder->facts = *facts;
    builder->facts.period_type = builder->facts.period_unit = NULL;
    if (!builder->facts.format)
        builder->facts.format = "";
    if (copy_text(&builder->facts.period_type, facts->period_type))
        return -1;
    return copy_text(&builder->facts.period_unit, facts->period_unit);
}

struct profile_builder *profile_builder_new(const struct profile_facts *facts, const struct profile_type *types,
                                            size_t type_count, struct error *err)
{
    if (type_count == 0 || type_count > LIMIT_SAMPLE_TYPES) {
        error_set(err, ERROR_INPUT, "%zu sample types; at least 1 and at most %d are read", type_count,
                  LIMIT_SAMPLE_TYPES);
        return NULL;
    }
    struct profile_builder *builder = memory_allocate_array(1, sizeof *builder);
    if (!builder) {
        error_set_memory(err, "starting a profile");
        return NULL;
    }
    builder->symbols = symbols_new(SYMBOLS_BY_NAME_FILE_MODULE);
    builder->endpoints = symbols_new(SYMBOLS_BY_NAME);
    builder->tree = calltree_new();
    if (!builder->symbols || !builder->endpoints || !builder->tree || copy_types(builder, types, type_count) ||
        copy_facts(builder, facts)) {
        profile_builder_free(builder);
        error_set_memory(err, "starting a profile");
        return NULL;
    }
    return builder;
}

void profile_builder_free(struct profile_builder *builder)
{
    if (!builder)
        return;
    memory_free(builder->facts.period_type);
    memory_free(builder->facts.period_unit);
    for (size_t i = 0; i < builder->type_count; i++) {
        memory_free(builder->types[i].name);
        memory_free(builder->types[i].unit);
    }
    memory_free(builder->types);
    memory_free(builder->building);
    symbols_free(builder->symbols);
    symbols_free(builder->endpoints);
    calltree_free(builder->tree);
    memory_free(builder->last_frames);
    memory_free(builder->last_nodes);
    profile_rows_clear(&builder->rows);
    for (size_t i = 0; i < builder->label_count; i++)
        memory_free(builder->label_keys[i]);
    memory_free(builder->label_keys);
    memory_free(builder);
}

int profile_builder_label_keys(struct profile_builder *builder, const char *const *keys, struct error *err)
{
    size_t count = 0;
    while (keys && keys[count])
        count++;
    if (count == 0)
        return 0;
    if (count > PROFILE_LABELS_MOST)
        return error_set(err, ERROR_INTERNAL, "%zu label keys were asked for, over the ceiling of %d", count,
                         PROFILE_LABELS_MOST);
    builder->label_keys = memory_allocate_array(count + 1, sizeof *builder->label_keys);
    if (!builder->label_keys)
        return error_set_memory(err, "starting a profile");
    builder->label_count = count;
    builder->rows.labelled = true;
    for (size_t i = 0; i < count; i++)
        if (copy_text(&builder->label_keys[i], keys[i]) != 0)
            return error_set_memory(err, "starting a profile");
    return 0;
}

struct symbols *profile_builder_symbols(struct profile_builder *builder)
{
    return builder->symbols;
}

struct profile_facts *profile_builder_facts(struct profile_builder *builder)
{
    return &builder->facts;
}

static int grow_last(struct profile_builder *builder, size_t count)
{
    if (count <= builder->last_capacity)
        return 0;
    uint32_t *frames = memory_resize_array(builder->last_frames, count * 2, sizeof *frames);
    if (!frames)
        return -1;
    builder->last_frames = frames;
    uint32_t *nodes = memory_resize_array(builder->last_nodes, count * 2, sizeof *nodes);
    if (!nodes)
        return -1;
    builder->last_nodes = nodes;
    builder->last_capacity = count * 2;
    return 0;
}

int profile_builder_stack(struct profile_builder *builder, const uint32_t *frames, size_t count, uint32_t *node,
                          struct error *err)
{
    if (grow_last(builder, count) != 0)
        return error_set_memory(err, "building the call tree");
    size_t i = 0;
    while (i < count && i < builder->last_count && frames[i] == builder->last_frames[i])
        i++;
    uint32_t at = i > 0 ? builder->last_nodes[i - 1] : CALLTREE_ROOT;
    builder->last_count = i;
    for (; i < count; i++) {
        if (calltree_child(builder->tree, at, frames[i], &at, err) != 0)
            return -1;
        builder->last_frames[i] = frames[i];
        builder->last_nodes[i] = at;
        builder->last_count = i + 1;
    }
    *node = at;
    return 0;
}

int profile_builder_child(struct profile_builder *builder, uint32_t parent, uint32_t symbol, uint32_t *node,
                          struct error *err)
{
    return calltree_child(builder->tree, parent, symbol, node, err);
}

int profile_builder_endpoint(struct profile_builder *builder, struct bytes value, uint32_t *endpoint,
                             struct error *err)
{
    if (value.size == 0) {
        *endpoint = 0;
        return 0;
    }
    uint32_t id;
    struct symbol symbol = {.name = value};
    if (symbols_add(builder->endpoints, &symbol, &id, err) != 0)
        return -1;
    *endpoint = id + 1;
    return 0;
}

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
    while (b != 0) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static int check_value(struct profile_builder *builder, size_t type, double value, struct error *err)
{
    struct building_type *building = &builder->building[type];
    if (!isfinite(value))
        return error_set(err, ERROR_INPUT, "a value of sample type '%s' is not a finite number",
                         builder->types[type].name);
    building->total += fabs(value);
    if (building->total >= 9223372036854775808.0)
        return error_set(err, ERROR_INPUT, "the values of sample type '%s' add up to more than 64 bits hold",
                         builder->types[type].name);
    if (building->scaled)
        building->factor = common_divisor(building->factor, (uint64_t)fabs(value));
    return 0;
}

static void add_events(struct profile_builder *builder, size_t row, size_t type, const double *values)
{
    const struct building_type *building = &builder->building[type];
    struct event_sample sample = {.value = values[type]};
    if (builder->types[type].model == EVENT_MODEL_HEAP) {
        sample.objects = values[building->objects];
        sample.bytes = values[building->bytes];
    }
    if (building->count != NO_PARTNER)
        sample.count = values[building->count];
    struct event_sums one = event_models_apply(builder->types[type].model, builder->types[type].period, &sample);
    profile_rows_add(&builder->rows, row, type, &one);
}

int profile_builder_sample(struct profile_builder *builder, uint32_t node, uint32_t endpoint, const double *values,
                           struct error *err)
{
    return profile_builder_labelled_sample(builder, node, endpoint, 0, values, err);
}

int profile_builder_labelled_sample(struct profile_builder *builder, uint32_t node, uint32_t endpoint,
                                    uint8_t labels, const double *values, struct error *err)
{
    if (builder->samples >= LIMIT_SAMPLES)
        return error_set(err, ERROR_INPUT, "more samples than the ceiling of %llu", LIMIT_SAMPLES);
    builder->samples++;
    for (size_t type = 0; type < builder->type_count; type++)
        if (check_value(builder, type, values[type], err) != 0)
            return -1;
    size_t row = 0;
    if (profile_rows_find(&builder->rows, node, endpoint, builder->label_count > 0 ? labels : 0, &row, err) != 0)
        return -1;
    for (size_t type = 0; type < builder->type_count; type++)
        add_events(builder, row, type, values);
    return 0;
}

/* The sampling factor is known only now that all counts have been seen. */
static void finish_mutex(struct profile_builder *builder)
{
    for (size_t type = 0; type < builder->type_count; type++) {
        if (builder->types[type].model != EVENT_MODEL_MUTEX)
            continue;
        uint32_t count = builder->building[type].count;
        builder->types[type].period = (double)builder->building[count].factor;
        for (size_t row = 0; row < builder->rows.count; row++) {
            struct event_sums *of_row = &builder->rows.sums[row * builder->type_count], *sums = &of_row[type];
            struct event_sample sample = {.value = sums->amount, .count = of_row[count].amount};
            *sums = event_models_apply(EVENT_MODEL_MUTEX, builder->types[type].period, &sample);
        }
    }
}

static int copy_endpoints(struct profile *profile, const struct symbols *endpoints)
{
    size_t count = symbols_count(endpoints) + 1;
    profile->endpoints = memory_allocate_array(count, sizeof *profile->endpoints);
    if (!profile->endpoints)
        return -1;
    profile->endpoint_count = count;
    if (copy_text(&profile->endpoints[0], "") != 0)
        return -1;
    for (size_t i = 1; i < count; i++) {
        struct bytes name = symbols_get(endpoints, (uint32_t)(i - 1))->name;
        profile->endpoints[i] = memory_copy_text((const char *)name.data, name.size);
        if (!profile->endpoints[i])
            return -1;
    }
    return 0;
}

/* What the builder owns and the profile keeps, handed over at the very end. */
static void move_parts(struct profile *profile, struct profile_builder *builder)
{
    profile->facts = builder->facts;
    if (profile->facts.samples == 0)
        profile->facts.samples = builder->samples;
    profile->symbols = builder->symbols;
    profile->tree = builder->tree;
    profile->types = builder->types;
    profile->type_count = builder->type_count;
    profile->label_keys = builder->label_keys;
    profile->label_count = builder->label_count;
    builder->label_keys = NULL;
    builder->label_count = 0;
    builder->facts.period_type = builder->facts.period_unit = NULL;
    builder->symbols = NULL;
    builder->tree = NULL;
    builder->last_count = 0;
    builder->types = NULL;
    builder->type_count = 0;
}

int profile_builder_finish(struct profile **out, struct profile_builder *builder, struct error *err)
{
    struct profile *profile = memory_allocate_array(1, sizeof *profile);
    if (!profile)
        return error_set_memory(err, "finishing a profile");
    profile_rows_settle(&builder->rows);
    finish_mutex(builder);
    if (profile_rows_sort(profile, &builder->rows) != 0 || copy_endpoints(profile, builder->endpoints) != 0) {
        profile_free(profile);
        return error_set_memory(err, "finishing a profile");
    }
    move_parts(profile, builder);
    *out = profile;
    return 0;
}

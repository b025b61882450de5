#include "gate/model/profile_join.h"

#include "gate/base/limits.h"
#include "gate/base/memory.h"
#include "gate/model/profile_builder.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gate/base/banned.h"

/* What a sample type is a measure of, and the type that goes with it. */
static const struct {
    const char *type;
    const char *partner;
    enum event_model model;
} known[] = {
    {"cpu", "samples", EVENT_MODEL_CPU},
    {"wall", "samples", EVENT_MODEL_CPU},
    {"samples", NULL, EVENT_MODEL_COUNT},
    {"alloc_space", "alloc_objects", EVENT_MODEL_HEAP},
    {"alloc_objects", "alloc_space", EVENT_MODEL_HEAP},
    {"inuse_space", "inuse_objects", EVENT_MODEL_HEAP},
    {"inuse_objects", "inuse_space", EVENT_MODEL_HEAP},
    {"delay", "contentions", EVENT_MODEL_MUTEX},
    {"contentions", "contentions", EVENT_MODEL_MUTEX},
    {"goroutine", NULL, EVENT_MODEL_CENSUS},
    {"goroutines", NULL, EVENT_MODEL_CENSUS},
};

/* Everything one joining holds. */
struct joining {
    const struct profile_join_part *parts;
    size_t count;
    const struct profile_join_settings *settings;
    struct profile_type types[LIMIT_SAMPLE_TYPES]; /* texts are the parts' */
    size_t type_count;
    double values[LIMIT_SAMPLE_TYPES];
    size_t columns[LIMIT_SAMPLE_TYPES]; /* [type of the part that is read] */
    struct profile *sums;               /* all amounts, in the order of arrival and without models */
    uint32_t *nodes;                    /* scratch: [node of what is read] node of what is built */
};

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "joining profiles");
}

/* ---- sample types ---- */

static size_t find_type(const struct joining *joining, const char *name)
{
    for (size_t i = 0; i < joining->type_count; i++)
        if (strcmp(joining->types[i].name, name) == 0)
            return i;
    return joining->type_count;
}

static int add_type(struct joining *joining, const struct profile_type *type, struct error *err)
{
    size_t at = find_type(joining, type->name);
    if (at < joining->type_count && strcmp(joining->types[at].unit, type->unit) != 0)
        return error_set(err, ERROR_INPUT, "its parts hold '%s' in different units, '%s' and '%s'", type->name,
                         joining->types[at].unit, type->unit);
    if (at < joining->type_count)
        return 0;
    if (at == LIMIT_SAMPLE_TYPES)
        return error_set(err, ERROR_INPUT, "its parts hold more than %d sample types", LIMIT_SAMPLE_TYPES);
    joining->types[joining->type_count++] =
        (struct profile_type){.name = type->name, .unit = type->unit, .model = EVENT_MODEL_UNKNOWN};
    return 0;
}

static int add_types(struct joining *joining, struct error *err)
{
    for (size_t i = 0; i < joining->count; i++) {
        const struct profile *profile = joining->parts[i].profile;
        for (size_t type = 0; type < profile->type_count; type++)
            if (add_type(joining, &profile->types[type], err) != 0)
                return -1;
    }
    return 0;
}

/* ---- labels ---- */

static uint8_t labels_of(const struct profile *profile, size_t row)
{
    return profile->labels ? profile->labels[row] : 0;
}

/* The keys that the parts were asked for; NULL: none. */
static const char *const *label_keys(const struct joining *joining)
{
    for (size_t i = 0; i < joining->count; i++)
        if (joining->parts[i].profile->label_count > 0)
            return (const char *const *)joining->parts[i].profile->label_keys;
    return NULL;
}

/* ---- all parts into one set of rows ---- */

static int map_symbols(uint32_t **out, struct profile_builder *builder, const struct symbols *symbols,
                       struct error *err)
{
    size_t count = symbols_count(symbols);
    uint32_t *map = memory_allocate_array(count + 1, sizeof *map);
    if (!map)
        return refuse_memory(err);
    for (size_t i = 0; i < count; i++) {
        if (symbols_add(profile_builder_symbols(builder), symbols_get(symbols, (uint32_t)i), &map[i], err) != 0) {
            memory_free(map);
            return -1;
        }
    }
    *out = map;
    return 0;
}

static int map_nodes(uint32_t **out, struct profile_builder *builder, const struct profile *profile,
                     struct error *err)
{
    const struct calltree *tree = profile->tree;
    uint32_t *symbols = NULL;
    uint32_t *nodes = memory_allocate_array(tree->count, sizeof *nodes);
    int status = nodes ? map_symbols(&symbols, builder, profile->symbols, err) : refuse_memory(err);
    for (size_t n = 1; n < tree->count && status == 0; n++)
        status = profile_builder_child(builder, nodes[tree->parent[n]], symbols[tree->symbol[n]], &nodes[n], err);
    memory_free(symbols);
    *out = nodes;
    return status;
}

static int add_row(struct joining *joining, struct profile_builder *builder, const struct profile_join_part *part,
                   size_t row, struct error *err)
{
    const struct profile *profile = part->profile;
    const char *endpoint = part->endpoint ? part->endpoint : profile->endpoints[profile->rows[row].endpoint];
    uint32_t index;
    memset(joining->values, 0, joining->type_count * sizeof *joining->values);
    for (size_t type = 0; type < profile->type_count; type++)
        joining->values[joining->columns[type]] =
            part->share * profile->sums[type * profile->row_count + row].amount;
    if (profile_builder_endpoint(builder, bytes_of_text(endpoint), &index, err) != 0)
        return -1;
    return profile_builder_labelled_sample(builder, joining->nodes[profile->rows[row].node], index,
                                           labels_of(profile, row), joining->values, err);
}

static int add_part(struct joining *joining, struct profile_builder *builder, const struct profile_join_part *part,
                    struct error *err)
{
    int status = map_nodes(&joining->nodes, builder, part->profile, err);
    for (size_t type = 0; type < part->profile->type_count; type++)
        joining->columns[type] = find_type(joining, part->profile->types[type].name);
    for (size_t row = 0; row < part->profile->row_count && status == 0; row++)
        status = add_row(joining, builder, part, row, err);
    memory_free(joining->nodes);
    joining->nodes = NULL;
    return status;
}

static int add_up(struct joining *joining, struct error *err)
{
    const struct profile_facts facts = {.format = ""};
    struct profile_builder *builder = profile_builder_new(&facts, joining->types, joining->type_count, err);
    int status = builder ? profile_builder_label_keys(builder, label_keys(joining), err) : -1;
    for (size_t i = 0; i < joining->count && status == 0; i++)
        status = add_part(joining, builder, &joining->parts[i], err);
    if (status == 0)
        status = profile_builder_finish(&joining->sums, builder, err);
    profile_builder_free(builder);
    return status;
}

/* ---- what the amounts say about chance ---- */

static double amount(const struct joining *joining, size_t type, size_t row)
{
    return joining->sums->sums[type * joining->sums->row_count + row].amount;
}

static double total(const struct joining *joining, size_t type)
{
    double sum = 0;
    for (size_t row = 0; row < joining->sums->row_count; row++)
        sum += amount(joining, type, row);
    return sum;
}

/* Values are whole multiples of a whole period; where hosts differ in it, it is their mean. */
static double period_of_time(const struct joining *joining, size_t type, size_t counts)
{
    double events = counts < joining->type_count ? total(joining, counts) : 0;
    return events > 0 ? nearbyint(total(joining, type) / events) : joining->settings->period;
}

/* A stack of o objects of size s has at least one event, which stands for 1 / (1 - exp(-s/R)) of them, so that R is
 * at most this. One object is added for what rounding down took. */
static double heap_period_at_most(double objects, double bytes)
{
    return -(bytes / objects) / log1p(-1 / (objects + 1));
}

static double period_of_heap(const struct joining *joining, size_t objects, size_t bytes)
{
    double least = INFINITY;
    for (size_t i = 0; i < joining->count; i++)
        if (joining->parts[i].share < 1)
            return PROFILE_JOIN_HEAP_PERIOD;
    for (size_t row = 0; row < joining->sums->row_count; row++) {
        double of_objects = amount(joining, objects, row), of_bytes = amount(joining, bytes, row);
        if (of_objects > 0 && of_bytes > 0)
            least = fmin(least, heap_period_at_most(of_objects, of_bytes));
    }
    return isfinite(least) ? fmax(least, PROFILE_JOIN_HEAP_PERIOD) : PROFILE_JOIN_HEAP_PERIOD;
}

static void settle_type(struct joining *joining, size_t index)
{
    struct profile_type *type = &joining->types[index];
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(type->name, known[i].type) != 0)
            continue;
        size_t partner = known[i].partner ? find_type(joining, known[i].partner) : joining->type_count;
        type->model = known[i].model;
        if (type->model == EVENT_MODEL_CPU)
            type->period = period_of_time(joining, index, partner);
        if (type->model == EVENT_MODEL_HEAP && partner < joining->type_count)
            type->period = strcmp(type->unit, "bytes") == 0 ? period_of_heap(joining, partner, index)
                                                            : period_of_heap(joining, index, partner);
        if (type->model == EVENT_MODEL_MUTEX && strcmp(joining->settings->kind, "mutex") != 0)
            type->model = strcmp(joining->settings->kind, "block") == 0 ? EVENT_MODEL_BLOCK : EVENT_MODEL_UNKNOWN;
    }
}

/* ---- the order of names ---- */

/* A symbol and its id, to be sorted by name. */
struct named {
    const struct symbol *symbol;
    uint32_t id;
};

static int compare_names(const void *left, const void *right)
{
    const struct named *a = left, *b = right;
    int order = bytes_compare(a->symbol->name, b->symbol->name);
    if (order == 0)
        order = bytes_compare(a->symbol->file, b->symbol->file);
    return order != 0 ? order : bytes_compare(a->symbol->module, b->symbol->module);
}

/* ranks[symbol] becomes its place in the order of names. */
static int rank_symbols(uint32_t *ranks, const struct symbols *symbols, struct error *err)
{
    size_t count = symbols_count(symbols);
    struct named *names = memory_allocate_array(count + 1, sizeof *names);
    if (!names)
        return refuse_memory(err);
    for (size_t i = 0; i < count; i++)
        names[i] = (struct named){symbols_get(symbols, (uint32_t)i), (uint32_t)i};
    qsort(names, count, sizeof *names, compare_names);
    for (size_t i = 0; i < count; i++)
        ranks[names[i].id] = (uint32_t)i;
    memory_free(names);
    return 0;
}

/* Turns counts, each one place too far up, into where each begins. */
static void sum_counts(size_t *first, size_t count)
{
    for (size_t i = 0; i < count; i++)
        first[i + 1] += first[i];
}

/* sorted becomes the nodes below the root by the place of their symbols in the order of names. */
static int sort_by_name(uint32_t *sorted, const struct profile *profile, struct error *err)
{
    const struct calltree *tree = profile->tree;
    size_t count = symbols_count(profile->symbols);
    uint32_t *ranks = memory_allocate_array(count + 1, sizeof *ranks);
    size_t *first = memory_allocate_array(count + 2, sizeof *first);
    int status = ranks && first ? rank_symbols(ranks, profile->symbols, err) : refuse_memory(err);
    for (size_t n = 1; n < tree->count && status == 0; n++)
        first[ranks[tree->symbol[n]] + 1]++;
    if (status == 0)
        sum_counts(first, count);
    for (size_t n = 1; n < tree->count && status == 0; n++)
        sorted[first[ranks[tree->symbol[n]]]++] = (uint32_t)n;
    memory_free(ranks);
    memory_free(first);
    return status;
}

/* children becomes the nodes below the root by parent, and those of one parent by their names; first[n] where the
 * children of n begin. By name first and then by parent, counting is all the sorting there is. */
static int list_children(uint32_t *children, size_t *first, const struct profile *profile, struct error *err)
{
    const struct calltree *tree = profile->tree;
    uint32_t *sorted = memory_allocate_array(tree->count, sizeof *sorted);
    size_t *next = memory_allocate_array(tree->count + 1, sizeof *next);
    int status = sorted && next ? sort_by_name(sorted, profile, err) : refuse_memory(err);
    if (status == 0) {
        for (size_t n = 1; n < tree->count; n++)
            first[tree->parent[n] + 1]++;
        sum_counts(first, tree->count);
        memcpy(next, first, (tree->count + 1) * sizeof *next);
        for (size_t i = 0; i < tree->count - 1; i++)
            children[next[tree->parent[sorted[i]]]++] = sorted[i];
    }
    memory_free(sorted);
    memory_free(next);
    return status;
}

/* order becomes the nodes from the root down, each before its children, and those by their names. */
static int order_nodes(uint32_t *order, const struct profile *profile, struct error *err)
{
    size_t count = profile->tree->count, waiting = 0, done = 0;
    uint32_t *children = memory_allocate_array(count, sizeof *children);
    size_t *first = memory_allocate_array(count + 1, sizeof *first);
    uint32_t *stack = memory_allocate_array(count, sizeof *stack);
    int status = children && first && stack ? list_children(children, first, profile, err) : refuse_memory(err);
    if (status == 0)
        stack[waiting++] = CALLTREE_ROOT;
    while (waiting > 0) {
        uint32_t node = stack[--waiting];
        order[done++] = node;
        for (size_t i = first[node + 1]; i > first[node]; i--)
            stack[waiting++] = children[i - 1];
    }
    memory_free(children);
    memory_free(first);
    memory_free(stack);
    return status;
}

/* ---- rows with their events ---- */

/* The symbol's id in what is built; known[symbol] is SYMBOL_NONE where it was not asked for yet. */
static int add_symbol(uint32_t *known_ids, uint32_t symbol, const struct joining *joining,
                      struct profile_builder *builder, struct error *err)
{
    if (known_ids[symbol] != SYMBOL_NONE)
        return 0;
    return symbols_add(profile_builder_symbols(builder), symbols_get(joining->sums->symbols, symbol),
                       &known_ids[symbol], err);
}

static int add_nodes(struct joining *joining, struct profile_builder *builder, const uint32_t *order,
                     struct error *err)
{
    const struct calltree *tree = joining->sums->tree;
    size_t count = symbols_count(joining->sums->symbols);
    uint32_t *symbols = memory_allocate_array(count + 1, sizeof *symbols);
    int status = symbols ? 0 : refuse_memory(err);
    for (size_t i = 0; i < count && status == 0; i++)
        symbols[i] = SYMBOL_NONE;
    for (size_t i = 1; i < tree->count && status == 0; i++) {
        uint32_t n = order[i];
        status = add_symbol(symbols, tree->symbol[n], joining, builder, err);
        if (status == 0)
            status = profile_builder_child(builder, joining->nodes[tree->parent[n]], symbols[tree->symbol[n]],
                                           &joining->nodes[n], err);
    }
    memory_free(symbols);
    return status;
}

static int compare_texts(const void *left, const void *right)
{
    const char *const *a = left, *const *b = right;
    return strcmp(*a, *b);
}

/* So that they are numbered by their names. */
static int add_endpoints(struct profile_builder *builder, const struct profile *profile, struct error *err)
{
    const char **sorted = memory_allocate_array(profile->endpoint_count, sizeof *sorted);
    if (!sorted)
        return refuse_memory(err);
    memcpy(sorted, profile->endpoints, profile->endpoint_count * sizeof *sorted);
    qsort(sorted, profile->endpoint_count, sizeof *sorted, compare_texts);
    int status = 0;
    for (size_t i = 0; i < profile->endpoint_count && status == 0; i++) {
        uint32_t index;
        status = profile_builder_endpoint(builder, bytes_of_text(sorted[i]), &index, err);
    }
    memory_free(sorted);
    return status;
}

static int add_rows(struct joining *joining, struct profile_builder *builder, struct error *err)
{
    const struct profile *sums = joining->sums;
    for (size_t row = 0; row < sums->row_count; row++) {
        uint32_t endpoint;
        for (size_t type = 0; type < joining->type_count; type++)
            joining->values[type] = amount(joining, type, row);
        if (profile_builder_endpoint(builder, bytes_of_text(sums->endpoints[sums->rows[row].endpoint]), &endpoint,
                                     err) != 0 ||
            profile_builder_labelled_sample(builder, joining->nodes[sums->rows[row].node], endpoint,
                                            labels_of(sums, row), joining->values, err) != 0)
            return -1;
    }
    return 0;
}

/* The parts of one sample type tell how many records there were. */
static struct profile_facts facts_of(const struct joining *joining)
{
    struct profile_facts facts = {.format = joining->parts[0].profile->facts.format,
                                  .start = joining->settings->start,
                                  .duration = joining->settings->duration};
    for (size_t i = 0; i < joining->count; i++) {
        const struct profile *profile = joining->parts[i].profile;
        facts.negative = facts.negative || profile->facts.negative;
        if (profile->type_count == 0 || strcmp(profile->types[0].name, joining->types[0].name) != 0)
            continue;
        facts.samples += profile->facts.samples;
        facts.cut_stacks += profile->facts.cut_stacks;
    }
    return facts;
}

static int finish(struct profile **out, struct joining *joining, const uint32_t *order, struct error *err)
{
    struct profile_facts facts = facts_of(joining);
    struct profile_builder *builder = profile_builder_new(&facts, joining->types, joining->type_count, err);
    joining->nodes = memory_allocate_array(joining->sums->tree->count, sizeof *joining->nodes);
    int status = builder ? profile_builder_label_keys(builder, label_keys(joining), err) : -1;
    if (status == 0 && !joining->nodes)
        status = refuse_memory(err);
    if (status == 0 &&
        (add_nodes(joining, builder, order, err) != 0 || add_endpoints(builder, joining->sums, err) != 0 ||
         add_rows(joining, builder, err) != 0 || profile_builder_finish(out, builder, err) != 0))
        status = -1;
    memory_free(joining->nodes);
    profile_builder_free(builder);
    return status;
}

int profile_join(struct profile **out, const struct profile_join_part *parts, size_t count,
                 const struct profile_join_settings *settings, struct error *err)
{
    struct joining joining = {.parts = parts, .count = count, .settings = settings};
    uint32_t *order = NULL;
    int status = -1;
    if (add_types(&joining, err) != 0 || add_up(&joining, err) != 0)
        goto done;
    order = memory_allocate_array(joining.sums->tree->count, sizeof *order);
    if (!order) {
        refuse_memory(err);
        goto done;
    }
    if (order_nodes(order, joining.sums, err) != 0)
        goto done;
    for (size_t i = 0; i < joining.type_count; i++)
        settle_type(&joining, i);
    status = finish(out, &joining, order, err);
done:
    profile_free(joining.sums);
    memory_free(order);
    return status;
}

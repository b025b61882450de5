#include "gate/model/profile_difference.h"

#include "gate/base/memory.h"
#include "gate/model/divisor.h"

#include <math.h>
#include <string.h>

#include "gate/base/banned.h"

#define NOWHERE UINT32_MAX

/* How the first snapshot's numbers are called in the second; NOWHERE: not there. */
struct mapping {
    uint32_t *symbols, *nodes, *endpoints;
};

bool profile_difference_applies(const char *type)
{
    static const char *const types[] = {"alloc_space", "alloc_objects", "contentions", "delay"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(type, types[i]) == 0)
            return true;
    return false;
}

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "taking one snapshot from another");
}

static void mapping_clear(struct mapping *mapping)
{
    memory_free(mapping->symbols);
    memory_free(mapping->nodes);
    memory_free(mapping->endpoints);
}

static uint32_t find_endpoint(const struct profile *profile, const char *name)
{
    for (size_t i = 0; i < profile->endpoint_count; i++)
        if (strcmp(profile->endpoints[i], name) == 0)
            return (uint32_t)i;
    return NOWHERE;
}

static void map_nodes(struct mapping *mapping, const struct calltree *to, const struct calltree *from)
{
    mapping->nodes[CALLTREE_ROOT] = CALLTREE_ROOT;
    for (size_t node = 1; node < from->count; node++) {
        uint32_t parent = mapping->nodes[from->parent[node]];
        uint32_t child = parent == NOWHERE ? CALLTREE_ROOT
                                           : calltree_find_child(to, parent, mapping->symbols[from->symbol[node]]);
        mapping->nodes[node] = child == CALLTREE_ROOT ? NOWHERE : child;
    }
}

static int mapping_make(struct mapping *mapping, struct profile *second, const struct profile *first,
                        struct error *err)
{
    size_t symbols = symbols_count(first->symbols);
    *mapping = (struct mapping){memory_allocate_array(symbols + 1, sizeof *mapping->symbols),
                                memory_allocate_array(first->tree->count, sizeof *mapping->nodes),
                                memory_allocate_array(first->endpoint_count + 1, sizeof *mapping->endpoints)};
    if (!mapping->symbols || !mapping->nodes || !mapping->endpoints)
        return refuse_memory(err);
    for (size_t i = 0; i < symbols; i++)
        if (symbols_add(second->symbols, symbols_get(first->symbols, (uint32_t)i), &mapping->symbols[i], err) != 0)
            return -1;
    map_nodes(mapping, second->tree, first->tree);
    for (size_t i = 0; i < first->endpoint_count; i++)
        mapping->endpoints[i] = find_endpoint(second, first->endpoints[i]);
    return 0;
}

static uint8_t labels_of(const struct profile *profile, size_t row)
{
    return profile->labels ? profile->labels[row] : 0;
}

static bool is_before(const struct profile *profile, size_t at, uint32_t node, uint32_t endpoint, uint8_t labels)
{
    const struct profile_row *row = &profile->rows[at];
    if (row->node != node)
        return row->node < node;
    return row->endpoint != endpoint ? row->endpoint < endpoint : labels_of(profile, at) < labels;
}

/* Both snapshots were asked for the same label keys. */
static size_t find_row(const struct profile *profile, uint32_t node, uint32_t endpoint, uint8_t labels)
{
    size_t low = 0, high = profile->row_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (is_before(profile, middle, node, endpoint, labels))
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < profile->row_count && profile->rows[low].node == node &&
                 profile->rows[low].endpoint == endpoint && labels_of(profile, low) == labels;
    return found ? low : profile->row_count;
}

static void take_away(struct event_sums *from, const struct event_sums *what)
{
    double amount = from->amount - what->amount;
    *from = amount > 0 ? (struct event_sums){amount, fmax(from->events - what->events, 0),
                                             fmax(from->moment - what->moment, 0)}
                       : (struct event_sums){0, 0, 0};
}

static void subtract(struct profile *second, size_t type, const struct profile *first, size_t of_first,
                     const struct mapping *mapping)
{
    for (size_t i = 0; i < first->row_count; i++) {
        uint32_t node = mapping->nodes[first->rows[i].node], endpoint = mapping->endpoints[first->rows[i].endpoint];
        size_t row = node == NOWHERE || endpoint == NOWHERE ? second->row_count
                                                            : find_row(second, node, endpoint, labels_of(first, i));
        if (row < second->row_count)
            take_away(&second->sums[type * second->row_count + row], &first->sums[of_first * first->row_count + i]);
    }
}

static int check_type(const struct profile_type *second, const struct profile *first, size_t of_first,
                      struct error *err)
{
    if (of_first == first->type_count)
        return error_set(err, ERROR_INPUT, "the first of two snapshots holds no '%s'", second->name);
    const struct profile_type *type = &first->types[of_first];
    bool mutex = second->model == EVENT_MODEL_MUTEX;
    if (strcmp(type->unit, second->unit) != 0 || type->model != second->model ||
        (!mutex && (type->period < second->period || type->period > second->period)))
        return error_set(err, ERROR_INPUT, "two snapshots hold '%s' in different units or with different periods",
                         second->name);
    return 0;
}

/* Delays are no sums over equal events: their moments follow from what is left. */
static void renew_delays(struct profile *second)
{
    size_t count = profile_find_type(second, "contentions");
    for (size_t type = 0; type < second->type_count; type++) {
        if (second->types[type].model != EVENT_MODEL_MUTEX || count == second->type_count)
            continue;
        for (size_t row = 0; row < second->row_count; row++) {
            struct event_sums *sums = &second->sums[type * second->row_count + row];
            struct event_sample sample = {.value = sums->amount,
                                          .count = second->sums[count * second->row_count + row].amount};
            *sums = event_models_apply(EVENT_MODEL_MUTEX, second->types[type].period, &sample);
        }
    }
}

static void set_window(struct profile_facts *second, const struct profile_facts *first)
{
    second->between = true;
    if (first->start > 0 && second->start > first->start) {
        second->duration = second->start - first->start;
        second->start = first->start;
    }
}

int profile_difference(struct profile *second, const struct profile *first, struct error *err)
{
    struct mapping mapping = {0};
    int status = -1;
    if (first->facts.start > 0 && second->facts.start > 0 && first->facts.start > second->facts.start)
        return error_set(err, ERROR_INPUT, "the first of two snapshots was taken after the second");
    for (size_t type = 0; type < second->type_count; type++) {
        const struct profile_type *of = &second->types[type];
        if (profile_difference_applies(of->name) &&
            check_type(of, first, profile_find_type(first, of->name), err) != 0)
            return -1;
    }
    if (mapping_make(&mapping, second, first, err) != 0)
        goto done;
    for (size_t type = 0; type < second->type_count; type++) {
        struct profile_type *of = &second->types[type];
        if (!profile_difference_applies(of->name))
            continue;
        size_t of_first = profile_find_type(first, of->name);
        subtract(second, type, first, of_first, &mapping);
        if (of->model == EVENT_MODEL_MUTEX)
            of->period = divisor_common(of->period, first->types[of_first].period);
    }
    renew_delays(second);
    set_window(&second->facts, &first->facts);
    status = 0;
done:
    mapping_clear(&mapping);
    return status;
}

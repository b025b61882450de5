#include "tests/bench/worlds/truth.h"

#include "gate/base/memory.h"
#include "tests/bench/worlds/chance.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

static const double SELF_FRACTION = 0.6; /* of nodes that cost something themselves */
static const double DEEP = 0.85;         /* of nodes below one of the last dozen, which makes the tree deep */
static const double HUB = 0.3;           /* of nodes that carry one of the few names used everywhere */
enum { HUB_PART = 40, RECENT = 12 };

static uint32_t draw_parent(struct draw *draw, size_t node, size_t made)
{
    if (chance_uniform(draw) < DEEP && node > 1) {
        size_t recent = draw_below(draw, made < RECENT ? made : RECENT);
        return (uint32_t)(made - 1 - recent);
    }
    return (uint32_t)draw_below(draw, made);
}

static uint32_t draw_function(struct draw *draw, size_t functions)
{
    size_t hubs = functions / HUB_PART > 0 ? functions / HUB_PART : 1;
    return (uint32_t)draw_below(draw, chance_uniform(draw) < HUB ? hubs : functions);
}

/* The node of that name below parent; node_count if there is none yet. */
static size_t find_child(const struct truth *service, uint32_t parent, uint32_t function)
{
    size_t node = parent + 1;
    while (node < service->node_count && (service->parent[node] != parent || service->function[node] != function))
        node++;
    return node < service->node_count ? node : service->node_count;
}

static void grow(struct truth *service, const struct truth_shape *shape, struct draw *draw)
{
    service->function[0] = UINT32_MAX;
    service->node_count = 1;
    for (size_t i = 1; i < shape->nodes; i++) {
        uint32_t parent = draw_parent(draw, i, service->node_count);
        uint32_t function = draw_function(draw, shape->functions);
        size_t node = find_child(service, parent, function);
        if (node == service->node_count)
            service->node_count++;
        service->parent[node] = parent;
        service->function[node] = function;
        double cost = exp(shape->sigma * chance_normal(draw));
        if (chance_uniform(draw) < SELF_FRACTION)
            service->weight[node] += cost;
    }
}

static void weigh(struct truth *service)
{
    double sum = 0;
    for (size_t node = 1; node < service->node_count; node++)
        sum += service->weight[node];
    for (size_t node = 1; node < service->node_count; node++) {
        service->weight[node] /= sum;
        service->self[service->function[node]] += service->weight[node];
    }
}

struct truth *truth_new(const struct truth_shape *shape, uint64_t seed)
{
    struct truth *service = memory_allocate_array(1, sizeof *service);
    if (service == NULL)
        return NULL;
    *service = (struct truth){.parent = memory_allocate_array(shape->nodes, sizeof(uint32_t)),
                              .function = memory_allocate_array(shape->nodes, sizeof(uint32_t)),
                              .weight = memory_allocate_array(shape->nodes, sizeof(double)),
                              .function_count = shape->functions,
                              .self = memory_allocate_array(shape->functions, sizeof(double))};
    if (service->parent == NULL || service->function == NULL || service->weight == NULL || service->self == NULL) {
        truth_free(service);
        return NULL;
    }
    struct draw draw = draw_seeded("service", seed);
    grow(service, shape, &draw);
    weigh(service);
    return service;
}

void truth_free(struct truth *service)
{
    if (service == NULL)
        return;
    memory_free(service->parent);
    memory_free(service->function);
    memory_free(service->weight);
    memory_free(service->self);
    memory_free(service);
}

static size_t largest_node(const struct truth *service, uint32_t function)
{
    size_t best = 0;
    for (size_t node = 1; node < service->node_count; node++) {
        if (service->function[node] == function && service->weight[node] > service->weight[best])
            best = node;
    }
    return best;
}

/* Cost of the subtree of a node. */
static double subtree(const struct truth *service, size_t node)
{
    double sum = 0;
    for (size_t n = node; n < service->node_count; n++) {
        size_t above = n;
        while (above > node)
            above = service->parent[above];
        sum += above == node ? service->weight[n] : 0;
    }
    return sum;
}

static bool stands_alone(const struct truth *service, uint32_t function)
{
    for (size_t node = largest_node(service, function); node != 0; node = service->parent[node]) {
        double cost = subtree(service, node);
        if (cost > 1.3 * service->self[function] && cost < 0.4)
            return false;
    }
    return true;
}

static uint32_t nearest_function(const struct truth *service, double share, bool alone)
{
    double least = INFINITY;
    uint32_t best = 0;
    for (uint32_t f = 0; f < service->function_count; f++) {
        double away = fabs(service->self[f] - share);
        if (away >= least || away > share || (alone && !stands_alone(service, f)))
            continue;
        least = away;
        best = f;
    }
    return best;
}

static void scale_function(double *out, const struct truth *service, uint32_t function, double factor)
{
    for (size_t node = 1; node < service->node_count; node++)
        if (service->function[node] == function)
            out[node] = service->weight[node] * factor;
}

/* The most expensive functions, one by one; of equal ones the first. */
static void scale_hottest(double *out, const struct truth *service, size_t count, double factor)
{
    double below = INFINITY;
    for (; count > 0; count--) {
        uint32_t best = UINT32_MAX;
        for (uint32_t f = 0; f < service->function_count; f++) {
            if (service->self[f] < below && (best == UINT32_MAX || service->self[f] > service->self[best]))
                best = f;
        }
        if (best == UINT32_MAX)
            return;
        scale_function(out, service, best, factor);
        below = service->self[best];
    }
}

static void scale_part(double *out, const struct truth *service, double share, double factor)
{
    struct draw draw = draw_seeded("part", 3);
    double done = 0;
    for (size_t left = service->function_count; left > 0; left--) {
        uint32_t f = (uint32_t)draw_below(&draw, service->function_count);
        if (done + service->self[f] >= share)
            continue;
        scale_function(out, service, f, factor);
        done = 0;
        for (size_t node = 1; node < service->node_count; node++)
            done += out[node] != service->weight[node] ? service->weight[node] : 0;
    }
}

uint32_t truth_change(double *out, const struct truth *service, const struct change *change)
{
    memcpy(out, service->weight, service->node_count * sizeof *out);
    uint32_t function = UINT32_MAX;
    switch (change->kind) {
    case CHANGE_NONE:
        break;
    case CHANGE_ADD:
    case CHANGE_ADD_ALONE:
        function = nearest_function(service, change->share, change->kind == CHANGE_ADD_ALONE);
        out[largest_node(service, function)] += change->amount;
        break;
    case CHANGE_AT_LIMIT:
        function = nearest_function(service, change->share, false);
        out[largest_node(service, function)] += fmax(0.1 * service->self[function], change->amount);
        break;
    case CHANGE_SCALE:
        for (size_t node = 1; node < service->node_count; node++)
            out[node] *= change->amount;
        break;
    case CHANGE_HOTTEST:
        scale_hottest(out, service, (size_t)change->share, change->amount);
        break;
    case CHANGE_PART:
        scale_part(out, service, change->share, change->amount);
        break;
    }
    return function;
}

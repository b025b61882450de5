#include "tests/bench/worlds/simulation.h"

#include "gate/base/memory.h"
#include "gate/model/replica.h"
#include "tests/bench/worlds/chance.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double EXPOSURE_CV = 0.15;
static const double RARE = 1e-3; /* samples a request where they do not come in bursts */

static void *must(void *block)
{
    if (block == NULL) {
        fprintf(stderr, "no memory for a simulated comparison\n");
        exit(2);
    }
    return block;
}

static void check(int result)
{
    if (result != 0) {
        fprintf(stderr, "a simulated comparison cannot be made\n");
        exit(2);
    }
}

/* Functions become symbols in their order, so that a function's number is its symbol's id. */
static void make_tree(struct comparison *comparison, const struct truth *service)
{
    for (size_t f = 0; f < service->function_count; f++) {
        char name[32];
        int length = snprintf(name, sizeof name, "function%04zu", f);
        struct symbol symbol = {.name = {(const uint8_t *)name, (size_t)length}};
        uint32_t id;
        check(symbols_add(comparison->symbols, &symbol, &id, NULL));
    }
    for (size_t node = 1; node < service->node_count; node++) {
        uint32_t made;
        check(calltree_child(comparison->tree, service->parent[node], service->function[node], &made, NULL));
        check(made == node ? 0 : -1);
    }
}

static void make_sides(struct comparison *comparison, const size_t replicas[SIDES])
{
    for (int side = 0; side < SIDES; side++) {
        struct comparison_side *out = &comparison->sides[side];
        *out = (struct comparison_side){.label = side == BASELINE ? "base" : "candidate",
                                        .replica_count = replicas[side],
                                        .requests_from = "meta.json",
                                        .requests_per_replica = true};
        out->replicas = must(memory_allocate_array(replicas[side], sizeof *out->replicas));
        for (size_t j = 0; j < replicas[side]; j++)
            out->replicas[j] = (struct comparison_replica){.name = "replica",
                                                           .instance = "",
                                                           .start = REPLICA_TIME_UNKNOWN,
                                                           .end = REPLICA_TIME_UNKNOWN,
                                                           .samples = NAN};
    }
    comparison->column_count = replicas[BASELINE] + replicas[CANDIDATE];
    comparison->exposure = must(memory_allocate_array(comparison->column_count, sizeof(double)));
}

static void make_entries(struct comparison *comparison, const struct truth *service)
{
    size_t functions = service->function_count, nodes = service->node_count, columns = comparison->column_count;
    uint32_t *total = must(memory_allocate_array(2 * functions, sizeof *total)), *self = total + functions;
    for (size_t node = 1; node < nodes; node++) {
        total[service->function[node]] = 1;
        self[service->function[node]] |= service->weight[node] > 0;
    }
    comparison->entries = must(memory_allocate_array(2 * functions + 1, sizeof *comparison->entries));
    comparison->entries[0] = (struct comparison_entry){.symbol = SYMBOL_NONE, .value = ENTRY_SERVICE, .twin = 0};
    uint32_t count = 1;
    for (uint32_t f = 0; f < functions; f++) {
        if (total[f] != 0)
            comparison->entries[count] =
                (struct comparison_entry){.symbol = f, .value = ENTRY_TOTAL, .twin = count},
            total[f] = count++;
        if (self[f] != 0)
            comparison->entries[count] = (struct comparison_entry){.symbol = f, .value = ENTRY_SELF, .twin = count},
            self[f] = count++;
    }
    comparison->entry_count = count;
    comparison->amount = must(memory_allocate_array(count * columns, sizeof(double)));
    comparison->moment = must(memory_allocate_array(count * columns, sizeof(double)));
    comparison->node_entry_total = must(memory_allocate_array(nodes, sizeof(uint32_t)));
    comparison->node_entry_self = must(memory_allocate_array(nodes, sizeof(uint32_t)));
    comparison->node_entry_self[0] = UINT32_MAX;
    for (size_t node = 1; node < nodes; node++) {
        uint32_t f = service->function[node];
        comparison->node_entry_total[node] = total[f];
        comparison->node_entry_self[node] = self[f] != 0 ? self[f] : UINT32_MAX;
    }
    memory_free(total);
}

static void make_node_tables(struct comparison *comparison, size_t nodes)
{
    comparison->node_total = must(memory_allocate_array(nodes * SIDES, sizeof(double)));
    comparison->node_self = must(memory_allocate_array(nodes * SIDES, sizeof(double)));
    comparison->node_moment = must(memory_allocate_array(nodes * SIDES, sizeof(double)));
    comparison->node_self_moment = must(memory_allocate_array(nodes * SIDES, sizeof(double)));
}

struct simulation *simulation_new(const struct truth *service, const size_t replicas[SIDES])
{
    struct simulation *out = must(memory_allocate_array(1, sizeof *out));
    struct comparison *comparison = must(memory_allocate_array(1, sizeof *comparison));
    *comparison = (struct comparison){.arena = must(arena_new()),
                                      .profile = "cpu",
                                      .type = "samples",
                                      .unit = "samples",
                                      .model = EVENT_MODEL_COUNT,
                                      .exposure_kind = EXPOSURE_REQUESTS,
                                      .symbols = must(symbols_new(SYMBOLS_BY_NAME)),
                                      .tree = must(calltree_new())};
    make_tree(comparison, service);
    make_sides(comparison, replicas);
    make_entries(comparison, service);
    make_node_tables(comparison, service->node_count);
    size_t cells = service->node_count * comparison->column_count + service->function_count;
    *out = (struct simulation){.service = service,
                               .comparison = comparison,
                               .columns = comparison->column_count,
                               .self = must(memory_allocate_array(cells, sizeof(double))),
                               .moment = must(memory_allocate_array(cells, sizeof(double))),
                               .total = must(memory_allocate_array(cells, sizeof(double))),
                               .total_moment = must(memory_allocate_array(cells, sizeof(double)))};
    return out;
}

void simulation_free(struct simulation *simulation)
{
    if (simulation == NULL)
        return;
    comparison_free(simulation->comparison);
    memory_free(simulation->self);
    memory_free(simulation->moment);
    memory_free(simulation->total);
    memory_free(simulation->total_moment);
    memory_free(simulation);
}

static void sum_nodes(struct simulation *simulation)
{
    size_t columns = simulation->columns, cells = simulation->service->node_count * columns;
    memcpy(simulation->total, simulation->self, cells * sizeof(double));
    memcpy(simulation->total_moment, simulation->moment, cells * sizeof(double));
    for (size_t c = 0; c < columns; c++) {
        calltree_sum_up(simulation->comparison->tree, simulation->total + c, columns);
        calltree_sum_up(simulation->comparison->tree, simulation->total_moment + c, columns);
    }
}

static void fill_nodes(struct simulation *simulation)
{
    struct comparison *comparison = simulation->comparison;
    size_t columns = simulation->columns, first = comparison->sides[BASELINE].replica_count;
    for (size_t node = 0; node < simulation->service->node_count; node++) {
        double sums[SIDES][4] = {{0}};
        for (size_t c = 0; c < columns; c++) {
            double *sum = sums[c >= first];
            size_t at = node * columns + c;
            sum[0] += simulation->total[at];
            sum[1] += simulation->self[at];
            sum[2] += simulation->total_moment[at];
            sum[3] += simulation->moment[at];
        }
        for (size_t side = 0; side < SIDES; side++) {
            comparison->node_total[node * SIDES + side] = sums[side][0];
            comparison->node_self[node * SIDES + side] = sums[side][1];
            comparison->node_moment[node * SIDES + side] = sums[side][2];
            comparison->node_self_moment[node * SIDES + side] = sums[side][3];
        }
    }
}

static void add_row(double *out, const double *row, size_t columns)
{
    for (size_t c = 0; c < columns; c++)
        out[c] += row[c];
}

static void fill_entries(struct simulation *simulation)
{
    struct comparison *comparison = simulation->comparison;
    size_t columns = simulation->columns, row = columns * sizeof(double);
    memset(comparison->amount, 0, comparison->entry_count * row);
    memset(comparison->moment, 0, comparison->entry_count * row);
    memcpy(comparison->amount, simulation->total, row);
    memcpy(comparison->moment, simulation->total_moment, row);
    for (size_t node = 1; node < simulation->service->node_count; node++) {
        size_t total = comparison->node_entry_total[node] * columns, self = comparison->node_entry_self[node];
        size_t at = node * columns;
        if (comparison->tree->outermost[node]) {
            add_row(comparison->amount + total, simulation->total + at, columns);
            add_row(comparison->moment + total, simulation->total_moment + at, columns);
        }
        if (self != UINT32_MAX) {
            add_row(comparison->amount + self * columns, simulation->self + at, columns);
            add_row(comparison->moment + self * columns, simulation->moment + at, columns);
        }
    }
}

/* An entry among those of equal rows. */
struct twin {
    const double *row;
    size_t columns;
    double sum;
    uint32_t entry, depth;
};

static int compare_rows(const struct twin *a, const struct twin *b)
{
    if (a->sum != b->sum)
        return a->sum < b->sum ? -1 : 1;
    return memcmp(a->row, b->row, a->columns * sizeof *a->row);
}

static int compare_twins(const void *left, const void *right)
{
    const struct twin *a = left, *b = right;
    int order = compare_rows(a, b);
    if (order != 0)
        return order;
    if (a->depth != b->depth)
        return a->depth > b->depth ? -1 : 1;
    return (a->entry > b->entry) - (a->entry < b->entry);
}

static void deepen(uint32_t *depth, uint32_t here)
{
    *depth = here > *depth ? here : *depth;
}

static void find_twins(struct simulation *simulation)
{
    struct comparison *comparison = simulation->comparison;
    size_t count = comparison->entry_count, columns = simulation->columns;
    struct twin *twins = must(memory_allocate_array(count, sizeof *twins));
    for (uint32_t v = 0; v < count; v++) {
        const double *row = comparison->amount + v * columns;
        twins[v] = (struct twin){.row = row, .columns = columns, .entry = v};
        for (size_t c = 0; c < columns; c++)
            twins[v].sum += row[c];
    }
    for (size_t node = 1; node < simulation->service->node_count; node++) {
        uint32_t self = comparison->node_entry_self[node], depth = comparison->tree->depth[node];
        deepen(&twins[comparison->node_entry_total[node]].depth, depth);
        if (self != UINT32_MAX)
            deepen(&twins[self].depth, depth);
    }
    qsort(twins + 1, count - 1, sizeof *twins, compare_twins);
    uint32_t chosen = 0;
    for (size_t i = 1; i < count; i++) {
        if (i == 1 || compare_rows(&twins[i - 1], &twins[i]) != 0)
            chosen = twins[i].entry;
        comparison->entries[twins[i].entry].twin = chosen;
    }
    memory_free(twins);
}

static void fill_sides(struct comparison *comparison, const double *exposure)
{
    memcpy(comparison->exposure, exposure, comparison->column_count * sizeof *exposure);
    for (int side = 0; side < SIDES; side++) {
        struct comparison_side *out = &comparison->sides[side];
        size_t first = side == BASELINE ? 0 : comparison->sides[BASELINE].replica_count;
        out->exposure = 0;
        for (size_t j = 0; j < out->replica_count; j++) {
            out->replicas[j].requests = exposure[first + j];
            out->exposure += exposure[first + j];
        }
        out->requests = out->exposure;
        out->amount = comparison_side_sum(comparison, comparison->amount, 0, side);
        out->samples = out->amount;
    }
}

void simulation_fill(struct simulation *simulation, const double *exposure)
{
    sum_nodes(simulation);
    fill_nodes(simulation);
    fill_entries(simulation);
    find_twins(simulation);
    fill_sides(simulation->comparison, exposure);
}

/* One replica: its requests, and all its counts. */
static double draw_column(struct simulation *simulation, const struct scene *scene, const double *weight,
                          size_t column, double samples, double level, struct draw *draw)
{
    const struct truth *service = simulation->service;
    size_t columns = simulation->columns;
    double mean = samples * (scene->even ? 1 : exp(EXPOSURE_CV * chance_normal(draw)));
    double requests = mean / (scene->burst > 0 ? scene->burst : RARE);
    level *= mean * chance_factor(draw, scene->host_cv);
    if (scene->burst > 0)
        level *= chance_gamma(draw, requests, 1 / requests);
    double *factor = simulation->total; /* of each function; only needed until the counts are drawn */
    for (size_t f = 0; f < service->function_count; f++)
        factor[f] = chance_factor(draw, scene->frame_cv);
    for (size_t node = 1; node < service->node_count; node++) {
        double count = chance_poisson(draw, weight[node] * level * factor[service->function[node]]);
        simulation->self[node * columns + column] = simulation->moment[node * columns + column] = count;
    }
    return requests;
}

void simulation_draw(struct simulation *simulation, const struct scene *scene, const double *candidate,
                     struct draw *draw)
{
    double *exposure = must(memory_allocate_array(simulation->columns, sizeof *exposure));
    double traffic = scene->traffic > 0 ? scene->traffic : 1;
    for (size_t c = 0; c < simulation->columns; c++) {
        bool base = c < scene->replicas[BASELINE], last = c + 1 == simulation->columns;
        double samples = scene->samples * (base ? 1 : traffic), level = last && scene->slow > 0 ? scene->slow : 1;
        exposure[c] =
            draw_column(simulation, scene, base ? simulation->service->weight : candidate, c, samples, level, draw);
    }
    simulation_fill(simulation, exposure);
    memory_free(exposure);
}

uint32_t simulation_entry(const struct simulation *simulation, uint32_t function, enum entry_value value)
{
    const struct comparison *comparison = simulation->comparison;
    uint32_t v = 0;
    while (v < comparison->entry_count &&
           (comparison->entries[v].symbol != function || comparison->entries[v].value != value))
        v++;
    return v;
}

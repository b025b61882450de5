#include "tests/support/hand_comparison.h"

#include "gate/base/memory.h"
#include "gate/model/replica.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *must(void *block)
{
    if (block == NULL) {
        fprintf(stderr, "no memory for a comparison by hand\n");
        abort();
    }
    return block;
}

static void check(int result)
{
    if (result != 0) {
        fprintf(stderr, "a comparison by hand cannot be made\n");
        abort();
    }
}

static const char *next_frame(const char **rest, size_t *length)
{
    const char *frame = *rest;
    *length = strcspn(frame, ";");
    *rest = frame[*length] == ';' ? frame + *length + 1 : frame + *length;
    return *length > 0 ? frame : NULL;
}

static struct symbol named(const char *frame, size_t length)
{
    return (struct symbol){.name = {(const uint8_t *)frame, length}};
}

static uint32_t walk(struct comparison *comparison, const char *frames)
{
    uint32_t node = CALLTREE_ROOT, symbol;
    size_t length;
    for (const char *frame; (frame = next_frame(&frames, &length)) != NULL;) {
        struct symbol wanted = named(frame, length);
        check(symbols_add(comparison->symbols, &wanted, &symbol, NULL));
        check(calltree_child(comparison->tree, node, symbol, &node, NULL));
    }
    return node;
}

static void fill_sides(struct comparison *comparison, size_t m0, size_t m1, const double *exposure)
{
    size_t m[SIDES] = {m0, m1};
    comparison->column_count = m0 + m1;
    comparison->exposure = must(memory_allocate_array(m0 + m1, sizeof(double)));
    memcpy(comparison->exposure, exposure, (m0 + m1) * sizeof *exposure);
    for (int side = 0; side < SIDES; side++) {
        struct comparison_side *out = &comparison->sides[side];
        *out = (struct comparison_side){.label = side == BASELINE ? "base" : "candidate",
                                        .replica_count = m[side],
                                        .requests_from = "meta.json",
                                        .requests_per_replica = true};
        out->replicas = must(memory_allocate_array(m[side], sizeof *out->replicas));
        for (size_t j = 0; j < m[side]; j++) {
            double requests = exposure[(size_t)side * m0 + j];
            out->replicas[j] = (struct comparison_replica){.name = "replica",
                                                           .instance = "",
                                                           .start = REPLICA_TIME_UNKNOWN,
                                                           .end = REPLICA_TIME_UNKNOWN,
                                                           .requests = requests,
                                                           .samples = NAN};
            out->exposure += requests;
        }
        out->requests = out->exposure;
    }
}

/* self[node][column] of every stack, then of every subtree in total. */
static void fill_nodes(struct comparison *comparison, const double *self, double *total)
{
    size_t nodes = comparison->tree->count, columns = comparison->column_count;
    memcpy(total, self, nodes * columns * sizeof *total);
    for (size_t c = 0; c < columns; c++)
        calltree_sum_up(comparison->tree, total + c, columns);
    comparison->node_total = must(memory_allocate_array(nodes * SIDES, sizeof(double)));
    comparison->node_self = must(memory_allocate_array(nodes * SIDES, sizeof(double)));
    comparison->node_moment = must(memory_allocate_array(nodes * SIDES, sizeof(double)));
    comparison->node_self_moment = must(memory_allocate_array(nodes * SIDES, sizeof(double)));
    for (size_t n = 0; n < nodes; n++) {
        for (size_t c = 0; c < columns; c++) {
            size_t side = c >= comparison->sides[BASELINE].replica_count;
            comparison->node_total[n * SIDES + side] += total[n * columns + c];
            comparison->node_self[n * SIDES + side] += self[n * columns + c];
        }
    }
    memcpy(comparison->node_moment, comparison->node_total, nodes * SIDES * sizeof(double));
    memcpy(comparison->node_self_moment, comparison->node_self, nodes * SIDES * sizeof(double));
}

/* Entries: the service, then (symbol, total) and, if the symbol is ever a leaf, (symbol, self). */
static void fill_entries(struct comparison *comparison, const double *self, const double *total)
{
    const struct calltree *tree = comparison->tree;
    size_t columns = comparison->column_count, symbols = symbols_count(comparison->symbols), v = 1;
    comparison->entries = must(memory_allocate_array(2 * symbols + 1, sizeof *comparison->entries));
    comparison->amount = must(memory_allocate_array((2 * symbols + 1) * columns, sizeof(double)));
    comparison->node_entry_total = must(memory_allocate_array(tree->count, sizeof(uint32_t)));
    comparison->node_entry_self = must(memory_allocate_array(tree->count, sizeof(uint32_t)));
    comparison->entries[0] = (struct comparison_entry){.symbol = SYMBOL_NONE, .value = ENTRY_SERVICE, .twin = 0};
    memcpy(comparison->amount, total, columns * sizeof(double));
    comparison->node_entry_self[0] = UINT32_MAX;
    for (uint32_t s = 0; s < symbols; s++) {
        for (int value = ENTRY_TOTAL; value <= ENTRY_SELF; value++) {
            double sum = 0;
            for (size_t n = 1; n < tree->count; n++) {
                if (tree->symbol[n] != s)
                    continue;
                uint32_t *entry = value == ENTRY_SELF ? comparison->node_entry_self : comparison->node_entry_total;
                const double *from = value == ENTRY_SELF ? self : total;
                entry[n] = (uint32_t)v;
                for (size_t c = 0; c < columns && (value == ENTRY_SELF || tree->outermost[n]); c++) {
                    comparison->amount[v * columns + c] += from[n * columns + c];
                    sum += from[n * columns + c];
                }
            }
            if (value == ENTRY_TOTAL || sum > 0) {
                comparison->entries[v] =
                    (struct comparison_entry){.symbol = s, .value = (enum entry_value)value, .twin = (uint32_t)v};
                v++;
                continue;
            }
            for (size_t n = 1; n < tree->count; n++) {
                if (tree->symbol[n] == s)
                    comparison->node_entry_self[n] = UINT32_MAX;
            }
        }
    }
    comparison->entry_count = v;
    comparison->moment = must(memory_allocate_array(v * columns, sizeof(double)));
    memcpy(comparison->moment, comparison->amount, v * columns * sizeof(double));
}

static size_t depth_of(const struct comparison *comparison, size_t entry)
{
    size_t depth = 0;
    for (size_t n = 1; n < comparison->tree->count; n++) {
        if (comparison->tree->symbol[n] == comparison->entries[entry].symbol && comparison->tree->depth[n] > depth)
            depth = comparison->tree->depth[n];
    }
    return depth;
}

/* Of entries with equal columns the deepest stands for all. */
static void find_twins(struct comparison *comparison)
{
    size_t row = comparison->column_count * sizeof(double);
    for (size_t v = 1; v < comparison->entry_count; v++) {
        size_t best = v;
        for (size_t w = 1; w < comparison->entry_count; w++) {
            if (memcmp(&comparison->amount[v * comparison->column_count],
                       &comparison->amount[w * comparison->column_count], row) == 0 &&
                depth_of(comparison, w) > depth_of(comparison, best))
                best = w;
        }
        for (size_t w = 1; w < v && best == v; w++) {
            if (memcmp(&comparison->amount[v * comparison->column_count],
                       &comparison->amount[w * comparison->column_count], row) == 0)
                best = comparison->entries[w].twin;
        }
        comparison->entries[v].twin = (uint32_t)best;
    }
}

struct comparison *hand_comparison(const struct hand_stack *stacks, size_t stack_count, size_t replicas0,
                                   size_t replicas1, const double *exposure)
{
    struct comparison *comparison = must(memory_allocate_array(1, sizeof *comparison));
    *comparison = (struct comparison){.arena = must(arena_new()),
                                      .profile = "cpu",
                                      .type = "samples",
                                      .unit = "samples",
                                      .model = EVENT_MODEL_COUNT,
                                      .exposure_kind = EXPOSURE_REQUESTS,
                                      .symbols = must(symbols_new(SYMBOLS_BY_NAME)),
                                      .tree = must(calltree_new())};
    fill_sides(comparison, replicas0, replicas1, exposure);
    for (size_t i = 0; i < stack_count; i++)
        walk(comparison, stacks[i].frames);
    size_t columns = comparison->column_count, cells = comparison->tree->count * columns;
    double *self = must(memory_allocate_array(cells, sizeof *self));
    double *total = must(memory_allocate_array(cells, sizeof *total));
    for (size_t i = 0; i < stack_count; i++) {
        uint32_t node = walk(comparison, stacks[i].frames);
        for (size_t c = 0; c < columns; c++)
            self[node * columns + c] += stacks[i].counts[c];
    }
    fill_nodes(comparison, self, total);
    fill_entries(comparison, self, total);
    find_twins(comparison);
    for (int side = 0; side < SIDES; side++)
        comparison->sides[side].amount = comparison_side_sum(comparison, comparison->amount, 0, side);
    memory_free(self);
    memory_free(total);
    return comparison;
}

size_t hand_entry(const struct comparison *comparison, const char *function, enum entry_value value)
{
    uint32_t symbol = symbols_find(comparison->symbols, bytes_of_text(function));
    size_t v = 0;
    while (v < comparison->entry_count &&
           (comparison->entries[v].symbol != symbol || comparison->entries[v].value != value))
        v++;
    return v;
}

size_t hand_node(const struct comparison *comparison, const char *path)
{
    uint32_t node = CALLTREE_ROOT;
    size_t length;
    for (const char *frame; (frame = next_frame(&path, &length)) != NULL;) {
        uint32_t symbol = symbols_find(comparison->symbols, (struct bytes){(const uint8_t *)frame, length});
        node = symbol == SYMBOL_NONE ? CALLTREE_ROOT : calltree_find_child(comparison->tree, node, symbol);
        if (node == CALLTREE_ROOT)
            return CALLTREE_ROOT;
    }
    return node;
}

struct limit hand_limit(double of_itself, double of_total)
{
    struct limit limit = {.count = 1};
    limit.bounds[0].set[LIMIT_OF_ITSELF] = true;
    limit.bounds[0].value[LIMIT_OF_ITSELF] = of_itself;
    limit.bounds[0].set[LIMIT_OF_TOTAL] = true;
    limit.bounds[0].value[LIMIT_OF_TOTAL] = of_total;
    return limit;
}

static struct limit of_itself(double fraction)
{
    struct limit limit = {.count = 1};
    limit.bounds[0].set[LIMIT_OF_ITSELF] = true;
    limit.bounds[0].value[LIMIT_OF_ITSELF] = fraction;
    return limit;
}

void hand_questions_with(struct questions *out, const struct comparison *comparison, struct limit frames,
                         struct limit total, struct limit total_assumed)
{
    struct question service = {.slice = QUESTION_NAMED, .limit = total, .limit_assumed = total_assumed};
    check(questions_add(out, &service, NULL));
    for (size_t v = 1; v < comparison->entry_count; v++) {
        struct question frame = {
            .entry = (uint32_t)v, .rule = 1, .slice = QUESTION_WILDCARD, .limit = frames, .limit_assumed = frames};
        check(questions_add(out, &frame, NULL));
    }
}

void hand_questions(struct questions *out, const struct comparison *comparison)
{
    hand_questions_with(out, comparison, hand_limit(0.1, 0.02), of_itself(0.1), of_itself(0.25));
}

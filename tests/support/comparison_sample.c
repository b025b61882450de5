#include "tests/support/comparison_sample.h"

#include "gate/base/memory.h"
#include "gate/model/replica.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PERIOD = 10000000, BYTES = 524288, REQUESTS = 20000 };

static void *needed(void *block)
{
    if (block == NULL) {
        abort();
    }
    return block;
}

static uint32_t intern(struct comparison *comparison, const char *name, size_t size)
{
    struct error err = ERROR_INIT;
    uint32_t id;
    char file[] = "shop/source.go";
    struct symbol symbol = {
        .name = {(const uint8_t *)name, size},
        .file = bytes_of_text(size % 3 == 0 ? "" : file),
        .line = (int64_t)(10 + size),
    };
    if (symbols_add(comparison->symbols, &symbol, &id, &err) != 0) {
        abort();
    }
    return id;
}

static uint32_t node_of(struct comparison *comparison, const char *stack, size_t size)
{
    struct error err = ERROR_INIT;
    uint32_t node = CALLTREE_ROOT;
    for (size_t start = 0; start <= size;) {
        const char *end = memchr(stack + start, ';', size - start);
        size_t length = end != NULL ? (size_t)(end - stack) - start : size - start;
        uint32_t symbol = intern(comparison, stack + start, length);
        if (calltree_child(comparison->tree, node, symbol, &node, &err) != 0) {
            abort();
        }
        start += length + 1;
    }
    return node;
}

static struct comparison *begin(const struct comparison_sample_settings *settings)
{
    struct comparison *it = needed(memory_allocate_array(1, sizeof *it));
    it->arena = needed(arena_new());
    it->profile = settings->profile;
    it->type = settings->bytes ? "alloc_space" : "cpu";
    it->unit = settings->bytes ? "bytes" : "nanoseconds";
    it->model = settings->bytes ? EVENT_MODEL_HEAP : EVENT_MODEL_CPU;
    it->period = settings->bytes ? BYTES : PERIOD;
    it->exposure_kind = settings->exposure_set ? settings->exposure_kind : EXPOSURE_REQUESTS;
    it->symbols = needed(symbols_new(SYMBOLS_BY_NAME));
    it->tree = needed(calltree_new());
    return it;
}

static void make_tables(struct comparison *it)
{
    size_t nodes = it->tree->count;
    it->node_total = needed(memory_allocate_array(nodes * SIDES, sizeof(double)));
    it->node_self = needed(memory_allocate_array(nodes * SIDES, sizeof(double)));
    it->node_moment = needed(memory_allocate_array(nodes * SIDES, sizeof(double)));
    it->node_self_moment = needed(memory_allocate_array(nodes * SIDES, sizeof(double)));
    it->node_entry_total = needed(memory_allocate_array(nodes, sizeof(uint32_t)));
    it->node_entry_self = needed(memory_allocate_array(nodes, sizeof(uint32_t)));
}

static void make_side(struct comparison *it, unsigned side, size_t replicas)
{
    struct comparison_side *at = &it->sides[side];
    at->label = side == BASELINE ? "v2.3" : "v2.4";
    at->replica_count = replicas;
    at->replicas = needed(memory_allocate_array(replicas, sizeof *at->replicas));
    at->amount = it->node_total[CALLTREE_ROOT * SIDES + side];
    at->samples = at->amount / it->period;
    at->background = at->amount * (side == BASELINE ? .12 : .13);
    bool counted = it->exposure_kind == EXPOSURE_REQUESTS;
    at->requests = counted ? REQUESTS + (side == CANDIDATE ? 110. : -177.) : (double)NAN;
    at->requests_from = counted ? "meta.json" : "";
    at->requests_per_replica = counted;
    at->exposure = counted ? at->requests : it->exposure_kind == EXPOSURE_SHARE ? at->amount : (double)replicas;
    for (size_t i = 0; i < replicas; i++) {
        char name[32];
        snprintf(name, sizeof name, "%s/%zu", side == BASELINE ? "base" : "candidate", i + 1);
        at->replicas[i] = (struct comparison_replica){
            .name = needed(arena_copy_text(it->arena, name, strlen(name))),
            .instance = "",
            .start = 1700000000000000000 + (int64_t)(2 * i + side) * 10000000000,
            .end = 1700000005000000000 + (int64_t)(2 * i + side) * 10000000000,
            .requests = at->requests / (double)replicas,
            .background = at->background / (double)replicas,
            .samples = at->samples / (double)replicas,
        };
    }
}

/* Entries: the total, then a total of each symbol. A function's cost is that of its outermost nodes. */
static void make_entries(struct comparison *it)
{
    size_t symbols = symbols_count(it->symbols);
    it->entry_count = 1 + symbols;
    it->entries = needed(memory_allocate_array(it->entry_count, sizeof *it->entries));
    it->amount = needed(memory_allocate_array(it->entry_count * it->column_count, sizeof(double)));
    it->moment = needed(memory_allocate_array(it->entry_count * it->column_count, sizeof(double)));
    it->exposure = needed(memory_allocate_array(it->column_count, sizeof(double)));
    it->entries[0] = (struct comparison_entry){.symbol = SYMBOL_NONE, .value = ENTRY_SERVICE, .twin = 0};
    for (uint32_t i = 0; i < symbols; i++) {
        it->entries[1 + i] = (struct comparison_entry){.symbol = i, .value = ENTRY_TOTAL, .twin = 1 + i};
    }
    for (uint32_t n = 0; n < it->tree->count; n++) {
        it->node_entry_total[n] = n == CALLTREE_ROOT ? 0 : 1 + it->tree->symbol[n];
        it->node_entry_self[n] = UINT32_MAX;
    }
}

static void finish(struct comparison *it, size_t replicas)
{
    memcpy(it->node_total, it->node_self, it->tree->count * SIDES * sizeof(double));
    for (int side = 0; side < SIDES; side++) {
        calltree_sum_up(it->tree, it->node_total + side, SIDES);
    }
    for (size_t i = 0; i < it->tree->count * SIDES; i++) {
        it->node_moment[i] = it->node_total[i] * it->period;
        it->node_self_moment[i] = it->node_self[i] * it->period;
    }
    it->column_count = 2 * replicas;
    make_side(it, BASELINE, replicas);
    make_side(it, CANDIDATE, replicas);
    make_entries(it);
    it->background = needed(memory_allocate_array(1, sizeof *it->background));
    it->background_count = 1;
    it->background[0].symbol = intern(it, "runtime.gcBgMarkWorker", 22);
    for (int side = 0; side < SIDES; side++) {
        it->background[0].amount[side] = it->sides[side].background;
    }
    it->notes = needed(memory_allocate_array(1, sizeof *it->notes));
    it->notes[0] = "14 names were merged";
    it->note_count = 1;
}

struct comparison *comparison_sample_new(const struct comparison_sample_row *rows, size_t count,
                                         const struct comparison_sample_settings *settings)
{
    struct comparison *it = begin(settings);
    double scale = (settings->scale > 0 ? settings->scale : 1) * it->period;
    uint32_t nodes[64], long_node = 0;
    for (size_t i = 0; i < count; i++) {
        nodes[i] = node_of(it, rows[i].stack, rows[i].size > 0 ? rows[i].size : strlen(rows[i].stack));
    }
    if (settings->very_long_name > 0) {
        char *name = needed(memory_allocate(settings->very_long_name));
        memset(name, 'x', settings->very_long_name);
        memcpy(name, "long::", 6);
        long_node = node_of(it, name, settings->very_long_name);
        memory_free(name);
    }
    make_tables(it);
    for (size_t i = 0; i < count; i++) {
        for (int side = 0; side < SIDES; side++) {
            it->node_self[nodes[i] * SIDES + (uint32_t)side] += floor(rows[i].samples[side] * scale);
        }
    }
    if (long_node > 0) {
        it->node_self[long_node * SIDES] = 350 * scale;
        it->node_self[long_node * SIDES + 1] = 600 * scale;
    }
    finish(it, settings->replicas);
    return it;
}

static uint32_t next(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

struct comparison *comparison_sample_synthetic(size_t nodes, uint32_t seed)
{
    static const char *const packages[] = {
        "net/http",     "encoding/json",  "acme.dev/shop/internal/index", "runtime",
        "database/sql", "compress/flate", "acme.dev/shop/cart",           "bytes"};
    struct comparison *it = begin(&(struct comparison_sample_settings){.profile = "cpu"});
    struct error err = ERROR_INIT;
    uint32_t state = seed;
    while (it->tree->count < nodes) {
        /* Hang most nodes below recent ones: deep towers beside shallow ones, as in real programs. */
        size_t count = it->tree->count;
        uint32_t back = next(&state) % (next(&state) % 3 == 0 ? (uint32_t)count : 1 + (uint32_t)count / 8);
        uint32_t parent = (uint32_t)count - 1 - back, made;
        char name[96];
        snprintf(name, sizeof name, "%s.(*Type%u).method%u", packages[next(&state) % 8], next(&state) % 17,
                 next(&state) % 97);
        if (it->tree->depth[parent] < 40 &&
            calltree_child(it->tree, parent, intern(it, name, strlen(name)), &made, &err) != 0) {
            abort();
        }
    }
    make_tables(it);
    for (uint32_t n = 1; n < it->tree->count; n++) {
        double mean = exp(8.0 * (next(&state) % 1000) / 1000) / 2;
        double grown = next(&state) % 40 == 0 ? 1.5 : next(&state) % 40 == 0 ? .5 : 1;
        double noise[SIDES] = {(next(&state) % 2000) / 1000. - 1, (next(&state) % 2000) / 1000. - 1};
        for (uint32_t side = 0; side < SIDES; side++) {
            double value = mean * (side == CANDIDATE ? grown : 1);
            it->node_self[n * SIDES + side] = it->period * floor(fmax(0, value + noise[side] * sqrt(value)));
        }
    }
    finish(it, 4);
    return it;
}

struct estimate comparison_sample_estimate(const struct comparison *comparison, uint32_t node)
{
    struct estimate out = {.events = {NAN, NAN}};
    double events[SIDES];
    for (uint32_t side = 0; side < SIDES; side++) {
        double total = comparison->node_total[node * SIDES + side];
        out.rate[side] = total / comparison->sides[side].exposure;
        out.events[side] = events[side] = total / comparison->period;
    }
    double service = comparison->sides[BASELINE].amount / comparison->sides[BASELINE].exposure;
    double one[SIDES] = {comparison->period / comparison->sides[BASELINE].exposure,
                         comparison->period / comparison->sides[CANDIDATE].exposure};
    double error = 1.96 * sqrt(events[0] * one[0] * one[0] + events[1] * one[1] * one[1]);
    double spread = 1.96 * sqrt(1 / fmax(events[0], 1) + 1 / fmax(events[1], 1));
    out.growth = out.rate[CANDIDATE] - out.rate[BASELINE];
    out.growth_interval[0] = out.growth - error;
    out.growth_interval[1] = out.growth + error;
    out.change = out.rate[BASELINE] > 0    ? out.rate[CANDIDATE] / out.rate[BASELINE] - 1
                 : out.rate[CANDIDATE] > 0 ? INFINITY
                                           : NAN;
    out.change_interval[0] = isfinite(out.change) ? (1 + out.change) * exp(-spread) - 1 : NAN;
    out.change_interval[1] = isfinite(out.change) ? (1 + out.change) * exp(spread) - 1 : out.change;
    out.share = out.growth / service;
    return out;
}

void comparison_sample_answers(struct comparison_answers *out, const struct comparison *comparison)
{
    memset(out, 0, sizeof *out);
    out->nodes = needed(memory_allocate_array(comparison->tree->count, sizeof *out->nodes));
    for (uint32_t n = 0; n < comparison->tree->count; n++) {
        struct estimate estimate = comparison_sample_estimate(comparison, n);
        double error = (estimate.growth_interval[1] - estimate.growth) / 1.96;
        double z = error > 0 ? estimate.growth / error : 0;
        out->nodes[n] = (struct node_answer){
            .change = estimate.change,
            .change_interval = {estimate.change_interval[0], estimate.change_interval[1]},
            .p_more = .5 * erfc(z / sqrt(2)),
            .p_less = .5 * erfc(-z / sqrt(2)),
            .direction = (int8_t)(z > 4    ? 1
                                  : z < -4 ? -1
                                           : 0),
        };
    }
    out->total = comparison_sample_estimate(comparison, CALLTREE_ROOT);
    out->level = (struct level){.mode = LEVEL_MEASURED,
                                .factor = 1.012,
                                .factor_sd = .008,
                                .prior_sd = .05,
                                .believed = true,
                                .functions = 12,
                                .total_sd = .021,
                                .total_df = 14};
    out->entries = 23;
    out->tested = 20;
    out->visible_total = .061;
    out->visible_frame = .008;
}

uint32_t comparison_sample_long_symbol(const struct comparison *comparison)
{
    for (uint32_t i = 0; i < symbols_count(comparison->symbols); i++) {
        if (symbols_get(comparison->symbols, i)->name.size > 1000) {
            return i;
        }
    }
    return SYMBOL_NONE;
}

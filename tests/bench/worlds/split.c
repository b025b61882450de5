#include "tests/bench/worlds/world.h"

#include "gate/base/memory.h"
#include "gate/compare/compare.h"
#include "gate/model/profile_builder.h"
#include "tests/bench/worlds/chance.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * SP: more of them, or each of them dearer. One function of which the candidate's build does more, or larger ones,
 * or both, among others that stay as they are; from profiles, through gate/compare, to both intervals. How often do
 * they hold the truth?
 *
 * Allocations are of seven sizes, some of them on one stack, and sampled as Go does. Contentions wait for lognormal
 * times of CV 2, and one in five is kept.
 *
 * The noise of a number is never taken for less than that of its samples, as in all tests, so its interval may hold
 * the truth more often than 95 %: where few samples tell of it, and small sizes do so of a heap. That of a mean is
 * measured as it is.
 */

enum { OTHERS = 40, STACKS = 3, SIZES = 3, REPLICAS_MOST = 8 };

static const double HEAP_RATE = 512 * 1024, FRACTION = 5, DELAY = 50e3, DELAY_CV = 2, REQUESTS = 1e5;

/* Sizes of the function's allocations on each of its stacks, and the part that each is of the sampled events. */
static const struct {
    double size, part;
} allocations[STACKS][SIZES] = {
    {{64, .05}, {256, .1}, {0, 0}}, {{4096, .25}, {16384, .2}, {0, 0}}, {{300e3, .15}, {1e6, .15}, {2048, .1}}};

struct cell {
    const char *text;
    bool mutex;
    size_t replicas;
    double events;       /* sampled ones of the function, on the baseline's side in all */
    double number, each; /* candidate's over baseline's */
    double host_cv, frame_cv;
};

static const struct cell cells[] = {
    {"heap, 1 x 100 events: x1.5 as many", false, 1, 100, 1.5, 1, 0, 0},
    {"heap, 1 x 1000 events: x1.4 as large", false, 1, 1000, 1, 1.4, 0, 0},
    {"heap, 1 x 1000 events: x2 as many, x0.7 as large", false, 1, 1000, 2, 0.7, 0, 0},
    {"heap, 4 x 25 events: x1.5 as many", false, 4, 100, 1.5, 1, 0, 0},
    {"heap, 4 x 25 events: x1.4 as large", false, 4, 100, 1, 1.4, 0, 0},
    {"heap, 4 x 250 events: x1.5 as many", false, 4, 1000, 1.5, 1, 0, 0},
    {"heap, 4 x 250 events: x2 as many, x0.7 as large", false, 4, 1000, 2, 0.7, 0, 0},
    {"heap, 8 x 500 events: x1.1 as many", false, 8, 4000, 1.1, 1, 0, 0},
    {"heap, 8 x 500 events: x1.1 as large", false, 8, 4000, 1, 1.1, 0, 0},
    {"heap, 8 x 500 events, host 3%, frame 2%: x1.1 as many, x1.1 as large", false, 8, 4000, 1.1, 1.1, .03, .02},
    {"mutex, 4 x 25 events: x1.5 as many", true, 4, 100, 1.5, 1, 0, 0},
    {"mutex, 4 x 25 events: x1.6 as long", true, 4, 100, 1, 1.6, 0, 0},
    {"mutex, 4 x 250 events: x1.5 as many", true, 4, 1000, 1.5, 1, 0, 0},
    {"mutex, 4 x 250 events: x2 as many, x0.6 as long", true, 4, 1000, 2, 0.6, 0, 0},
    {"mutex, 8 x 500 events: x1.1 as many, x1.1 as long", true, 8, 4000, 1.1, 1.1, 0, 0},
    {"mutex, 8 x 500 events, host 3%, frame 2%: x1.1 as many, x1.1 as long", true, 8, 4000, 1.1, 1.1, .03, .02},
};

static void die(const char *what, const struct error *err)
{
    fprintf(stderr, "%s: %s\n", what, err->sentence);
    exit(2);
}

static struct profile_builder *new_builder(bool mutex)
{
    static char objects[] = "alloc_objects", space[] = "alloc_space", contentions[] = "contentions";
    static char delay[] = "delay", count[] = "count", bytes[] = "bytes", nanoseconds[] = "nanoseconds", none[] = "";
    struct profile_facts facts = {.format = "synthetic", .duration = 1, .period_type = none, .period_unit = none};
    struct profile_type heap[] = {{objects, count, EVENT_MODEL_HEAP, HEAP_RATE},
                                  {space, bytes, EVENT_MODEL_HEAP, HEAP_RATE}};
    struct profile_type locks[] = {{contentions, count, EVENT_MODEL_MUTEX, FRACTION},
                                   {delay, nanoseconds, EVENT_MODEL_MUTEX, FRACTION}};
    struct error err = ERROR_INIT;
    struct profile_builder *builder = profile_builder_new(&facts, mutex ? locks : heap, 2, &err);
    if (builder == NULL)
        die("building", &err);
    return builder;
}

static void add(struct profile_builder *builder, size_t function, size_t stack, const double values[2])
{
    struct error err = ERROR_INIT;
    char names[3][32];
    uint32_t frames[3], node;
    snprintf(names[0], sizeof names[0], "service.run");
    snprintf(names[1], sizeof names[1], "service.caller%zu", stack);
    snprintf(names[2], sizeof names[2], "service.f%zu", function);
    for (size_t i = 0; i < 3; i++) {
        struct symbol symbol = {.name = bytes_of_text(names[i])};
        if (symbols_add(profile_builder_symbols(builder), &symbol, &frames[i], &err) != 0)
            die("naming", &err);
    }
    if (profile_builder_stack(builder, frames, 3, &node, &err) != 0 ||
        profile_builder_sample(builder, node, 0, values, &err) != 0)
        die("sampling", &err);
}

/* number times as many allocations as give so many sampled events in the baseline, each times as large. */
static void draw_heap(struct profile_builder *builder, size_t function, double events, double number, double each,
                      struct draw *draw)
{
    for (size_t stack = 0; stack < STACKS; stack++) {
        for (size_t i = 0; i < SIZES; i++) {
            double size = allocations[stack][i].size * each;
            if (!(allocations[stack][i].part > 0))
                continue;
            double objects = events * allocations[stack][i].part / -expm1(-allocations[stack][i].size / HEAP_RATE);
            double chance = -expm1(-size / HEAP_RATE);
            double sampled = chance_poisson(draw, number * objects * chance);
            double values[] = {sampled / chance, sampled * size / chance};
            if (sampled > 0)
                add(builder, function, stack, values);
        }
    }
}

/* Lognormal with that mean and CV. */
static double draw_delay(double mean, struct draw *draw)
{
    double variance = log1p(DELAY_CV * DELAY_CV);
    return mean * exp(sqrt(variance) * chance_normal(draw) - variance / 2);
}

static void draw_mutex(struct profile_builder *builder, size_t function, double events, double number, double each,
                       struct draw *draw)
{
    for (size_t stack = 0; stack < STACKS; stack++) {
        double kept = chance_poisson(draw, number * events / STACKS), sum = 0;
        for (double i = 0; i < kept; i++)
            sum += FRACTION * draw_delay(DELAY * each, draw);
        double values[] = {FRACTION * kept, sum};
        if (kept > 0)
            add(builder, function, stack, values);
    }
}

/* One replica: the function in question is number 0. */
static struct profile *draw_profile(const struct cell *cell, int side, struct draw *draw)
{
    struct profile_builder *builder = new_builder(cell->mutex);
    struct profile *profile;
    struct error err = ERROR_INIT;
    double host = chance_factor(draw, cell->host_cv);
    for (size_t function = 0; function <= OTHERS; function++) {
        bool changed = function == 0 && side == CANDIDATE;
        double number = (changed ? cell->number : 1) * host * chance_factor(draw, cell->frame_cv);
        double events = cell->events / (double)cell->replicas;
        (cell->mutex ? draw_mutex : draw_heap)(builder, function, events, number, changed ? cell->each : 1, draw);
    }
    if (profile_builder_finish(&profile, builder, &err) != 0)
        die("sampling", &err);
    profile_builder_free(builder);
    return profile;
}

struct world_side {
    struct replica replicas[REPLICAS_MOST];
    struct replica_profile files[REPLICAS_MOST];
};

static struct replicas draw_side(struct world_side *out, const struct cell *cell, int side, struct draw *draw)
{
    static char nothing[] = "", name[] = "r", mutex[] = "mutex", allocs[] = "allocs";
    for (size_t i = 0; i < cell->replicas; i++) {
        out->files[i] = (struct replica_profile){
            .kind = cell->mutex ? mutex : allocs, .path = name, .profile = draw_profile(cell, side, draw)};
        out->replicas[i] = (struct replica){.name = name,
                                            .instance = nothing,
                                            .version = nothing,
                                            .start = REPLICA_TIME_UNKNOWN,
                                            .end = REPLICA_TIME_UNKNOWN,
                                            .requests = REQUESTS,
                                            .requests_since_start = NAN,
                                            .cpu_model = nothing,
                                            .build = nothing,
                                            .profiler = nothing,
                                            .profiles = &out->files[i],
                                            .profile_count = 1};
    }
    return (struct replicas){.label = name,
                             .items = out->replicas,
                             .count = cell->replicas,
                             .captures = cell->replicas,
                             .requests_total = NAN,
                             .requests_from = "meta.json"};
}

static struct comparison *draw_comparison(const struct cell *cell, struct draw *draw)
{
    static struct world_side worlds[SIDES];
    struct replicas sides[SIDES];
    struct profile_selector selector = profile_selector_from_word(cell->mutex ? "mutex" : "allocs");
    struct comparison *comparison;
    struct error err = ERROR_INIT;
    for (int side = 0; side < SIDES; side++)
        sides[side] = draw_side(&worlds[side], cell, side, draw);
    if (compare_profiles(&comparison, sides, &selector, NULL, &err) != 0)
        die("compare", &err);
    for (int side = 0; side < SIDES; side++)
        for (size_t i = 0; i < cell->replicas; i++)
            profile_free(worlds[side].files[i].profile);
    return comparison;
}

static bool holds(const double interval[2], double ratio)
{
    return interval[0] <= ratio - 1 && ratio - 1 <= interval[1];
}

static void play(size_t hits[2], const struct cell *cell, const struct noise_settings *noise, size_t gate)
{
    struct draw draw = draw_seeded(cell->text, gate);
    struct comparison *comparison = draw_comparison(cell, &draw);
    struct questions questions;
    gate_ask(&questions, comparison, &gate_limits_none);
    struct answers *answers = gate_answer(comparison, &questions, noise);
    for (size_t v = 1; v < answers->count; v++) {
        const struct cost_split *split = &answers->items[v].estimate.split;
        if (comparison->entries[v].value != ENTRY_SELF ||
            !bytes_equal(comparison_entry_name(comparison, v), bytes_of_text("service.f0")))
            continue;
        hits[0] += split->known && holds(split->count_interval, cell->number);
        hits[1] += split->known && holds(split->each_interval, cell->each);
    }
    answers_free(answers);
    questions_clear(&questions);
    comparison_free(comparison);
}

void world_split(struct bench *bench)
{
    struct noise_settings noise = gate_noise_bare();
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        size_t gates = world_gates(bench, 60, 4000), hits[2] = {0, 0};
        for (size_t gate = 0; gate < gates; gate++)
            play(hits, &cells[i], &noise, gate);
        const char *reference = cells[i].mutex ? ".945-.951" : "";
        world_note(bench, "SP", cells[i].text, "number", hits[0], gates, goal_at_least(0.93), reference);
        reference = cells[i].mutex ? ".943-.955" : "";
        world_note(bench, "SP", cells[i].text, "each", hits[1], gates, goal_within(0.93, 0.97), reference);
    }
}

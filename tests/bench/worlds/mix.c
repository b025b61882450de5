#include "tests/bench/worlds/traffic.h"
#include "tests/bench/worlds/world.h"

#include <stdio.h>
#include <string.h>

/*
 * T4m: endpoints of which the candidate got other shares of the requests, and unchanged code; and small functions
 * that did grow. SH: the same services without any count, judged as shares of the total.
 */

#define SAME                                                                                                       \
    {                                                                                                              \
        1, 1, 1, 1, 1                                                                                              \
    }
#define MIX_A                                                                                                      \
    {                                                                                                              \
        .5, 2, 1, 1.6, .6                                                                                          \
    }
#define MIX_B                                                                                                      \
    {                                                                                                              \
        2, .5, .7, 1, 1                                                                                            \
    }
#define MEASURED(m, n) .scene.replicas = (m), .scene.samples = (n), .scene.host_cv = .03, .scene.frame_cv = .02
#define ONE(n) .scene.replicas = 1, .scene.samples = (n), .scene.host_cv = .05, .scene.frame_cv = .02
#define STANDARDISED .scene.counted = true, .scene.by_endpoint = true
#define AS_SERVED .scene.counted = true
#define CHANGED(kind, share, amount) .scene.change = {kind, share, amount}

struct cell {
    const char *world, *text, *red, *pass; /* of the reference */
    bool any_growth;                       /* limit 0 */
    bool null;                             /* nothing may be red */
    size_t quick;
    struct traffic_scene scene;
};

static const struct cell cells[] = {
    {"T4m", "m=1, 40k, host 5%, frame 2%, built-in: same mix", "0", ".91", false, true, 20, ONE(40e3),
     .scene.shift = SAME, STANDARDISED},
    {"T4m", "m=1, 40k, host 5%, frame 2%, built-in: mix A (true cost +37%)", "0", ".92", false, true, 20, ONE(40e3),
     .scene.shift = MIX_A, STANDARDISED},
    {"T4m", "m=1, 40k, host 5%, frame 2%, built-in: mix B (true cost -28%)", "0", ".82", false, true, 20, ONE(40e3),
     .scene.shift = MIX_B, STANDARDISED},
    {"T4m", "m=4 x 10k, host 3%, frame 2%, limit 0: same mix", ".010", "", true, true, 20, MEASURED(4, 10e3),
     .scene.shift = SAME, STANDARDISED},
    {"T4m", "m=4 x 10k, host 3%, frame 2%, limit 0: mix A", ".007", "", true, true, 20, MEASURED(4, 10e3),
     .scene.shift = MIX_A, STANDARDISED},
    {"T4m", "m=4 x 10k, host 3%, frame 2%, limit 0: mix B", ".013", "", true, true, 20, MEASURED(4, 10e3),
     .scene.shift = MIX_B, STANDARDISED},
    {"T4m", "m=4 x 10k, host 3%, frame 2%, built-in: mix A", "0", ".90", false, true, 20, MEASURED(4, 10e3),
     .scene.shift = MIX_A, STANDARDISED},
    {"T4m", "m=4 x 10k, host 3%, frame 2%, built-in: mix A, as served", "1.00", "0", false, false, 10,
     MEASURED(4, 10e3), .scene.shift = MIX_A, AS_SERVED},
    {"T4m", "m=4 x 10k, host 3%, frame 2%, built-in: mix A, 30% without endpoint", "0", ".63", false, true, 20,
     MEASURED(4, 10e3), .scene.shift = MIX_A, .scene.unlabelled = .3, STANDARDISED},
    {"T4m", "m=1, 40k, host 5%, frame 2%, built-in: mix A, a 2% function +3% of the total", ".87", "", false, false,
     20, ONE(40e3), .scene.shift = MIX_A, STANDARDISED, CHANGED(CHANGE_ADD, .02, .03)},
    {"T4m", "m=4 x 2.5k, host 3%, frame 2%, built-in: mix A, a 2% function +3% of the total", ".96", "", false,
     false, 20, MEASURED(4, 2.5e3), .scene.shift = MIX_A, STANDARDISED, CHANGED(CHANGE_ADD, .02, .03)},

    {"SH", "m=1, 40k, host 5%, frame 2%, built-in: nothing changed", "", "", false, true, 20, ONE(40e3),
     .scene.shift = SAME},
    {"SH", "m=1, 40k, host 5%, frame 2%, built-in: hottest function 5x faster", "", "", false, true, 20, ONE(40e3),
     .scene.shift = SAME, CHANGED(CHANGE_HOTTEST, 1, .2)},
    {"SH", "m=4 x 10k, host 3%, frame 2%, limit 0: nothing changed", "", "", true, true, 20, MEASURED(4, 10e3),
     .scene.shift = SAME},
    {"SH", "m=4 x 10k, host 3%, frame 2%, limit 0: hottest function 5x faster", "", "", true, true, 20,
     MEASURED(4, 10e3), .scene.shift = SAME, CHANGED(CHANGE_HOTTEST, 1, .2)},
    {"SH", "m=4 x 10k, host 3%, frame 2%, built-in: all +20%, which shares cannot show", "", "", false, false, 10,
     MEASURED(4, 10e3), .scene.shift = SAME, CHANGED(CHANGE_SCALE, 0, 1.2)},
    {"SH", "m=1, 40k, host 5%, frame 2%, built-in: a 2% function +3% of the total", "", "", false, false, 20,
     ONE(40e3), .scene.shift = SAME, CHANGED(CHANGE_ADD, .02, .03)},
};

struct counted {
    size_t gates, red, pass, caught, wrong;
};

/* Whether the self cost of the function is red, and whether that of any other one is. */
static void count_red(struct counted *out, const struct comparison *comparison, const struct answers *answers,
                      uint32_t function)
{
    char name[32];
    bool caught = false, wrong = false;
    snprintf(name, sizeof name, "service.f%u", function);
    for (size_t v = 0; v < answers->count; v++) {
        if (!answers->items[v].rejected || comparison->entries[v].value != ENTRY_SELF)
            continue;
        bool it = bytes_equal(comparison_entry_name(comparison, v), bytes_of_text(name));
        caught = caught || it;
        wrong = wrong || !it;
    }
    out->caught += caught;
    out->wrong += wrong;
}

/* By share nothing can be said of the total, which is question 0. */
static bool all_cleared(const struct comparison *comparison, const struct answers *answers)
{
    size_t first = comparison->exposure_kind == EXPOSURE_SHARE;
    for (size_t q = first; q < answers->count; q++)
        if (!answers->items[q].cleared)
            return false;
    return true;
}

static void play(struct counted *out, const struct cell *cell, struct traffic *traffic, size_t gate)
{
    struct draw draw = draw_seeded(cell->text, gate);
    struct noise_settings noise = noise_settings_default();
    struct questions questions;
    uint32_t function;
    struct comparison *comparison = traffic_play(&function, traffic, &cell->scene, &draw);
    gate_ask(&questions, comparison, cell->any_growth ? &gate_limits_none : &gate_limits_builtin);
    struct answers *answers = gate_answer(comparison, &questions, &noise);
    out->gates++;
    out->red += gate_red(answers);
    out->pass += all_cleared(comparison, answers);
    count_red(out, comparison, answers, function);
    answers_free(answers);
    questions_clear(&questions);
    comparison_free(comparison);
}

static void note(struct bench *bench, const struct cell *cell, const struct counted *counted)
{
    bool grew = cell->scene.change.kind == CHANGE_ADD;
    if (cell->null)
        world_note_null(bench, cell->world, cell->text, "red", counted->red, counted->gates, 0.01, cell->red);
    else if (!grew)
        world_note(bench, cell->world, cell->text, "red", counted->red, counted->gates, goal_none(), cell->red);
    if (grew) {
        world_note(bench, cell->world, cell->text, "caught", counted->caught, counted->gates, goal_none(),
                   cell->red);
        world_note(bench, cell->world, cell->text, "wrong one", counted->wrong, counted->gates, goal_at_most(0.01),
                   "");
    } else if (!cell->any_growth) {
        world_note(bench, cell->world, cell->text, "pass", counted->pass, counted->gates, goal_none(), cell->pass);
    }
}

void world_mix(struct bench *bench, const char *world)
{
    enum { FULL_OF_QUICK = 20 };
    struct traffic *traffic[SERVICES];
    for (size_t s = 0; s < bench->service_count; s++)
        traffic[s] = traffic_new(bench->services[s], s);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        if (strcmp(cells[i].world, world) != 0)
            continue;
        struct counted counted = {0};
        size_t gates = world_gates(bench, cells[i].quick, cells[i].quick * FULL_OF_QUICK);
        for (size_t gate = 0; gate < gates; gate++)
            play(&counted, &cells[i], traffic[gate % bench->service_count], gate);
        note(bench, &cells[i], &counted);
    }
    for (size_t s = 0; s < bench->service_count; s++)
        traffic_free(traffic[s]);
}

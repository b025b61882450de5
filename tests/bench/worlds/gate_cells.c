#include "tests/bench/worlds/world.h"

#include <stdio.h>
#include <string.h>

/* Which limits and which assumptions a cell is judged under. */
enum regime {
    REGIME_BUILTIN, /* 10 %/2 %, total 10 %/25 %, the built-in noise */
    REGIME_TIGHT,   /* 5 %/1 %, total 5 %, proven_over 100 %: what must be proven is the limit itself */
    REGIME_ANY,     /* limit 0: unchanged code is on the boundary */
    REGIME_BARE,    /* limit 0, nothing assumed beyond the samples */
};

/* What is counted, and what of it is wrong. */
enum claim {
    CLAIM_NULL,   /* nothing may be red */
    CLAIM_LIVE,   /* the same, and the test must not be dead: the rate's upper bound is to reach 0.3 % */
    CLAIM_MISSED, /* something grew by the limit: nothing may pass */
    CLAIM_CAUGHT, /* the changed function is to be rejected */
    CLAIM_QUIET,  /* nothing may be red, and at least 80 % pass */
    CLAIM_TRAP,   /* nothing may be red; how much passes is shown */
};

struct cell {
    const char *world, *text;
    enum regime regime;
    enum claim claim;
    const char *reference, *reference_pass;
    size_t quick; /* gates of a quick run */
    struct scene scene;
};

#define AT(m, n, host, frame, spr)                                                                                 \
    .scene.replicas = {m, m}, .scene.samples = n, .scene.host_cv = host, .scene.frame_cv = frame, .scene.burst = spr
#define CHANGED(k, s, a) .scene.change = {k, s, a}

static const struct cell cells[] = {
    {"T1", "Poisson, m=1, 10k", REGIME_BARE, CLAIM_LIVE, ".009-.011", "", 100, AT(1, 10e3, 0, 0, 0)},
    {"T1", "m=1, 10k, 0.3 samples a request in bursts", REGIME_BARE, CLAIM_LIVE, ".009", "", 100,
     AT(1, 10e3, 0, 0, 0.3)},
    {"T1", "m=1, 40k, 0.3 samples a request in bursts", REGIME_BARE, CLAIM_LIVE, ".010", "", 100,
     AT(1, 40e3, 0, 0, 0.3)},
    {"T1", "m=1, 10k, 3 samples a request in bursts", REGIME_BARE, CLAIM_NULL, ".001", "", 50,
     AT(1, 10e3, 0, 0, 3)},
    {"T1", "Poisson, m=1, 10k, noise assumed as built in", REGIME_ANY, CLAIM_NULL, "", "", 50,
     AT(1, 10e3, 0, 0, 0)},
    {"T1", "Poisson, m=1, 40k, noise assumed as built in", REGIME_ANY, CLAIM_NULL, "", "", 50,
     AT(1, 40e3, 0, 0, 0)},

    {"T2", "L = U = 5%/1%, m=4 x 10k, host 3%, frame 2%: a 2% frame exactly +1% of the total", REGIME_TIGHT,
     CLAIM_NULL, "0", "", 30, AT(4, 10e3, .03, .02, .3), CHANGED(CHANGE_ADD, .02, .01)},
    {"T2", "L = U = 5%/1%, m=4 x 10k, host 3%, frame 2%: everything exactly +5%", REGIME_TIGHT, CLAIM_NULL, ".001",
     "", 30, AT(4, 10e3, .03, .02, .3), CHANGED(CHANGE_SCALE, 0, 1.05)},
    {"T2", "L = U = 5%/1%, m=1, 40k: a 2% frame exactly +1% of the total", REGIME_TIGHT, CLAIM_NULL, "0", "", 30,
     AT(1, 40e3, 0, 0, .3), CHANGED(CHANGE_ADD, .02, .01)},
    {"T2", "L = U = 5%/1%, m=1, 40k: everything exactly +5%", REGIME_TIGHT, CLAIM_NULL, ".003", "", 30,
     AT(1, 40e3, 0, 0, .3), CHANGED(CHANGE_SCALE, 0, 1.05)},
    {"T2", "built-in, m=4 x 10k, host 3%, frame 2%: a 2% frame exactly +1% of the total (L)", REGIME_BUILTIN,
     CLAIM_NULL, "", "", 30, AT(4, 10e3, .03, .02, .3), CHANGED(CHANGE_ADD, .02, .01)},
    {"T2", "built-in, m=4 x 10k, host 3%, frame 2%: everything exactly +5% (L)", REGIME_BUILTIN, CLAIM_NULL, "", "",
     30, AT(4, 10e3, .03, .02, .3), CHANGED(CHANGE_SCALE, 0, 1.05)},

    {"T3", "m=2 x 10k, host 3%, frame 2%", REGIME_ANY, CLAIM_NULL, ".005", "", 40, AT(2, 10e3, .03, .02, .3)},
    {"T3", "m=2 x 20k, host 13%, frame 2%", REGIME_ANY, CLAIM_NULL, ".003", "", 40, AT(2, 20e3, .13, .02, .3)},
    {"T3", "m=3 x 10k, host 3%, frame 2%", REGIME_ANY, CLAIM_NULL, ".005", "", 40, AT(3, 10e3, .03, .02, .3)},
    {"T3", "m=4 x 2k, host 3%, frame 2%", REGIME_ANY, CLAIM_NULL, ".002", "", 40, AT(4, 2e3, .03, .02, .3)},
    {"T3", "m=4 x 10k, host 3%, frame 2%", REGIME_ANY, CLAIM_NULL, ".004-.007", "", 40, AT(4, 10e3, .03, .02, .3)},
    {"T3", "m=4 x 10k, host 10%, frame 2%", REGIME_ANY, CLAIM_NULL, ".003", "", 40, AT(4, 10e3, .10, .02, .3)},
    {"T3", "m=4 x 10k, host 3%, frame 10%", REGIME_ANY, CLAIM_NULL, ".005", "", 40, AT(4, 10e3, .03, .10, .3)},
    {"T3", "m=4 x 10k, host 13%, frame 5%", REGIME_ANY, CLAIM_NULL, "0", "", 40, AT(4, 10e3, .13, .05, .3)},
    {"T3", "m=4 x 10k, host 3%, frame 2%, 5 samples a request", REGIME_ANY, CLAIM_NULL, ".008", "", 40,
     AT(4, 10e3, .03, .02, 5)},
    {"T3", "m=8 x 10k, host 5%, frame 5%", REGIME_ANY, CLAIM_NULL, ".004", "", 30, AT(8, 10e3, .05, .05, .3)},
    {"T3", "m=8 x 5k, host 13%, frame 5%", REGIME_ANY, CLAIM_NULL, "0", "", 30, AT(8, 5e3, .13, .05, .3)},
    {"T3", "m=16 x 5k, host 5%, frame 5%", REGIME_ANY, CLAIM_NULL, "", "", 20, AT(16, 5e3, .05, .05, .3)},
    {"T3", "10 against 2 hosts x 6k, host 3%, frame 2%", REGIME_ANY, CLAIM_NULL, ".003", "", 30,
     .scene.replicas = {10, 2}, .scene.samples = 6e3, .scene.host_cv = .03, .scene.frame_cv = .02,
     .scene.burst = .3},
    {"T3", "m=4 x 10k, host 3%, frame 2%, one candidate host 40% slower", REGIME_ANY, CLAIM_NULL, ".006", "", 40,
     AT(4, 10e3, .03, .02, .3), .scene.slow = 1.4},

    {"T4", "m=4 x 10k, host 3%, frame 2%, traffic +40%, L = U = 5%/1%", REGIME_TIGHT, CLAIM_TRAP, "0", ".23", 30,
     AT(4, 10e3, .03, .02, .3), .scene.traffic = 1.4},
    {"T4", "m=4 x 10k, host 3%, frame 2%, traffic -40%, L = U = 5%/1%", REGIME_TIGHT, CLAIM_TRAP, "", "", 30,
     AT(4, 10e3, .03, .02, .3), .scene.traffic = 0.6},
    {"T4", "m=4 x 10k, host 3%, frame 2%, traffic +40%, limit 0", REGIME_ANY, CLAIM_NULL, "", "", 30,
     AT(4, 10e3, .03, .02, .3), .scene.traffic = 1.4},
    {"T4", "m=4 x 10k, host 3%, frame 2%, hottest function 5x faster, limit 0", REGIME_ANY, CLAIM_NULL, "", "", 30,
     AT(4, 10e3, .03, .02, .3), CHANGED(CHANGE_HOTTEST, 1, .2)},
    {"T4", "m=4 x 10k, host 3%, frame 2%, hottest function 5x faster, L = U = 5%/1%", REGIME_TIGHT, CLAIM_TRAP, "0",
     ".30", 30, AT(4, 10e3, .03, .02, .3), CHANGED(CHANGE_HOTTEST, 1, .2)},
    {"T4", "m=1, 40k, traffic -40%, built-in", REGIME_BUILTIN, CLAIM_TRAP, "", "", 30, AT(1, 40e3, 0, 0, .3),
     .scene.traffic = .6},
    {"T4", "m=1, 40k, host 5%, frame 2%, hottest function 5x faster, built-in", REGIME_BUILTIN, CLAIM_TRAP, "0",
     ".98", 30, AT(1, 40e3, .05, .02, .3), CHANGED(CHANGE_HOTTEST, 1, .2)},
    {"T4", "m=1, 40k, host 5%, frame 2%, 80% of the cost 15% faster, built-in", REGIME_BUILTIN, CLAIM_TRAP, "0",
     ".52", 30, AT(1, 40e3, .05, .02, .3), CHANGED(CHANGE_PART, .8, .85)},

    {"T9", "m=1, 20k, Poisson, built-in: a 2% function grew by exactly its limit", REGIME_BUILTIN, CLAIM_MISSED,
     "<= .047", "", 30, AT(1, 20e3, 0, 0, 0), CHANGED(CHANGE_AT_LIMIT, .02, .02)},
    {"T9", "m=1, 200k, Poisson, built-in: a 2% function grew by exactly its limit", REGIME_BUILTIN, CLAIM_MISSED,
     "<= .047", "", 30, AT(1, 200e3, 0, 0, 0), CHANGED(CHANGE_AT_LIMIT, .02, .02)},
    {"T9", "m=1, 200k, host 5%, frame 2%, built-in: a 2% function grew by exactly its limit", REGIME_BUILTIN,
     CLAIM_MISSED, "0-.06", "", 30, AT(1, 200e3, .05, .02, .3), CHANGED(CHANGE_AT_LIMIT, .02, .02)},
    {"T9", "m=4 x 40k, host 3%, frame 2%, built-in: a 2% function grew by exactly its limit", REGIME_BUILTIN,
     CLAIM_MISSED, "", "", 30, AT(4, 40e3, .03, .02, .3), CHANGED(CHANGE_AT_LIMIT, .02, .02)},
    {"T9", "m=8 x 40k, host 3%, frame 2%, built-in: a 0.5% function grew by exactly its limit", REGIME_BUILTIN,
     CLAIM_MISSED, "", "", 20, AT(8, 40e3, .03, .02, .3), CHANGED(CHANGE_AT_LIMIT, .005, .02)},

    {"T11", "m=1, 40k, host 0%, frame 0%", REGIME_BUILTIN, CLAIM_QUIET, "0", ".99", 30, AT(1, 40e3, 0, 0, .3)},
    {"T11", "m=1, 40k, host 0%, frame 2%", REGIME_BUILTIN, CLAIM_QUIET, "0", ".94", 30, AT(1, 40e3, 0, .02, .3)},
    {"T11", "m=1, 40k, host 2%, frame 2%", REGIME_BUILTIN, CLAIM_QUIET, "0", ".90", 30, AT(1, 40e3, .02, .02, .3)},
    {"T11", "m=1, 40k, host 5%, frame 0%", REGIME_BUILTIN, CLAIM_QUIET, "0", ".93", 30, AT(1, 40e3, .05, 0, .3)},
    {"T11", "m=1, 40k, host 5%, frame 2%", REGIME_BUILTIN, CLAIM_QUIET, "0", ".85", 30, AT(1, 40e3, .05, .02, .3)},
    {"T11", "m=1, 40k, host 8%, frame 0%", REGIME_BUILTIN, CLAIM_QUIET, ".001", ".80", 30, AT(1, 40e3, .08, 0, .3)},
    {"T11", "m=1, 40k, host 8%, frame 2%", REGIME_BUILTIN, CLAIM_QUIET, ".005", ".77", 30,
     AT(1, 40e3, .08, .02, .3)},
    {"T11", "m=1, 40k, host 0%, frame 2%: a 2% function +3% of the total", REGIME_BUILTIN, CLAIM_CAUGHT, "1.00", "",
     20, AT(1, 40e3, 0, .02, .3), CHANGED(CHANGE_ADD, .02, .03)},
    {"T11", "m=1, 40k, host 2%, frame 2%: a 2% function +3% of the total", REGIME_BUILTIN, CLAIM_CAUGHT, "1.00", "",
     20, AT(1, 40e3, .02, .02, .3), CHANGED(CHANGE_ADD, .02, .03)},
    {"T11", "m=1, 40k, host 5%, frame 2%: a 2% function +3% of the total", REGIME_BUILTIN, CLAIM_CAUGHT, "1.00", "",
     20, AT(1, 40e3, .05, .02, .3), CHANGED(CHANGE_ADD, .02, .03)},
    {"T11", "m=1, 40k, host 8%, frame 2%: a 2% function +3% of the total", REGIME_BUILTIN, CLAIM_CAUGHT, ".97", "",
     20, AT(1, 40e3, .08, .02, .3), CHANGED(CHANGE_ADD, .02, .03)},
};

#undef AT
#undef CHANGED

enum { FULL_OF_QUICK = 200, FULL_MOST = 10000 };

struct counted {
    size_t gates, red, pass, caught;
};

static struct noise_settings noise_of(enum regime regime)
{
    struct noise_settings noise = regime == REGIME_BARE ? gate_noise_bare() : noise_settings_default();
    if (regime == REGIME_TIGHT)
        noise.proven_over = 1;
    return noise;
}

static const struct gate_limits *limits_of(enum regime regime)
{
    static const struct gate_limits *const limits[] = {[REGIME_BUILTIN] = &gate_limits_builtin,
                                                       [REGIME_TIGHT] = &gate_limits_tight,
                                                       [REGIME_ANY] = &gate_limits_none,
                                                       [REGIME_BARE] = &gate_limits_none};
    return limits[regime];
}

/* The gates of one service of the cell. */
static void play(struct counted *out, const struct cell *cell, const struct truth *service, size_t first,
                 size_t step, size_t gates)
{
    struct noise_settings noise = noise_of(cell->regime);
    struct stage stage;
    stage_open(&stage, service, &cell->scene, limits_of(cell->regime), &noise);
    for (size_t i = first; i < gates; i += step) {
        struct draw draw = draw_seeded(cell->text, i);
        struct answers *answers = stage_play(&stage, &draw);
        out->gates++;
        out->red += gate_red(answers);
        out->pass += gate_pass(answers);
        out->caught += stage.self < answers->count && answers->items[stage.self].rejected;
        answers_free(answers);
    }
    stage_close(&stage);
}

static void note(struct bench *bench, const struct cell *cell, const struct counted *counted)
{
    const char *world = cell->world, *text = cell->text, *reference = cell->reference;
    switch (cell->claim) {
    case CLAIM_NULL:
        world_note_null(bench, world, text, "red", counted->red, counted->gates, 0.01, reference);
        break;
    case CLAIM_LIVE:
        world_note_null(bench, world, text, "red", counted->red, counted->gates, 0.01, reference);
        world_note(bench, world, text, "not dead", counted->red, counted->gates, goal_at_least(0.003), reference);
        break;
    case CLAIM_MISSED:
        world_note_null(bench, world, text, "pass", counted->pass, counted->gates, 0.05, reference);
        break;
    case CLAIM_CAUGHT:
        world_note(bench, world, text, "caught", counted->caught, counted->gates, goal_at_least(0.95), reference);
        break;
    case CLAIM_QUIET:
    case CLAIM_TRAP:
        world_note_null(bench, world, text, "red", counted->red, counted->gates, 0.01, reference);
        world_note(bench, world, text, "pass", counted->pass, counted->gates,
                   cell->claim == CLAIM_QUIET ? goal_at_least(0.80) : goal_none(), cell->reference_pass);
        break;
    }
}

void world_gate_cells(struct bench *bench, const char *world)
{
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        const struct cell *cell = &cells[i];
        if (strcmp(cell->world, world) != 0)
            continue;
        size_t full = cell->quick * FULL_OF_QUICK < FULL_MOST ? cell->quick * FULL_OF_QUICK : FULL_MOST;
        size_t gates = world_gates(bench, cell->quick, full);
        struct counted counted = {0};
        for (size_t s = 0; s < bench->service_count; s++)
            play(&counted, cell, bench->services[s], s, bench->service_count, gates);
        note(bench, cell, &counted);
    }
}

#include "tests/bench/worlds/world.h"

#include "gate/base/memory.h"
#include "gate/compare/unchanged.h"
#include "tests/bench/worlds/chance.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * WAIT: both versions run on, and the gate is asked minute after minute whether there are enough samples; it judges
 * once, as soon as there are. Beside it the same draws judged at the end, whatever there was on the way: waiting
 * may make neither more false alarms nor let more growths pass.
 */

enum { REPLICAS = 4, COLUMNS = 2 * REPLICAS, LOOKS = 16 };
static const double SAMPLES_A_LOOK = 2000, HOST_CV = .05, FRAME_CV = .03, GAIN_LEAST = .05;

struct waited {
    size_t gates, early, red_waited, red_end, pass_waited, pass_end;
};

/* One drawing: what each replica of each version costs in a minute. */
struct minutes {
    struct stage stage;
    struct simulation *expected; /* as the candidate would look if it were the baseline's code */
    double *mean;                /* [node][column] */
    double exposure[COLUMNS];
};

static void begin(struct minutes *minutes, struct draw *draw)
{
    const struct truth *service = minutes->stage.simulation->service;
    double *factor = memory_allocate_array(service->function_count, sizeof *factor);
    if (factor == NULL) {
        fprintf(stderr, "no memory for a world\n");
        exit(2);
    }
    for (size_t c = 0; c < COLUMNS; c++) {
        const double *weight = c < REPLICAS ? service->weight : minutes->stage.candidate;
        double level = SAMPLES_A_LOOK * chance_factor(draw, HOST_CV);
        for (size_t f = 0; f < service->function_count; f++)
            factor[f] = chance_factor(draw, FRAME_CV);
        for (size_t node = 1; node < service->node_count; node++)
            minutes->mean[node * COLUMNS + c] = weight[node] * level * factor[service->function[node]];
        minutes->exposure[c] = 0;
    }
    size_t cells = service->node_count * COLUMNS * sizeof(double);
    memset(minutes->stage.simulation->self, 0, cells);
    memset(minutes->stage.simulation->moment, 0, cells);
    memory_free(factor);
}

static void run_a_minute(struct minutes *minutes, struct draw *draw)
{
    struct simulation *simulation = minutes->stage.simulation;
    for (size_t i = COLUMNS; i < simulation->service->node_count * COLUMNS; i++) {
        simulation->self[i] += chance_poisson(draw, minutes->mean[i]);
        simulation->moment[i] = simulation->self[i];
    }
    for (size_t c = 0; c < COLUMNS; c++)
        minutes->exposure[c] += SAMPLES_A_LOOK;
    simulation_fill(simulation, minutes->exposure);
}

/* As gate/pipeline_wait asks: the baseline's replicas on both sides. */
static bool has_enough(struct minutes *minutes)
{
    const struct simulation *seen = minutes->stage.simulation;
    struct simulation *expected = minutes->expected;
    struct error err = ERROR_INIT;
    for (size_t i = 0; i < seen->service->node_count * COLUMNS; i++) {
        size_t from = i % COLUMNS < REPLICAS ? i : i - REPLICAS;
        expected->self[i] = expected->moment[i] = seen->self[from];
    }
    simulation_fill(expected, minutes->exposure);
    if (unchanged_scale(expected->comparison, seen->comparison, &err) != 0) {
        fprintf(stderr, "%s\n", err.sentence);
        exit(2);
    }
    struct noise_settings noise = minutes->stage.noise;
    noise.pair_by = PAIR_NONE;
    struct answers *answers = gate_answer(expected->comparison, &minutes->stage.questions, &noise);
    double gain = answers_gain(answers, &minutes->stage.questions, 0);
    answers_free(answers);
    return gain <= GAIN_LEAST;
}

static void judge(size_t *red, size_t *pass, struct minutes *minutes)
{
    struct answers *answers =
        gate_answer(minutes->stage.simulation->comparison, &minutes->stage.questions, &minutes->stage.noise);
    *red += gate_red(answers);
    *pass += gate_pass(answers);
    answers_free(answers);
}

static void play(struct waited *out, struct minutes *minutes, struct draw *draw)
{
    bool judged = false;
    begin(minutes, draw);
    for (size_t look = 0; look < LOOKS; look++) {
        run_a_minute(minutes, draw);
        bool last = look + 1 == LOOKS;
        if (!judged && (last || has_enough(minutes))) {
            judge(&out->red_waited, &out->pass_waited, minutes);
            out->early += !last;
            judged = true;
        }
    }
    judge(&out->red_end, &out->pass_end, minutes);
    out->gates++;
}

static void play_all(struct waited *out, const struct bench *bench, const char *cell, const struct change *change,
                     size_t gates)
{
    struct noise_settings noise = noise_settings_default();
    struct scene scene = {.replicas = {REPLICAS, REPLICAS}, .change = *change};
    for (size_t s = 0; s < bench->service_count; s++) {
        const struct truth *service = bench->services[s];
        struct minutes minutes = {.expected = simulation_new(service, scene.replicas),
                                  .mean = memory_allocate_array(service->node_count * COLUMNS, sizeof(double))};
        stage_open(&minutes.stage, service, &scene, &gate_limits_builtin, &noise);
        for (size_t gate = s; gate < gates && minutes.mean != NULL; gate += bench->service_count) {
            struct draw draw = draw_seeded(cell, gate);
            play(out, &minutes, &draw);
        }
        stage_close(&minutes.stage);
        simulation_free(minutes.expected);
        memory_free(minutes.mean);
    }
}

static void note_pair(struct bench *bench, const char *cell, const char *what, const struct waited *waited,
                      size_t hits, size_t at_end, struct goal goal)
{
    char text[120];
    snprintf(text, sizeof text, "%s; judged before the end in %zu", cell, waited->early);
    world_note(bench, "WAIT", text, what, hits, waited->gates, goal, "");
    snprintf(text, sizeof text, "%s; at the end", cell);
    world_note(bench, "WAIT", text, what, at_end, waited->gates, goal_none(), "");
}

static void wait_cell(struct bench *bench, const char *cell, const struct change *change, struct goal red,
                      struct goal pass)
{
    struct waited waited = {0};
    play_all(&waited, bench, cell, change, world_gates(bench, 8, 400));
    note_pair(bench, cell, "red", &waited, waited.red_waited, waited.red_end, red);
    note_pair(bench, cell, "pass", &waited, waited.pass_waited, waited.pass_end, pass);
}

void world_wait(struct bench *bench)
{
    static const struct change none = {CHANGE_NONE, 0, 0}, limit = {CHANGE_AT_LIMIT, .05, .02},
                               large = {CHANGE_ADD, .05, .04};
    wait_cell(bench, "nothing changed", &none, goal_at_most(.01), goal_none());
    wait_cell(bench, "a 5% function exactly at its limit", &limit, goal_none(), goal_at_most(.05));
    wait_cell(bench, "a 5% function +4% of the total", &large, goal_none(), goal_at_most(.05));
}

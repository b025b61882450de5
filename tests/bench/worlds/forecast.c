#include "tests/bench/worlds/world.h"

#include <math.h>
#include <stdio.h>

/*
 * T6: what the gate forecasts comes true. A run that is inconclusive says how many times its samples would settle
 * it; then so many are drawn afresh.
 */

enum { FURTHER_MOST = 200 };

struct kept {
    size_t pass, pass_kept, fail, fail_kept;
};

/*
 * How many times the samples would prove a growth that is over its limit but not proven, as the report says it: of
 * the function that grew rather than of those that call it, else of the one furthest from settled. INFINITY: none.
 */
static double factor_to_fail(const struct answers *answers, size_t changed)
{
    double most = 0;
    for (size_t q = 0; q < answers->count; q++) {
        const struct answer *answer = &answers->items[q];
        if (!answer->at_limit || answer->rejected || isnan(answer->samples_factor))
            continue;
        if (q == changed)
            return answer->samples_factor;
        most = fmax(most, answer->samples_factor);
    }
    return most > 0 ? most : INFINITY;
}

static bool worth_trying(double factor)
{
    return factor > 1 && factor < FURTHER_MOST;
}

static void forecast_once(struct kept *kept, struct stage *stage, double samples, struct draw *draw)
{
    stage->scene.samples = samples;
    struct answers *now = stage_play(stage, draw);
    double to_pass = now->comparisons[0].samples_factor, to_fail = factor_to_fail(now, stage->self);
    bool open = !gate_red(now) && !gate_pass(now);
    answers_free(now);
    if (!open)
        return;
    if (worth_trying(to_pass)) {
        stage->scene.samples = samples * to_pass;
        struct answers *then = stage_play(stage, draw);
        kept->pass++;
        kept->pass_kept += gate_pass(then) && !gate_red(then);
        answers_free(then);
    } else if (worth_trying(to_fail)) {
        stage->scene.samples = samples * to_fail;
        struct answers *then = stage_play(stage, draw);
        kept->fail++;
        kept->fail_kept += gate_red(then);
        answers_free(then);
    }
}

static void forecast_cell(struct bench *bench, const char *words, const struct scene *from, double growth,
                          bool alone, const struct noise_settings *noise, const char *reference)
{
    struct scene scene = *from;
    scene.change = (struct change){alone ? CHANGE_ADD_ALONE : CHANGE_ADD, .03, growth};
    struct kept kept = {0};
    size_t runs = world_gates(bench, 25, 1000);
    char cell[120];
    snprintf(cell, sizeof cell, "%s, %.0f a replica: a 3%% function +%.2f%%%s", words, scene.samples, 100 * growth,
             alone ? ", callers little or large" : "");
    for (size_t s = 0; s < bench->service_count; s++) {
        struct stage stage;
        stage_open(&stage, bench->services[s], &scene, &gate_limits_builtin, noise);
        for (size_t i = s; i < runs; i += bench->service_count) {
            struct draw draw = draw_seeded(cell, i);
            forecast_once(&kept, &stage, from->samples, &draw);
        }
        stage_close(&stage);
    }
    if (kept.pass > 0)
        world_note(bench, "T6", cell, "PASS kept", kept.pass_kept, kept.pass,
                   growth < .02 ? goal_within(.70, .95) : goal_none(), reference);
    if (kept.fail > 0)
        world_note(bench, "T6", cell, "red kept", kept.fail_kept, kept.fail,
                   growth > .02 ? goal_at_least(.75) : goal_none(), growth > .02 && alone ? ".78-1.00" : "");
}

void world_forecast(struct bench *bench)
{
    struct noise_settings bare = gate_noise_bare(), builtin = noise_settings_default();
    struct scene poisson = {.replicas = {1, 1}, .samples = 3e3, .even = true};
    static const struct {
        double growth;
        const char *reference;
    } few[] = {{0, ".87"}, {.0125, ".84"}, {.015, ".73"}, {.025, ""}, {.03, ""}};
    for (size_t i = 0; i < sizeof few / sizeof *few; i++) {
        forecast_cell(bench, "Poisson, m=1", &poisson, few[i].growth, true, &bare, few[i].reference);
        if (few[i].growth > 0)
            forecast_cell(bench, "Poisson, m=1", &poisson, few[i].growth, false, &bare, "");
    }
    poisson.samples = 10e3;
    forecast_cell(bench, "Poisson, m=1", &poisson, 0, false, &bare, ".92");
    forecast_cell(bench, "Poisson, m=1", &poisson, .015, true, &bare, ".85");
    forecast_cell(bench, "Poisson, m=1", &poisson, .015, false, &bare, "");
    struct scene assumed = {.replicas = {1, 1}, .samples = 8e3, .host_cv = .03, .frame_cv = .02, .burst = .3};
    forecast_cell(bench, "m=1, host 3%, frame 2%, built-in", &assumed, 0, false, &builtin, "");
    struct scene measured = {.replicas = {4, 4}, .samples = 2e3, .host_cv = .03, .frame_cv = .02, .burst = .3};
    forecast_cell(bench, "m=4, host 3%, frame 2%", &measured, 0, false, &builtin, "");
    measured.samples = 4e3;
    forecast_cell(bench, "m=4, host 3%, frame 2%", &measured, 0, false, &builtin, "");
}

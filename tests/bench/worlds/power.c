#include "tests/bench/worlds/world.h"

#include "gate/base/memory.h"
#include "gate/statistics/count_test.h"
#include "gate/statistics/normal.h"
#include "gate/statistics/power.h"
#include "gate/statistics/variance.h"
#include "tests/bench/worlds/chance.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * T5: the power of the gate beside a test that knows every variance, at the samples and the growth that the gate
 * itself calls enough, and beside the exact threshold for the largest of all entries.
 */

static void *must(void *block)
{
    if (block == NULL) {
        fprintf(stderr, "no memory for a power study\n");
        exit(2);
    }
    return block;
}

static struct counts counts_of(const struct comparison *comparison, size_t entry)
{
    return (struct counts){comparison_side_sum(comparison, comparison->amount, entry, BASELINE),
                           comparison_side_sum(comparison, comparison->amount, entry, CANDIDATE),
                           comparison->sides[BASELINE].exposure, comparison->sides[CANDIDATE].exposure};
}

/* Running mean and variance of every entry's log ratio. */
struct moments {
    double count, *mean, *sum;
};

static void learn(struct moments *moments, const struct comparison *comparison)
{
    moments->count++;
    for (size_t v = 0; v < comparison->entry_count; v++) {
        struct counts c = counts_of(comparison, v);
        double x = log((c.c1 + 0.5) / c.r1) - log((c.c0 + 0.5) / c.r0), away = x - moments->mean[v];
        moments->mean[v] += away / moments->count;
        moments->sum[v] += away * (x - moments->mean[v]);
    }
}

/* Whether any entry but the total is red for one who knows its variance, at the gate's own level a test. */
static bool oracle_red(const struct moments *moments, const struct comparison *comparison, double level)
{
    for (size_t v = 1; v < comparison->entry_count; v++) {
        struct counts c = counts_of(comparison, v);
        double variance = moments->sum[v] / (moments->count - 1);
        if (!(variance > 0) || c.c1 * c.r0 <= c.c0 * c.r1)
            continue;
        double f = variance_fraction(c.c0, c.c1, variance);
        struct counts effective = {f * c.c0, f * c.c1, f * c.r0, f * c.r1};
        if (count_test_p_above(count_test_ratio_z(effective, 1), INFINITY) <= level)
            return true;
    }
    return false;
}

static bool any_frame_red(const struct answers *answers)
{
    for (size_t q = 1; q < answers->count; q++)
        if (answers->items[q].rejected)
            return true;
    return false;
}

/* One growth, for the gate and for the oracle. */
static void beside_oracle(struct bench *bench, struct stage *stage, const struct moments *moments, size_t m,
                          double amount, const char *reference)
{
    struct change change = {CHANGE_ADD, .02, amount};
    size_t gates = world_gates(bench, 25, 2000), ours = 0, theirs = 0;
    stage_change(stage, &change);
    for (size_t i = 0; i < gates; i++) {
        struct draw draw = draw_seeded("oracle", m * 100000 + i);
        struct answers *answers = stage_play(stage, &draw);
        ours += any_frame_red(answers);
        theirs += oracle_red(moments, stage->simulation->comparison, answers->wildcard_level);
        answers_free(answers);
    }
    char cell[120];
    snprintf(cell, sizeof cell, "m=%zu x 10k, limit 0: a 2%% function +%.0f%%; an oracle at the same K: %.3f", m,
             amount / .02 * 100, (double)theirs / (double)gates);
    world_note(bench, "T5", cell, "red", ours, gates, goal_at_least(0.95 * (double)theirs / (double)gates),
               reference);
}

/* The oracle learns the variances from unchanged builds: too few of them, and it is red by chance. */
static void learn_all(struct moments *moments, struct stage *stage, size_t m, size_t runs)
{
    struct change none = {CHANGE_NONE, 0, 0};
    stage_change(stage, &none);
    for (size_t i = 0; i < runs; i++) {
        struct draw draw = draw_seeded("oracle learns", m * 100000 + i);
        simulation_draw(stage->simulation, &stage->scene, stage->candidate, &draw);
        learn(moments, stage->simulation->comparison);
    }
}

static void beside_oracles(struct bench *bench, size_t m, const double *amounts, const char *const *references,
                           size_t count)
{
    struct scene scene = {.replicas = {m, m}, .samples = 10e3, .host_cv = .03, .frame_cv = .02, .burst = .3};
    struct noise_settings noise = noise_settings_default();
    struct stage stage;
    stage_open(&stage, bench->services[0], &scene, &gate_limits_none, &noise);
    size_t entries = stage.simulation->comparison->entry_count;
    struct moments moments = {0, must(memory_allocate_array(entries, sizeof(double))),
                              must(memory_allocate_array(entries, sizeof(double)))};
    learn_all(&moments, &stage, m, bench->full ? 2000 : 800);
    for (size_t i = 0; i < count; i++)
        beside_oracle(bench, &stage, &moments, m, amounts[i], references[i]);
    memory_free(moments.mean);
    memory_free(moments.sum);
    stage_close(&stage);
}

static int compare_doubles(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

enum { LOOKS = 11 };

/* Medians over some unchanged builds of what the gate says of an entry it could have seen, and of its level. */
static void look(double *visible, double *level, struct stage *stage)
{
    double seen[LOOKS], levels[LOOKS];
    for (size_t i = 0; i < LOOKS; i++) {
        struct draw draw = draw_seeded("visible", i);
        struct answers *answers = stage_play(stage, &draw);
        seen[i] = answers->items[stage->self].visible;
        levels[i] = answers->wildcard_level;
        answers_free(answers);
    }
    qsort(seen, LOOKS, sizeof *seen, compare_doubles);
    qsort(levels, LOOKS, sizeof *levels, compare_doubles);
    *visible = seen[LOOKS / 2];
    *level = levels[LOOKS / 2];
}

static size_t count_caught(struct stage *stage, const char *text, size_t gates)
{
    size_t caught = 0;
    for (size_t i = 0; i < gates; i++) {
        struct draw draw = draw_seeded(text, i);
        struct answers *answers = stage_play(stage, &draw);
        caught += answers->items[stage->self].rejected;
        answers_free(answers);
    }
    return caught;
}

/* A change that amounts to nothing, but names the function. */
static struct change nothing_at(double share)
{
    return (struct change){CHANGE_ADD, share, 0};
}

static void at_visible(struct bench *bench, const struct scene *from, double share, const char *words,
                       const struct noise_settings *noise, const char *reference)
{
    struct scene scene = *from;
    scene.change = nothing_at(share);
    struct stage stage;
    double visible, level;
    stage_open(&stage, bench->services[0], &scene, &gate_limits_builtin, noise);
    look(&visible, &level, &stage);
    struct change change = {CHANGE_ADD, share, visible};
    stage_change(&stage, &change);
    char cell[120];
    snprintf(cell, sizeof cell, "%s: a %.1f%% function + its smallest visible growth, %.2f%%", words,
             100 * stage.simulation->service->self[stage.function], 100 * visible);
    size_t gates = world_gates(bench, 20, 2000);
    world_note(bench, "T5", cell, "caught", count_caught(&stage, cell, gates), gates, goal_within(.75, .90),
               reference);
    stage_close(&stage);
}

/* As many samples as the formula asks for; K depends on them, so it is asked a few times. */
static void at_samples_to_fail(struct bench *bench, double share, double growth, const char *reference)
{
    struct noise_settings noise = gate_noise_bare();
    struct scene scene = {.replicas = {1, 1}, .samples = 10e3, .even = true, .change = nothing_at(share)};
    struct stage stage;
    stage_open(&stage, bench->services[0], &scene, &gate_limits_builtin, &noise);
    double visible, level, p = stage.simulation->service->self[stage.function];
    for (int i = 0; i < 3; i++) {
        look(&visible, &level, &stage);
        stage.scene.samples = power_samples_to_fail(p, growth, .01, .02, 1, normal_quantile(level));
    }
    struct change change = {CHANGE_ADD, share, growth};
    stage_change(&stage, &change);
    char cell[120];
    snprintf(cell, sizeof cell, "Poisson, m=1: a %.1f%% function +%.2f%% of the total, at N_fail = %.0f", 100 * p,
             100 * growth, stage.scene.samples);
    size_t gates = world_gates(bench, 20, 2000);
    world_note(bench, "T5", cell, "caught", count_caught(&stage, cell, gates), gates, goal_within(.75, .90),
               reference);
    stage_close(&stage);
}

/* Largest statistics of the thinnings of one run. */
struct largest {
    double *mid_p, *deviance; /* [thinning] */
    size_t count;
};

static double signed_deviance(struct counts dealt)
{
    double half = 0.5 * (dealt.c0 + dealt.c1), sum = 0;
    sum += dealt.c0 > 0 ? dealt.c0 * log(dealt.c0 / half) : 0;
    sum += dealt.c1 > 0 ? dealt.c1 * log(dealt.c1 / half) : 0;
    return sqrt(fmax(2 * sum, 0));
}

/* All samples of one run are dealt out to the sides anew: side [node], count [entry]. */
static void thin(double *side, double *total, double *count, const struct simulation *simulation, struct draw *draw)
{
    const struct comparison *comparison = simulation->comparison;
    size_t nodes = simulation->service->node_count;
    for (size_t n = 0; n < nodes; n++)
        side[n] = total[n] = chance_half(draw, simulation->self[2 * n] + simulation->self[2 * n + 1]);
    calltree_sum_up(comparison->tree, total, 1);
    memset(count, 0, comparison->entry_count * sizeof *count);
    for (size_t n = 1; n < nodes; n++) {
        if (comparison->tree->outermost[n])
            count[comparison->node_entry_total[n]] += total[n];
        if (comparison->node_entry_self[n] != UINT32_MAX)
            count[comparison->node_entry_self[n]] += side[n];
    }
}

static void find_largest(struct largest *out, const struct simulation *simulation, struct draw *draw)
{
    const struct comparison *comparison = simulation->comparison;
    size_t nodes = simulation->service->node_count, entries = comparison->entry_count;
    double *block = must(memory_allocate_array(2 * nodes + entries, sizeof *block)), *count = block + 2 * nodes;
    for (size_t t = 0; t < out->count; t++) {
        thin(block, block + nodes, count, simulation, draw);
        for (size_t v = 1; v < entries; v++) {
            double pooled = comparison->amount[2 * v] + comparison->amount[2 * v + 1];
            struct counts dealt = {pooled - count[v], count[v], 1, 1};
            /* Both statistics are near (c1 - c0)/sqrt(pooled): far below the largest none needs to be known. */
            if (pooled < 10 || dealt.c1 - dealt.c0 <= 0.7 * out->mid_p[t] * sqrt(pooled))
                continue;
            out->mid_p[t] = fmax(out->mid_p[t], count_test_ratio_z(dealt, 1));
            out->deviance[t] = fmax(out->deviance[t], signed_deviance(dealt));
        }
    }
    memory_free(block);
}

static double upper_quantile(double *values, size_t count, double level)
{
    qsort(values, count, sizeof *values, compare_doubles);
    double at = (1 - level) * (double)count - 0.5, part = at - floor(at);
    return values[(size_t)at] * (1 - part) + values[(size_t)at + 1] * part;
}

static void print_largest(const char *statistic, double ours, double theirs, const char *reference)
{
    double more = ours * ours / (theirs * theirs) - 1;
    printf("T5   m=1, 10k, limit 0, 1500 functions: critical z %.3f by K, %.3f by the largest of all entries (%s): "
           "%.1f %% more "
           "samples (goal <= 3 %%%s)%s\n",
           ours, theirs, statistic, 100 * more, reference, more <= 0.03 ? "" : " MISSED");
}

static void beside_largest(struct bench *bench)
{
    struct noise_settings noise = gate_noise_bare();
    struct scene scene = {.replicas = {1, 1}, .samples = 10e3, .even = true};
    static const struct truth_shape shape = {.nodes = 4000, .functions = 1500, .sigma = 2.3};
    struct truth *service = must(truth_new(&shape, 11));
    struct stage stage;
    stage_open(&stage, service, &scene, &gate_limits_none, &noise);
    size_t runs = world_gates(bench, 2, 30), thinnings = bench->full ? 2000 : 500;
    double ours = 0, mid_p = 0, deviance = 0, level = noise.false_fail * (1 - noise.named_slice);
    for (size_t i = 0; i < runs; i++) {
        struct draw draw = draw_seeded("largest", i);
        struct answers *answers = stage_play(&stage, &draw);
        double *block = must(memory_allocate_array(2 * thinnings, sizeof *block));
        struct largest largest = {block, block + thinnings, thinnings};
        find_largest(&largest, stage.simulation, &draw);
        ours += normal_quantile(answers->wildcard_level) / (double)runs;
        mid_p += upper_quantile(largest.mid_p, thinnings, level) / (double)runs;
        deviance += upper_quantile(largest.deviance, thinnings, level) / (double)runs;
        memory_free(block);
        answers_free(answers);
    }
    print_largest("mid-p, as tested", ours, mid_p, "");
    print_largest("deviance", ours, deviance, "; reference 1.6 %");
    stage_close(&stage);
    truth_free(service);
}

void world_power(struct bench *bench)
{
    static const double four_amounts[] = {.004, .006, .01}, eight_amounts[] = {.004, .006};
    static const char *const of_four[] = {".20/.20", ".75/.74", "1.00/1.00"}, *const of_eight[] = {".73/.71",
                                                                                                   "1.00/1.00"};
    beside_oracles(bench, 4, four_amounts, of_four, 3);
    beside_oracles(bench, 8, eight_amounts, of_eight, 2);
    at_samples_to_fail(bench, .03, .0225, ".82");
    at_samples_to_fail(bench, .03, .03, ".81");
    at_samples_to_fail(bench, .03, .04, ".82");
    at_samples_to_fail(bench, .05, .025, ".79");
    at_samples_to_fail(bench, .008, .03, ".84");
    struct noise_settings bare = gate_noise_bare(), builtin = noise_settings_default();
    struct scene one = {.replicas = {1, 1}, .samples = 5e3, .even = true};
    at_visible(bench, &one, .03, "Poisson, m=1, 5k", &bare, ".81");
    one.samples = 10e3;
    at_visible(bench, &one, .03, "Poisson, m=1, 10k", &bare, ".81");
    at_visible(bench, &one, .05, "Poisson, m=1, 10k", &bare, ".82");
    at_visible(bench, &one, .008, "Poisson, m=1, 10k", &bare, ".80");
    one.samples = 40e3;
    at_visible(bench, &one, .05, "Poisson, m=1, 40k", &bare, ".78");
    struct scene four = {.replicas = {4, 4}, .samples = 10e3, .host_cv = .03, .frame_cv = .02, .burst = .3};
    at_visible(bench, &four, .03, "m=4 x 10k, host 3%, frame 2%", &builtin, "");
    four.samples = 2.5e3;
    at_visible(bench, &four, .03, "m=4 x 2.5k, host 3%, frame 2%", &builtin, "");
    struct scene level = {.replicas = {1, 1}, .samples = 40e3, .host_cv = .05, .frame_cv = .02, .burst = .3};
    at_visible(bench, &level, .03, "m=1, 40k, host 5%, frame 2%", &builtin, "");
    beside_largest(bench);
}

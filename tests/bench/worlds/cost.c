#include "tests/bench/worlds/world.h"

#include "gate/base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/*
 * COST: what a verdict costs, CPU time of all that happens between questions and answers, for 3,000 functions and
 * 32 replicas. Times are figures: they fail nothing. That nothing is allocated in the inner loops does: as many
 * blocks for ten times the functions.
 */

enum { RUNS = 21, REPLICAS = 16 };
static const double GOAL_MS = 50;
static const double NEVER = 1e-9; /* no bound of a rate without hits is quite 0 */

static double milliseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static int compare_doubles(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

struct cost {
    size_t entries, nodes, allocations;
    double least, median; /* ms */
};

static void once(struct cost *cost, double *spent, const struct stage *stage)
{
    size_t before = memory_usage().allocations;
    double start = milliseconds();
    struct answers *answers = gate_answer(stage->simulation->comparison, &stage->questions, &stage->noise);
    *spent = milliseconds() - start;
    cost->allocations = memory_usage().allocations - before;
    answers_free(answers);
}

static struct cost measure(size_t functions, const struct change *change)
{
    struct truth_shape shape = {.nodes = 4 * functions, .functions = functions, .sigma = 2.3};
    struct truth *service = truth_new(&shape, 3);
    struct scene scene = {.replicas = {REPLICAS, REPLICAS},
                          .samples = 5e3,
                          .host_cv = .03,
                          .frame_cv = .02,
                          .burst = .3,
                          .change = *change};
    struct noise_settings noise = noise_settings_default();
    struct stage stage;
    if (service == NULL) {
        fprintf(stderr, "no memory for a service\n");
        exit(2);
    }
    stage_open(&stage, service, &scene, &gate_limits_builtin, &noise);
    struct draw draw = draw_seeded("cost", functions);
    simulation_draw(stage.simulation, &stage.scene, stage.candidate, &draw);
    struct cost cost = {.entries = stage.simulation->comparison->entry_count, .nodes = service->node_count};
    double spent[RUNS];
    for (size_t i = 0; i < RUNS; i++)
        once(&cost, &spent[i], &stage);
    qsort(spent, RUNS, sizeof *spent, compare_doubles);
    cost.least = spent[0];
    cost.median = spent[RUNS / 2];
    stage_close(&stage);
    truth_free(service);
    return cost;
}

static void cell(struct bench *bench, const char *words, const struct change *change)
{
    struct cost few = measure(300, change), many = measure(3000, change);
    char text[120];
    printf(
        "COST 3,000 functions (%zu entries, %zu nodes) x %d replicas, %s: %.1f ms, at best %.1f (goal < %.0f)%s\n",
        many.entries, many.nodes, 2 * REPLICAS, words, many.median, many.least, GOAL_MS,
        many.median < GOAL_MS ? "" : " MISSED");
    snprintf(text, sizeof text, "%s: %.0f ms at best; %zu blocks for 300 functions, %zu for 3,000", words,
             many.least, few.allocations, many.allocations);
    world_note_null(bench, "COST", text, "allocates", many.allocations > few.allocations + RUNS, 1, NEVER, "");
}

void world_cost(struct bench *bench)
{
    struct change none = {CHANGE_NONE, 0, 0}, grown = {CHANGE_ADD, .03, .04}, many = {CHANGE_PART, .3, 3};
    cell(bench, "nothing changed", &none);
    cell(bench, "a 3% function +4% of the total", &grown);
    cell(bench, "functions of 30% of the cost x3", &many);
}

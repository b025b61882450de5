#include "tests/bench/worlds/world.h"

#include "gate/base/memory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

size_t world_gates(const struct bench *bench, size_t quick, size_t full)
{
    double gates = (double)(bench->full ? full : quick) * bench->scale;
    return (size_t)fmax(gates, 1);
}

static void note(struct bench *bench, const char *world, const char *cell, const char *what, size_t hits,
                 size_t gates, struct goal goal, const char *reference, bool pooled)
{
    struct rate rate = {.world = world,
                        .what = what,
                        .gates = gates,
                        .hits = hits,
                        .goal = goal,
                        .reference = reference,
                        .pooled = pooled};
    snprintf(rate.cell, sizeof rate.cell, "%s", cell);
    table_add(&bench->table, &rate);
}

void world_note(struct bench *bench, const char *world, const char *cell, const char *what, size_t hits,
                size_t gates, struct goal goal, const char *reference)
{
    note(bench, world, cell, what, hits, gates, goal, reference, false);
}

void world_note_null(struct bench *bench, const char *world, const char *cell, const char *what, size_t hits,
                     size_t gates, double at_most, const char *reference)
{
    note(bench, world, cell, what, hits, gates, goal_at_most(at_most), reference, true);
}

struct goal goal_none(void)
{
    return (struct goal){GOAL_NONE, 0, 1};
}

struct goal goal_at_most(double high)
{
    return (struct goal){GOAL_AT_MOST, 0, high};
}

struct goal goal_at_least(double low)
{
    return (struct goal){GOAL_AT_LEAST, low, 1};
}

struct goal goal_within(double low, double high)
{
    return (struct goal){GOAL_WITHIN, low, high};
}

void stage_open(struct stage *stage, const struct truth *service, const struct scene *scene,
                const struct gate_limits *limits, const struct noise_settings *noise)
{
    *stage = (struct stage){.scene = *scene,
                            .simulation = simulation_new(service, scene->replicas),
                            .noise = *noise,
                            .candidate = memory_allocate_array(service->node_count, sizeof(double))};
    if (stage->candidate == NULL) {
        fprintf(stderr, "no memory for a world\n");
        exit(2);
    }
    gate_ask(&stage->questions, stage->simulation->comparison, limits);
    stage_change(stage, &scene->change);
}

void stage_close(struct stage *stage)
{
    simulation_free(stage->simulation);
    questions_clear(&stage->questions);
    memory_free(stage->candidate);
}

void stage_change(struct stage *stage, const struct change *change)
{
    stage->function = truth_change(stage->candidate, stage->simulation->service, change);
    stage->self = simulation_entry(stage->simulation, stage->function, ENTRY_SELF);
}

struct answers *stage_play(struct stage *stage, struct draw *draw)
{
    simulation_draw(stage->simulation, &stage->scene, stage->candidate, draw);
    return gate_answer(stage->simulation->comparison, &stage->questions, &stage->noise);
}

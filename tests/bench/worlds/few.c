#include "tests/bench/worlds/world.h"

#include "gate/base/memory.h"
#include "tests/bench/worlds/chance.h"

#include <stdio.h>
#include <stdlib.h>

/*
 * T9 with few events: one function grew by exactly its limit, of which D samples were to be expected, over a
 * baseline of mu. How often is it cleared? The rest of the service is so large that its own limit is known.
 */

static const double SHARE_OF_LIMIT = 0.02;

/* Two functions below the root: the one in question, and all the rest. */
static struct truth *two_functions(void)
{
    struct truth *service = memory_allocate_array(1, sizeof *service);
    if (service == NULL)
        exit(2);
    *service = (struct truth){.node_count = 3,
                              .parent = memory_allocate_array(3, sizeof(uint32_t)),
                              .function = memory_allocate_array(3, sizeof(uint32_t)),
                              .weight = memory_allocate_array(3, sizeof(double)),
                              .function_count = 2,
                              .self = memory_allocate_array(2, sizeof(double))};
    if (service->parent == NULL || service->function == NULL || service->weight == NULL || service->self == NULL)
        exit(2);
    service->function[2] = 1;
    service->weight[1] = service->weight[2] = service->self[0] = service->self[1] = 0.5;
    return service;
}

static void few_cell(struct bench *bench, struct stage *stage, double mean, double growth, double traffic,
                     const char *reference)
{
    size_t gates = world_gates(bench, 400, 40000), cleared = 0;
    struct simulation *simulation = stage->simulation;
    double total = growth / traffic / SHARE_OF_LIMIT, exposure[SIDES] = {1e6, 1e6 * traffic};
    char cell[120];
    snprintf(cell, sizeof cell, "mu = %g, D = %g expected, candidate of %g%%", mean, growth, 100 * traffic);
    for (size_t i = 0; i < gates; i++) {
        struct draw draw = draw_seeded(cell, i);
        double rest = total - mean > 0 ? total - mean : 0;
        double counts[] = {0,
                           0,
                           chance_poisson(&draw, mean),
                           chance_poisson(&draw, traffic * mean + growth),
                           rest,
                           traffic * rest};
        for (size_t k = 0; k < sizeof counts / sizeof *counts; k++)
            simulation->self[k] = simulation->moment[k] = counts[k];
        simulation_fill(simulation, exposure);
        struct answers *answers = gate_answer(simulation->comparison, &stage->questions, &stage->noise);
        cleared += answers->items[stage->self].cleared;
        answers_free(answers);
    }
    world_note_null(bench, "T9f", cell, "cleared", cleared, gates, 0.075, reference);
}

void world_few(struct bench *bench)
{
    static const struct {
        double mean, growth, traffic;
        const char *reference;
    } cells[] = {{0.5, 2, 1, "0"},    {0, 3.1, 1, ".045"},    {0.5, 3.1, 1, ".069"}, {2, 3.1, 1, ".067"},
                 {2, 5, 1, ".051"},   {0, 10, 1, ".067"},     {5, 10, 1, ".053"},    {20, 10, 1, ".052"},
                 {20, 30, 1, ".051"}, {0.5, 3.1, .1, ".043"}, {5, 3.1, .1, ".065"},  {5, 5, .1, ".072"},
                 {20, 5, .1, ".062"}};
    struct noise_settings noise = gate_noise_bare();
    struct scene scene = {.replicas = {1, 1}};
    struct truth *service = two_functions();
    struct stage stage;
    stage_open(&stage, service, &scene, &gate_limits_builtin, &noise);
    stage.self = simulation_entry(stage.simulation, 0, ENTRY_SELF);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        few_cell(bench, &stage, cells[i].mean, cells[i].growth, cells[i].traffic, cells[i].reference);
    stage_close(&stage);
    truth_free(service);
}

#include "tests/bench/worlds/world.h"

#include "gate/base/memory.h"
#include "gate/model/event_models.h"
#include "tests/bench/worlds/chance.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * T10: the total of an unchanged heap or mutex profile at limit 0, one-sided level 1e-3. Its size tells whether
 * effective events make such a profile behave like a count.
 */

enum { CLASSES = 4 };
static const double LEVEL = 1e-3;
static const double HEAP_RATE = 512 * 1024;

/* One function below the root for each size class. */
static struct truth *flat_service(void)
{
    struct truth *service = memory_allocate_array(1, sizeof *service);
    if (service == NULL)
        exit(2);
    *service = (struct truth){.node_count = CLASSES + 1,
                              .parent = memory_allocate_array(CLASSES + 1, sizeof(uint32_t)),
                              .function = memory_allocate_array(CLASSES + 1, sizeof(uint32_t)),
                              .weight = memory_allocate_array(CLASSES + 1, sizeof(double)),
                              .function_count = CLASSES,
                              .self = memory_allocate_array(CLASSES, sizeof(double))};
    if (service->parent == NULL || service->function == NULL || service->weight == NULL || service->self == NULL)
        exit(2);
    for (uint32_t i = 0; i < CLASSES; i++) {
        service->function[i + 1] = i;
        service->weight[i + 1] = service->self[i] = 1.0 / CLASSES;
    }
    return service;
}

/* Fills one node's column from the events of a class. */
typedef void draw_class(struct event_sums *out, size_t class, double scale, struct draw *draw);

/* Allocations of one size: sampled by bytes, written as an estimate of all. */
static void draw_heap(struct event_sums *out, size_t class, double scale, struct draw *draw, bool bytes)
{
    static const struct {
        double size, objects;
    } classes[CLASSES] = {{32, 2e6}, {512, 4e5}, {16384, 6000}, {1 << 20, 40}};
    double chance = -expm1(-classes[class].size / HEAP_RATE);
    double objects = chance_poisson(draw, classes[class].objects * scale * chance) / chance;
    double size = objects * classes[class].size;
    struct event_sample sample = {.value = bytes ? size : objects, .objects = objects, .bytes = size};
    *out = event_models_apply(EVENT_MODEL_HEAP, HEAP_RATE, &sample);
}

static void draw_bytes(struct event_sums *out, size_t class, double scale, struct draw *draw)
{
    draw_heap(out, class, scale, draw, true);
}

static void draw_objects(struct event_sums *out, size_t class, double scale, struct draw *draw)
{
    draw_heap(out, class, scale, draw, false);
}

enum { LOCK_RATE = 5 };
static const double LOCKED = 500; /* contentions a class */
static const double DELAY_CV = 3; /* of one delay, lognormal */

/* Each kept with a chance of 1 in 5 and scaled by 5. */
static void draw_contentions(struct event_sums *out, size_t class, double scale, struct draw *draw)
{
    (void)class;
    double count = LOCK_RATE * chance_poisson(draw, LOCKED * scale / LOCK_RATE);
    struct event_sample sample = {.value = count, .count = count};
    *out = event_models_apply(EVENT_MODEL_MUTEX, LOCK_RATE, &sample);
}

/* Their delays, when the spread of one is known. */
static void draw_delays(struct event_sums *out, size_t class, double scale, struct draw *draw)
{
    (void)class;
    double events = chance_poisson(draw, LOCKED * scale / LOCK_RATE), delay = 0;
    double variance = log(1 + DELAY_CV * DELAY_CV);
    for (double k = 0; k < events; k++)
        delay += exp(sqrt(variance) * chance_normal(draw) - variance / 2);
    struct event_sample sample = {.value = LOCK_RATE * delay, .count = LOCK_RATE * events};
    *out = event_models_apply(EVENT_MODEL_MUTEX, LOCK_RATE, &sample);
    out->moment *= 1 + DELAY_CV * DELAY_CV;
}

static void events_cell(struct bench *bench, struct stage *stage, const char *words, draw_class *draw_one,
                        double scale, bool pooled, const char *reference)
{
    size_t gates = world_gates(bench, 3000, 100000), red = 0;
    struct simulation *simulation = stage->simulation;
    static const double exposure[SIDES] = {1e9, 1e9};
    char cell[120];
    snprintf(cell, sizeof cell, "%s, scale %g: total of an unchanged build at 1e-3", words, scale);
    for (size_t i = 0; i < gates; i++) {
        struct draw draw = draw_seeded(cell, i);
        for (size_t class = 0; class < CLASSES; class ++) {
            for (size_t side = 0; side < SIDES; side++) {
                struct event_sums sums;
                draw_one(&sums, class, scale, &draw);
                simulation->self[(class + 1) * SIDES + side] = sums.amount;
                simulation->moment[(class + 1) * SIDES + side] = sums.moment;
            }
        }
        simulation_fill(simulation, exposure);
        struct answers *answers = gate_answer(simulation->comparison, &stage->questions, &stage->noise);
        red += answers->items[0].p_low <= LEVEL;
        answers_free(answers);
    }
    if (pooled)
        world_note_null(bench, "T10", cell, "p <= 1e-3", red, gates, 1.1 * LEVEL, reference);
    else
        world_note(bench, "T10", cell, "p <= 1e-3", red, gates, goal_at_most(1.1 * LEVEL), reference);
}

void world_events(struct bench *bench)
{
    static const double scales[] = {0.03, 0.1, 1};
    static const char *const of_bytes[] = {"0.97x", "0.93x", "1.00x"}, *const of_objects[] = {"0.25x", "0.93x",
                                                                                              "0.95x"};
    struct noise_settings noise = gate_noise_bare();
    struct scene scene = {.replicas = {1, 1}};
    struct truth *service = flat_service();
    struct stage stage;
    noise.host_cv = 1e-5;
    stage_open(&stage, service, &scene, &gate_limits_none, &noise);
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++)
        events_cell(bench, &stage, "heap bytes", draw_bytes, scales[i], true, of_bytes[i]);
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++)
        events_cell(bench, &stage, "heap objects", draw_objects, scales[i], true, of_objects[i]);
    events_cell(bench, &stage, "mutex contentions, rate 5", draw_contentions, 1, true, "0.67x");
    /* A known gap of the method: it fails nothing. */
    events_cell(bench, &stage, "mutex delay, rate 5, its CV of 3 known", draw_delays, 1, false, "2.5x");
    stage_close(&stage);
    truth_free(service);
}

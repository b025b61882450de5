#ifndef FLAMEGATE_TESTS_BENCH_WORLDS_WORLD_H
#define FLAMEGATE_TESTS_BENCH_WORLDS_WORLD_H

#include "gate/model/noise_settings.h"
#include "tests/bench/draw.h"
#include "tests/bench/worlds/gate.h"
#include "tests/bench/worlds/simulation.h"
#include "tests/bench/worlds/table.h"
#include "tests/bench/worlds/truth.h"

/*
 * The worlds in which the gate must keep its promises: simulated ones where the truth is known, and one recorded
 * service. The ids T1 to T11, the goals and the reference's figures are those of the method's calibration targets.
 */

enum { SERVICES = 4 };

/* One run of the program. */
struct bench {
    struct truth *services[SERVICES]; /* of the usual shape: 2000 nodes, 800 functions */
    size_t service_count;             /* that are used: a draw takes them in turn */
    bool full;
    double scale;       /* of all numbers of gates */
    const char *shared; /* folder of the recorded data */
    struct table table;
};

/* quick or full, scaled; at least 1. */
size_t world_gates(const struct bench *bench, size_t quick, size_t full);

/* A rate into the table. reference: its figure for the same cell. */
void world_note(struct bench *bench, const char *world, const char *cell, const char *what, size_t hits,
                size_t gates, struct goal goal, const char *reference);

/* A null rate: its world fails if the lower bound of all of them together is above at_most. */
void world_note_null(struct bench *bench, const char *world, const char *cell, const char *what, size_t hits,
                     size_t gates, double at_most, const char *reference);

struct goal goal_none(void);
struct goal goal_at_most(double high);
struct goal goal_at_least(double low);
struct goal goal_within(double low, double high);

/* One drawing of a scene again and again, on one service. */
struct stage {
    struct scene scene;
    struct simulation *simulation;
    struct questions questions;
    struct noise_settings noise;
    double *candidate; /* [node] weights */
    uint32_t function; /* that was changed; UINT32_MAX if there is no one */
    uint32_t self;     /* its self entry */
};

void stage_open(struct stage *stage, const struct truth *service, const struct scene *scene,
                const struct gate_limits *limits, const struct noise_settings *noise);
void stage_close(struct stage *stage);

/* Another change, on the same service. */
void stage_change(struct stage *stage, const struct change *change);

/* Draws and answers; the caller's to free. */
struct answers *stage_play(struct stage *stage, struct draw *draw);

/* T1 to T4, T9 and T11: one gate after the other, counted. world: "T1" ... */
void world_gate_cells(struct bench *bench, const char *world);
/* T4m: other shares of the requests; SH: costs as shares. Through gate/compare, from profiles. */
void world_mix(struct bench *bench, const char *world);
void world_power(struct bench *bench);    /* T5 */
void world_forecast(struct bench *bench); /* T6 */
void world_recorded(struct bench *bench); /* T7 */
void world_looking(struct bench *bench);  /* T8 */
void world_few(struct bench *bench);      /* T9 with few events */
void world_events(struct bench *bench);   /* T10 */
void world_wait(struct bench *bench);     /* WAIT: judged as soon as there are enough samples */
void world_cost(struct bench *bench);     /* COST: milliseconds of a verdict */
void world_split(struct bench *bench);    /* SP: coverage of "more of them" and "dearer each time" */

#endif

#ifndef FLAMEGATE_TESTS_BENCH_WORLDS_SIMULATION_H
#define FLAMEGATE_TESTS_BENCH_WORLDS_SIMULATION_H

#include "gate/model/comparison.h"
#include "tests/bench/draw.h"
#include "tests/bench/worlds/truth.h"

#include <stdbool.h>

/*
 * A comparison of two versions of a synthetic service whose columns are drawn again and again: the same value that
 * gate/compare makes of profiles, without their names and bytes. Whatever cannot be made ends the program.
 */
struct simulation {
    const struct truth *service;
    struct comparison *comparison;
    size_t columns;
    double *self, *moment;        /* [node][column] amounts and second moments of the very stacks */
    double *total, *total_moment; /* scratch */
};

/* What is drawn. */
struct scene {
    size_t replicas[SIDES];
    double samples;  /* of a baseline replica, on average */
    double host_cv;  /* between replicas, all frames together */
    double frame_cv; /* between replicas, each function by itself */
    double burst;    /* samples a request; they come in bursts of exponential size. 0: each by itself */
    double traffic;  /* candidate's requests over the baseline's; 0: 1 */
    double slow;     /* cost of the last candidate replica; 0: 1 */
    bool even;       /* all replicas serve the same number of requests; else with a CV of 15 % */
    struct change change;
};

/* service stays the caller's, and must live as long. */
struct simulation *simulation_new(const struct truth *service, const size_t replicas[SIDES]);
void simulation_free(struct simulation *simulation);

/* Draws all columns anew. candidate: weights of the candidate's nodes. */
void simulation_draw(struct simulation *simulation, const struct scene *scene, const double *candidate,
                     struct draw *draw);

/* The same from columns filled by the caller (self and moment), with these exposures [column]. */
void simulation_fill(struct simulation *simulation, const double *exposure);

/* The entry of a function's self or total cost; entry_count if there is none. */
uint32_t simulation_entry(const struct simulation *simulation, uint32_t function, enum entry_value value);

#endif

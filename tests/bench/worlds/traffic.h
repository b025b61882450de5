#ifndef FLAMEGATE_TESTS_BENCH_WORLDS_TRAFFIC_H
#define FLAMEGATE_TESTS_BENCH_WORLDS_TRAFFIC_H

#include "gate/model/comparison.h"
#include "gate/model/replica.h"
#include "tests/bench/draw.h"
#include "tests/bench/worlds/truth.h"

#include <stdbool.h>

/*
 * A synthetic service with five endpoints of different cost, as profiles and request counts: the input of
 * gate/compare, so that what it does to a traffic mix is measured with it. Endpoints, their shares and costs are
 * those of the reference's sim_l_mix.py. Whatever cannot be made ends the program.
 */

enum { ENDPOINTS = 5 };

struct traffic_scene {
    size_t replicas; /* a side */
    double samples;  /* of a replica, on average */
    double host_cv, frame_cv;
    double shift[ENDPOINTS]; /* shares of the candidate's requests over the baseline's, but for their sum */
    double unlabelled;       /* part of the samples that lost their endpoint */
    bool counted;            /* requests are known, by endpoint too */
    bool by_endpoint;        /* false: only in all */
    struct change change;
};

struct traffic;

/* service stays the caller's, and must live as long. */
struct traffic *traffic_new(const struct truth *service, uint64_t seed);
void traffic_free(struct traffic *traffic);

/* Draws both sides and compares them; the caller's to free. function: what was changed, UINT32_MAX if no one was.
 */
struct comparison *traffic_play(uint32_t *function, struct traffic *traffic, const struct traffic_scene *scene,
                                struct draw *draw);

#endif

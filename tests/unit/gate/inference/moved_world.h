#ifndef FLAMEGATE_TESTS_UNIT_GATE_INFERENCE_MOVED_WORLD_H
#define FLAMEGATE_TESTS_UNIT_GATE_INFERENCE_MOVED_WORLD_H

#include "gate/model/noise_settings.h"
#include "tests/support/hand_comparison.h"

#include <stdio.h>
#include <string.h>

/*
 * A service in which cost moves: a test adds a few stacks below "main;web" with their samples on both sides, to
 * twenty functions of 1,000 samples each that stay as they are, in places of their own. One profile and 10,000
 * requests a side; no noise is assumed beyond chance, so that 1 % of the total is some 200 samples.
 */

enum { MOVED_WORLD_STEADY = 20, MOVED_WORLD_MOST = 16 };

struct moved_world {
    struct hand_stack stacks[MOVED_WORLD_STEADY + MOVED_WORLD_MOST];
    double counts[MOVED_WORLD_STEADY + MOVED_WORLD_MOST][2];
    char frames[MOVED_WORLD_STEADY + MOVED_WORLD_MOST][96];
    size_t count;
};

static inline void moved_world_add(struct moved_world *world, const char *frames, double before, double after)
{
    size_t at = world->count++;
    snprintf(world->frames[at], sizeof world->frames[at], "%s", frames);
    world->counts[at][0] = before;
    world->counts[at][1] = after;
    world->stacks[at] = (struct hand_stack){world->frames[at], world->counts[at]};
}

static inline void moved_world_begin(struct moved_world *world)
{
    memset(world, 0, sizeof *world);
    for (int i = 0; i < MOVED_WORLD_STEADY; i++) {
        char frames[96];
        snprintf(frames, sizeof frames, "main;serve%d;lib.steady%02d", i % 5, i);
        moved_world_add(world, frames, 1000, 1000);
    }
}

static inline struct comparison *moved_world_comparison(const struct moved_world *world)
{
    return hand_comparison(world->stacks, world->count, 1, 1, (double[]){10000, 10000});
}

static inline struct noise_settings moved_world_settings(void)
{
    struct noise_settings settings = noise_settings_default();
    settings.host_cv = settings.frame_cv = settings.kappa = 0;
    return settings;
}

#endif

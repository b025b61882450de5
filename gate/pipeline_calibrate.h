#ifndef FLAMEGATE_GATE_PIPELINE_CALIBRATE_H
#define FLAMEGATE_GATE_PIPELINE_CALIBRATE_H

#include "gate/base/error.h"
#include "gate/base/sink.h"
#include "gate/base/surroundings.h"
#include "rules/policy.h"

#include <stddef.h>
#include <stdint.h>

/*
 * What `flamegate calibrate` does: how often the policy is red on versions that did not change. Each folder holds
 * runs of one version. Random disjoint halves of them are compared and judged by the same rooms as in `check`, many
 * times; every red verdict is a false alarm. Without the noise history: that is made from the same runs, which are
 * also what a new one is learned from.
 */

enum { PIPELINE_CALIBRATE_DRAWS = 100, PIPELINE_CALIBRATE_FEWEST_RUNS = 4 };

struct pipeline_calibration {
    const struct policy *policy;
    const char *service;
    const char *const *folders;
    size_t folder_count;
    const char *const *selected; /* words of --profile */
    size_t selected_count;
    size_t draws;      /* of each folder, above 0 */
    const char *write; /* where the noise history goes; "": nowhere */
};

/*
 * Prints what the draws of each folder came to, then writes the noise history. The draws depend on world->seed and
 * on the number of runs. A folder with too few runs is left out, which is said; ERROR_UNFIT if all are, or if no
 * history can be learned where one is wanted. ERROR_INPUT for what cannot be read.
 */
int pipeline_calibrate_run(const struct pipeline_calibration *calibration, const struct surroundings *world,
                           struct sink *sink, struct error *err);

/* Fills order[0..count) with 0..count-1 in the random order of that draw: its halves are the first count/2 and the
 * count/2 after them. */
void pipeline_calibrate_shuffle(size_t *order, size_t count, uint64_t seed, size_t draw);

#endif

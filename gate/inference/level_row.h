#ifndef FLAMEGATE_GATE_INFERENCE_LEVEL_ROW_H
#define FLAMEGATE_GATE_INFERENCE_LEVEL_ROW_H

#include "gate/inference/captures.h"
#include "gate/model/answer.h"
#include "gate/model/comparison.h"

#include <stdbool.h>

/*
 * How far the level, the factor that moves all entries of a side together, is known: the table of the method's
 * section 6. One row for each mode, from measured between the replicas down to assumed for one profile a side.
 */

/* Variances are of the logarithm of candidate over baseline. */
struct level_row {
    double prior_variance, prior_df; /* P: of ln s, before the functions are asked */
    double total_variance, total_df; /* of the total, sampling included */
    double frame_variance;           /* F: assumed between frames, on top of their dispersion */
    double drift_variance;           /* part of total_variance that no further replica takes away */
};

/* What a row is made of. */
struct level_facts {
    double sampling; /* variance of the total by sampling alone, bursts included */
    double measured; /* B: variance of the total as the replicas, or the pairs, show it */
    double degrees;  /* behind B */
    double replicas[SIDES];
    double host_cv, frame_cv;
    bool sequential; /* one side was captured after the other */
};

struct level_row level_row_find(enum level_mode mode, const struct level_facts *facts);

/* Several replicas on both sides: the spread of shares can be measured. */
bool level_row_replicas(const struct comparison *comparison);

/* Replicas on both sides, each with its own count of requests: the spread between them is the level's noise. */
bool level_row_measurable(const struct comparison *comparison);

/* pairs: of captures_pair; fewer than 2: not paired. history: there is one that knows the profile. */
enum level_mode level_row_mode(const struct comparison *comparison, const struct capture_pairs *pairs,
                               bool history);

#endif

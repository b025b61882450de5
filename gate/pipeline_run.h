#ifndef FLAMEGATE_GATE_PIPELINE_RUN_H
#define FLAMEGATE_GATE_PIPELINE_RUN_H

#include "adapters/source.h"
#include "gate/base/arena.h"
#include "gate/compare/compare.h"
#include "gate/compare/selection.h"
#include "gate/model/evaluation.h"
#include "gate/pipeline.h"
#include "gate/pipeline_sides.h"
#include "rules/owners.h"

/* What one run holds while it goes through the pipeline: shared by the files gate/pipeline*.c, by nobody else. */

/* What became of the anchor in this run. */
enum anchor_state {
    ANCHOR_NONE,    /* there is none, or nothing asks about it */
    ANCHOR_WANTED,  /* it is to be read */
    ANCHOR_READ,    /* its replicas are there */
    ANCHOR_MISSING, /* the store has no profiles of it: `missing` says why */
    ANCHOR_FAILED,  /* it could not be read; a trouble says why */
    ANCHOR_SAME,    /* it is one of both sides: judged once */
};

/* The version beside the baseline that the policy has the candidate judged against. */
struct run_anchor {
    enum anchor_state state;
    struct source_side side;
    struct captures captures;
    struct replicas replicas;
    const char *missing;
};

/* Freed in one place. */
struct run {
    const struct pipeline_plan *plan;
    /* plan points here while samples are waited for, since each look has a moment of its own */
    struct pipeline_plan look;
    const struct surroundings *world;
    struct arena *arena; /* texts and small arrays */
    struct source_setup setup;
    const struct source *source;
    void *session; /* with the source */
    struct pipeline_sides wanted;
    struct captures captures[SIDES];
    struct replicas sides[SIDES];
    struct run_anchor anchor;
    struct profile_selector *selectors; /* those that are held against the anchor come last */
    const char **profile_names;
    size_t *profile_comparisons; /* [profile]: its comparison, SIZE_MAX if there is none */
    size_t profile_count;
    struct comparison **comparisons;
    size_t comparison_count;
    struct noise_history *history; /* NULL: the policy names none */
    struct owners *owners;         /* the arena's; NULL: the policy names none */
    struct questions questions;
    struct answers *answers;
    struct trouble *troubles;
    size_t trouble_count;
    const char *missing_baseline; /* as in judge_input */
    const char *unfit;
};

#endif

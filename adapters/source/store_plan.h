#ifndef FLAMEGATE_ADAPTERS_SOURCE_STORE_PLAN_H
#define FLAMEGATE_ADAPTERS_SOURCE_STORE_PLAN_H

#include "adapters/source/store_session.h"
#include "adapters/source/store_types.h"

/*
 * How the captures of a side are made out of what a store says it has: one for each replica, told apart by a label,
 * or one for each piece of the window, or one of all. Each holds a part for every profile, endpoint and sample
 * type. What a store does in its own way is behind store_planner.
 *
 * Only what was summed up is there: a replica without a profile in the window is none.
 */

struct store_plan;

/* A part that is about to be planned. */
struct store_part {
    const char *what; /* "cpu of shop-v1-1 at /cart" */
    struct time_span window;
    size_t profile, index;       /* plan->profiles.items[profile].types[index] */
    const struct store_sum *sum; /* which replica and endpoint */
};

/* What a store does in its own way. The plan's context is the planner's own. */
struct store_planner {
    /* One of count pieces of a window, such that a profile belongs to one of them only. */
    struct time_span (*piece)(const struct time_span *window, size_t index, size_t count);

    /* What there is of a profile's first type, by the session's labels; of a gauge also the number of profiles. */
    int (*measure)(struct store_sums *sums, struct store_sums *counts, const struct store_plan *plan,
                   size_t profile, const struct store_scope *scope, struct error *err);

    /* Told the replicas that have profiles, before some of them are chosen. NULL: of no interest. */
    int (*found)(const struct store_plan *plan, const char *const *replicas, size_t count, struct error *err);

    /* Told of a window before its parts; replicas NULL: of all of them. NULL: of no interest. */
    int (*begin)(struct store_plan *plan, const struct time_span *window, const char *const *replicas, size_t count,
                 struct error *err);

    /* *order is the store's own number of a part (source.h). */
    int (*add)(size_t *order, struct store_plan *plan, const struct store_part *part, struct error *err);
};

/* One side. */
struct store_plan {
    const struct store_planner *planner;
    void *context; /* whatever the planner's functions share */
    const struct store_session *session;
    const struct source_side *side;
    const char *matchers;           /* of the version */
    struct store_types types;       /* that the store has */
    struct store_profiles profiles; /* of those, to be fetched */
    size_t parts_max;               /* more of them: something is wrong with the label that was chosen */
};

/* The type of a profile's part. */
const struct store_type *store_plan_type(const struct store_plan *plan, size_t profile, size_t index);

/*
 * The side's captures; none if the store has no profile of it in the window. ERROR_POLICY for pieces or labels that
 * are too many, ERROR_UNFIT for what cannot be judged so. *out is the caller's to clear.
 */
int store_plan_side(struct captures *out, struct store_plan *plan, struct error *err);

#endif

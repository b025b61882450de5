#ifndef FLAMEGATE_GATE_PIPELINE_SIDES_H
#define FLAMEGATE_GATE_PIPELINE_SIDES_H

#include "adapters/source.h"
#include "gate/base/error.h"
#include "gate/base/surroundings.h"
#include "gate/model/verdict_records.h"
#include "gate/pipeline.h"

#include <stdbool.h>

/*
 * Which version each side is, and which stretch of time of it is looked at: from the command line, the policy, what
 * earlier runs recorded, and what the store knows of its versions.
 */
struct pipeline_sides {
    struct source_side items[SIDES];
    struct versions versions;       /* owns a label that was chosen */
    struct verdict_records records; /* the same */
    bool baseline_is_missing;       /* after a failure: there is no baseline (yet) */
};

/* Settles both sides of the plan within a session of the source. What is not there (yet) is ERROR_UNFIT. *out is to
 * be cleared even then. */
int pipeline_sides_settle(struct pipeline_sides *out, const struct pipeline_plan *plan, const struct source *source,
                          void *session, const struct surroundings *world, struct error *err);

/* Settles the anchor's window after those of both sides, in *out for source->plan. What is not there (any more) is
 * ERROR_UNFIT. */
int pipeline_sides_settle_anchor(struct source_side *out, struct pipeline_sides *sides,
                                 const struct pipeline_plan *plan, const struct source *source, void *session,
                                 const struct surroundings *world, struct error *err);

/* Where there is no baseline, after the above said so: settles the windows of anchor and candidate, with the anchor
 * in the baseline's place, in *out and in sides. What is not there (any more) is ERROR_UNFIT. */
int pipeline_sides_settle_first(struct source_side *out, struct pipeline_sides *sides,
                                const struct pipeline_plan *plan, const struct source *source, void *session,
                                const struct surroundings *world, struct error *err);

/* How far back versions are looked for. */
struct time_span pipeline_sides_history(const struct store_settings *store, int64_t at);

void pipeline_sides_clear(struct pipeline_sides *sides);

#endif

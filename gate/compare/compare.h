#ifndef FLAMEGATE_GATE_COMPARE_COMPARE_H
#define FLAMEGATE_GATE_COMPARE_COMPARE_H

#include "gate/model/comparison.h"
#include "gate/model/name_rules.h"
#include "gate/model/profile_selector.h"
#include "gate/model/replica.h"

#include <stdbool.h>
#include <stddef.h>

#include <stdbool.h>

/*
 * Profiles -> comparison: canonical names, scope, exposure, merged tree, entries. No p-value is made here.
 *
 * The result depends on the replicas only, not on their order in memory beyond the sorted one. Whatever makes the
 * pair unfit to carry a verdict (no samples, no request count, another period or sample unit, ...) is a sentence in
 * comparison->unfit, not an error; the comparison is then still complete as far as it can be drawn.
 */

struct compare_settings {
    const char *const *request_roots; /* globs; a stack is in scope only if a frame matches, or its sample carries
                                       * one of request_labels. Without both, all are */
    size_t request_root_count;
    const char *const *request_labels; /* keys; the profiles were decoded with their presence (profile_request.h) */
    size_t request_label_count;
    const struct name_rules *names; /* NULL: all presets, nothing else */
    bool shares_suffice;   /* where nobody counts requests, costs as shares of the side's total may be judged */
    bool differences_only; /* no verdict is wanted: what would only forbid one is a note */
    bool keep_names;       /* do not match functions that were renamed */
};

/* *out is the caller's. Fails (err) only without memory or at a limit. */
int compare_profiles(struct comparison **out, const struct replicas sides[SIDES],
                     const struct profile_selector *selector, const struct compare_settings *settings,
                     struct error *err);

#endif

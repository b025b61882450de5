#ifndef FLAMEGATE_GATE_PIPELINE_PROFILES_H
#define FLAMEGATE_GATE_PIPELINE_PROFILES_H

#include "gate/pipeline_run.h"

/* Which profiles are judged. */

/* The profiles that were named, if any were; before anything is read. */
int pipeline_profiles_choose_named(struct run *run, struct error *err);

/* Nobody named one: what both sides have, or where there is no baseline, the anchor and the candidate. */
int pipeline_profiles_choose_usual(struct run *run, struct error *err);

/* Whether this run looks at the anchor, as far as the plan tells. Rules that ask about it are another matter. */
bool pipeline_profiles_want_anchor(const struct run *run);

/* Tells the source's setup of them, since some must ask for each by its name. */
int pipeline_profiles_set_types(struct run *run, struct error *err);

/* Which kinds of parts to decode, of those that the captures have: each part is read once, whatever the number of
 * profiles in it. None: all. */
int pipeline_profiles_wanted_kinds(const char ***out, size_t *count, struct run *run, struct error *err);

/* What stands on both sides of the selector's comparison: the anchor or the baseline, and the candidate. They are
 * borrowed from the run. */
void pipeline_profiles_sides(struct replicas out[SIDES], const struct run *run,
                             const struct profile_selector *selector);

/* How the policy wants the selector's profile compared. */
struct compare_settings pipeline_profiles_compare_settings(const struct pipeline_plan *plan,
                                                           const struct profile_selector *selector);

#endif

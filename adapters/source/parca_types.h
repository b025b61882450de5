#ifndef FLAMEGATE_ADAPTERS_SOURCE_PARCA_TYPES_H
#define FLAMEGATE_ADAPTERS_SOURCE_PARCA_TYPES_H

#include "adapters/source/store_answers.h"
#include "adapters/source/store_types.h"

/*
 * Which of Parca's profile types are fetched. Its full names are those of other stores, but for the ":delta" of the
 * types that hold what happened while a profile was taken. Only these can be judged per request: of the others each
 * profile counts from the start of its process, or is what was there at a moment, and Parca adds them up.
 *
 * Numbers of CPU samples cannot be had: Parca multiplies them by their period and hands them over as cpu, which is
 * then what they are judged as.
 */

/*
 * What to fetch for the wanted types, as store_types_choose; the profiles' types are those of *fit, whose
 * sample types are what the merged profiles call them. A full name may leave out its ":delta". ERROR_POLICY for a
 * type that is no ":delta" and no gauge, since it can never be judged.
 */
int parca_types_choose(struct store_profiles *out, struct store_types *fit, const struct store_types *types,
                       const struct source_type *wanted, size_t wanted_count, struct arena *arena,
                       struct error *err);

#endif

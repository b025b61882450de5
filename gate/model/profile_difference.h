#ifndef FLAMEGATE_GATE_MODEL_PROFILE_DIFFERENCE_H
#define FLAMEGATE_GATE_MODEL_PROFILE_DIFFERENCE_H

#include "gate/model/profile.h"

#include <stdbool.h>

/*
 * Two snapshots of one process, taken one after the other, become what happened between them. Some sample types
 * only add up from the start of a process (allocations, contentions and their delays), so that a young process
 * shows mostly what it did once to get going; their difference shows what requests cost.
 */

/* Whether the sample type adds up from the start of a process: alloc_space, alloc_objects, contentions, delay. */
bool profile_difference_applies(const char *type);

/*
 * Takes the first snapshot away from the second, in place, in all types that add up; gauges such as inuse_space
 * stay as they were at the second. Stacks are told apart by their raw names, samples of one stack taken together,
 * which loses nothing as long as no size of allocation shrinks, and none can. What would become negative is 0. A
 * mutex's sampling factor is found anew from both. facts.between is set.
 *
 * Refused (ERROR_INPUT) if the first was taken after the second, or lacks one of the types, or has it in another
 * unit or with another period.
 */
int profile_difference(struct profile *second, const struct profile *first, struct error *err);

#endif

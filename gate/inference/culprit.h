#ifndef FLAMEGATE_GATE_INFERENCE_CULPRIT_H
#define FLAMEGATE_GATE_INFERENCE_CULPRIT_H

#include "gate/base/error.h"
#include "gate/inference/movement.h"
#include "gate/model/answer.h"

#include <stddef.h>

/*
 * Which function to name for what was rejected: one culprit a cause, with its place in the call tree (method,
 * section 12). Ancestors of a cause are rejected too; they are its context, not causes.
 *
 * A call-tree node is marked if its function was rejected and it is rejected itself, at the limit resolved there
 * and the level of its function's family; descent.h finds the causes below. Places of one function are one culprit.
 * A function that is rejected although no single place of it is, is named as a whole, unless most of its growth
 * lies below, or above, a function already named.
 */

/* A growing list. */
struct culprits {
    struct culprit *items;
    size_t count, capacity;
};

/* Adds the culprits of what was rejected. Where only differences were asked for (warnings without a limit, as
 * `diff` does), those of what costs more beyond the noise, with question = UINT32_MAX. Fails only without memory.
 */
int culprit_find(struct culprits *out, const struct culprit_case *about, struct error *err);

/* Adds what costs less beyond the noise, family-wise over the nodes of the tree, named in the same way. */
int culprit_find_improvements(struct culprits *out, const struct culprit_case *about, struct error *err);

/* By falling growth (improvements: by falling saving), then by name. comparisons: those the indexes mean. Fails
 * only without memory. */
int culprits_sort(struct culprits *culprits, const struct comparison *const *comparisons, struct error *err);

void culprits_clear(struct culprits *culprits);

#endif

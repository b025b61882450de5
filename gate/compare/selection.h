#ifndef FLAMEGATE_GATE_COMPARE_SELECTION_H
#define FLAMEGATE_GATE_COMPARE_SELECTION_H

#include "gate/model/profile_selector.h"
#include "gate/model/replica.h"

#include <stddef.h>

/*
 * Which profiles are judged when nobody named one (PRODUCT.md, "Which profiles are judged"): cpu if either side has
 * it, else wall, else alloc_space, else the one type that both sides share.
 */

/* The standard kinds worth decoding, given the kinds that the captures' parts have by name: those that can hold the
 * type that will be chosen. Returns the number written to out (room for 3); 0: decode everything. The texts are
 * literals. */
size_t selection_kinds(const char **out, const char *const *present, size_t present_count);

/* The kinds that can hold what the selector wants; the same shape. */
size_t selection_kinds_of(const char **out, const struct profile_selector *selector);

/* The profile to judge, from what the replicas hold. Its texts are literals or belong to the replicas. Refused with
 * ERROR_UNFIT (nothing is there, or no type is on both sides), ERROR_USAGE (several are: name one) or ERROR_INPUT
 * (nothing of a side could be read). */
int selection_choose(struct profile_selector *out, const struct replicas sides[2], struct error *err);

#endif

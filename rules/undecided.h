#ifndef FLAMEGATE_RULES_UNDECIDED_H
#define FLAMEGATE_RULES_UNDECIDED_H

#include "rules/changes.h"

#include <stddef.h>

/*
 * What keeps a comparison from PASS although nothing is red: fail questions that are neither rejected nor cleared,
 * why, and what would settle them.
 */

/* Only so many of them are findings. */
enum { UNDECIDED_FINDINGS = 40 };

struct undecided {
    size_t count;       /* functions (or the total) that are undecided; equal ones count once */
    const char *reason; /* one sentence about the one that is furthest from settled; "" if none. The arena's. */
    const char *advice; /* what would settle that one, and all of them; "" if none */
};

/* Adds the findings, the furthest from settled first to be kept. out's texts belong to the findings' arena. Fails
 * only without memory. */
int undecided_collect(struct undecided *out, struct findings *findings, const struct changes_input *input,
                      struct error *err);

#endif

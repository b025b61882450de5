#ifndef FLAMEGATE_RULES_PROMISES_H
#define FLAMEGATE_RULES_PROMISES_H

#include "rules/changes.h"

#include <stddef.h>

/*
 * Promised improvements (`expect:`) of one comparison, as they were answered: kept, broken, or not decided. Each is
 * a finding. A broken one makes the comparison red, one that is not decided keeps it from PASS.
 */

/* The texts belong to the findings' arena or are literals; they are about the first of their kind, "" if there is
 * none. */
struct promises {
    size_t broken, open;
    const char *broken_reason, *broken_advice;
    const char *open_reason, *open_advice;
};

/* Adds the findings. Trouble with memory is in findings->failed; then the texts may be "". */
void promises_add(struct promises *out, struct findings *findings, const struct changes_input *input);

#endif

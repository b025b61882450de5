#ifndef FLAMEGATE_RULES_CALL_SITE_H
#define FLAMEGATE_RULES_CALL_SITE_H

#include "gate/model/comparison.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Who calls new code. A function of a library that appears in a profile was not edited: somebody began to call it,
 * and that caller, which was there before and grew, is where to look.
 */

struct call_site {
    uint32_t symbol; /* the caller; SYMBOL_NONE: the code is not new there, or nobody that was there before grew */
    bool direct;     /* it calls the code itself; else through other new functions */
};

/* The nearest frame above the node that has a cost on both sides, if the node has none in the baseline. */
struct call_site call_site_of_new_code(const struct comparison *comparison, uint32_t node);

#endif

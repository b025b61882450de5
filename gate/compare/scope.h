#ifndef FLAMEGATE_GATE_COMPARE_SCOPE_H
#define FLAMEGATE_GATE_COMPARE_SCOPE_H

#include "gate/base/bytes.h"
#include "gate/compare/compare.h"

#include <stdbool.h>

/*
 * Scope: which stacks are the cost of serving requests.
 *
 * Only a known list is set apart as background: what a runtime does by itself, in threads of its own. Everything
 * else is divided by requests. The garbage collector is one entry, because more allocation shows there; frames
 * that sampling itself puts on a stack are dropped. Source: facts on the verdict, section 1.
 */

enum scope_role {
    SCOPE_SERVICE,    /* any other frame */
    SCOPE_BACKGROUND, /* as the outermost frame: the whole stack is background */
    SCOPE_COLLECTOR,  /* anywhere: the whole stack is the one entry of the collector */
    SCOPE_DROPPED,    /* not a frame: its caller stands for it */
    SCOPE_THREAD,     /* where a thread begins: the frame below it counts as the outermost */
};

/* The role of a frame by its canonical name. */
enum scope_role scope_role(struct bytes name);

/* The canonical name of the collector's entry: "[gc]". */
const char *scope_collector(void);

/* The name under which samples without any frame are set apart. */
const char *scope_no_stack(void);

/* Whether the settings narrow the scope, and whether a frame of that name lets a stack in. */
bool scope_is_narrowed(const struct compare_settings *settings);
bool scope_is_request_root(const struct compare_settings *settings, struct bytes name);

#endif

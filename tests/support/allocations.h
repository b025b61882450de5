#ifndef FLAMEGATE_TESTS_SUPPORT_ALLOCATIONS_H
#define FLAMEGATE_TESTS_SUPPORT_ALLOCATIONS_H

#include "gate/base/error.h"

#include <stddef.h>

/*
 * Walks every allocation of a piece of work: runs it again and again, each time with the next allocation refused,
 * until it succeeds. work gives back all memory it takes and returns 0, or -1 with err set. Each failure must be an
 * ERROR_MEMORY and leave as much memory in use as there was before; else the cmocka test that called this fails.
 *
 * Returns how many allocations were refused: at least one, or the walk has tested nothing.
 */
size_t allocations_walk(int (*work)(void *context, struct error *err), void *context);

#endif

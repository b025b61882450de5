#ifndef FLAMEGATE_GATE_INFERENCE_UNPLACED_H
#define FLAMEGATE_GATE_INFERENCE_UNPLACED_H

#include "gate/base/error.h"
#include "gate/inference/movement.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Rejected functions that no single place of the call tree speaks for, because their growth is spread over many.
 * Such a function is a cause of its own unless most of its growth lies beneath a function already named, or above
 * one, or above another unplaced one.
 */
struct unplaced {
    uint32_t *symbols; /* that are causes, ascending */
    size_t count;
};

/* named: symbols of the causes found in the tree (SYMBOL_NONE is skipped). Fails only without memory. */
int unplaced_find(struct unplaced *out, const struct movement *move, const uint32_t *named, size_t named_count,
                  struct error *err);
void unplaced_clear(struct unplaced *unplaced);

#endif

#ifndef FLAMEGATE_GATE_INFERENCE_RELOCATION_H
#define FLAMEGATE_GATE_INFERENCE_RELOCATION_H

#include "gate/base/error.h"
#include "gate/inference/movement.h"
#include "gate/model/answer.h"

#include <stddef.h>

/*
 * Functions that cost more below one caller and less below another one, both beyond the noise of the call tree,
 * where the smaller of the two is at least half of the larger: what is judged is the net, which may be nothing, but
 * it is said. Of functions that call each other only the outermost is told, and of all the largest few.
 */

/* A growing list. */
struct relocations {
    struct relocation *items;
    size_t count, capacity;
};

/* Adds those of one comparison, largest first. Fails only without memory. */
int relocation_find(struct relocations *out, const struct culprit_case *about, struct error *err);

void relocation_clear(struct relocations *relocations);

#endif

#ifndef FLAMEGATE_GATE_INFERENCE_INHERITED_H
#define FLAMEGATE_GATE_INFERENCE_INHERITED_H

#include "gate/base/error.h"
#include "gate/inference/noise.h"

#include <stdbool.h>

/*
 * A function that costs more makes all of its callers cost more, by as much. Where the growth of the one is beyond
 * doubt and theirs is still within their noise, theirs is no guess any more: it is at least what they have from
 * below.
 */

/*
 * Into out[entry]: the largest growth per exposure, in the reading of what is cleared, that the total of an entry
 * has through one of the entries that are marked in real; 0 for other values and where there is none. Fails only
 * without memory.
 */
int inherited_growth(double *out, const struct noise *noise, const bool *real, struct error *err);

#endif

#ifndef FLAMEGATE_GATE_INFERENCE_SPREAD_H
#define FLAMEGATE_GATE_INFERENCE_SPREAD_H

#include "gate/base/error.h"
#include "gate/inference/movement.h"

#include <stdint.h>

/*
 * A place of the call tree where the way down ended because none of its children grew enough: perhaps one function
 * further below did, at many places that are each too small to show.
 *
 * Such a function explains the place if it was rejected, has at least half of the place's growth, the rest of the
 * place grew by less than half of what it would have if the place had grown as a whole (then it is called more),
 * and the function grew outside of the place too, if it costs anything there (else the place calls it more). Of
 * several the deepest.
 */

/* *symbol: SYMBOL_NONE if no function explains it. Fails only without memory. */
int spread_find(uint32_t *symbol, const struct movement *move, uint32_t place, struct error *err);

#endif

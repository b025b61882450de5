#ifndef FLAMEGATE_RULES_CAUSES_H
#define FLAMEGATE_RULES_CAUSES_H

#include "gate/base/error.h"
#include "gate/model/comparison.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * One cause, many frames: whatever calls a function that grew has grown too. Of a set of functions this tells which
 * are explained by another one of the set below them that carries at least half of their growth (the rule by which
 * culprits are found), so that a list for people names the cause and not its callers.
 *
 * growth: [symbol], above 0 for the functions of the set. explained: [symbol], true is added and never taken away.
 * Of functions that call each other the one nearest to the root counts as the caller, so that never all of them are
 * explained. by: [symbol] which one explains it, the largest of them; NULL: not wanted. Fails only without memory.
 */
int causes_explain(bool *explained, uint32_t *by, const double *growth, const struct comparison *comparison,
                   struct error *err);

/*
 * The other way round: code that grew only because something above it grew. by[symbol] becomes the cause below
 * which at least half of the function's growth lies, and is left alone where there is none. causes: [symbol] true
 * for those that explain what they call. Fails only without memory.
 */
int causes_explain_below(uint32_t *by, const bool *causes, const struct comparison *comparison, struct error *err);

#endif

#ifndef FLAMEGATE_RULES_COVERAGE_H
#define FLAMEGATE_RULES_COVERAGE_H

#include "rules/judge.h"

#include <stdint.h>

/*
 * Which part of a comparison's candidate cost stood under some fail rule, 0 to 1: the cost whose growth alone would
 * have been asked for. Self cost counts if its own function is under a rule, or any caller above it by its total; a
 * rule for the service's total covers everything. Fails only without memory.
 */
int coverage_of(double *out, const struct judge_input *input, uint32_t comparison, struct error *err);

#endif

#ifndef FLAMEGATE_GATE_COMPARE_NAME_LIKENESS_H
#define FLAMEGATE_GATE_COMPARE_NAME_LIKENESS_H

#include "gate/base/bytes.h"

/*
 * How much two names of functions look alike, 0 to 1: 1 for equal ones, "json.parseIndex" and "json.parseIndexV2"
 * nearly so.
 *
 * It is the larger of two measures. The words that both have, as a part of all their words, where a word is a run
 * of letters that begins anew at a capital, or a run of digits, and case does not count: so an order of words that
 * was turned round is seen. And twice the longest common subsequence as a part of both lengths: so a letter more or
 * less is seen. Of very long names only the beginnings are read.
 */
double name_likeness(struct bytes a, struct bytes b);

#endif

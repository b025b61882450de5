#ifndef FLAMEGATE_GATE_REPORT_SPLIT_WORDS_H
#define FLAMEGATE_GATE_REPORT_SPLIT_WORDS_H

#include "gate/model/answer.h"
#include "gate/model/comparison.h"

#include <stddef.h>

/*
 * More of them, or each of them dearer, in words:
 *
 *   "2.1 times as many allocations per request (1.9 to 2.3), each 3 % smaller (-8 to +2 %)"
 *
 * Intervals are 95 %. Writes to the caller's buffer and returns it; "" where the split is not known.
 */
char *split_words_line(char *out, size_t size, const struct cost_split *split, const struct comparison *comparison);

/* What is counted, as people call it: "allocations", "contentions". The type itself where it has no such word. */
const char *split_words_noun(const char *type);

#endif

#ifndef FLAMEGATE_RULES_LEVEL_WORDS_H
#define FLAMEGATE_RULES_LEVEL_WORDS_H

#include "rules/judge.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What a verdict says of that which all functions share: hosts, traffic, the build, or a slowdown of everything.
 */

enum { LEVEL_WORDS_SIZE = 192 };

/* "everything changed by about +15 %: hosts, traffic, build flags, or a slowdown of all"; "" if it did not. */
char *level_words_common(char *out, size_t size, const struct level *level);

/* Whether that is all there is: everything changed, and none of the regressions stands out of it. */
bool level_words_explains(const struct judge_input *input, uint32_t comparison, const struct finding *findings,
                          size_t count);

/* Why costs that are shares of the total cannot be judged; NULL if they can, or if costs are none. A literal. */
const char *level_words_objection(const struct comparison *comparison, const struct level *level);

#endif

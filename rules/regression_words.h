#ifndef FLAMEGATE_RULES_REGRESSION_WORDS_H
#define FLAMEGATE_RULES_REGRESSION_WORDS_H

#include "rules/changes.h"

#include <stddef.h>

/*
 * Why a comparison is red, in one sentence and one piece of advice: about the largest of its regressions, with its
 * caller where the code is new, or about what all functions share if that is all there is.
 */

/* The finding that the sentence is about, and in *count how many regressions of that comparison there are; NULL if
 * there is none. */
const struct finding *regression_words_largest(const struct findings *findings, uint32_t comparison, size_t *count);

/* Sets reason and advice of a red profile, whose `common` is set already. finding and count come from above. The
 * texts are the findings' arena's or literals. Fails only without memory. */
int regression_words_say(struct verdict_profile *out, struct findings *findings, const struct changes_input *input,
                         const struct finding *finding, size_t count, struct error *err);

#endif

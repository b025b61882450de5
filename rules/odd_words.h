#ifndef FLAMEGATE_RULES_ODD_WORDS_H
#define FLAMEGATE_RULES_ODD_WORDS_H

#include "rules/changes.h"

/*
 * What a verdict says of replicas that stand out of their side. They are judged with all others; people are told.
 */

/* Adds a warning for each side with replicas whose whole cost is odd: which, and how far off they are. */
void odd_words_add(struct findings *findings, const struct changes_input *input);

/* Tells every growth that one replica carries alone: in the finding's `carried` and at the end of its sentence.
 * What was told already is left alone. */
void odd_words_tell(struct findings *findings, const struct changes_input *input);

/* What to do next where that finding (may be NULL) is the reason of the verdict: if it rests on one replica, look
 * at that one before what is advised. */
const char *odd_words_advise(struct findings *findings, const struct comparison *comparison,
                             const struct finding *about, const char *advice);

#endif

#ifndef FLAMEGATE_RULES_ODD_WORDS_H
#define FLAMEGATE_RULES_ODD_WORDS_H

#include "rules/changes.h"

/*
 * What a verdict says of replicas that stand out of their side. They are judged with all others; people are told,
 * and no PASS rests on one that sways the total.
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

/* Why there can be no PASS: an odd replica sways the total, which one and by how much. NULL if none does. */
const char *odd_words_objection(struct findings *findings, const struct changes_input *input);

/* What to do about that one; NULL if there is none. Before it is done nothing else is worth advising. */
const char *odd_words_redo(struct findings *findings, const struct changes_input *input);

#endif

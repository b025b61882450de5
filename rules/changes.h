#ifndef FLAMEGATE_RULES_CHANGES_H
#define FLAMEGATE_RULES_CHANGES_H

#include "rules/findings.h"
#include "rules/judge.h"
#include "rules/rule_table.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Findings of what changed in one comparison, for people: each cause once. Everything is read off the answers. Each
 * adds to findings; trouble with memory is in findings->failed.
 */

/* What the collecting functions need to know. */
struct changes_input {
    const struct judge_input *judge;
    const struct rule_table *rules;
    uint32_t comparison;
};

/* Whether the question was held against a limit of its own for assumed noise. */
bool changes_limit_is_assumed(const struct changes_input *input, uint32_t question);

/* What made the gate red: the culprits; where the rejected questions have none, the largest of them itself. */
void changes_add_regressions(struct findings *findings, const struct changes_input *input);

/* The same culprits where nothing is judged (`diff`): what grew. */
void changes_add_growths(struct findings *findings, const struct changes_input *input);

/* What costs less beyond the noise; a function that costs nothing any more has vanished. */
void changes_add_improvements(struct findings *findings, const struct changes_input *input);

/* Functions that only one side has, beyond the noise: of new or vanished code only its topmost function. After the
 * ones above, so that nothing is said twice. */
void changes_add_new_and_vanished(struct findings *findings, const struct changes_input *input);

/* Background work that is a large part of the cost, or grew by more than the limit of the total. */
void changes_add_background(struct findings *findings, const struct changes_input *input);

#endif

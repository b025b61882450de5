#ifndef FLAMEGATE_RULES_ASK_H
#define FLAMEGATE_RULES_ASK_H

#include "gate/model/comparison.h"
#include "gate/model/question.h"
#include "rules/policy.h"

/*
 * Policy -> questions: each rule, held against each entry of its profile that it matches. Comparisons that are
 * report_only are asked nothing. The questions are sorted by (comparison, rule, entry, purpose).
 */
int ask_questions(struct questions *out, const struct policy *policy, const struct comparison *const *comparisons,
                  size_t comparison_count, struct error *err);

/* What `diff` asks: limit 0 of every entry of every comparison, as warnings. */
int ask_differences(struct questions *out, const struct comparison *const *comparisons, size_t comparison_count,
                    struct error *err);

#endif

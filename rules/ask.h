#ifndef FLAMEGATE_RULES_ASK_H
#define FLAMEGATE_RULES_ASK_H

#include "gate/model/comparison.h"
#include "gate/model/question.h"
#include "rules/policy.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Policy -> questions: each rule, held against each entry of its profile that it matches. Comparisons that are
 * report_only are asked nothing. The questions are sorted by (comparison, rule, entry, purpose).
 */

/* Whether the rule is held against the comparison at all: it is judged, the rule names its profile or none, is not
 * about the total of costs that are shares of it, and is for the anchor if the comparison is with that. */
bool ask_applies(const struct policy_rule *rule, const struct comparison *comparison);

/* Whether the rule has a promise, and the candidate is the release that it is for: by its label, or by the version
 * that all its replicas say they are of. Never where the comparison is with the anchor: a release promises what it
 * changes. */
bool ask_expects(const struct policy_rule *rule, const struct comparison *comparison);

/* Whether the rule asks nothing of the comparison whatever it holds: a promise alone, of another release. */
bool ask_idles(const struct policy_rule *rule, const struct comparison *comparison);

/* *out is overwritten, and the caller's to clear. A rule that matches nothing is noted as unmatched. Fails without
 * memory, or with ERROR_POLICY where an absolute limit is in another unit than the profile, or costs are shares. */
int ask_questions(struct questions *out, const struct policy *policy, const struct comparison *const *comparisons,
                  size_t comparison_count, struct error *err);

/* What `diff` asks: limit 0 of every entry of every comparison, report_only or not, of no rule (rule UINT32_MAX).
 * They are fail questions, so that they share one error rate and their culprits are named; judge_differences makes
 * nothing red of them. */
int ask_differences(struct questions *out, const struct comparison *const *comparisons, size_t comparison_count,
                    struct error *err);

#endif

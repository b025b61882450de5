#ifndef FLAMEGATE_RULES_JUDGE_H
#define FLAMEGATE_RULES_JUDGE_H

#include "gate/model/evaluation.h"
#include "rules/policy.h"

#include <stddef.h>

/*
 * Answers -> verdict. No statistic is made here: a question is rejected, cleared or open, and the policy says what
 * follows. Also the place where exit codes are mixed (PRODUCT.md).
 */

enum judge_fail_on { FAIL_ON_REGRESSION, FAIL_ON_INCONCLUSIVE, FAIL_ON_NEVER };

struct judge_input {
    const struct policy *policy;
    const struct comparison *const *comparisons;
    size_t comparison_count;
    const struct questions *questions; /* NULL: nothing could be asked */
    const struct answers *answers;     /* NULL: nothing was answered */
    const struct trouble *troubles;
    size_t trouble_count;
    enum judge_fail_on fail_on;
    const char *missing_baseline; /* a sentence if there is no baseline to compare with; else NULL */
    const char *unfit;            /* a sentence if nothing could be compared, though nothing failed; else NULL */
};

/* *out is the caller's. Fails only without memory. */
int judge_verdict(struct verdict **out, const struct judge_input *input, struct error *err);

/* The verdict of `diff`: never a regression; findings of what grew (as warnings) and shrank beyond the noise, for
 * the answers to ask_differences. INCONCLUSIVE where nothing could be compared. *out is the caller's. */
int judge_differences(struct verdict **out, const struct judge_input *input, struct error *err);

/* A verdict of kind ERROR (of ERROR_UNFIT: INCONCLUSIVE) with one reason and the exit code that the cause's kind
 * means. *out is the caller's. */
int judge_error(struct verdict **out, const struct error *cause, struct error *err);

/* The exit code of two results together: 5, then 2, then 1 before 4 before 3 before 0. */
int judge_mix_exit_codes(int a, int b);

#endif

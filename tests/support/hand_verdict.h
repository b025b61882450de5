#ifndef FLAMEGATE_TESTS_SUPPORT_HAND_VERDICT_H
#define FLAMEGATE_TESTS_SUPPORT_HAND_VERDICT_H

#include "gate/model/answer.h"
#include "gate/model/question.h"
#include "rules/judge.h"

#include <stddef.h>
#include <stdint.h>

/*
 * What the judge gets, made by hand: a policy, comparisons, its questions, and answers that a test sets. To begin
 * with, every question is cleared, and every estimate is what the columns say, with a 95 % interval of +-10 points.
 * No statistic is needed. A test that uses it names hand_verdict.c, hand_comparison.c and policy_text.c in its
 * SOURCES, and room rules. Whatever goes wrong ends the test.
 */

enum { HAND_COMPARISONS = 3, HAND_CULPRITS = 8 };

struct hand_verdict {
    struct policy *policy;
    struct comparison *comparisons[HAND_COMPARISONS];
    struct questions questions;
    struct answers answers;
    struct comparison_answers about[HAND_COMPARISONS];
    struct culprit culprits[HAND_CULPRITS], improvements[HAND_CULPRITS];
    struct judge_input input; /* for judge_verdict and the parts of it */
};

/* yaml: NULL for the built-in policy. The comparisons are the run's from now on. */
void hand_verdict_begin(struct hand_verdict *run, const char *yaml, struct comparison *const *comparisons,
                        size_t count);

/* The answer to what a rule asks of a function's value (name NULL: of the total). */
struct answer *hand_verdict_answer(struct hand_verdict *run, uint32_t comparison, const char *rule,
                                   const char *function, enum entry_value value, enum question_purpose purpose);

/* The same as fail questions: at its limit and proven, or neither cleared nor rejected. */
void hand_verdict_reject(struct hand_verdict *run, uint32_t comparison, const char *rule, const char *function,
                         enum entry_value value);
struct answer *hand_verdict_open(struct hand_verdict *run, uint32_t comparison, const char *rule,
                                 const char *function, enum entry_value value);

/* A culprit for what was rejected of the function; path: its node, "" for no single one. */
struct culprit *hand_verdict_culprit(struct hand_verdict *run, uint32_t comparison, const char *rule,
                                     const char *function, enum entry_value value, const char *path);
struct culprit *hand_verdict_improvement(struct hand_verdict *run, uint32_t comparison, const char *function,
                                         const char *path);

/* The verdict, to be freed. */
struct verdict *hand_verdict_judge(const struct hand_verdict *run);

void hand_verdict_end(struct hand_verdict *run);

/* Two functions under main, one replica and ten requests a side; the unit is nanoseconds:
 *     main;handler;parse   400 -> parse
 *     main;handler;render  500 -> 500
 *     main                 100 -> 100
 */
struct comparison *hand_verdict_comparison(const char *profile, double parse);

/* Begins with the built-in policy and one such comparison, of profile cpu. */
void hand_verdict_begin_one(struct hand_verdict *run, double parse);

/* parse costs +50 % (400 -> 600 in ten requests) and is proven to. */
void hand_verdict_reject_parse(struct hand_verdict *run, uint32_t comparison);

#endif

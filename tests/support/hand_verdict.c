#include "tests/support/hand_verdict.h"

#include "tests/support/hand_comparison.h"
#include "tests/support/policy_text.h"

#include "gate/base/memory.h"
#include "rules/ask.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct comparison *hand_verdict_comparison(const char *profile, double parse)
{
    const struct hand_stack stacks[] = {
        {"main;handler;parse", (double[]){400, parse}},
        {"main;handler;render", (double[]){500, 500}},
        {"main", (double[]){100, 100}},
    };
    struct comparison *comparison = hand_comparison(stacks, 3, 1, 1, (double[]){10, 10});
    comparison->profile = profile;
    comparison->unit = "nanoseconds";
    comparison->sides[BASELINE].samples = 5000;
    comparison->sides[CANDIDATE].samples = 6000;
    return comparison;
}

static struct estimate estimate_of(const struct comparison *comparison, size_t entry)
{
    struct estimate estimate = {.events = {NAN, NAN}};
    double total = 0;
    for (int side = 0; side < SIDES; side++) {
        double exposure = comparison->sides[side].exposure;
        estimate.rate[side] = comparison_side_sum(comparison, comparison->amount, entry, side) / exposure;
        total = side == BASELINE ? comparison->sides[side].amount / exposure : total;
    }
    estimate.growth = estimate.rate[CANDIDATE] - estimate.rate[BASELINE];
    estimate.change = estimate.growth / estimate.rate[BASELINE];
    estimate.share = estimate.growth / total;
    double half = 0.1;
    estimate.change_interval[0] = estimate.change - half;
    estimate.change_interval[1] = estimate.change + half;
    estimate.growth_interval[0] = estimate.growth - half * estimate.rate[BASELINE];
    estimate.growth_interval[1] = estimate.growth + half * estimate.rate[BASELINE];
    return estimate;
}

static struct answer answer_to(const struct hand_verdict *run, const struct question *question)
{
    const struct comparison *comparison = run->comparisons[question->comparison];
    double total = comparison->sides[BASELINE].amount / comparison->sides[BASELINE].exposure;
    struct answer answer = {.estimate = estimate_of(comparison, question->entry), .cleared = true};
    answer.limit = limit_resolve(&question->limit, answer.estimate.rate[BASELINE], total, 0, 1);
    answer.proven = limit_resolve(&question->limit, answer.estimate.rate[BASELINE], total, 0, 0.5);
    answer.samples_factor = answer.replicas_needed = NAN;
    return answer;
}

void hand_verdict_begin(struct hand_verdict *run, const char *yaml, struct comparison *const *comparisons,
                        size_t count)
{
    struct error err = ERROR_INIT;
    *run = (struct hand_verdict){0};
    assert_in_range(count, 0, HAND_COMPARISONS);
    if (yaml != NULL) {
        run->policy = policy_text_read(yaml);
    } else {
        assert_int_equal(policy_builtin(&run->policy, &err), 0);
    }
    for (size_t c = 0; c < count; c++) {
        run->comparisons[c] = comparisons[c];
        run->about[c].nodes = memory_allocate_array(comparisons[c]->tree->count, sizeof *run->about[c].nodes);
        run->about[c].total = estimate_of(comparisons[c], 0);
        run->about[c].samples_factor = run->about[c].replicas_needed = NAN;
    }
    const struct comparison *const *asked = (const struct comparison *const *)run->comparisons;
    assert_int_equal(ask_questions(&run->questions, run->policy, asked, count, &err), 0);
    run->answers.items = memory_allocate_array(run->questions.count + 1, sizeof *run->answers.items);
    run->answers.count = run->questions.count;
    for (size_t q = 0; q < run->questions.count; q++) {
        run->answers.items[q] = answer_to(run, &run->questions.items[q]);
    }
    run->answers.comparisons = run->about;
    run->answers.comparison_count = count;
    run->answers.culprits = run->culprits;
    run->answers.improvements = run->improvements;
    run->input = (struct judge_input){
        .policy = run->policy,
        .comparisons = asked,
        .comparison_count = count,
        .questions = &run->questions,
        .answers = &run->answers,
    };
}

static size_t find_question(const struct hand_verdict *run, uint32_t comparison, const char *rule,
                            const char *function, enum entry_value value, enum question_purpose purpose)
{
    size_t entry = function != NULL ? hand_entry(run->comparisons[comparison], function, value) : 0;
    for (size_t q = 0; q < run->questions.count; q++) {
        const struct question *question = &run->questions.items[q];
        if (question->comparison == comparison && question->entry == entry && question->purpose == purpose &&
            strcmp(run->policy->rules[question->rule].id, rule) == 0) {
            return q;
        }
    }
    fail_msg("rule '%s' asks nothing of '%s'", rule, function != NULL ? function : "total");
    return 0;
}

struct answer *hand_verdict_answer(struct hand_verdict *run, uint32_t comparison, const char *rule,
                                   const char *function, enum entry_value value, enum question_purpose purpose)
{
    return &run->answers.items[find_question(run, comparison, rule, function, value, purpose)];
}

void hand_verdict_reject(struct hand_verdict *run, uint32_t comparison, const char *rule, const char *function,
                         enum entry_value value)
{
    struct answer *answer = hand_verdict_answer(run, comparison, rule, function, value, QUESTION_FAIL);
    answer->cleared = false;
    answer->at_limit = answer->rejected = true;
}

struct answer *hand_verdict_open(struct hand_verdict *run, uint32_t comparison, const char *rule,
                                 const char *function, enum entry_value value)
{
    struct answer *answer = hand_verdict_answer(run, comparison, rule, function, value, QUESTION_FAIL);
    answer->cleared = false;
    answer->blocker = BLOCKER_SAMPLES;
    return answer;
}

static struct culprit culprit_of(const struct hand_verdict *run, uint32_t comparison, const char *function,
                                 enum entry_value value, const char *path)
{
    const struct comparison *of = run->comparisons[comparison];
    size_t entry = function != NULL ? hand_entry(of, function, value) : 0;
    return (struct culprit){
        .comparison = comparison,
        .node = (uint32_t)hand_node(of, path),
        .symbol = of->entries[entry].symbol,
        .question = UINT32_MAX,
        .estimate = estimate_of(of, entry),
        .self = true,
        .call_sites = 1,
    };
}

struct culprit *hand_verdict_culprit(struct hand_verdict *run, uint32_t comparison, const char *rule,
                                     const char *function, enum entry_value value, const char *path)
{
    assert_true(run->answers.culprit_count < HAND_CULPRITS);
    struct culprit *culprit = &run->culprits[run->answers.culprit_count++];
    *culprit = culprit_of(run, comparison, function, value, path);
    if (rule != NULL) {
        culprit->question = (uint32_t)find_question(run, comparison, rule, function, value, QUESTION_FAIL);
    }
    return culprit;
}

struct culprit *hand_verdict_improvement(struct hand_verdict *run, uint32_t comparison, const char *function,
                                         const char *path)
{
    assert_true(run->answers.improvement_count < HAND_CULPRITS);
    struct culprit *improvement = &run->improvements[run->answers.improvement_count++];
    *improvement = culprit_of(run, comparison, function, ENTRY_TOTAL, path);
    return improvement;
}

void hand_verdict_end(struct hand_verdict *run)
{
    for (size_t c = 0; c < run->input.comparison_count; c++) {
        memory_free(run->about[c].nodes);
        comparison_free(run->comparisons[c]);
    }
    memory_free(run->answers.items);
    questions_clear(&run->questions);
    policy_free(run->policy);
}

void hand_verdict_begin_one(struct hand_verdict *run, double parse)
{
    hand_verdict_begin(run, NULL, (struct comparison *const[]){hand_verdict_comparison("cpu", parse)}, 1);
}

void hand_verdict_reject_parse(struct hand_verdict *run, uint32_t comparison)
{
    hand_verdict_reject(run, comparison, "any-frame", "parse", ENTRY_TOTAL);
    hand_verdict_reject(run, comparison, "any-frame", "handler", ENTRY_TOTAL);
    hand_verdict_culprit(run, comparison, "any-frame", "parse", ENTRY_TOTAL, "main;handler;parse");
}

struct verdict *hand_verdict_judge(const struct hand_verdict *run)
{
    struct verdict *verdict = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(judge_verdict(&verdict, &run->input, &err), 0);
    return verdict;
}

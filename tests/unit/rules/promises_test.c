#include "rules/promises.h"

#include "tests/support/allocations.h"
#include "tests/support/hand_comparison.h"
#include "tests/support/hand_verdict.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char policy[] = "version: 1\nrules:\n"
                             "  - {id: t, match: {total: true}, fail_over: [{of_itself: 25%}]}\n"
                             "  - {id: p, match: {function: parse}, expect: {of_itself: -20%, in: v2}}\n";

/* A candidate v2 whose parse costs so much, before 400 in ten requests; the promise is kept to begin with. */
static struct answer *begin(struct hand_verdict *run, double parse)
{
    struct comparison *comparison = hand_verdict_comparison("cpu", parse);
    comparison->sides[CANDIDATE].label = "v2";
    hand_verdict_begin(run, policy, (struct comparison *const[]){comparison}, 1);
    return hand_verdict_answer(run, 0, "p", "parse", ENTRY_TOTAL, QUESTION_EXPECT);
}

static struct verdict *judged(const struct hand_verdict *run)
{
    struct verdict *verdict = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(judge_verdict(&verdict, &run->input, &err), 0);
    assert_int_equal(verdict->finding_count, 1);
    const struct finding *finding = &verdict->findings[0];
    assert_int_equal(finding->kind, FINDING_EXPECTATION);
    assert_int_equal(finding->rule, 1);
    assert_float_equal(finding->expected, -0.2, 1e-12);
    assert_false(finding->self);
    assert_true(finding->has_estimate);
    return verdict;
}

static void end(struct hand_verdict *run, struct verdict *verdict)
{
    verdict_free(verdict);
    hand_verdict_end(run);
}

static void a_kept_promise_is_a_pass_and_is_told(void **state)
{
    (void)state;
    struct hand_verdict run;
    begin(&run, 300);
    struct verdict *verdict = judged(&run);
    assert_int_equal(verdict->kind, VERDICT_PASS);
    assert_int_equal(verdict->rules[1].status, RULE_PASSED);
    assert_int_equal(verdict->findings[0].promise, PROMISE_KEPT);
    assert_string_equal(
        verdict->findings[0].sentence,
        "'parse' costs 25 % less per request: 40 ns -> 30 ns (95 % interval -35 to -15 %); promised "
        "-20 % in v2: kept");
    end(&run, verdict);
}

static void a_broken_promise_is_a_regression(void **state)
{
    (void)state;
    struct hand_verdict run;
    struct answer *answer = begin(&run, 404);
    answer->cleared = false;
    answer->rejected = answer->at_limit = true;
    struct verdict *verdict = judged(&run);
    assert_int_equal(verdict->kind, VERDICT_REGRESSION);
    assert_int_equal(verdict->exit_code, 1);
    assert_int_equal(verdict->rules[1].status, RULE_FAILED);
    assert_int_equal(verdict->findings[0].promise, PROMISE_BROKEN);
    assert_string_equal(verdict->reason,
                        "'parse' costs 1 % more per request: 40 ns -> 40.4 ns (95 % interval -9 to "
                        "+11 %); promised -20 % in v2: broken");
    assert_string_equal(verdict->advice, "look at 'parse' first: what should have made it cheaper did not");
    end(&run, verdict);
}

/* parse of the candidate, what would settle it, and what is said. */
static const struct {
    double parse, samples_factor;
    const char *reason, *advice;
} open_cases[] = {
    {300, 2.34, "measured so, but not proven beyond chance", "capture about 3 runs a side like this one"},
    {340, NAN, "more than half of it is measured, but not all",
     "what was measured lies too near to the promise of -20 %, or to half of it, for more runs to settle it: "},
    {380, 5, "not measured so, but not disproved either", "capture about 5 runs a side like this one"},
    {0, NAN, "not decided, since its cost may only have moved",
     "look where its cost went: a promise is about a cost, not about a name"},
};

static void what_is_neither_kept_nor_broken_is_inconclusive(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof open_cases / sizeof open_cases[0]; i++) {
        struct hand_verdict run;
        struct answer *answer = begin(&run, open_cases[i].parse);
        answer->cleared = false;
        answer->blocker = BLOCKER_SAMPLES;
        answer->samples_factor = open_cases[i].samples_factor;
        struct verdict *verdict = judged(&run);
        assert_int_equal(verdict->kind, VERDICT_INCONCLUSIVE);
        assert_int_equal(verdict->exit_code, 3);
        assert_int_equal(verdict->rules[1].status, RULE_OPEN);
        assert_int_equal(verdict->findings[0].promise, PROMISE_OPEN);
        assert_string_equal(verdict->reason, verdict->findings[0].sentence);
        const char *told = strstr(verdict->reason, "; promised -20 % in v2: ");
        assert_non_null(told);
        assert_string_equal(told + strlen("; promised -20 % in v2: "), open_cases[i].reason);
        assert_memory_equal(verdict->advice, open_cases[i].advice, strlen(open_cases[i].advice));
        end(&run, verdict);
    }
}

/* The reason is the regression's; the promise is still told. */
static void a_regression_stands_before_a_broken_promise(void **state)
{
    (void)state;
    struct hand_verdict run;
    struct answer *answer = begin(&run, 1000);
    answer->cleared = false;
    answer->rejected = true;
    hand_verdict_reject(&run, 0, "t", NULL, ENTRY_SERVICE);
    struct verdict *verdict = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(judge_verdict(&verdict, &run.input, &err), 0);
    assert_string_equal(verdict->reason, "the service costs 60 % more per request");
    assert_int_equal(verdict->finding_count, 2);
    end(&run, verdict);
}

/* What is open beside an undecided function is counted with it. */
static void an_open_promise_is_counted_beside_what_is_undecided(void **state)
{
    (void)state;
    struct hand_verdict run;
    begin(&run, 300)->cleared = false;
    hand_verdict_open(&run, 0, "t", NULL, ENTRY_SERVICE);
    struct verdict *verdict = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(judge_verdict(&verdict, &run.input, &err), 0);
    assert_int_equal(verdict->kind, VERDICT_INCONCLUSIVE);
    assert_non_null(strstr(verdict->reason, "(and 1 more undecided)"));
    end(&run, verdict);
}

static int judge_again(void *state, struct error *err)
{
    struct verdict *verdict = NULL;
    int status = judge_verdict(&verdict, &((struct hand_verdict *)state)->input, err);
    verdict_free(status == 0 ? verdict : NULL);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct hand_verdict run;
    begin(&run, 300)->cleared = false;
    assert_true(allocations_walk(judge_again, &run) >= 3);
    hand_verdict_end(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_kept_promise_is_a_pass_and_is_told),
        cmocka_unit_test(a_broken_promise_is_a_regression),
        cmocka_unit_test(what_is_neither_kept_nor_broken_is_inconclusive),
        cmocka_unit_test(a_regression_stands_before_a_broken_promise),
        cmocka_unit_test(an_open_promise_is_counted_beside_what_is_undecided),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "rules/judge.h"

#include "tests/support/allocations.h"
#include "tests/support/hand_comparison.h"
#include "tests/support/hand_verdict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void all_cleared_is_a_pass(void **state)
{
    (void)state;
    struct hand_verdict run;
    hand_verdict_begin_one(&run, 400);
    struct verdict *verdict = hand_verdict_judge(&run);
    assert_int_equal(verdict->kind, VERDICT_PASS);
    assert_int_equal(verdict->exit_code, 0);
    assert_string_equal(verdict->reason, "");
    assert_string_equal(verdict->advice, "");
    assert_int_equal(verdict->profile_count, 1);
    assert_float_equal(verdict->profiles[0].covered, 1, 1e-12);
    assert_int_equal(verdict->rule_count, 2);
    assert_int_equal(verdict->rules[0].status, RULE_PASSED);
    assert_int_equal(verdict->finding_count, 0);
    verdict_free(verdict);
    hand_verdict_end(&run);
}

static void one_rejected_question_is_a_regression_with_its_culprit(void **state)
{
    (void)state;
    struct hand_verdict run;
    hand_verdict_begin_one(&run, 600);
    hand_verdict_reject_parse(&run, 0);
    struct verdict *verdict = hand_verdict_judge(&run);
    assert_int_equal(verdict->kind, VERDICT_REGRESSION);
    assert_int_equal(verdict->exit_code, 1);
    assert_string_equal(verdict->reason, "'parse' costs 50 % more per request");
    assert_string_equal(verdict->advice, "look at 'parse' first: the growth is its own");
    assert_int_equal(verdict->rules[0].status, RULE_PASSED);
    assert_int_equal(verdict->rules[1].status, RULE_FAILED);
    assert_int_equal(verdict->finding_count, 1);
    const struct finding *finding = &verdict->findings[0];
    assert_int_equal(finding->kind, FINDING_REGRESSION);
    assert_int_equal(finding->rule, 1);
    assert_int_equal(finding->node, hand_node(run.comparisons[0], "main;handler;parse"));
    assert_int_equal(finding->call_sites, 1);
    assert_false(finding->self);
    assert_string_equal(finding->sentence,
                        "'parse' costs 50 % more per request: 40 ns -> 60 ns (95 % interval +40 to "
                        "+60 %), limit +10 % of itself and +2 % of the total");
    verdict_free(verdict);
    hand_verdict_end(&run);
}

static void exit_codes_are_mixed_by_weight(void **state)
{
    (void)state;
    /* 5, then 2, then 1 before 4 before 3 before 0. */
    static const int order[] = {5, 2, 1, 4, 3, 0};
    for (size_t i = 0; i < 6; i++) {
        for (size_t k = i; k < 6; k++) {
            assert_int_equal(judge_mix_exit_codes(order[i], order[k]), order[i]);
            assert_int_equal(judge_mix_exit_codes(order[k], order[i]), order[i]);
        }
    }
}

/* A run that failed early has fewer parts, down to none. */
static void a_run_that_ended_early_is_judged_too(void **state)
{
    (void)state;
    struct hand_verdict run;
    hand_verdict_begin_one(&run, 600);
    run.input.questions = NULL;
    run.input.answers = NULL;
    struct verdict *verdict = hand_verdict_judge(&run);
    assert_int_equal(verdict->kind, VERDICT_INCONCLUSIVE);
    assert_string_equal(verdict->reason, "the run ended before this profile was judged");
    assert_int_equal(verdict->rules[0].status, RULE_OPEN);
    verdict_free(verdict);
    run.input.comparison_count = 0;
    verdict = hand_verdict_judge(&run);
    assert_int_equal(verdict->kind, VERDICT_INCONCLUSIVE);
    assert_string_equal(verdict->reason, "no profile was compared");
    assert_int_equal(verdict->rule_count, 2);
    assert_int_equal(verdict->rules[0].comparison, UINT32_MAX);
    verdict_free(verdict);
    run.input.comparison_count = 1;
    hand_verdict_end(&run);
}

static void findings_come_by_kind_then_share_then_name(void **state)
{
    (void)state;
    const struct hand_stack stacks[] = {
        {"main;a", (double[]){100, 150}},  {"main;b", (double[]){100, 190}}, {"main;c", (double[]){100, 20}},
        {"main;gone", (double[]){100, 0}}, {"main;d", (double[]){100, 150}}, {"main", (double[]){500, 500}},
    };
    struct hand_verdict run;
    hand_verdict_begin(&run, NULL,
                       (struct comparison *const[]){hand_comparison(stacks, 6, 1, 1, (double[]){10, 10})}, 1);
    const char *grown[] = {"d", "a", "b"};
    for (size_t i = 0; i < 3; i++) {
        char path[16];
        snprintf(path, sizeof path, "main;%s", grown[i]);
        hand_verdict_reject(&run, 0, "any-frame", grown[i], ENTRY_TOTAL);
        hand_verdict_culprit(&run, 0, "any-frame", grown[i], ENTRY_TOTAL, path);
    }
    hand_verdict_improvement(&run, 0, "c", "main;c");
    hand_verdict_improvement(&run, 0, "gone", "main;gone");
    struct verdict *verdict = hand_verdict_judge(&run);
    static const struct {
        enum finding_kind kind;
        const char *begin;
    } expected[] = {{FINDING_REGRESSION, "'b'"},
                    {FINDING_REGRESSION, "'a'"},
                    {FINDING_REGRESSION, "'d'"},
                    {FINDING_IMPROVEMENT, "'c' costs 80 % less per request"},
                    {FINDING_VANISHED, "'gone' is gone"}};
    assert_int_equal(verdict->finding_count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(verdict->findings[i].kind, expected[i].kind);
        assert_memory_equal(verdict->findings[i].sentence, expected[i].begin, strlen(expected[i].begin));
    }
    assert_string_equal(verdict->reason, "'b' costs 90 % more per request, and 2 more grew over a limit");
    verdict_free(verdict);
    hand_verdict_end(&run);
}

static void differences_are_never_red(void **state)
{
    (void)state;
    struct hand_verdict run;
    struct verdict *verdict = NULL;
    struct error err = ERROR_INIT;
    hand_verdict_begin_one(&run, 600);
    hand_verdict_reject_parse(&run, 0);
    run.comparisons[0]->report_only = true;
    assert_int_equal(judge_differences(&verdict, &run.input, &err), 0);
    assert_int_equal(verdict->kind, VERDICT_PASS);
    assert_int_equal(verdict->exit_code, 0);
    assert_int_equal(verdict->rule_count, 0);
    assert_int_equal(verdict->finding_count, 1);
    assert_int_equal(verdict->findings[0].kind, FINDING_WARNING);
    assert_int_equal(verdict->findings[0].rule, UINT32_MAX);
    assert_string_equal(verdict->findings[0].sentence,
                        "'parse' costs 50 % more per request: 40 ns -> 60 ns (95 % interval +40 to +60 %)");
    verdict_free(verdict);
    run.comparisons[0]->unfit = "it is unfit";
    assert_int_equal(judge_differences(&verdict, &run.input, &err), 0);
    assert_int_equal(verdict->kind, VERDICT_INCONCLUSIVE);
    assert_int_equal(verdict->exit_code, 3);
    verdict_free(verdict);
    hand_verdict_end(&run);
}

static void an_error_has_the_exit_code_of_its_kind(void **state)
{
    (void)state;
    static const struct {
        enum error_kind kind;
        int exit_code;
        enum verdict_kind verdict;
    } cases[] = {
        {ERROR_USAGE, 2, VERDICT_ERROR},        {ERROR_POLICY, 2, VERDICT_ERROR},
        {ERROR_UNFIT, 3, VERDICT_INCONCLUSIVE}, {ERROR_INPUT, 4, VERDICT_ERROR},
        {ERROR_OUTPUT, 4, VERDICT_ERROR},       {ERROR_MEMORY, 4, VERDICT_ERROR},
        {ERROR_INTERNAL, 5, VERDICT_ERROR},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct error cause = ERROR_INIT, err = ERROR_INIT;
        struct verdict *verdict = NULL;
        error_set(&cause, cases[i].kind, "it went wrong");
        assert_int_equal(judge_error(&verdict, &cause, &err), 0);
        assert_int_equal(verdict->kind, cases[i].verdict);
        assert_int_equal(verdict->exit_code, cases[i].exit_code);
        assert_string_equal(verdict->reason, "it went wrong");
        verdict_free(verdict);
    }
}

static int judge_all(void *context, struct error *err)
{
    const struct hand_verdict *run = context;
    struct error cause = ERROR_INIT;
    error_set(&cause, ERROR_INPUT, "it went wrong");
    int (*const judges[])(struct verdict **, const struct judge_input *, struct error *) = {judge_verdict,
                                                                                            judge_differences};
    for (size_t i = 0; i < 2; i++) {
        struct verdict *verdict = NULL;
        if (judges[i](&verdict, &run->input, err) != 0) {
            return -1;
        }
        verdict_free(verdict);
    }
    struct verdict *verdict = NULL;
    if (judge_error(&verdict, &cause, err) != 0) {
        return -1;
    }
    verdict_free(verdict);
    return 0;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct hand_verdict run;
    hand_verdict_begin(
        &run, NULL,
        (struct comparison *const[]){hand_verdict_comparison("cpu", 600), hand_verdict_comparison("wall", 400)}, 2);
    hand_verdict_reject_parse(&run, 0);
    hand_verdict_open(&run, 1, "any-frame", "render", ENTRY_TOTAL)->samples_factor = 2;
    assert_true(allocations_walk(judge_all, &run) >= 15);
    hand_verdict_end(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_cleared_is_a_pass),
        cmocka_unit_test(one_rejected_question_is_a_regression_with_its_culprit),
        cmocka_unit_test(exit_codes_are_mixed_by_weight),
        cmocka_unit_test(a_run_that_ended_early_is_judged_too),
        cmocka_unit_test(findings_come_by_kind_then_share_then_name),
        cmocka_unit_test(differences_are_never_red),
        cmocka_unit_test(an_error_has_the_exit_code_of_its_kind),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

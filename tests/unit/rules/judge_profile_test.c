#include "rules/judge_profile.h"

#include "tests/support/hand_verdict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* What is undecided beside a regression is no news. */
static void a_regression_outweighs_what_is_undecided(void **state)
{
    (void)state;
    struct hand_verdict run;
    hand_verdict_begin_one(&run, 600);
    hand_verdict_reject_parse(&run, 0);
    hand_verdict_open(&run, 0, "any-frame", "render", ENTRY_TOTAL);
    struct verdict *verdict = hand_verdict_judge(&run);
    assert_int_equal(verdict->kind, VERDICT_REGRESSION);
    assert_int_equal(verdict->finding_count, 1);
    verdict_free(verdict);
    hand_verdict_end(&run);
}

static void what_is_undecided_is_inconclusive_with_what_is_missing(void **state)
{
    (void)state;
    struct hand_verdict run;
    hand_verdict_begin_one(&run, 400);
    hand_verdict_open(&run, 0, "any-frame", "render", ENTRY_TOTAL)->samples_factor = 2.34;
    struct verdict *verdict = hand_verdict_judge(&run);
    assert_int_equal(verdict->kind, VERDICT_INCONCLUSIVE);
    assert_int_equal(verdict->exit_code, 3);
    assert_string_equal(verdict->reason,
                        "'render': a growth of +10 % of itself cannot be excluded; measured 0 % of "
                        "itself (95 % interval -10 to +10 %)");
    assert_string_equal(verdict->advice,
                        "capture about 3 runs a side like this one (some 15,000 samples each side) to settle it");
    assert_int_equal(verdict->rules[1].status, RULE_OPEN);
    verdict_free(verdict);
    hand_verdict_end(&run);
}

static void an_unfit_comparison_is_inconclusive_whatever_was_answered(void **state)
{
    (void)state;
    struct hand_verdict run;
    hand_verdict_begin_one(&run, 600);
    hand_verdict_reject_parse(&run, 0);
    run.comparisons[0]->unfit = "the candidate has no request count: give it with --requests-candidate";
    struct verdict *verdict = hand_verdict_judge(&run);
    assert_int_equal(verdict->kind, VERDICT_INCONCLUSIVE);
    assert_string_equal(verdict->reason, "the candidate has no request count: give it with --requests-candidate");
    assert_int_equal(verdict->finding_count, 0);
    assert_int_equal(verdict->rules[1].status, RULE_OPEN);
    verdict_free(verdict);
    hand_verdict_end(&run);
}

static void a_rule_that_matches_nothing_is_inconclusive_unless_optional(void **state)
{
    (void)state;
    for (int optional = 0; optional < 2; optional++) {
        struct hand_verdict run;
        char yaml[512];
        snprintf(yaml, sizeof yaml,
                 "version: 1\nrules:\n"
                 "  - {id: total, match: {total: true}, fail_over: [{of_itself: 10%%}]}\n"
                 "  - {id: pay, match: {function: 'acme/pay.*'}, fail_over: [{of_itself: 5%%}]%s}\n",
                 optional ? ", optional: true" : "");
        hand_verdict_begin(&run, yaml, (struct comparison *const[]){hand_verdict_comparison("cpu", 400)}, 1);
        struct verdict *verdict = hand_verdict_judge(&run);
        assert_int_equal(verdict->kind, optional ? VERDICT_PASS : VERDICT_INCONCLUSIVE);
        assert_string_equal(verdict->reason, optional ? "" : "rule 'pay' matches no function on either side");
        assert_string_equal(verdict->advice, optional ? "" : "correct the rule's pattern, or say optional: true");
        assert_int_equal(verdict->rules[1].status, optional ? RULE_IDLE : RULE_UNMATCHED);
        assert_int_equal(verdict->rules[1].frames, 0);
        verdict_free(verdict);
        hand_verdict_end(&run);
    }
}

static void a_profile_that_no_rule_is_about_cannot_pass(void **state)
{
    (void)state;
    struct hand_verdict run;
    hand_verdict_begin(&run,
                       "version: 1\nprofiles: {wall: {type: wall}}\nrules:\n"
                       "  - {id: w, profile: wall, match: {total: true}, fail_over: [{of_itself: 10%}]}\n",
                       (struct comparison *const[]){hand_verdict_comparison("cpu", 400)}, 1);
    struct verdict *verdict = hand_verdict_judge(&run);
    assert_int_equal(verdict->kind, VERDICT_INCONCLUSIVE);
    assert_string_equal(verdict->reason,
                        "nothing was asked that could fail: no rule with fail_over holds for this profile");
    assert_int_equal(verdict->rule_count, 1);
    assert_int_equal(verdict->rules[0].comparison, UINT32_MAX);
    assert_int_equal(verdict->rules[0].status, RULE_IDLE);
    verdict_free(verdict);
    hand_verdict_end(&run);
}

static void a_gate_that_could_never_fail_cannot_pass(void **state)
{
    (void)state;
    static const char *const rules[] = {
        "  - {id: w, match: {any: true}, warn_over: [{of_itself: 10%, of_total: 2%}]}\n",
        "  - {id: o, match: {function: 'acme/pay.*'}, fail_over: [{of_itself: 5%}], optional: true}\n",
    };
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        struct hand_verdict run;
        char yaml[512];
        snprintf(yaml, sizeof yaml, "version: 1\nrules:\n%s", rules[i]);
        hand_verdict_begin(&run, yaml, (struct comparison *const[]){hand_verdict_comparison("cpu", 400)}, 1);
        struct verdict *verdict = hand_verdict_judge(&run);
        assert_int_equal(verdict->kind, VERDICT_INCONCLUSIVE);
        assert_int_equal(verdict->exit_code, 3);
        assert_string_equal(verdict->advice, "add a rule with fail_over, or say report_only: true");
        verdict_free(verdict);
        hand_verdict_end(&run);
    }
}

static void few_functions_cannot_be_judged_by_share(void **state)
{
    (void)state;
    struct hand_verdict run;
    hand_verdict_begin_one(&run, 400);
    run.comparisons[0]->exposure_kind = EXPOSURE_SHARE;
    struct verdict *verdict = hand_verdict_judge(&run);
    assert_int_equal(verdict->kind, VERDICT_INCONCLUSIVE);
    assert_int_equal(verdict->exit_code, 3);
    assert_non_null(strstr(verdict->reason, "it takes 30 of them"));
    verdict_free(verdict);
    run.about[0].level.believed = true;
    verdict = hand_verdict_judge(&run);
    assert_int_equal(verdict->kind, VERDICT_PASS);
    verdict_free(verdict);
    hand_verdict_end(&run);
}

static void a_pass_may_be_withheld(void **state)
{
    (void)state;
    struct hand_verdict run;
    hand_verdict_begin_one(&run, 600);
    run.comparisons[0]->no_pass = "too much is left out";
    struct verdict *verdict = hand_verdict_judge(&run);
    assert_int_equal(verdict->kind, VERDICT_INCONCLUSIVE);
    assert_string_equal(verdict->reason, "too much is left out");
    verdict_free(verdict);
    hand_verdict_reject_parse(&run, 0);
    verdict = hand_verdict_judge(&run);
    assert_int_equal(verdict->kind, VERDICT_REGRESSION);
    verdict_free(verdict);
    hand_verdict_end(&run);
}

static void no_pass_rests_on_one_odd_replica(void **state)
{
    (void)state;
    struct hand_verdict run;
    struct odd_replica odd = {.rate = 10, .median = 1000, .change_without = 0.4, .sways = true};
    hand_verdict_begin_one(&run, 600);
    run.comparisons[0]->sides[BASELINE].replicas[0].name = "run-1";
    run.about[0].odd = &odd;
    run.about[0].odd_count = 1;
    struct verdict *verdict = hand_verdict_judge(&run);
    assert_int_equal(verdict->kind, VERDICT_INCONCLUSIVE);
    assert_non_null(strstr(verdict->reason, "no pass rests on one odd replica: without 'run-1' of the baseline"));
    assert_string_equal(verdict->advice, "remove replica 'run-1', correct its request count, or capture it again");
    verdict_free(verdict);
    hand_verdict_open(&run, 0, "any-frame", "render", ENTRY_TOTAL)->samples_factor = 2;
    verdict = hand_verdict_judge(&run);
    assert_int_equal(verdict->kind, VERDICT_INCONCLUSIVE);
    assert_non_null(strstr(verdict->reason, "render"));
    assert_string_equal(verdict->advice, "remove replica 'run-1', correct its request count, or capture it again");
    verdict_free(verdict);
    hand_verdict_reject_parse(&run, 0);
    verdict = hand_verdict_judge(&run);
    assert_int_equal(verdict->kind, VERDICT_REGRESSION);
    assert_null(strstr(verdict->advice, "remove"));
    verdict_free(verdict);
    odd.sways = false;
    hand_verdict_end(&run);
    hand_verdict_begin_one(&run, 600);
    run.about[0].odd = &odd;
    run.about[0].odd_count = 1;
    verdict = hand_verdict_judge(&run);
    assert_int_equal(verdict->kind, VERDICT_PASS);
    verdict_free(verdict);
    hand_verdict_end(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_regression_outweighs_what_is_undecided),
        cmocka_unit_test(what_is_undecided_is_inconclusive_with_what_is_missing),
        cmocka_unit_test(an_unfit_comparison_is_inconclusive_whatever_was_answered),
        cmocka_unit_test(a_rule_that_matches_nothing_is_inconclusive_unless_optional),
        cmocka_unit_test(a_profile_that_no_rule_is_about_cannot_pass),
        cmocka_unit_test(a_gate_that_could_never_fail_cannot_pass),
        cmocka_unit_test(few_functions_cannot_be_judged_by_share),
        cmocka_unit_test(a_pass_may_be_withheld),
        cmocka_unit_test(no_pass_rests_on_one_odd_replica),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

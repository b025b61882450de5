#include "rules/overall.h"

#include "tests/support/hand_verdict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum state_of { PASSES, REGRESSES, OPEN_STATE, UNFIT_STATE, REPORT_ONLY };

static void put_state(struct hand_verdict *run, uint32_t c, enum state_of wanted)
{
    if (wanted == REGRESSES) {
        hand_verdict_reject_parse(run, c);
    } else if (wanted == OPEN_STATE) {
        hand_verdict_open(run, c, "any-frame", "render", ENTRY_TOTAL);
    } else if (wanted == UNFIT_STATE) {
        run->comparisons[c]->unfit = "it is unfit";
    } else if (wanted == REPORT_ONLY) {
        run->comparisons[c]->report_only = true;
    }
}

/* PRODUCT.md: 5, then 2, then 1 before 4 before 3 before 0. */
static void mixed_results_have_one_exit_code(void **state)
{
    (void)state;
    static const struct {
        enum state_of first, second;
        bool fatal, missing_baseline, unfit;
        enum verdict_kind kind;
        int exit_code;
        const char *reason;
    } cases[] = {
        {PASSES, PASSES, false, false, false, VERDICT_PASS, 0, ""},
        {PASSES, REPORT_ONLY, false, false, false, VERDICT_PASS, 0, ""},
        {REPORT_ONLY, REPORT_ONLY, false, false, false, VERDICT_INCONCLUSIVE, 3,
         "no profile was judged: every one of them is report_only"},
        {PASSES, UNFIT_STATE, false, false, false, VERDICT_INCONCLUSIVE, 3, "wall: it is unfit"},
        {PASSES, REGRESSES, false, false, false, VERDICT_REGRESSION, 1,
         "wall: 'parse' costs 50 % more per request"},
        {UNFIT_STATE, REGRESSES, false, false, false, VERDICT_REGRESSION, 1,
         "wall: 'parse' costs 50 % more per request"},
        {PASSES, REGRESSES, true, false, false, VERDICT_REGRESSION, 1, "wall: 'parse' costs 50 % more per request"},
        {PASSES, PASSES, true, false, false, VERDICT_ERROR, 4, "cannot read 'x'"},
        {PASSES, UNFIT_STATE, true, false, false, VERDICT_ERROR, 4, "cannot read 'x'"},
        {PASSES, PASSES, false, true, false, VERDICT_INCONCLUSIVE, 3, "there is no baseline"},
        {PASSES, PASSES, true, true, false, VERDICT_ERROR, 4, "cannot read 'x'"},
        {PASSES, PASSES, false, false, true, VERDICT_INCONCLUSIVE, 3, "nothing to compare"},
        {PASSES, REGRESSES, false, true, false, VERDICT_REGRESSION, 1, "wall: 'parse' costs 50 % more per request"},
    };
    const struct trouble troubles[] = {{TROUBLE_PARSE, false, "one replica was dropped"},
                                       {TROUBLE_PARSE, true, "cannot read 'x'"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hand_verdict run;
        hand_verdict_begin(
            &run, NULL,
            (struct comparison *const[]){hand_verdict_comparison("cpu", 600), hand_verdict_comparison("wall", 600)},
            2);
        put_state(&run, 0, cases[i].first);
        put_state(&run, 1, cases[i].second);
        run.input.troubles = troubles;
        run.input.trouble_count = cases[i].fatal ? 2 : 1;
        run.input.missing_baseline = cases[i].missing_baseline ? "there is no baseline" : NULL;
        run.input.unfit = cases[i].unfit ? "nothing to compare" : NULL;
        struct verdict *verdict = hand_verdict_judge(&run);
        assert_int_equal(verdict->kind, cases[i].kind);
        assert_int_equal(verdict->exit_code, cases[i].exit_code);
        assert_string_equal(verdict->reason, cases[i].reason);
        verdict_free(verdict);
        hand_verdict_end(&run);
    }
}

/* What the policy and --fail-on make of each verdict. The verdict itself never changes. */
static void exit_codes_are_what_policy_and_option_make_them(void **state)
{
    (void)state;
    static const struct {
        enum state_of profile;
        bool fatal, missing_baseline;
        const char *noise;
        enum judge_fail_on fail_on;
        int exit_code;
    } cases[] = {
        {OPEN_STATE, false, false, "", FAIL_ON_REGRESSION, 3},
        {OPEN_STATE, false, false, "on_inconclusive: pass", FAIL_ON_REGRESSION, 0},
        {OPEN_STATE, false, false, "on_inconclusive: fail", FAIL_ON_REGRESSION, 1},
        {OPEN_STATE, false, false, "on_no_baseline: pass", FAIL_ON_REGRESSION, 3},
        {OPEN_STATE, false, false, "", FAIL_ON_INCONCLUSIVE, 1},
        {OPEN_STATE, false, false, "on_inconclusive: pass", FAIL_ON_INCONCLUSIVE, 1},
        {OPEN_STATE, false, false, "on_inconclusive: fail", FAIL_ON_NEVER, 0},
        {OPEN_STATE, false, false, "", FAIL_ON_NEVER, 0},
        {PASSES, false, true, "", FAIL_ON_REGRESSION, 3},
        {PASSES, false, true, "on_no_baseline: pass", FAIL_ON_REGRESSION, 0},
        {PASSES, false, true, "on_no_baseline: fail", FAIL_ON_REGRESSION, 1},
        {PASSES, false, true, "on_inconclusive: fail", FAIL_ON_REGRESSION, 3},
        {PASSES, false, true, "on_no_baseline: fail", FAIL_ON_NEVER, 0},
        {PASSES, false, true, "on_no_baseline: pass", FAIL_ON_INCONCLUSIVE, 1},
        {REGRESSES, false, false, "on_inconclusive: pass", FAIL_ON_REGRESSION, 1},
        {REGRESSES, false, false, "", FAIL_ON_INCONCLUSIVE, 1},
        {REGRESSES, false, false, "", FAIL_ON_NEVER, 0},
        {PASSES, false, false, "on_inconclusive: fail", FAIL_ON_INCONCLUSIVE, 0},
        {PASSES, true, false, "", FAIL_ON_NEVER, 4},
        {PASSES, true, false, "on_inconclusive: pass", FAIL_ON_INCONCLUSIVE, 4},
    };
    const struct trouble fatal = {TROUBLE_FETCH, true, "cannot read 'x'"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hand_verdict run;
        char yaml[512];
        snprintf(yaml, sizeof yaml,
                 "version: 1\nnoise: {%s}\nrules:\n"
                 "  - {id: any-frame, match: {any: true}, fail_over: [{of_itself: 10%%, of_total: 2%%}]}\n",
                 cases[i].noise);
        hand_verdict_begin(&run, yaml, (struct comparison *const[]){hand_verdict_comparison("cpu", 600)}, 1);
        put_state(&run, 0, cases[i].profile);
        run.input.troubles = &fatal;
        run.input.trouble_count = cases[i].fatal;
        run.input.missing_baseline = cases[i].missing_baseline ? "there is no baseline" : NULL;
        run.input.fail_on = cases[i].fail_on;
        struct verdict *verdict = hand_verdict_judge(&run);
        if (verdict->exit_code != cases[i].exit_code) {
            fail_msg("case %zu: exit code %d", i, verdict->exit_code);
        }
        verdict_free(verdict);
        hand_verdict_end(&run);
    }
}

/* An anchor without profiles is what a missing baseline is, beside what the baseline decides. */
static void a_missing_anchor_decides_nothing_else(void **state)
{
    (void)state;
    static const struct {
        enum state_of profile;
        const char *noise;
        enum judge_fail_on fail_on;
        enum verdict_kind kind;
        int exit_code;
        const char *reason;
    } cases[] = {
        {PASSES, "", FAIL_ON_REGRESSION, VERDICT_INCONCLUSIVE, 3, "cpu against v1: there is no v1"},
        {PASSES, "on_no_baseline: pass", FAIL_ON_REGRESSION, VERDICT_INCONCLUSIVE, 0,
         "cpu against v1: there is no v1"},
        {PASSES, "on_no_baseline: fail", FAIL_ON_REGRESSION, VERDICT_INCONCLUSIVE, 1,
         "cpu against v1: there is no v1"},
        {PASSES, "on_inconclusive: fail", FAIL_ON_REGRESSION, VERDICT_INCONCLUSIVE, 3,
         "cpu against v1: there is no v1"},
        {PASSES, "on_no_baseline: pass", FAIL_ON_INCONCLUSIVE, VERDICT_INCONCLUSIVE, 1,
         "cpu against v1: there is no v1"},
        {PASSES, "on_no_baseline: fail", FAIL_ON_NEVER, VERDICT_INCONCLUSIVE, 0, "cpu against v1: there is no v1"},
        {UNFIT_STATE, "on_no_baseline: pass", FAIL_ON_REGRESSION, VERDICT_INCONCLUSIVE, 3, "cpu: it is unfit"},
        {UNFIT_STATE, "on_inconclusive: pass", FAIL_ON_REGRESSION, VERDICT_INCONCLUSIVE, 3, "cpu: it is unfit"},
        {UNFIT_STATE, "on_inconclusive: pass, on_no_baseline: fail", FAIL_ON_REGRESSION, VERDICT_INCONCLUSIVE, 1,
         "cpu: it is unfit"},
        {REGRESSES, "on_no_baseline: pass", FAIL_ON_REGRESSION, VERDICT_REGRESSION, 1,
         "cpu: 'parse' costs 50 % more per request"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hand_verdict run;
        char yaml[512];
        snprintf(yaml, sizeof yaml,
                 "version: 1\nnoise: {%s}\nstore: {files: 'p/$version'}\nanchor: v1\nrules:\n"
                 "  - {id: any-frame, match: {any: true}, fail_over: [{of_itself: 10%%, of_total: 2%%}]}\n",
                 cases[i].noise);
        hand_verdict_begin(&run, yaml,
                           (struct comparison *const[]){hand_verdict_comparison("cpu", 600),
                                                        hand_verdict_comparison("cpu-anchor", 600)},
                           2);
        put_state(&run, 0, cases[i].profile);
        run.comparisons[1]->anchored = "cpu";
        run.comparisons[1]->sides[BASELINE].label = "v1";
        run.comparisons[1]->sides[BASELINE].replica_count = 0;
        run.comparisons[1]->unfit = "there is no v1";
        run.input.fail_on = cases[i].fail_on;
        struct verdict *verdict = hand_verdict_judge(&run);
        assert_int_equal(verdict->kind, cases[i].kind);
        assert_int_equal(verdict->exit_code, cases[i].exit_code);
        assert_string_equal(verdict->reason, cases[i].reason);
        /* Its rules are there, so that their test cases stay. */
        assert_int_equal(verdict->rule_count, 2);
        assert_string_equal(verdict->rules[1].profile, "cpu-anchor");
        assert_int_equal(verdict->rules[1].status, RULE_OPEN);
        run.comparisons[1]->sides[BASELINE].replica_count = 1;
        verdict_free(verdict);
        hand_verdict_end(&run);
    }
}

/* A first release has an anchor at most: it is judged, and what the baseline was to decide is on_no_baseline's. */
static void an_anchor_is_judged_without_a_baseline(void **state)
{
    (void)state;
    static const struct {
        enum state_of anchored;
        const char *noise;
        enum verdict_kind kind;
        int exit_code;
        const char *reason;
    } cases[] = {
        {PASSES, "", VERDICT_INCONCLUSIVE, 3, "there is no baseline"},
        {PASSES, "on_no_baseline: pass", VERDICT_INCONCLUSIVE, 0, "there is no baseline"},
        {PASSES, "on_no_baseline: fail", VERDICT_INCONCLUSIVE, 1, "there is no baseline"},
        {PASSES, "on_inconclusive: fail, on_no_baseline: pass", VERDICT_INCONCLUSIVE, 0, "there is no baseline"},
        {OPEN_STATE, "on_no_baseline: pass", VERDICT_INCONCLUSIVE, 3, "there is no baseline"},
        {OPEN_STATE, "on_inconclusive: pass", VERDICT_INCONCLUSIVE, 3, "there is no baseline"},
        {OPEN_STATE, "on_inconclusive: pass, on_no_baseline: pass", VERDICT_INCONCLUSIVE, 0,
         "there is no baseline"},
        {REGRESSES, "on_no_baseline: pass", VERDICT_REGRESSION, 1,
         "cpu against v1: 'parse' costs 50 % more per request"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hand_verdict run;
        char yaml[512];
        snprintf(yaml, sizeof yaml,
                 "version: 1\nnoise: {%s}\nstore: {files: 'p/$version'}\nanchor: v1\nrules:\n"
                 "  - {id: any-frame, match: {any: true}, fail_over: [{of_itself: 10%%, of_total: 2%%}]}\n",
                 cases[i].noise);
        hand_verdict_begin(&run, yaml,
                           (struct comparison *const[]){hand_verdict_comparison("cpu", 600),
                                                        hand_verdict_comparison("cpu-anchor", 600)},
                           2);
        run.comparisons[0]->sides[BASELINE].replica_count = 0;
        run.comparisons[0]->unfit = "there is no baseline";
        run.input.missing_baseline = "there is no baseline";
        run.comparisons[1]->anchored = "cpu";
        run.comparisons[1]->sides[BASELINE].label = "v1";
        put_state(&run, 1, cases[i].anchored);
        struct verdict *verdict = hand_verdict_judge(&run);
        assert_int_equal(verdict->kind, cases[i].kind);
        assert_int_equal(verdict->exit_code, cases[i].exit_code);
        assert_string_equal(verdict->reason, cases[i].reason);
        assert_int_equal(verdict->profiles[0].kind, VERDICT_INCONCLUSIVE);
        run.comparisons[0]->sides[BASELINE].replica_count = 1;
        verdict_free(verdict);
        hand_verdict_end(&run);
    }
}

static void a_regression_against_the_anchor_says_so(void **state)
{
    (void)state;
    struct hand_verdict run;
    hand_verdict_begin(&run,
                       "version: 1\nstore: {files: 'p/$version'}\nanchor: v1\nrules:\n"
                       "  - {id: any-frame, match: {any: true}, fail_over: [{of_itself: 10%, of_total: 2%}]}\n",
                       (struct comparison *const[]){hand_verdict_comparison("cpu", 600),
                                                    hand_verdict_comparison("cpu-anchor", 600)},
                       2);
    run.comparisons[1]->anchored = "cpu";
    run.comparisons[1]->sides[BASELINE].label = "v1";
    put_state(&run, 1, REGRESSES);
    struct verdict *verdict = hand_verdict_judge(&run);
    assert_int_equal(verdict->kind, VERDICT_REGRESSION);
    assert_string_equal(verdict->reason, "cpu against v1: 'parse' costs 50 % more per request");
    assert_int_equal(verdict->profiles[0].kind, VERDICT_PASS);
    verdict_free(verdict);
    hand_verdict_end(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mixed_results_have_one_exit_code),
        cmocka_unit_test(exit_codes_are_what_policy_and_option_make_them),
        cmocka_unit_test(a_missing_anchor_decides_nothing_else),
        cmocka_unit_test(an_anchor_is_judged_without_a_baseline),
        cmocka_unit_test(a_regression_against_the_anchor_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

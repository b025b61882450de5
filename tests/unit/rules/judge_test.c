#include "rules/judge.h"

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

static void begin_one(struct hand_verdict *run, double parse)
{
    hand_verdict_begin(run, NULL, (struct comparison *const[]){hand_verdict_comparison("cpu", parse)}, 1);
}

static struct verdict *judged(const struct hand_verdict *run)
{
    struct verdict *verdict = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(judge_verdict(&verdict, &run->input, &err), 0);
    return verdict;
}

/* parse costs +50 % (400 -> 600 in ten requests) and is proven to. */
static void reject_parse(struct hand_verdict *run, uint32_t comparison)
{
    hand_verdict_reject(run, comparison, "any-frame", "parse", ENTRY_TOTAL);
    hand_verdict_reject(run, comparison, "any-frame", "handler", ENTRY_TOTAL);
    hand_verdict_culprit(run, comparison, "any-frame", "parse", ENTRY_TOTAL, "main;handler;parse");
}

static void all_cleared_is_a_pass(void **state)
{
    (void)state;
    struct hand_verdict run;
    begin_one(&run, 400);
    struct verdict *verdict = judged(&run);
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
    begin_one(&run, 600);
    reject_parse(&run, 0);
    struct verdict *verdict = judged(&run);
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

/* Nobody edits a library: its caller is named, and is where to look. */
static void new_code_is_named_with_its_caller(void **state)
{
    (void)state;
    const struct hand_stack stacks[] = {{"main;mask", (double[]){100, 100}}, {"main;mask;lib", (double[]){0, 80}}};
    struct comparison *comparison = hand_comparison(stacks, 2, 1, 1, (double[]){10, 10});
    struct hand_verdict run;
    hand_verdict_begin(&run, NULL, &comparison, 1);
    hand_verdict_reject(&run, 0, "any-frame", "lib", ENTRY_TOTAL);
    hand_verdict_culprit(&run, 0, "any-frame", "lib", ENTRY_TOTAL, "main;mask;lib");
    struct verdict *verdict = judged(&run);
    assert_string_equal(verdict->reason, "'lib' is new and costs 8 samples per request, called by 'mask'");
    assert_string_equal(verdict->advice, "look at 'mask' first: it calls 'lib', which is new there");
    verdict_free(verdict);
    hand_verdict_end(&run);
}

/* A rejected question makes red even if nobody could name a culprit. */
static void a_rejection_without_a_culprit_names_its_own_function(void **state)
{
    (void)state;
    struct hand_verdict run;
    begin_one(&run, 600);
    hand_verdict_reject(&run, 0, "any-frame", "handler", ENTRY_TOTAL);
    hand_verdict_reject(&run, 0, "total", NULL, ENTRY_SERVICE);
    struct verdict *verdict = judged(&run);
    assert_int_equal(verdict->kind, VERDICT_REGRESSION);
    assert_int_equal(verdict->finding_count, 1);
    assert_string_equal(verdict->reason, "the service costs 20 % more per request");
    verdict_free(verdict);
    hand_verdict_end(&run);
}

/* What is undecided beside a regression is no news. */
static void a_regression_outweighs_what_is_undecided(void **state)
{
    (void)state;
    struct hand_verdict run;
    begin_one(&run, 600);
    reject_parse(&run, 0);
    hand_verdict_open(&run, 0, "any-frame", "render", ENTRY_TOTAL);
    struct verdict *verdict = judged(&run);
    assert_int_equal(verdict->kind, VERDICT_REGRESSION);
    assert_int_equal(verdict->finding_count, 1);
    verdict_free(verdict);
    hand_verdict_end(&run);
}

static void what_is_undecided_is_inconclusive_with_what_is_missing(void **state)
{
    (void)state;
    struct hand_verdict run;
    begin_one(&run, 400);
    hand_verdict_open(&run, 0, "any-frame", "render", ENTRY_TOTAL)->samples_factor = 2.34;
    struct verdict *verdict = judged(&run);
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
    begin_one(&run, 600);
    reject_parse(&run, 0);
    run.comparisons[0]->unfit = "the candidate has no request count: give it with --requests-candidate";
    struct verdict *verdict = judged(&run);
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
        struct verdict *verdict = judged(&run);
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
    struct verdict *verdict = judged(&run);
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
        struct verdict *verdict = judged(&run);
        assert_int_equal(verdict->kind, VERDICT_INCONCLUSIVE);
        assert_int_equal(verdict->exit_code, 3);
        assert_string_equal(verdict->advice, "add a rule with fail_over, or say report_only: true");
        verdict_free(verdict);
        hand_verdict_end(&run);
    }
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

/* ---- mixed results ---- */

enum state_of { PASSES, REGRESSES, OPEN_STATE, UNFIT_STATE, REPORT_ONLY };

static void put_state(struct hand_verdict *run, uint32_t c, enum state_of wanted)
{
    if (wanted == REGRESSES) {
        reject_parse(run, c);
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
        struct verdict *verdict = judged(&run);
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
        struct verdict *verdict = judged(&run);
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
        struct verdict *verdict = judged(&run);
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
    struct verdict *verdict = judged(&run);
    assert_int_equal(verdict->kind, VERDICT_REGRESSION);
    assert_string_equal(verdict->reason, "cpu against v1: 'parse' costs 50 % more per request");
    assert_int_equal(verdict->profiles[0].kind, VERDICT_PASS);
    verdict_free(verdict);
    hand_verdict_end(&run);
}

/* A run that failed early has fewer parts, down to none. */
static void a_run_that_ended_early_is_judged_too(void **state)
{
    (void)state;
    struct hand_verdict run;
    begin_one(&run, 600);
    run.input.questions = NULL;
    run.input.answers = NULL;
    struct verdict *verdict = judged(&run);
    assert_int_equal(verdict->kind, VERDICT_INCONCLUSIVE);
    assert_string_equal(verdict->reason, "the run ended before this profile was judged");
    assert_int_equal(verdict->rules[0].status, RULE_OPEN);
    verdict_free(verdict);
    run.input.comparison_count = 0;
    verdict = judged(&run);
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
    struct verdict *verdict = judged(&run);
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

/* 400 -> 600 in ten requests everywhere: no function stands out of what everything did. */
static void what_everything_shares_is_the_reason(void **state)
{
    (void)state;
    struct hand_verdict run;
    begin_one(&run, 600);
    reject_parse(&run, 0);
    run.about[0].level.common = 0.45;
    struct verdict *verdict = judged(&run);
    assert_int_equal(verdict->kind, VERDICT_REGRESSION);
    assert_string_equal(verdict->reason,
                        "everything changed by about +45 %: hosts, traffic, build flags, or a slowdown of all");
    assert_string_equal(verdict->profiles[0].common, verdict->reason);
    assert_string_equal(verdict->advice,
                        "compare hosts, traffic, build flags and runtime of both sides before any single function");
    verdict_free(verdict);
    /* parse grew by 40 % at least: that is more than 30 % of all */
    run.about[0].level.common = 0.3;
    verdict = judged(&run);
    assert_string_equal(verdict->reason, "'parse' costs 50 % more per request");
    assert_string_equal(verdict->profiles[0].common,
                        "everything changed by about +30 %: hosts, traffic, build flags, or a slowdown of all");
    verdict_free(verdict);
    hand_verdict_end(&run);
}

static void few_functions_cannot_be_judged_by_share(void **state)
{
    (void)state;
    struct hand_verdict run;
    begin_one(&run, 400);
    run.comparisons[0]->exposure_kind = EXPOSURE_SHARE;
    struct verdict *verdict = judged(&run);
    assert_int_equal(verdict->kind, VERDICT_INCONCLUSIVE);
    assert_int_equal(verdict->exit_code, 3);
    assert_non_null(strstr(verdict->reason, "it takes 30 of them"));
    verdict_free(verdict);
    run.about[0].level.believed = true;
    verdict = judged(&run);
    assert_int_equal(verdict->kind, VERDICT_PASS);
    verdict_free(verdict);
    hand_verdict_end(&run);
}

static void a_pass_may_be_withheld(void **state)
{
    (void)state;
    struct hand_verdict run;
    begin_one(&run, 600);
    run.comparisons[0]->no_pass = "too much is left out";
    struct verdict *verdict = judged(&run);
    assert_int_equal(verdict->kind, VERDICT_INCONCLUSIVE);
    assert_string_equal(verdict->reason, "too much is left out");
    verdict_free(verdict);
    reject_parse(&run, 0);
    verdict = judged(&run);
    assert_int_equal(verdict->kind, VERDICT_REGRESSION);
    verdict_free(verdict);
    hand_verdict_end(&run);
}

static void no_pass_rests_on_one_odd_replica(void **state)
{
    (void)state;
    struct hand_verdict run;
    struct odd_replica odd = {.rate = 10, .median = 1000, .change_without = 0.4, .sways = true};
    begin_one(&run, 600);
    run.comparisons[0]->sides[BASELINE].replicas[0].name = "run-1";
    run.about[0].odd = &odd;
    run.about[0].odd_count = 1;
    struct verdict *verdict = judged(&run);
    assert_int_equal(verdict->kind, VERDICT_INCONCLUSIVE);
    assert_non_null(strstr(verdict->reason, "no pass rests on one odd replica: without 'run-1' of the baseline"));
    assert_string_equal(verdict->advice, "remove replica 'run-1', correct its request count, or capture it again");
    verdict_free(verdict);
    hand_verdict_open(&run, 0, "any-frame", "render", ENTRY_TOTAL)->samples_factor = 2;
    verdict = judged(&run);
    assert_int_equal(verdict->kind, VERDICT_INCONCLUSIVE);
    assert_non_null(strstr(verdict->reason, "render"));
    assert_string_equal(verdict->advice, "remove replica 'run-1', correct its request count, or capture it again");
    verdict_free(verdict);
    reject_parse(&run, 0);
    verdict = judged(&run);
    assert_int_equal(verdict->kind, VERDICT_REGRESSION);
    assert_null(strstr(verdict->advice, "remove"));
    verdict_free(verdict);
    odd.sways = false;
    hand_verdict_end(&run);
    begin_one(&run, 600);
    run.about[0].odd = &odd;
    run.about[0].odd_count = 1;
    verdict = judged(&run);
    assert_int_equal(verdict->kind, VERDICT_PASS);
    verdict_free(verdict);
    hand_verdict_end(&run);
}

static void differences_are_never_red(void **state)
{
    (void)state;
    struct hand_verdict run;
    struct verdict *verdict = NULL;
    struct error err = ERROR_INIT;
    begin_one(&run, 600);
    reject_parse(&run, 0);
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
    reject_parse(&run, 0);
    hand_verdict_open(&run, 1, "any-frame", "render", ENTRY_TOTAL)->samples_factor = 2;
    assert_true(allocations_walk(judge_all, &run) >= 15);
    hand_verdict_end(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_cleared_is_a_pass),
        cmocka_unit_test(one_rejected_question_is_a_regression_with_its_culprit),
        cmocka_unit_test(new_code_is_named_with_its_caller),
        cmocka_unit_test(a_rejection_without_a_culprit_names_its_own_function),
        cmocka_unit_test(a_regression_outweighs_what_is_undecided),
        cmocka_unit_test(what_is_undecided_is_inconclusive_with_what_is_missing),
        cmocka_unit_test(an_unfit_comparison_is_inconclusive_whatever_was_answered),
        cmocka_unit_test(a_rule_that_matches_nothing_is_inconclusive_unless_optional),
        cmocka_unit_test(a_profile_that_no_rule_is_about_cannot_pass),
        cmocka_unit_test(a_gate_that_could_never_fail_cannot_pass),
        cmocka_unit_test(exit_codes_are_mixed_by_weight),
        cmocka_unit_test(mixed_results_have_one_exit_code),
        cmocka_unit_test(exit_codes_are_what_policy_and_option_make_them),
        cmocka_unit_test(a_missing_anchor_decides_nothing_else),
        cmocka_unit_test(a_regression_against_the_anchor_says_so),
        cmocka_unit_test(a_run_that_ended_early_is_judged_too),
        cmocka_unit_test(findings_come_by_kind_then_share_then_name),
        cmocka_unit_test(what_everything_shares_is_the_reason),
        cmocka_unit_test(few_functions_cannot_be_judged_by_share),
        cmocka_unit_test(a_pass_may_be_withheld),
        cmocka_unit_test(no_pass_rests_on_one_odd_replica),
        cmocka_unit_test(differences_are_never_red),
        cmocka_unit_test(an_error_has_the_exit_code_of_its_kind),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

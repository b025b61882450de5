#include "rules/regression_words.h"

#include "tests/support/hand_comparison.h"
#include "tests/support/hand_verdict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

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
    struct verdict *verdict = hand_verdict_judge(&run);
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
    hand_verdict_begin_one(&run, 600);
    hand_verdict_reject(&run, 0, "any-frame", "handler", ENTRY_TOTAL);
    hand_verdict_reject(&run, 0, "total", NULL, ENTRY_SERVICE);
    struct verdict *verdict = hand_verdict_judge(&run);
    assert_int_equal(verdict->kind, VERDICT_REGRESSION);
    assert_int_equal(verdict->finding_count, 1);
    assert_string_equal(verdict->reason, "the service costs 20 % more per request");
    verdict_free(verdict);
    hand_verdict_end(&run);
}

/* 400 -> 600 in ten requests everywhere: no function stands out of what everything did. */
static void what_everything_shares_is_the_reason(void **state)
{
    (void)state;
    struct hand_verdict run;
    hand_verdict_begin_one(&run, 600);
    hand_verdict_reject_parse(&run, 0);
    run.about[0].level.common = 0.45;
    struct verdict *verdict = hand_verdict_judge(&run);
    assert_int_equal(verdict->kind, VERDICT_REGRESSION);
    assert_string_equal(verdict->reason,
                        "everything changed by about +45 %: hosts, traffic, build flags, or a slowdown of all");
    assert_string_equal(verdict->profiles[0].common, verdict->reason);
    assert_string_equal(verdict->advice,
                        "compare hosts, traffic, build flags and runtime of both sides before any single function");
    verdict_free(verdict);
    /* parse grew by 40 % at least: that is more than 30 % of all */
    run.about[0].level.common = 0.3;
    verdict = hand_verdict_judge(&run);
    assert_string_equal(verdict->reason, "'parse' costs 50 % more per request");
    assert_string_equal(verdict->profiles[0].common,
                        "everything changed by about +30 %: hosts, traffic, build flags, or a slowdown of all");
    verdict_free(verdict);
    hand_verdict_end(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_code_is_named_with_its_caller),
        cmocka_unit_test(a_rejection_without_a_culprit_names_its_own_function),
        cmocka_unit_test(what_everything_shares_is_the_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

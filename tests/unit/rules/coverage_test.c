#include "rules/coverage.h"

#include "tests/support/hand_verdict.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Candidate cost: parse 400, render 500, main itself 100 of 1000. */
static void check(const char *match, double expected)
{
    struct hand_verdict run;
    struct error err = ERROR_INIT;
    char yaml[512];
    double covered = -1;
    snprintf(yaml, sizeof yaml,
             "version: 1\nrules:\n  - {id: a, match: %s, fail_over: [{of_itself: 5%%}]}\n"
             "  - {id: w, match: {any: true}, warn_over: [{of_itself: 5%%}]}\n",
             match);
    hand_verdict_begin(&run, yaml, (struct comparison *const[]){hand_verdict_comparison("cpu", 400)}, 1);
    assert_int_equal(coverage_of(&covered, &run.input, 0, &err), 0);
    assert_float_equal(covered, expected, 1e-12);
    hand_verdict_end(&run);
}

static void it_is_what_stands_under_a_fail_rule(void **state)
{
    (void)state;
    check("{total: true}", 1);
    check("{any: true}", 1);
    check("{function: handler}", 0.9);
    check("{function: [parse, render]}", 0.9);
    check("{function: parse}", 0.4);
    check("{function: main}, value: self", 0.1);
    check("{function: handler}, value: self, optional: true", 0);
    check("{function: nothing}, optional: true", 0);
}

static void nothing_asked_is_nothing_covered(void **state)
{
    (void)state;
    struct hand_verdict run;
    struct error err = ERROR_INIT;
    double covered = -1;
    hand_verdict_begin(&run, NULL, (struct comparison *const[]){hand_verdict_comparison("cpu", 400)}, 1);
    run.input.questions = NULL;
    assert_int_equal(coverage_of(&covered, &run.input, 0, &err), 0);
    assert_float_equal(covered, 0, 0);
    hand_verdict_end(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_what_stands_under_a_fail_rule),
        cmocka_unit_test(nothing_asked_is_nothing_covered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "gate/inference/inherited.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/close.h"
#include "tests/support/hand_comparison.h"

/* f costs 20 more a hundred requests below a, and 4 more below b; g 6 less below a. By hand. */
static void callers_have_what_they_call(void **state)
{
    (void)state;
    static const double exposure[] = {100, 100};
    const struct hand_stack stacks[] = {{"main;a;f", (const double[]){10, 30}},
                                        {"main;a;g", (const double[]){20, 14}},
                                        {"main;b;f", (const double[]){5, 9}},
                                        {"main;b;f;f", (const double[]){1, 1}},
                                        {"main;c", (const double[]){40, 60}}};
    struct comparison *comparison = hand_comparison(stacks, 5, 1, 1, exposure);
    struct noise noise = {.comparison = comparison, .exposure = {100, 100}, .clear = 1};
    bool real[32] = {false};
    double out[32];
    struct error err = ERROR_INIT;
    assert_true(comparison->entry_count <= 32);
    real[hand_entry(comparison, "f", ENTRY_TOTAL)] = true;
    assert_int_equal(inherited_growth(out, &noise, real, &err), 0);
    assert_close(out[hand_entry(comparison, "a", ENTRY_TOTAL)], 0.20, 1e-12);
    assert_close(out[hand_entry(comparison, "b", ENTRY_TOTAL)], 0.04, 1e-12);
    assert_close(out[hand_entry(comparison, "main", ENTRY_TOTAL)], 0.24, 1e-12);
    assert_close(out[0], 0.24, 1e-12);
    assert_true(out[hand_entry(comparison, "c", ENTRY_TOTAL)] == 0);
    assert_true(out[hand_entry(comparison, "g", ENTRY_TOTAL)] == 0);
    /* The larger of two, not both: the one may be above the other. */
    real[hand_entry(comparison, "a", ENTRY_TOTAL)] = true;
    assert_int_equal(inherited_growth(out, &noise, real, &err), 0);
    assert_close(out[0], 0.24, 1e-12);
    comparison_free(comparison);
}

/* A slower candidate as a whole is not the function's. */
static void in_the_reading_that_clears(void **state)
{
    (void)state;
    static const double exposure[] = {100, 100};
    const struct hand_stack stacks[] = {{"main;f", (const double[]){10, 30}}, {"main;c", (const double[]){40, 60}}};
    struct comparison *comparison = hand_comparison(stacks, 2, 1, 1, exposure);
    struct noise noise = {.comparison = comparison, .exposure = {100, 100}, .clear = 1.5};
    bool real[16] = {false};
    double out[16];
    struct error err = ERROR_INIT;
    real[hand_entry(comparison, "f", ENTRY_SELF)] = true;
    assert_int_equal(inherited_growth(out, &noise, real, &err), 0);
    assert_close(out[hand_entry(comparison, "main", ENTRY_TOTAL)], 0.1, 1e-12);
    comparison_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(callers_have_what_they_call),
        cmocka_unit_test(in_the_reading_that_clears),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

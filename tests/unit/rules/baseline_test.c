#include "rules/baseline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static char v1[] = "v1", v2[] = "v2", pr[] = "pr-7", v3[] = "v3", v4[] = "v4";
static char regression[] = "regression", pass[] = "pass";

static struct version known[] = {{v1, {10, 20}}, {v2, {20, 30}}, {pr, {25, 30}}, {v3, {30, 90}}, {v4, {40, 90}}};
static struct verdict_record records_of[] = {{v2, pass, 0}, {v3, regression, 0}};

static const struct versions versions = {known, 5};
static const struct verdict_records none = {0}, records = {records_of, 2};

static const char *choose(const struct policy_baseline *settings, const char *candidate,
                          const struct verdict_records *of, struct error *err)
{
    const char *label = "nothing";
    return baseline_choose(&label, settings, candidate, &versions, of, err) == 0 ? label : NULL;
}

static void previous_is_the_last_one_that_began_before(void **state)
{
    (void)state;
    const struct policy_baseline settings = {.choice = BASELINE_PREVIOUS, .label = "previous"};
    assert_string_equal(choose(&settings, "v4", &none, NULL), "v3");
    assert_string_equal(choose(&settings, "v3", &none, NULL), "pr-7");
    assert_string_equal(choose(&settings, "v9", &none, NULL), "v4"); /* not seen yet: as new as can be */
}

static void excluded_and_rejected_versions_are_passed_over(void **state)
{
    (void)state;
    const char *exclude[] = {"pr-*"};
    const struct policy_baseline settings = {
        .choice = BASELINE_PREVIOUS, .label = "previous", .exclude = exclude, .exclude_count = 1};
    assert_string_equal(choose(&settings, "v4", &records, NULL), "v2");
}

static void last_passed_needs_a_recorded_pass(void **state)
{
    (void)state;
    const struct policy_baseline settings = {.choice = BASELINE_LAST_PASSED, .label = "last-passed"};
    struct error err = ERROR_INIT;
    assert_string_equal(choose(&settings, "v4", &records, NULL), "v2");
    assert_null(choose(&settings, "v2", &records, &err));
    assert_int_equal(err.kind, ERROR_UNFIT);
    assert_string_equal(err.sentence,
                        "there is no version that passed before 'v2'; passed over: 0 excluded, 0 with a "
                        "recorded regression, 1 without a pass");
}

static void the_first_version_has_no_baseline(void **state)
{
    (void)state;
    const struct policy_baseline settings = {.choice = BASELINE_PREVIOUS, .label = "previous"};
    struct error err = ERROR_INIT;
    assert_null(choose(&settings, "v1", &none, &err));
    assert_int_equal(err.kind, ERROR_UNFIT);
    assert_string_equal(err.sentence, "there is no version before 'v1'");
}

static void the_same_version_and_a_fixed_one_are_no_choice(void **state)
{
    (void)state;
    const struct policy_baseline same = {.choice = BASELINE_SAME_VERSION, .label = "", .ago = 1};
    const struct policy_baseline fixed = {.choice = BASELINE_FIXED, .label = "v1"};
    assert_string_equal(choose(&same, "v4", &none, NULL), "v4");
    assert_string_equal(choose(&fixed, "v4", &none, NULL), "v1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(previous_is_the_last_one_that_began_before),
        cmocka_unit_test(excluded_and_rejected_versions_are_passed_over),
        cmocka_unit_test(last_passed_needs_a_recorded_pass),
        cmocka_unit_test(the_first_version_has_no_baseline),
        cmocka_unit_test(the_same_version_and_a_fixed_one_are_no_choice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

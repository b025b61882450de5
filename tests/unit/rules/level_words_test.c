#include "rules/level_words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void what_everything_did(void **state)
{
    (void)state;
    char words[LEVEL_WORDS_SIZE];
    struct level level = {.common = 0};
    assert_string_equal(level_words_common(words, sizeof words, &level), "");
    level.common = -0.214;
    assert_string_equal(level_words_common(words, sizeof words, &level),
                        "everything changed by about -21 %: hosts, traffic, build flags, or a speed-up of all");
}

/* A regression stands out where even the low end of its interval is above what everything did. */
static void it_explains_what_does_not_stand_out(void **state)
{
    (void)state;
    struct comparison_answers about = {.level = {.common = 0.2}};
    struct answers answers = {.comparisons = &about, .comparison_count = 1};
    struct judge_input input = {.answers = &answers};
    struct finding findings[] = {
        {.kind = FINDING_REGRESSION, .estimate = {.change_interval = {0.1, 0.4}}},
        {.kind = FINDING_IMPROVEMENT, .estimate = {.change_interval = {0.5, 0.6}}},
        {.kind = FINDING_REGRESSION, .comparison = 1, .estimate = {.change_interval = {0.5, 0.6}}},
    };
    assert_true(level_words_explains(&input, 0, findings, 3));
    findings[0].estimate.change_interval[0] = 0.25;
    assert_false(level_words_explains(&input, 0, findings, 3));
    findings[0].estimate.change_interval[0] = 0.1;
    about.level.common = 0;
    assert_false(level_words_explains(&input, 0, findings, 3));
}

static void shares_need_functions(void **state)
{
    (void)state;
    struct comparison comparison = {.exposure_kind = EXPOSURE_SHARE};
    struct level level = {.believed = false};
    assert_non_null(level_words_objection(&comparison, &level));
    level.believed = true;
    assert_null(level_words_objection(&comparison, &level));
    comparison.exposure_kind = EXPOSURE_REQUESTS;
    level.believed = false;
    assert_null(level_words_objection(&comparison, &level));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_everything_did),
        cmocka_unit_test(it_explains_what_does_not_stand_out),
        cmocka_unit_test(shares_need_functions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

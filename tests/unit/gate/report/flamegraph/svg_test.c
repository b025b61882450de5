#include "gate/report/flamegraph/svg.h"

#include "gate/base/memory.h"
#include "tests/support/evaluation_sample.h"
#include "tests/support/xmllint.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static char *picture_of(struct evaluation_sample *sample)
{
    char *text = evaluation_sample_report(&svg_reporter, evaluation_sample_get(sample), NULL);
    assert_non_null(text);
    return text;
}

static void every_stage_is_well_formed(void **state)
{
    (void)state;
    if (!xmllint_is_there()) {
        skip();
    }
    for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
        struct evaluation_sample *sample = evaluation_sample_new((enum evaluation_sample_kind)kind);
        char *text = picture_of(sample);
        assert_true(xmllint_accepts(text));
        memory_free(text);
        evaluation_sample_free(sample);
    }
}

/* Names reach only text: a browser would run a script element, or fetch what an attribute names. */
static void nothing_foreign_becomes_markup(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_HOSTILE);
    char *text = picture_of(sample);
    assert_null(strstr(text, "<script"));
    assert_null(strstr(text, "]]>"));
    assert_null(strstr(text, "<!--"));
    assert_null(strchr(text, '\033'));
    assert_null(strstr(text, "\xe2\x80\xae"));
    assert_non_null(strstr(text, "&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert_true(strlen(text) < 20000);
    memory_free(text);
    evaluation_sample_free(sample);
}

static void nothing_is_loaded_from_outside(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    char *text = picture_of(sample);
    const char *address = strstr(text, "http://");
    assert_memory_equal(address, "http://www.w3.org/2000/svg", 26);
    assert_null(strstr(address + 26, "://"));
    assert_null(strstr(text, "href"));
    assert_null(strstr(text, "@import"));
    memory_free(text);
    evaluation_sample_free(sample);
}

/* 2 x 2.3 MB of profiles have some 117,000 frames over a tenth of a pixel; other tools make 25 MB of them. */
static void a_huge_tree_stays_a_small_file(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_synthetic(120000, 7);
    char *text = picture_of(sample);
    assert_true(strlen(text) < 1500000);
    assert_non_null(strstr(text, " are summed into 'other' under their caller."));
    memory_free(text);
    evaluation_sample_free(sample);
}

static void without_answers_no_frame_is_coloured(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_DIFF_SHARE);
    char *text = picture_of(sample);
    assert_null(strstr(text, "<g class=\"m"));
    assert_null(strstr(text, "<g class=\"l"));
    assert_non_null(strstr(text, "<g class=\"g0\">"));
    assert_non_null(strstr(text, "Nothing was tested"));
    memory_free(text);
    evaluation_sample_free(sample);
}

/* A pair without a request count on one side is drawn by shares, and says so. */
static void without_exposure_shares_are_drawn(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_PASS);
    struct comparison *comparison = evaluation_sample_comparison(sample, 0);
    comparison->sides[CANDIDATE].exposure = 0;
    comparison->sides[CANDIDATE].requests = NAN;
    char *text = picture_of(sample);
    assert_non_null(strstr(text, "cpu as a share of the total"));
    assert_null(strstr(text, "nan"));
    assert_null(strstr(text, "inf"));
    memory_free(text);
    evaluation_sample_free(sample);
}

static void the_other_profiles_have_their_own_picture(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_SEVERAL);
    struct report_options options = {.columns = 100, .comparison = 1};
    char *text = evaluation_sample_report(&svg_reporter, evaluation_sample_get(sample), &options);
    assert_non_null(strstr(text, ">PASS</text>"));
    assert_non_null(strstr(text, "alloc (alloc_space) per request"));
    memory_free(text);
    options.comparison = 2;
    text = evaluation_sample_report(&svg_reporter, evaluation_sample_get(sample), &options);
    assert_non_null(strstr(text, ">NOT JUDGED</text>"));
    memory_free(text);
    evaluation_sample_free(sample);
}

static void every_failing_allocation_is_told(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    size_t failed = 0;
    for (size_t n = 1; n < 40; n++) {
        memory_fail_at(n);
        char *text = evaluation_sample_report(&svg_reporter, evaluation_sample_get(sample), NULL);
        memory_fail_at(0);
        failed += text == NULL;
        memory_free(text);
    }
    assert_in_range(failed, 12, 39);
    evaluation_sample_free(sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_stage_is_well_formed),
        cmocka_unit_test(nothing_foreign_becomes_markup),
        cmocka_unit_test(nothing_is_loaded_from_outside),
        cmocka_unit_test(a_huge_tree_stays_a_small_file),
        cmocka_unit_test(without_answers_no_frame_is_coloured),
        cmocka_unit_test(without_exposure_shares_are_drawn),
        cmocka_unit_test(the_other_profiles_have_their_own_picture),
        cmocka_unit_test(every_failing_allocation_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

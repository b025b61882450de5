#include "gate/report/console.h"

#include "gate/base/memory.h"
#include "gate/base/text.h"
#include "tests/support/evaluation_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static char *report(enum evaluation_sample_kind kind, const struct report_options *options)
{
    struct evaluation_sample *sample = evaluation_sample_new(kind);
    char *text = evaluation_sample_report(&console_reporter, evaluation_sample_get(sample), options);
    assert_non_null(text);
    evaluation_sample_free(sample);
    return text;
}

static void the_first_line_says_verdict_and_what_was_judged(void **state)
{
    (void)state;
    char *text = report(SAMPLE_REGRESSION, NULL);
    const char *first = "REGRESSION  cpu per request, v2.3 -> v2.4, 8 + 8 replicas, 19,823 + 20,110 requests\n";
    assert_memory_equal(text, first, strlen(first));
    memory_free(text);
}

static void a_finding_has_its_numbers_limit_rule_owner_and_place(void **state)
{
    (void)state;
    char *text = report(SAMPLE_REGRESSION, NULL);
    /* 905 and 1480 samples beside 240 and 231 below, of 10 ms each, over 19,823 and 20,110 requests. */
    assert_non_null(strstr(text, "encoding/json.(*encodeState).reflectValue       578 -> 851 us  +47 %"));
    assert_non_null(strstr(text, "limit +10 % of itself; rule frames; owner @acme/platform; shop/source.go:51\n"));
    assert_non_null(strstr(text, "limit +2 % of the total; rule frames"));
    assert_non_null(strstr(text, "\nCosts less\n"));
    /* Of the runs, never of a function, which may only be called more often. */
    assert_non_null(strstr(text, "%) slower"));
    assert_null(strstr(strstr(text, "slower") + 1, "slower"));
    memory_free(text);
}

static void pass_says_what_would_have_been_seen(void **state)
{
    (void)state;
    char *text = report(SAMPLE_PASS, NULL);
    assert_memory_equal(text, "PASS  ", 6);
    assert_non_null(strstr(text, "  could see  a growth of 0.8 % of the total in most functions"));
    memory_free(text);
}

static void inconclusive_says_why_and_what_next(void **state)
{
    (void)state;
    char *text = report(SAMPLE_INCONCLUSIVE, NULL);
    assert_non_null(strstr(text, "  why        a growth of the limit could not be excluded for 1 function"));
    assert_non_null(strstr(text, "  next       take 2.4 times the samples"));
    assert_null(strstr(text, "nothing grew"));
    memory_free(text);
}

static void stages_without_a_comparison_are_told(void **state)
{
    (void)state;
    char *text = report(SAMPLE_ERROR, NULL);
    assert_non_null(strstr(text, "ERROR  v2.3 -> v2.4\n  why        cannot read 'b/3.pb.gz': string 812"));
    memory_free(text);
    text = report(SAMPLE_UNFINISHED, NULL);
    assert_string_equal(text, "DID NOT FINISH  ? -> v2.4\n");
    memory_free(text);
}

static size_t widest_line(const char *text)
{
    size_t widest = 0;
    while (*text != '\0') {
        size_t size = strcspn(text, "\n");
        size_t columns = text_columns((struct bytes){(const uint8_t *)text, size});
        widest = columns > widest ? columns : widest;
        text += size + (text[size] == '\n');
    }
    return widest;
}

static void no_line_is_wider_than_the_page(void **state)
{
    (void)state;
    static const int widths[] = {80, 90, 100, 140};
    for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
        for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
            struct report_options options = {.columns = widths[i], .verbose = i % 2 == 0};
            char *text = report((enum evaluation_sample_kind)kind, &options);
            if (widest_line(text) > (size_t)widths[i]) {
                fail_msg("%s at %d columns:\n%s", evaluation_sample_names[kind], widths[i], text);
            }
            memory_free(text);
        }
    }
}

static void only_colour_brings_escapes(void **state)
{
    (void)state;
    for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
        char *text = report((enum evaluation_sample_kind)kind, NULL);
        for (const char *at = text; *at != '\0'; at++) {
            assert_true((unsigned char)*at >= ' ' || *at == '\n');
        }
        memory_free(text);
    }
    char *text = report(SAMPLE_REGRESSION, &(struct report_options){.color = true, .columns = 100});
    assert_memory_equal(text, "\033[1;31mREGRESSION\033[0m  ", 23);
    memory_free(text);
}

static void a_culprit_has_its_path(void **state)
{
    (void)state;
    char *text = report(SAMPLE_REGRESSION, NULL);
    assert_non_null(strstr(text, " > encoding/json.(*encodeState).reflectValue\n"));
    memory_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_line_says_verdict_and_what_was_judged),
        cmocka_unit_test(a_finding_has_its_numbers_limit_rule_owner_and_place),
        cmocka_unit_test(pass_says_what_would_have_been_seen),
        cmocka_unit_test(inconclusive_says_why_and_what_next),
        cmocka_unit_test(stages_without_a_comparison_are_told),
        cmocka_unit_test(no_line_is_wider_than_the_page),
        cmocka_unit_test(only_colour_brings_escapes),
        cmocka_unit_test(a_culprit_has_its_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

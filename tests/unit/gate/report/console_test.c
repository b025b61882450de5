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

/* Twelve improvements: five are shown, unless all are wanted. */
static void verbose_shows_every_row(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    struct verdict *verdict = evaluation_sample_verdict(sample);
    struct finding last = verdict->findings[verdict->finding_count - 1];
    assert_int_equal(last.kind, FINDING_IMPROVEMENT);
    for (int i = 1; i < 12; i++) {
        verdict->findings[verdict->finding_count++] = last;
    }
    char *brief = evaluation_sample_report(&console_reporter, evaluation_sample_get(sample), NULL);
    assert_non_null(strstr(brief, "... and 7 more (-v shows them)"));
    char *full = evaluation_sample_report(&console_reporter, evaluation_sample_get(sample),
                                          &(struct report_options){.columns = 100, .verbose = true});
    assert_null(strstr(full, " more (-v"));
    memory_free(brief);
    memory_free(full);
    evaluation_sample_free(sample);
}

/* Three warnings that the first regression explains are one line, unless all are wanted. */
static void what_another_finding_explains_is_one_line(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    struct verdict *verdict = evaluation_sample_verdict(sample);
    assert_int_equal(verdict->findings[0].kind, FINDING_REGRESSION);
    for (size_t i = 0; i < 3; i++) {
        struct finding *more = &verdict->findings[verdict->finding_count++];
        *more = verdict->findings[1];
        more->kind = FINDING_WARNING;
        more->explained = true;
        more->explained_by = verdict->findings[0].symbol;
    }
    char *brief = evaluation_sample_report(&console_reporter, evaluation_sample_get(sample), NULL);
    assert_non_null(strstr(brief,
                           "  explained by 'encoding/json.(*encodeState).reflectValue': 3 more functions (-v lists "
                           "them)\n"));
    assert_null(strstr(brief, "; explained by"));
    char *full = evaluation_sample_report(&console_reporter, evaluation_sample_get(sample),
                                          &(struct report_options){.columns = 140, .verbose = true});
    assert_non_null(strstr(full, "; explained by encoding/json.(*encodeState).reflectValue\n"));
    assert_null(strstr(full, "more functions"));
    memory_free(brief);
    memory_free(full);
    evaluation_sample_free(sample);
}

/* Of what is undecided only the function of the reason and what is over its limit have a row. */
static void what_is_merely_not_excluded_is_counted(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_INCONCLUSIVE);
    struct verdict *verdict = evaluation_sample_verdict(sample);
    size_t first = verdict->finding_count - 1;
    assert_int_equal(verdict->findings[first].kind, FINDING_INCONCLUSIVE);
    verdict->findings[first].leading = true;
    for (size_t i = 1; i <= 3; i++) {
        verdict->findings[first + i] = verdict->findings[first];
        verdict->findings[first + i].leading = false;
        verdict->findings[first + i].at_limit = i == 1;
        verdict->finding_count++;
    }
    verdict->profiles[0].undecided = 1234;
    char *brief = evaluation_sample_report(&console_reporter, evaluation_sample_get(sample), NULL);
    assert_non_null(
        strstr(brief, "\n  and 1,232 more in which a growth of the limit is not excluded (-v lists them)\n"));
    char *full = evaluation_sample_report(&console_reporter, evaluation_sample_get(sample),
                                          &(struct report_options){.columns = 140, .verbose = true});
    assert_non_null(
        strstr(full, "and 1,230 more in which a growth of the limit is not excluded (all are in the JSON)"));
    memory_free(brief);
    memory_free(full);
    evaluation_sample_free(sample);
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
        cmocka_unit_test(verbose_shows_every_row),
        cmocka_unit_test(what_another_finding_explains_is_one_line),
        cmocka_unit_test(what_is_merely_not_excluded_is_counted),
        cmocka_unit_test(a_culprit_has_its_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

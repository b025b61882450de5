#include "gate/report/junit.h"

#include "gate/base/memory.h"
#include "gate/report/links.h"
#include "tests/support/evaluation_sample.h"
#include "tests/support/xmllint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *report(enum evaluation_sample_kind kind)
{
    struct evaluation_sample *sample = evaluation_sample_new(kind);
    char *text = evaluation_sample_report(&junit_reporter, evaluation_sample_get(sample), NULL);
    assert_non_null(text);
    evaluation_sample_free(sample);
    return text;
}

static size_t count(const char *text, const char *what)
{
    size_t found = 0;
    for (const char *at = strstr(text, what); at != NULL; at = strstr(at + 1, what)) {
        found++;
    }
    return found;
}

/* The sum of an attribute over all suites. */
static size_t declared(const char *text, const char *attribute)
{
    size_t sum = 0;
    for (const char *at = strstr(text, "<testsuite "); at != NULL; at = strstr(at + 1, "<testsuite ")) {
        sum += strtoul(strstr(at, attribute) + strlen(attribute), NULL, 10);
    }
    return sum;
}

static void counts_equal_contents(void **state)
{
    (void)state;
    for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
        char *text = report((enum evaluation_sample_kind)kind);
        assert_int_equal(declared(text, " tests=\""), count(text, "<testcase "));
        assert_int_equal(declared(text, " failures=\""), count(text, "<failure "));
        assert_int_equal(declared(text, " errors=\""), count(text, "<error "));
        assert_int_equal(declared(text, " skipped=\""), count(text, "<skipped>"));
        assert_int_equal(strtoul(strstr(text, "<testsuites name=\"flamegate\" tests=\"") + 36, NULL, 10),
                         count(text, "<testcase "));
        assert_true(count(text, "<testcase ") > 0);
        memory_free(text);
    }
}

static void a_regression_is_a_failure_with_its_numbers(void **state)
{
    (void)state;
    char *text = report(SAMPLE_REGRESSION);
    assert_non_null(strstr(text, "<testsuite name=\"flamegate.cpu.shop\""));
    assert_non_null(strstr(text, "<testcase name=\"frames: encoding/json.(*encodeState).reflectValue\" "
                                 "classname=\"flamegate.cpu.shop\" time=\"0.000\">"));
    assert_non_null(strstr(text, "<failure type=\"threshold.of_itself\" message=\"+47 % (+37 to +59 %), 578 -&gt; "
                                 "851 us per request, +10.1 % of the total, limit +10 % of itself\">"
                                 "shop/source.go:51\n"));
    assert_non_null(strstr(text, "<failure type=\"threshold.of_total\""));
    assert_int_equal(count(text, "<failure "), 2);
    assert_non_null(strstr(text, "<testcase name=\"total: total\""));
    memory_free(text);
}

static void a_rule_that_passed_is_one_case(void **state)
{
    (void)state;
    char *text = report(SAMPLE_PASS);
    assert_non_null(strstr(text, "<testcase name=\"frames\" classname=\"flamegate.cpu.shop\" time=\"0.000\">"));
    assert_non_null(strstr(text, "tests=\"2\" failures=\"0\" errors=\"0\""));
    memory_free(text);
}

static void not_decided_is_skipped_with_the_reason_in_the_body(void **state)
{
    (void)state;
    char *text = report(SAMPLE_INCONCLUSIVE);
    assert_int_equal(count(text, "<skipped>"), 2);
    assert_non_null(strstr(text, "a growth of 2 % of the total is not excluded"));
    assert_non_null(strstr(text, "next: take 2.4 times the samples"));
    assert_non_null(strstr(text, "the rule matches no function on either side"));
    assert_int_equal(count(text, "<failure "), 0);
    memory_free(text);
}

static void not_decided_is_an_error_where_the_policy_fails_it(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_INCONCLUSIVE);
    evaluation_sample_verdict(sample)->exit_code = 1;
    char *text = evaluation_sample_report(&junit_reporter, evaluation_sample_get(sample), NULL);
    assert_int_equal(count(text, "<skipped>"), 0);
    assert_int_equal(count(text, "<error type=\"inconclusive\""), 2);
    memory_free(text);
    evaluation_sample_free(sample);
}

static void troubles_and_unfinished_runs_are_errors(void **state)
{
    (void)state;
    char *text = report(SAMPLE_ERROR);
    assert_non_null(strstr(text, "<testsuite name=\"flamegate.run.shop\" tests=\"1\" failures=\"0\" errors=\"1\""));
    assert_non_null(strstr(text, "<error type=\"parse\" message=\"cannot read 'b/3.pb.gz': string 812"));
    assert_non_null(strstr(text, "<system-out>dropped: 'b/4.pb.gz'"));
    memory_free(text);
    text = report(SAMPLE_UNFINISHED);
    assert_non_null(strstr(text, "<error type=\"unfinished\" message=\"the run did not finish\">"));
    memory_free(text);
}

static void what_moved_is_told_in_passing(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    char *before = evaluation_sample_report(&junit_reporter, evaluation_sample_get(sample), NULL);
    struct finding *finding = &evaluation_sample_verdict(sample)->findings[0];
    for (size_t i = 0; i < evaluation_sample_verdict(sample)->finding_count; i++) {
        if (evaluation_sample_verdict(sample)->findings[i].kind == FINDING_NEW) {
            finding = &evaluation_sample_verdict(sample)->findings[i];
        }
    }
    finding->kind = FINDING_MOVED;
    finding->sentence = "renamed: 'a' -> 'b' & so on";
    char *after = evaluation_sample_report(&junit_reporter, evaluation_sample_get(sample), NULL);
    assert_int_equal(count(after, "<testcase"), count(before, "<testcase"));
    assert_int_equal(count(after, "<system-out>moved: renamed: 'a' -&gt; 'b' &amp; so on\n</system-out>"), 1);
    memory_free(before);
    memory_free(after);
    evaluation_sample_free(sample);
}

static void several_findings_of_one_name_are_one_case(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    struct verdict *verdict = evaluation_sample_verdict(sample);
    verdict->findings[verdict->finding_count++] = verdict->findings[0];
    char *text = evaluation_sample_report(&junit_reporter, evaluation_sample_get(sample), NULL);
    assert_int_equal(count(text, "<failure "), 2);
    assert_int_equal(count(text, "name=\"frames: encoding/json.(*encodeState).reflectValue\""), 1);
    memory_free(text);
    evaluation_sample_free(sample);
}

/* GitLab and Jenkins follow a test by its name: another version may not make another name. */
static void names_hold_no_version(void **state)
{
    (void)state;
    for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
        char *text = report((enum evaluation_sample_kind)kind);
        for (const char *at = strstr(text, "<testcase name=\""); at != NULL;
             at = strstr(at + 1, "<testcase name=\"")) {
            const char *end = strchr(at, '>');
            for (const char *v = strstr(at, "v2."); v != NULL; v = strstr(v + 1, "v2.")) {
                assert_true(v > end);
            }
        }
        memory_free(text);
    }
}

static void every_stage_is_well_formed(void **state)
{
    (void)state;
    if (!xmllint_is_there()) {
        skip();
    }
    for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
        char *text = report((enum evaluation_sample_kind)kind);
        assert_true(xmllint_accepts(text));
        memory_free(text);
    }
    assert_false(xmllint_accepts("<a>&</a>"));
}

/* Else one growth would be many cases. */
static void what_another_finding_explains_is_no_case(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    struct verdict *verdict = evaluation_sample_verdict(sample);
    char *before = evaluation_sample_report(&junit_reporter, evaluation_sample_get(sample), NULL);
    struct finding *more = &verdict->findings[verdict->finding_count++];
    *more = verdict->findings[1];
    more->kind = FINDING_WARNING;
    more->explained = true;
    more->explained_by = verdict->findings[0].symbol;
    char *after = evaluation_sample_report(&junit_reporter, evaluation_sample_get(sample), NULL);
    assert_string_equal(after, before);
    memory_free(before);
    memory_free(after);
    evaluation_sample_free(sample);
}

/* Kept passes, broken fails, open is skipped; a rule of another release says so. */
static void a_promise_is_a_case_of_its_own(void **state)
{
    (void)state;
    static const struct {
        enum promise_outcome promise;
        const char *words, *element;
    } cases[] = {{PROMISE_KEPT, "promised -10 %: kept", "<system-out>"},
                 {PROMISE_BROKEN, "promised -10 %: broken", "<failure type=\"expectation\""},
                 {PROMISE_OPEN, "promised -10 %: open", "<skipped"}};
    for (size_t i = 0; i < 3; i++) {
        struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
        struct finding *finding = &evaluation_sample_verdict(sample)->findings[0];
        finding->kind = FINDING_EXPECTATION;
        finding->limit = (struct limit_resolved){0};
        finding->expected = -0.1;
        finding->promise = cases[i].promise;
        char *text =
            evaluation_sample_report(&junit_reporter, evaluation_sample_get(sample), &(struct report_options){0});
        assert_non_null(text);
        const char *words = strstr(text, cases[i].words);
        assert_non_null(words);
        /* The first case of its suite is it. */
        const char *first = strstr(text, "<testcase");
        const char *element = strstr(first, cases[i].element);
        assert_non_null(element);
        const char *end = strstr(first, "</testcase>");
        assert_true(element < end);
        memory_free(text);
        evaluation_sample_free(sample);
    }
}

static bool has_source(void *world, const char *path)
{
    (void)world;
    return strcmp(path, "shop/source.go") == 0;
}

/* Some schemas refuse file and line of a test case; the body begins with the place in any case. */
static void a_case_has_its_place_unless_strict(void **state)
{
    (void)state;
    static const struct links links = {"", "", "", "", "", "", "", "", has_source, NULL};
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    struct report_options options = {.columns = 100, .links = &links};
    char *text = evaluation_sample_report(&junit_reporter, evaluation_sample_get(sample), &options);
    assert_non_null(
        strstr(text, "classname=\"flamegate.cpu.shop\" time=\"0.000\" file=\"shop/source.go\" line=\"51\">"));
    memory_free(text);
    options.strict = true;
    text = evaluation_sample_report(&junit_reporter, evaluation_sample_get(sample), &options);
    assert_null(strstr(text, " file=\""));
    assert_null(strstr(text, " line=\""));
    assert_non_null(strstr(text, "\">shop/source.go:51\n"));
    memory_free(text);
    evaluation_sample_free(sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_has_its_place_unless_strict),
        cmocka_unit_test(counts_equal_contents),
        cmocka_unit_test(a_regression_is_a_failure_with_its_numbers),
        cmocka_unit_test(a_rule_that_passed_is_one_case),
        cmocka_unit_test(not_decided_is_skipped_with_the_reason_in_the_body),
        cmocka_unit_test(not_decided_is_an_error_where_the_policy_fails_it),
        cmocka_unit_test(troubles_and_unfinished_runs_are_errors),
        cmocka_unit_test(what_moved_is_told_in_passing),
        cmocka_unit_test(several_findings_of_one_name_are_one_case),
        cmocka_unit_test(names_hold_no_version),
        cmocka_unit_test(every_stage_is_well_formed),
        cmocka_unit_test(what_another_finding_explains_is_no_case),
        cmocka_unit_test(a_promise_is_a_case_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

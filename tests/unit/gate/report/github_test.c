#include "gate/report/github.h"

#include "gate/base/memory.h"
#include "gate/report/links.h"
#include "tests/support/evaluation_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static char *report(enum evaluation_sample_kind kind)
{
    struct evaluation_sample *sample = evaluation_sample_new(kind);
    char *text = evaluation_sample_report(&github_reporter, evaluation_sample_get(sample), NULL);
    assert_non_null(text);
    evaluation_sample_free(sample);
    return text;
}

static bool is_in_shop(void *world, const char *path)
{
    (void)world;
    return strncmp(path, "shop/", 5) == 0;
}

static const struct links links = {
    .root = "/src",
    .module = "example.com/shop",
    .commit = "https://git.example/shop/commit/0123456789",
    .revision = "0123456",
    .files = "https://git.example/shop/blob/0123456789/",
    .run = "https://git.example/shop/runs/7",
    .artifacts = "https://git.example/jobs/7/artifacts/file/",
    .picture = "out put/flamegraph.svg",
    .has_file = is_in_shop,
};

static char *linked(enum evaluation_sample_kind kind)
{
    struct evaluation_sample *sample = evaluation_sample_new(kind);
    struct report_options options = {.columns = 100, .links = &links};
    char *text = evaluation_sample_report(&github_reporter, evaluation_sample_get(sample), &options);
    assert_non_null(text);
    evaluation_sample_free(sample);
    return text;
}

static size_t count(const char *text, const char *what)
{
    size_t found = 0;
    for (const char *at = text; (at = strstr(at, what)) != NULL; at++) {
        found++;
    }
    return found;
}

static void a_regression_is_an_error_on_its_line(void **state)
{
    (void)state;
    char *text = linked(SAMPLE_REGRESSION);
    assert_memory_equal(
        text,
        "::error file=shop/source.go,line=51,title=flamegate%3A costs more than its rule allows::"
        "'encoding/json.(*encodeState).reflectValue' costs more than its rule allows: +47 %25 (+37 to "
        "+59 %25), 578 -> 851 us per request, +10.1 %25 of the total, limit +10 %25 of itself; rule "
        "frames; owner @acme/platform\n",
        300);
    assert_int_equal(count(text, "::error "), 2);
    assert_int_equal(count(text, "::warning "), 1);
    memory_free(text);
    text = report(SAMPLE_PASS);
    assert_string_equal(text, "");
    memory_free(text);
}

static void what_stops_nothing_is_no_error(void **state)
{
    (void)state;
    char *text = report(SAMPLE_INCONCLUSIVE);
    assert_int_equal(count(text, "::error "), 0);
    assert_memory_equal(text, "::warning title=flamegate%3A INCONCLUSIVE::a growth of the limit could not", 70);
    memory_free(text);
    text = report(SAMPLE_ERROR);
    assert_memory_equal(text, "::error title=flamegate%3A ERROR::cannot read 'b/3.pb.gz': string 812", 65);
    assert_int_equal(count(text, "::warning title=flamegate%3A left out::"), 1);
    memory_free(text);
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    evaluation_sample_verdict(sample)->exit_code = 0; /* --fail-on never */
    text = evaluation_sample_report(&github_reporter, evaluation_sample_get(sample), NULL);
    assert_int_equal(count(text, "::error "), 0);
    memory_free(text);
    evaluation_sample_free(sample);
}

/* Columns and sentences as policy_yaml gives them; GitHub wants paths from the checkout's root. */
static void every_fault_of_a_policy_is_an_error_on_its_line(void **state)
{
    (void)state;
    static const struct fault faults[] = {
        {"/src/ci/gate.yaml", 3, 22, "no profile is named 'cpu'"},
        {"ci/a,b.yaml", 3, 47, "unknown key '::add-mask::100%'"},
    };
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_ERROR);
    struct evaluation evaluation = *evaluation_sample_get(sample);
    struct report_options options = {.columns = 100, .links = &links};
    evaluation.faults = faults;
    evaluation.fault_count = 2;
    evaluation.trouble_count = 0;
    char *text = evaluation_sample_report(&github_reporter, &evaluation, &options);
    assert_string_equal(
        text, "::error file=ci/gate.yaml,line=3,col=22,title=flamegate%3A policy::no profile is named 'cpu'\n"
              "::error file=ci/a%2Cb.yaml,line=3,col=47,title=flamegate%3A policy::unknown key "
              "'::add-mask::100%25'\n");
    memory_free(text);
    evaluation_sample_free(sample);
}

static void the_tenth_says_how_many_there_are(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    struct verdict *verdict = evaluation_sample_verdict(sample);
    while (verdict->finding_count < 25) {
        verdict->findings[verdict->finding_count++] = verdict->findings[0];
    }
    size_t regressions = 0;
    for (size_t i = 0; i < verdict->finding_count; i++) {
        regressions += verdict->findings[i].kind == FINDING_REGRESSION;
    }
    char *text = evaluation_sample_report(&github_reporter, evaluation_sample_get(sample), NULL);
    assert_int_equal(count(text, "::error "), 10);
    assert_int_equal(regressions, 21);
    assert_non_null(strstr(text, "::error title=flamegate%3A 12 more::12 more are in the report\n"));
    memory_free(text);
    evaluation_sample_free(sample);
}

/* Each line is one command of ours, whatever a function is called. */
static void a_name_is_no_command(void **state)
{
    (void)state;
    char *text = linked(SAMPLE_HOSTILE);
    for (const char *at = text; *at != '\0'; at = strchr(at, '\n') + 1) {
        assert_true(strncmp(at, "::error ", 8) == 0 || strncmp(at, "::warning ", 10) == 0);
        assert_true(strcspn(at, "\r\x1b") > strcspn(at, "\n"));
    }
    assert_non_null(strstr(text, "##[add-mask]100%2525%250A,=\\'"));
    memory_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_regression_is_an_error_on_its_line),
        cmocka_unit_test(what_stops_nothing_is_no_error),
        cmocka_unit_test(every_fault_of_a_policy_is_an_error_on_its_line),
        cmocka_unit_test(the_tenth_says_how_many_there_are),
        cmocka_unit_test(a_name_is_no_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "gate/report/sarif.h"

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
    char *text = evaluation_sample_report(&sarif_reporter, evaluation_sample_get(sample), NULL);
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
    char *text = evaluation_sample_report(&sarif_reporter, evaluation_sample_get(sample), &options);
    assert_non_null(text);
    evaluation_sample_free(sample);
    return text;
}

static void findings_are_results_of_rules(void **state)
{
    (void)state;
    char *text = linked(SAMPLE_REGRESSION);
    assert_non_null(strstr(text, "\"version\": \"2.1.0\""));
    assert_non_null(strstr(text, "\"ruleId\": \"frames\",\n     \"ruleIndex\": 0,\n     \"kind\": \"fail\",\n"
                                 "     \"level\": \"error\""));
    assert_non_null(strstr(text, "\"ruleId\": \"total\",\n     \"ruleIndex\": 1"));
    assert_non_null(strstr(text, "\"uri\": \"shop/source.go\",\n         \"uriBaseId\": \"%SRCROOT%\"\n        },\n"
                                 "        \"region\": {\n         \"startLine\": 51"));
    assert_non_null(strstr(text, "\"executionSuccessful\": true,\n     \"exitCode\": 1,\n     "
                                 "\"toolExecutionNotifications\": []"));
    memory_free(text);
}

static void what_is_not_decided_marks_no_code(void **state)
{
    (void)state;
    char *text = report(SAMPLE_INCONCLUSIVE);
    assert_non_null(strstr(text, "\"kind\": \"open\",\n     \"level\": \"none\""));
    assert_null(strstr(text, "\"kind\": \"fail\""));
    memory_free(text);
}

static void a_run_that_failed_says_so(void **state)
{
    (void)state;
    char *text = report(SAMPLE_ERROR);
    assert_non_null(strstr(text, "\"executionSuccessful\": false,\n     \"exitCode\": 4"));
    assert_non_null(strstr(text, "\"text\": \"cannot read 'b/3.pb.gz'"));
    memory_free(text);
    text = report(SAMPLE_UNFINISHED);
    assert_non_null(strstr(text, "\"text\": \"the run did not finish\""));
    memory_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(findings_are_results_of_rules),
        cmocka_unit_test(what_is_not_decided_marks_no_code),
        cmocka_unit_test(a_run_that_failed_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "gate/report/gitlab.h"

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
    char *text = evaluation_sample_report(&gitlab_reporter, evaluation_sample_get(sample), NULL);
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
    char *text = evaluation_sample_report(&gitlab_reporter, evaluation_sample_get(sample), &options);
    assert_non_null(text);
    evaluation_sample_free(sample);
    return text;
}

static void the_picture_is_linked(void **state)
{
    (void)state;
    char *text = linked(SAMPLE_REGRESSION);
    assert_string_equal(text, "{\n \"flamegate\": [\n  {\n   \"external_link\": {\n    \"label\": \"REGRESSION: "
                              "differential flame graph\",\n    \"url\": \"https://git.example/jobs/7/artifacts/"
                              "file/out%20put/flamegraph.svg\"\n   }\n  }\n ]\n}\n");
    memory_free(text);
}

static void without_a_job_there_is_nothing_to_link(void **state)
{
    (void)state;
    char *text = report(SAMPLE_REGRESSION);
    assert_string_equal(text, "{}\n");
    memory_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_picture_is_linked),
        cmocka_unit_test(without_a_job_there_is_nothing_to_link),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

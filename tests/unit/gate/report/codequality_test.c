#include "gate/report/codequality.h"

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
    char *text = evaluation_sample_report(&codequality_reporter, evaluation_sample_get(sample), NULL);
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
    char *text = evaluation_sample_report(&codequality_reporter, evaluation_sample_get(sample), &options);
    assert_non_null(text);
    evaluation_sample_free(sample);
    return text;
}

static void every_entry_has_every_key(void **state)
{
    (void)state;
    static const char *const keys[] = {"\"description\": \"", "\"check_name\": \"", "\"fingerprint\": \"",
                                       "\"severity\": \"",    "\"path\": \"",       "\"begin\": "};
    for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
        char *text = linked((enum evaluation_sample_kind)kind);
        size_t counts[6] = {0};
        for (size_t i = 0; i < 6; i++) {
            for (const char *at = text; (at = strstr(at, keys[i])) != NULL; at++) {
                counts[i]++;
            }
            assert_int_equal(counts[i], counts[0]);
        }
        assert_true(text[0] == '['); /* no byte order mark */
        memory_free(text);
    }
}

static void a_finding_stands_at_its_line(void **state)
{
    (void)state;
    char *text = linked(SAMPLE_REGRESSION);
    assert_non_null(strstr(text, "\"check_name\": \"flamegate/frames\""));
    assert_non_null(strstr(text, "\"severity\": \"major\",\n  \"location\": {\n   \"path\": "
                                 "\"shop/source.go\",\n   \"lines\": {\n    \"begin\": 51\n"));
    assert_non_null(strstr(text, "\"severity\": \"minor\"")); /* the warning */
    memory_free(text);
}

static void a_fingerprint_outlives_its_figures(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    char *before = evaluation_sample_report(&codequality_reporter, evaluation_sample_get(sample), NULL);
    struct finding *finding = &evaluation_sample_verdict(sample)->findings[0];
    finding->estimate.rate[CANDIDATE] *= 1.01;
    finding->estimate.change *= 1.03;
    char *after = evaluation_sample_report(&codequality_reporter, evaluation_sample_get(sample), NULL);
    assert_string_not_equal(before, after);
    assert_memory_equal(strstr(before, "\"fingerprint\""), strstr(after, "\"fingerprint\""), 50);
    memory_free(before);
    memory_free(after);
    evaluation_sample_free(sample);
}

static void nothing_found_is_an_empty_list(void **state)
{
    (void)state;
    char *text = report(SAMPLE_PASS);
    assert_string_equal(text, "[]\n");
    memory_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_entry_has_every_key),
        cmocka_unit_test(a_finding_stands_at_its_line),
        cmocka_unit_test(a_fingerprint_outlives_its_figures),
        cmocka_unit_test(nothing_found_is_an_empty_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

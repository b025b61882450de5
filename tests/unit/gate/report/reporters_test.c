#include "gate/report/reporter.h"

#include "gate/base/memory.h"
#include "tests/support/evaluation_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void the_table_has_the_promised_names_and_files(void **state)
{
    (void)state;
    assert_null(reporter_find("console")->file);
    assert_string_equal(reporter_find("json")->file, "report.json");
    assert_string_equal(reporter_find("junit")->file, "junit.xml");
    assert_null(reporter_find("nothing"));
    for (size_t i = 0; i < reporter_count; i++) {
        assert_ptr_equal(reporter_find(reporters[i]->name), reporters[i]);
        assert_non_null(reporters[i]->description);
    }
}

static void every_report_of_every_stage_is_the_same_twice(void **state)
{
    (void)state;
    for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
        for (size_t i = 0; i < reporter_count; i++) {
            struct evaluation_sample *one = evaluation_sample_new((enum evaluation_sample_kind)kind);
            struct evaluation_sample *two = evaluation_sample_new((enum evaluation_sample_kind)kind);
            char *first = evaluation_sample_report(reporters[i], evaluation_sample_get(one), NULL);
            char *second = evaluation_sample_report(reporters[i], evaluation_sample_get(two), NULL);
            assert_non_null(first);
            assert_string_equal(first, second);
            memory_free(first);
            memory_free(second);
            evaluation_sample_free(one);
            evaluation_sample_free(two);
        }
    }
}

/* A remark about the run is told in every report, and is no finding about code. */
static void a_remark_is_told_everywhere(void **state)
{
    (void)state;
    static const char *const tellers[] = {"console", "json", "junit", "markdown", "github", "sarif"};
    static const char *const silent[] = {"codequality", "dotenv", "openmetrics"};
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_PASS);
    struct verdict *verdict = evaluation_sample_verdict(sample);
    char *before[sizeof silent / sizeof silent[0]];
    for (size_t i = 0; i < sizeof silent / sizeof silent[0]; i++) {
        before[i] = evaluation_sample_report(reporter_find(silent[i]), evaluation_sample_get(sample), NULL);
    }
    verdict->findings[verdict->finding_count++] = (struct finding){.kind = FINDING_WARNING,
                                                                   .comparison = 0,
                                                                   .rule = UINT32_MAX,
                                                                   .symbol = SYMBOL_NONE,
                                                                   .owner = "",
                                                                   .sentence = "one host stands out"};
    assert_true(verdict_is_remark(&verdict->findings[0]));
    for (size_t i = 0; i < sizeof tellers / sizeof tellers[0]; i++) {
        char *text = evaluation_sample_report(reporter_find(tellers[i]), evaluation_sample_get(sample), NULL);
        assert_non_null(strstr(text, "one host stands out"));
        memory_free(text);
    }
    for (size_t i = 0; i < sizeof silent / sizeof silent[0]; i++) {
        char *text = evaluation_sample_report(reporter_find(silent[i]), evaluation_sample_get(sample), NULL);
        assert_string_equal(text, before[i]);
        memory_free(before[i]);
        memory_free(text);
    }
    evaluation_sample_free(sample);
}

static int refuse(struct sink *sink, const void *data, size_t size, struct error *err)
{
    (void)sink;
    (void)data;
    (void)size;
    return error_set(err, ERROR_OUTPUT, "cannot write: the disk is full");
}

static void a_failed_write_is_told(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    for (size_t i = 0; i < reporter_count; i++) {
        struct sink sink = {.write = refuse, .error = ERROR_INIT};
        struct error err = ERROR_INIT;
        struct report_options options = {.columns = 100};
        assert_int_equal(reporters[i]->write(evaluation_sample_get(sample), &options, &sink, &err), -1);
        assert_int_equal(err.kind, ERROR_OUTPUT);
    }
    evaluation_sample_free(sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_has_the_promised_names_and_files),
        cmocka_unit_test(every_report_of_every_stage_is_the_same_twice),
        cmocka_unit_test(a_failed_write_is_told),
        cmocka_unit_test(a_remark_is_told_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

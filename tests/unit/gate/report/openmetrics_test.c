#include "gate/report/openmetrics.h"

#include "gate/base/memory.h"
#include "tests/support/evaluation_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static char *report(enum evaluation_sample_kind kind)
{
    struct evaluation_sample *sample = evaluation_sample_new(kind);
    char *text = evaluation_sample_report(&openmetrics_reporter, evaluation_sample_get(sample), NULL);
    assert_non_null(text);
    evaluation_sample_free(sample);
    return text;
}

static void figures_are_in_base_units(void **state)
{
    (void)state;
    char *text = report(SAMPLE_REGRESSION);
    assert_non_null(strstr(text, "\nflamegate_verdict{service=\"shop\"} 1\n"));
    /* 5370 samples of 10 ms over 19,823 requests. */
    assert_non_null(strstr(text,
                           "\n# TYPE flamegate_cpu_seconds_per_request gauge\nflamegate_cpu_seconds_per_request{"
                           "service=\"shop\",profile=\"cpu\",side=\"baseline\"} 0.00270897442\n"));
    assert_non_null(strstr(text, "\nflamegate_findings{service=\"shop\",kind=\"regression\"} 2\n"));
    assert_string_equal(text + strlen(text) - 6, "# EOF\n");
    memory_free(text);
    text = report(SAMPLE_SEVERAL);
    assert_non_null(strstr(text, "\nflamegate_alloc_bytes_per_request{"));
    memory_free(text);
}

/* A family is named once, and no two samples have the same labels. */
static void no_series_stands_twice(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_SEVERAL);
    struct verdict *verdict = evaluation_sample_verdict(sample);
    evaluation_sample_comparison(sample, 2)->profile = "c.pu";
    evaluation_sample_comparison(sample, 0)->profile = "c_pu";
    verdict->findings[verdict->finding_count++] = verdict->findings[0];
    char *text = evaluation_sample_report(&openmetrics_reporter, evaluation_sample_get(sample), NULL);
    for (const char *line = text; *line != '\0'; line = strchr(line, '\n') + 1) {
        char head[1024];
        size_t size = line[0] == '#' ? strcspn(line, "\n") : strcspn(line, " \n");
        assert_true(size < sizeof head - 2);
        memcpy(head, line, size);
        head[size] = '\0';
        assert_null(strstr(line + size, head));
    }
    memory_free(text);
    evaluation_sample_free(sample);
}

static void what_is_not_known_has_no_sample(void **state)
{
    (void)state;
    char *text = report(SAMPLE_ERROR);
    assert_non_null(strstr(text, "\nflamegate_verdict{service=\"shop\"} 4\n"));
    assert_null(strstr(text, "nan"));
    memory_free(text);
    text = report(SAMPLE_DIFF_SHARE);
    assert_null(strstr(text, "_per_request"));
    memory_free(text);
}

static void labels_end_where_they_should(void **state)
{
    (void)state;
    char *text = report(SAMPLE_HOSTILE);
    assert_non_null(strstr(text, "service=\"<shop> & \\\"co\\\"\xef\xbf\xbd[2J\""));
    assert_non_null(strstr(text, "100%25%0A,=\\\\\"} "));
    memory_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_are_in_base_units),
        cmocka_unit_test(no_series_stands_twice),
        cmocka_unit_test(what_is_not_known_has_no_sample),
        cmocka_unit_test(labels_end_where_they_should),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

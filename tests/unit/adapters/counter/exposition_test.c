#include "adapters/counter/exposition.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static double sum_of(const char *text)
{
    double sum = -1;
    struct error err = ERROR_INIT;
    if (exposition_sum(&sum, bytes_of_text(text), "http_requests_total", &err) != 0) {
        fail_msg("%s", err.sentence);
    }
    return sum;
}

/* The example of the Prometheus text format's documentation, with names of ours. */
static void label_sets_are_summed(void **state)
{
    (void)state;
    assert_true(sum_of("# HELP http_requests_total The total number of HTTP requests.\n"
                       "# TYPE http_requests_total counter\n"
                       "http_requests_total{method=\"post\",code=\"200\"} 1027 1395066363000\n"
                       "http_requests_total{method=\"post\",code=\"400\"}    3 1395066363000\n"
                       "http_requests_total_errors 77\n"
                       "other_http_requests_total 99\n") == 1030);
    assert_true(sum_of("http_requests_total 5") == 5);
    assert_true(sum_of("  http_requests_total\t1.5e3\r\n") == 1500);
    assert_true(sum_of("http_requests_total{path=\"C:\\\\D\\\"}\\n\"} 2\nhttp_requests_total {a=\"}\"} 3\n") == 5);
}

static void what_is_no_count_is_refused_at_its_line(void **state)
{
    (void)state;
    static const char *const wrong[] = {"x 1\nhttp_requests_total\n", "x 1\nhttp_requests_total NaN\n",
                                        "x 1\nhttp_requests_total -1\n", "x 1\nhttp_requests_total{a=\"b 1\n",
                                        "x 1\nhttp_requests_total +Inf\n"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        double sum = -1;
        struct error err = ERROR_INIT;
        assert_int_equal(exposition_sum(&sum, bytes_of_text(wrong[i]), "http_requests_total", &err), -1);
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_int_equal(err.line, 2);
        assert_true(sum == -1);
    }
}

static void a_counter_that_is_not_there_is_unfit(void **state)
{
    (void)state;
    double sum;
    struct error err = ERROR_INIT;
    assert_int_equal(exposition_sum(&sum, bytes_of_text("<html>\n"), "http_requests_total", &err), -1);
    assert_int_equal(err.kind, ERROR_UNFIT);
    assert_string_equal(err.sentence, "there is no counter 'http_requests_total'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(label_sets_are_summed),
        cmocka_unit_test(what_is_no_count_is_refused_at_its_line),
        cmocka_unit_test(a_counter_that_is_not_there_is_unfit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

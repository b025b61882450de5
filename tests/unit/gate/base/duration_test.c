#include "gate/base/duration.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void lengths_are_read_with_their_unit(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t nanoseconds;
    } cases[] = {
        {"30m", 1800000000000}, {"30 min", 1800000000000}, {"1.5h", 5400000000000}, {"2d", 172800000000000},
        {"500ms", 500000000},   {"10s", 10000000000},      {"20us", 20000},         {"1ns", 1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t out = 0;
        assert_true(duration_parse(bytes_of_text(cases[i].text), &out));
        assert_int_equal(out, cases[i].nanoseconds);
    }
}

static void what_is_no_length_is_refused(void **state)
{
    (void)state;
    static const char *const cases[] = {"",   "30",   "m",   "-5m",           "5 years",
                                        "0s", "1e3s", "5m ", "999999999999d", "0.1ns"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t out = 7;
        assert_false(duration_parse(bytes_of_text(cases[i]), &out));
        assert_int_equal(out, 7);
    }
}

static void lengths_are_written_in_the_largest_unit_that_fits(void **state)
{
    (void)state;
    char out[DURATION_TEXT_SIZE];
    assert_string_equal(duration_format(out, 1800000000000), "30m");
    assert_string_equal(duration_format(out, 90000000000), "90s");
    assert_string_equal(duration_format(out, 86400000000000), "1d");
    assert_string_equal(duration_format(out, 1500000000), "1500ms");
    assert_string_equal(duration_format(out, 7), "7ns");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lengths_are_read_with_their_unit),
        cmocka_unit_test(what_is_no_length_is_refused),
        cmocka_unit_test(lengths_are_written_in_the_largest_unit_that_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "gate/base/numbers.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define LENGTH(table) (sizeof(table) / sizeof((table)[0]))

static void whole_numbers_are_digits_only(void **state)
{
    (void)state;
    uint64_t value = 7;
    static const char *const refused[] = {
        "",    "+1",      "-1", " 1", "1 ", "1.0", "0x1", "18446744073709551616", "99999999999999999999",
        "1e3", "\xd9\xa1"};
    for (size_t i = 0; i < LENGTH(refused); i++) {
        assert_false(numbers_parse_unsigned(bytes_of_text(refused[i]), &value));
    }
    assert_int_equal(value, 7);
    assert_true(numbers_parse_unsigned(bytes_of_text("0"), &value));
    assert_int_equal(value, 0);
    assert_true(numbers_parse_unsigned(bytes_of_text("007"), &value));
    assert_int_equal(value, 7);
    assert_true(numbers_parse_unsigned(bytes_of_text("18446744073709551615"), &value));
    assert_true(value == UINT64_MAX);
}

static void decimals_are_read_exactly(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
    } cases[] = {
        {"0", 0},
        {"-0", 0},
        {"12", 12},
        {"+1.5", 1.5},
        {".25", 0.25},
        {"-2.5e3", -2500},
        {"1E-2", 0.01},
        {"1e+2", 100},
        {"0.1", 0.1},
        {"1e-400", 0},
        {"1.7976931348623157e308", 1.7976931348623157e308},
        {"4.9e-324", 4.9e-324},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        double value = 99;
        assert_true(numbers_parse_decimal(bytes_of_text(cases[i].text), &value));
        assert_true(value == cases[i].value);
    }
    static const char *const refused[] = {"",   "+",   "-",   ".",     "1.",  "1.e3", "e3",
                                          "1e", "1e+", "inf", "-inf",  "nan", "0x1",  "0x1p3",
                                          " 1", "1 ",  "1,5", "1e999", "--1", "1_0"};
    for (size_t i = 0; i < LENGTH(refused); i++) {
        double value = 99;
        if (numbers_parse_decimal(bytes_of_text(refused[i]), &value) || value != 99) {
            fail_msg("'%s' was taken", refused[i]);
        }
    }
    double value = 0;
    assert_false(numbers_parse_decimal((struct bytes){(const uint8_t *)"1\0", 2}, &value));
    char digits[600];
    memset(digits, '1', sizeof(digits));
    assert_false(numbers_parse_decimal((struct bytes){(const uint8_t *)digits, 512}, &value));
}

static void counts_have_commas(void **state)
{
    (void)state;
    char out[NUMBER_TEXT_SIZE];
    assert_string_equal(numbers_format_count(out, 0), "0");
    assert_string_equal(numbers_format_count(out, 999), "999");
    assert_string_equal(numbers_format_count(out, 1000), "1,000");
    assert_string_equal(numbers_format_count(out, 12345678), "12,345,678");
    assert_string_equal(numbers_format_count(out, UINT64_MAX), "18,446,744,073,709,551,615");
}

/* Rounded by Python's decimal from the exact value of the double, half to even: Decimal(v) in a context of n
 * digits. */
static void significant_digits_are_counted(void **state)
{
    (void)state;
    static const struct {
        double value;
        int digits;
        const char *text;
    } cases[] = {
        {0, 3, "0"},
        {-0.0, 3, "0"},
        {1, 3, "1"},
        {0.1, 17, "0.10000000000000001"},
        {0.1, 16, "0.1"},
        {123456, 3, "123000"},
        {-123456, 4, "-123500"},
        {999.5, 3, "1000"}, /* a tie: to even */
        {998.5, 3, "998"},
        {999.6, 3, "1000"},
        {0.00012345, 3, "0.000123"},
        {1e-6, 3, "0.000001"},
        {9.996e-7, 3, "0.000001"},
        {9.99e-7, 3, "9.99e-7"},
        {-1.5e-7, 3, "-1.5e-7"},
        {999999999999999, 15, "999999999999999"},
        {999999999999999, 3, "1e15"},
        {1e15, 3, "1e15"},
        {1.25e300, 3, "1.25e300"},
        {1234.5678, 0, "1000"},
        {1.0 / 3, 99, "0.33333333333333331"},
        {-1.7976931348623157e308, 17, "-1.7976931348623157e308"},
    };
    char out[NUMBER_TEXT_SIZE];
    for (size_t i = 0; i < LENGTH(cases); i++) {
        assert_ptr_equal(numbers_format_significant(out, cases[i].value, cases[i].digits), out);
        assert_string_equal(out, cases[i].text);
    }
    assert_string_equal(numbers_format_significant(out, NAN, 3), "nan");
    assert_string_equal(numbers_format_significant(out, INFINITY, 3), "inf");
    assert_string_equal(numbers_format_significant(out, -INFINITY, 3), "-inf");
}

static void changes_carry_their_sign(void **state)
{
    (void)state;
    static const struct {
        double ratio;
        const char *change;
        const char *percent;
    } cases[] = {
        {0, "0 %", "0 %"},
        {-0.0, "0 %", "0 %"},
        {0.123, "+12.3 %", "12.3 %"},
        {-0.04, "-4 %", "-4 %"},
        {0.04125, "+4.12 %", "4.12 %"}, /* 4.125 is a tie in binary too: to even */
        {0.1234, "+12.3 %", "12.3 %"},
        {0.12961, "+13 %", "13 %"},
        {0.09996, "+10 %", "10 %"},
        {1.2345, "+123 %", "123 %"},
        {0.9996, "+100 %", "100 %"},
        {-1, "-100 %", "-100 %"},
        {0.000123, "+0.0123 %", "0.0123 %"},
        {12.34, "+1230 %", "1230 %"},
        {123.4, "+12,300 %", "12,300 %"},
        {1e-17, "0 %", "0 %"},
        {-1e-17, "0 %", "0 %"},
    };
    char out[NUMBER_TEXT_SIZE];
    for (size_t i = 0; i < LENGTH(cases); i++) {
        assert_string_equal(numbers_format_change(out, cases[i].ratio), cases[i].change);
        assert_string_equal(numbers_format_percent(out, cases[i].ratio), cases[i].percent);
    }
    assert_string_equal(numbers_format_change(out, NAN), "n/a");
    assert_string_equal(numbers_format_change(out, INFINITY), "n/a");
    assert_string_equal(numbers_format_percent(out, NAN), "n/a");
    assert_true(strlen(numbers_format_change(out, -1e300)) < NUMBER_TEXT_SIZE);
}

static void amounts_have_the_unit_that_reads_best(void **state)
{
    (void)state;
    static const struct {
        double amount;
        const char *unit;
        const char *text;
    } cases[] = {
        {412000, "nanoseconds", "412 us"},
        {1230000, "nanoseconds", "1.23 ms"},
        {0, "nanoseconds", "0 ns"},
        {-0.0, "bytes", "0 B"},
        {0.5, "nanoseconds", "0.5 ns"},
        {999.4, "nanoseconds", "999 ns"},
        {999.6, "nanoseconds", "1 us"},
        {-1530, "nanoseconds", "-1.53 us"},
        {86400e9, "nanoseconds", "86,400 s"},
        {1500, "microseconds", "1.5 ms"},
        {0.25, "seconds", "250 ms"},
        {90, "milliseconds", "90 ms"},
        {2, "min", "120 s"},
        {1536, "bytes", "1.5 KiB"},
        {812, "bytes", "812 B"},
        {1012, "bytes", "1012 B"},
        {1023.4, "bytes", "1023 B"},
        {1023.6, "bytes", "1 KiB"},
        {1024, "bytes", "1 KiB"},
        {1012.0 * 1024, "bytes", "1012 KiB"},
        {512.0 * 1048576, "bytes", "512 MiB"},
        {1.5, "GiB", "1.5 GiB"},
        {8, "MiB", "8 MiB"},
        {3.2e15, "bytes", "2910 TiB"},
        {12.34, "count", "12.3 count"},
        {1234567, "samples", "1,230,000 samples"},
        {1234, "samples", "1230 samples"},
        {7, "", "7"},
        {2.5, "USD/yr", "2.5 USD/yr"},
        {1, "x\ny", "1 x\xef\xbf\xbdy"},
    };
    char out[NUMBER_TEXT_SIZE];
    for (size_t i = 0; i < LENGTH(cases); i++) {
        assert_string_equal(numbers_format_amount(out, cases[i].amount, cases[i].unit), cases[i].text);
    }
    numbers_format_amount(out, -1.23e-300, "a unit with a name that does not fit into the text");
    assert_int_equal(strlen(out), NUMBER_TEXT_SIZE - 1);
    assert_memory_equal(out, "-1.23e-300 a unit", 17);
    assert_string_equal(numbers_format_amount(out, NAN, "nanoseconds"), "nan nanoseconds");
}

static void amounts_side_by_side_share_a_unit(void **state)
{
    (void)state;
    char out[NUMBER_TEXT_SIZE];
    assert_string_equal(numbers_format_amount_like(out, 812000, 1230000, "nanoseconds"), "0.812 ms");
    assert_string_equal(numbers_format_amount_like(out, 1230000, 1230000, "nanoseconds"), "1.23 ms");
    assert_string_equal(numbers_format_amount_like(out, 0, 1230000, "nanoseconds"), "0 ms");
    assert_string_equal(numbers_format_amount_like(out, 100, -2048, "bytes"), "100 B");
    assert_string_equal(numbers_format_amount_like(out, 205, -2048, "bytes"), "0.2 KiB");
    assert_string_equal(numbers_format_amount_like(out, 226e3, 7.39e9, "nanoseconds"), "226 us");
    assert_string_equal(numbers_format_amount_like(out, -226e3, 7.39e9, "nanoseconds"), "-226 us");
    assert_string_equal(numbers_format_amount_like(out, 5, 1000000, "count"), "5 count");
    assert_string_equal(numbers_format_amount_like(out, 5000, NAN, "nanoseconds"), "5 us");
}

static void units_know_their_base(void **state)
{
    (void)state;
    static const struct {
        const char *unit;
        const char *base;
        double factor;
    } cases[] = {
        {"nanoseconds", "nanoseconds", 1},
        {"ns", "nanoseconds", 1},
        {"microseconds", "nanoseconds", 1e3},
        {"us", "nanoseconds", 1e3},
        {"\xc2\xb5s", "nanoseconds", 1e3},
        {"Milliseconds", "nanoseconds", 1e6},
        {"ms", "nanoseconds", 1e6},
        {"s", "nanoseconds", 1e9},
        {"sec", "nanoseconds", 1e9},
        {"second", "nanoseconds", 1e9},
        {"min", "nanoseconds", 6e10},
        {"hr", "nanoseconds", 3.6e12},
        {"bytes", "bytes", 1},
        {"B", "bytes", 1},
        {"kB", "bytes", 1024},
        {"KiB", "bytes", 1024},
        {"MB", "bytes", 1048576},
        {"MiB", "bytes", 1048576},
        {"GiB", "bytes", 1073741824},
        {"TiB", "bytes", 1099511627776},
        {"count", "count", 1},
        {"samples", "samples", 1},
        {"objects", "objects", 1},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        const char *base = NULL;
        double factor = 0;
        assert_true(numbers_unit(cases[i].unit, &base, &factor));
        assert_string_equal(base, cases[i].base);
        assert_true(factor == cases[i].factor);
    }
    static const char *const unknown[] = {"", "furlongs", "n", "nanosecond nanoseconds", "kilo", " "};
    for (size_t i = 0; i < LENGTH(unknown); i++) {
        const char *base = NULL;
        double factor = 0;
        assert_false(numbers_unit(unknown[i], &base, &factor));
        assert_ptr_equal(base, unknown[i]);
        assert_true(factor == 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_numbers_are_digits_only),
        cmocka_unit_test(decimals_are_read_exactly),
        cmocka_unit_test(counts_have_commas),
        cmocka_unit_test(significant_digits_are_counted),
        cmocka_unit_test(changes_carry_their_sign),
        cmocka_unit_test(amounts_have_the_unit_that_reads_best),
        cmocka_unit_test(amounts_side_by_side_share_a_unit),
        cmocka_unit_test(units_know_their_base),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

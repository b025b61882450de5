#include "gate/report/flamegraph/label.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static double width(const char *text)
{
    return label_width(bytes_of_text(text), false);
}

/* Advances of DejaVu Sans from its hmtx table, per 2048 units: i 569, M 1767, blank 651. */
static void widths_are_the_font_s_rounded_up(void **state)
{
    (void)state;
    assert_true(fabs(width("i") - .28) < 1e-9 && .28 >= 569 / 2048.);
    assert_true(fabs(width("M") - .87) < 1e-9 && .87 >= 1767 / 2048.);
    assert_true(fabs(width("i M") - (.28 + .32 + .87)) < 1e-9);
    assert_true(label_width(bytes_of_text("M"), true) > width("M"));
}

static void other_scripts_have_a_width_too(void **state)
{
    (void)state;
    assert_true(width("\xe6\xbc\xa2") > 1);
    assert_true(width("\xc3\xa9") > .6);
    assert_true(width("e\xcc\x81") == width("e"));
}

static void a_label_keeps_the_end_behind_a_boundary(void **state)
{
    (void)state;
    static const char name[] = "github.com/acme/shop/json.(*Encoder).Marshal";
    static const struct {
        const char *fits; /* a text that just fits */
        const char *label;
    } cases[] = {
        {"github.com/acme/shop/json.(*Encoder).Marshal", name},
        {"\xe2\x80\xa6"
         "acme/shop/json.(*Encoder).Marshal",
         "\xe2\x80\xa6"
         "acme/shop/json.(*Encoder).Marshal"},
        {"\xe2\x80\xa6"
         "hop/json.(*Encoder).Marshal",
         "\xe2\x80\xa6"
         "json.(*Encoder).Marshal"},
        {"\xe2\x80\xa6"
         "Marshal",
         "\xe2\x80\xa6"
         "Marshal"},
        {"\xe2\x80\xa6"
         "arshal",
         "\xe2\x80\xa6"
         "arshal"},
        {"\xe2\x80\xa6"
         "shal",
         ""},
        {"\xe2\x80\xa6"
         "al",
         ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[128];
        assert_string_equal(label_fit(out, sizeof out, name, width(cases[i].fits) + 1e-9, false), cases[i].label);
    }
}

static void a_label_under_three_characters_is_none(void **state)
{
    (void)state;
    char out[16];
    assert_string_equal(label_fit(out, sizeof out, "ab", 10, false), "");
    assert_string_equal(label_fit(out, sizeof out, "abc", 10, false), "abc");
}

static void lines_break_at_blanks(void **state)
{
    (void)state;
    assert_int_equal(label_line("one two", width("one tw"), false), 3);
    assert_int_equal(label_line("one two", width("one two") + 1e-9, false), 7);
    assert_int_equal(label_line("unbroken", width("unbro") + 1e-9, false), 5);
    assert_int_equal(label_line("x", 0, false), 1);
    assert_int_equal(label_line("", 5, false), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths_are_the_font_s_rounded_up),
        cmocka_unit_test(other_scripts_have_a_width_too),
        cmocka_unit_test(a_label_keeps_the_end_behind_a_boundary),
        cmocka_unit_test(a_label_under_three_characters_is_none),
        cmocka_unit_test(lines_break_at_blanks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

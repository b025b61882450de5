#include "gate/report/markdown_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *written(void (*put)(struct sink *sink, const char *text), const char *text)
{
    static char out[4096];
    struct byte_buffer buffer;
    byte_buffer_init(&buffer, sizeof out - 1);
    struct sink sink = sink_to_buffer(&buffer);
    put(&sink, text);
    memcpy(out, buffer.data, buffer.size);
    out[buffer.size] = '\0';
    byte_buffer_free(&buffer);
    return out;
}

static void put_code(struct sink *sink, const char *text)
{
    sink_text(sink, "|");
    markdown_text_code(sink, bytes_of_text(text));
}

static void put_part(struct sink *sink, const char *text)
{
    sink_text(sink, "|");
    markdown_text_bar(sink, strtod(text, NULL));
}

static void put_columns(struct sink *sink, const char *text)
{
    char *rest;
    double before = strtod(text, &rest);
    sink_text(sink, "|");
    markdown_text_columns(sink, before, strtod(rest, NULL));
}

static void a_name_is_code(void **state)
{
    (void)state;
    assert_string_equal(written(put_code, "a.(*b)[int].c<d> @e"), "|`a.(*b)[int].c<d> @e`");
    assert_string_equal(written(put_code, ""), "|");
    assert_string_equal(written(put_code, "operator|"), "|<code>operator&#124;</code>");
    assert_string_equal(written(put_code, "`a` <b> www.c"), "|<code>&#96;a&#96; &#60;b&#62; www&#46;c</code>");
    assert_string_equal(written(put_code, "\\"), "|<code>&#92;</code>");
    assert_string_equal(written(put_code, "a\nb\xff"), "|`a\xef\xbf\xbd"
                                                       "b\xef\xbf\xbd`");
}

static void a_sentence_has_no_markup(void **state)
{
    (void)state;
    assert_string_equal(written(markdown_text_sentence, "'a' grew, 1 -> 2 us (+3 %)"),
                        "'a' grew, 1 -> 2 us (+3 %)");
    assert_string_equal(written(markdown_text_sentence, "@x #1 $y$"),
                        "<code>@</code>x <code>#</code>1 <code>$</code>y<code>$</code>");
    assert_string_equal(written(markdown_text_sentence, "*a* _b_ [c](http://d) <e> www.f a::b"),
                        "&#42;a&#42; &#95;b&#95; &#91;c&#93;(http&#58;//d) &#60;e> www&#46;f a::b");
}

static void bars_are_eighths(void **state)
{
    (void)state;
    assert_string_equal(written(put_part, "0"), "|");
    assert_string_equal(written(put_part, "0.001"), "|\xe2\x96\x8f");
    assert_string_equal(written(put_part, "0.1875"), "|\xe2\x96\x88\xe2\x96\x8c");
    assert_string_equal(written(put_part, "nan"), "|");
    assert_int_equal(strlen(written(put_part, "7")), 1 + 3 * MARKDOWN_TEXT_CELLS);
    assert_string_equal(written(put_columns, "1 2"), "|\xe2\x96\x84\xe2\x96\x88");
    assert_string_equal(written(put_columns, "5 0"), "|\xe2\x96\x88\xe2\x96\x81");
    assert_string_equal(written(put_columns, "0 0"), "|");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_code),
        cmocka_unit_test(a_sentence_has_no_markup),
        cmocka_unit_test(bars_are_eighths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

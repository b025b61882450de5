#include "rules/complaints.h"

#include "gate/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* What is printed of the complaints about text. The caller's to free. */
static char *printed(const struct complaints *complaints, const char *text)
{
    struct byte_buffer buffer;
    byte_buffer_init(&buffer, 1 << 20);
    struct sink sink = sink_to_buffer(&buffer);
    complaints_write(complaints, bytes_of_text(text), "f", &sink);
    assert_false(sink.failed);
    char *copy = memory_copy_text((const char *)buffer.data, buffer.size);
    byte_buffer_free(&buffer);
    return copy;
}

static void check(const char *text, struct text_place place, const char *expected)
{
    struct complaints complaints = {0};
    complaints_add(&complaints, place, "no");
    char *shown = printed(&complaints, text);
    assert_string_equal(shown, expected);
    memory_free(shown);
    complaints_clear(&complaints);
}

static void the_caret_stands_under_the_token(void **state)
{
    (void)state;
    check("ab cd ef", (struct text_place){1, 4, 2}, "f:1:4: no\n    ab cd ef\n       ^~\n");
    check("ab cd ef", (struct text_place){1, 4, 0}, "f:1:4: no\n    ab cd ef\n       ^\n");
    check("ab cd ef\n", (struct text_place){1, 4, UINT64_MAX}, "f:1:4: no\n    ab cd ef\n       ^~~~~\n");
    check("ab", (struct text_place){1, 3, 1}, "f:1:3: no\n    ab\n      ^\n");
}

static void indentation_is_left_out_and_tabs_stay(void **state)
{
    (void)state;
    check("\t  ab\tcd ef", (struct text_place){1, 7, 2}, "f:1:7: no\n    ab\tcd ef\n      \t^~\n");
    check("   ab", (struct text_place){1, 2, 2}, "f:1:2: no\n      ab\n    ^~\n");
}

/* A umlaut is one column of two bytes; a Chinese character two columns of three; a combining accent none. */
static void characters_count_not_bytes(void **state)
{
    (void)state;
    check("\xc3\xa4 x", (struct text_place){1, 3, 1}, "f:1:3: no\n    \xc3\xa4 x\n      ^\n");
    check("\xe6\x97\xa5\xe6\x9c\xac x", (struct text_place){1, 4, 1},
          "f:1:4: no\n    \xe6\x97\xa5\xe6\x9c\xac x\n         ^\n");
    check("\xe6\x97\xa5\xe6\x9c\xac x", (struct text_place){1, 1, 2},
          "f:1:1: no\n    \xe6\x97\xa5\xe6\x9c\xac x\n    ^~~~\n");
    check("e\xcc\x81 x", (struct text_place){1, 4, 1}, "f:1:4: no\n    e\xcc\x81 x\n      ^\n");
}

static void what_would_harm_a_terminal_is_replaced(void **state)
{
    (void)state;
    check("a\x1b[31mb c", (struct text_place){1, 9, 1}, "f:1:9: no\n    a\xef\xbf\xbd[31mb c\n            ^\n");
}

/* The line breaks of YAML 1.1: LF, CR, CR LF, NEL, LS, PS. */
static void lines_end_where_yaml_ends_them(void **state)
{
    (void)state;
    const char *text = "1\n2\r3\r\n4\xc2\x85"
                       "5\xe2\x80\xa8"
                       "6\xe2\x80\xa9"
                       "7 x";
    for (uint64_t line = 1; line <= 7; line++) {
        char expected[64];
        int length = snprintf(expected, sizeof expected, "f:%d:1: no\n    %d%s\n    ^\n", (int)line, (int)line,
                              line == 7 ? " x" : "");
        assert_in_range(length, 1, sizeof expected - 1);
        check(text, (struct text_place){line, 1, 1}, expected);
    }
    check(text, (struct text_place){9, 1, 1}, "f:9:1: no\n");
}

static void a_long_line_is_cut_around_the_token(void **state)
{
    (void)state;
    char text[301];
    memset(text, 'a', 300);
    memcpy(text + 150, "XYZ", 3);
    text[300] = '\0';
    check(text, (struct text_place){1, 151, 3},
          "f:1:151: no\n"
          "    ...aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaXYZ"
          "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...\n"
          "                                                                   ^~~\n");
}

static void complaints_come_by_place(void **state)
{
    (void)state;
    struct complaints complaints = {0};
    struct error err = ERROR_INIT;
    complaints_add(&complaints, (struct text_place){2, 1, 1}, "third");
    complaints_add(&complaints, (struct text_place){1, 3, 1}, "second");
    complaints_add(&complaints, (struct text_place){2, 1, 1}, "fourth");
    complaints_add(&complaints, (struct text_place){1, 1, 1}, "first '%s'", "a\nb");
    char *shown = printed(&complaints, "a b\nc\n");
    assert_string_equal(shown, "f:1:1: first 'a\xef\xbf\xbd"
                               "b'\n    a b\n    ^\n"
                               "f:1:3: second\n    a b\n      ^\n"
                               "f:2:1: third\n    c\n    ^\n"
                               "f:2:1: fourth\n    c\n    ^\n");
    memory_free(shown);
    assert_int_equal(complaints_first(&complaints, "f", &err), -1);
    assert_int_equal(err.kind, ERROR_POLICY);
    assert_string_equal(err.file, "f");
    assert_int_equal(err.line, 1);
    assert_int_equal(err.column, 1);
    assert_string_equal(err.sentence, "first 'a\xef\xbf\xbd"
                                      "b'");
    complaints_clear(&complaints);
}

static void no_memory_is_kept_in_mind(void **state)
{
    (void)state;
    struct complaints complaints = {0};
    for (size_t n = 1; n <= 2; n++) {
        memory_fail_at(n);
        complaints_add(&complaints, (struct text_place){1, 1, 1}, "no");
        memory_fail_at(0);
        assert_true(complaints.failed);
        complaints_add(&complaints, (struct text_place){1, 1, 1}, "no");
        assert_int_equal(complaints.count, 0);
        complaints_clear(&complaints);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_caret_stands_under_the_token),
        cmocka_unit_test(indentation_is_left_out_and_tabs_stay),
        cmocka_unit_test(characters_count_not_bytes),
        cmocka_unit_test(what_would_harm_a_terminal_is_replaced),
        cmocka_unit_test(lines_end_where_yaml_ends_them),
        cmocka_unit_test(a_long_line_is_cut_around_the_token),
        cmocka_unit_test(complaints_come_by_place),
        cmocka_unit_test(no_memory_is_kept_in_mind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

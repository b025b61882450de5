#include "gate/report/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct byte_buffer buffer;
static struct sink sink;

static struct page begin(size_t columns, bool color)
{
    byte_buffer_init(&buffer, 4096);
    sink = sink_to_buffer(&buffer);
    return (struct page){&sink, columns, color};
}

static void expect(const char *text)
{
    byte_buffer_append(&buffer, "", 1);
    assert_string_equal((const char *)buffer.data, text);
    byte_buffer_free(&buffer);
}

static void paragraphs_wrap_at_blanks_and_hang(void **state)
{
    (void)state;
    struct page page = begin(16, false);
    page_paragraph(&page, 0, 2, "one two  three four five");
    expect("one two three\n  four five\n");
}

static void a_number_keeps_its_unit(void **state)
{
    (void)state;
    struct page page = begin(14, false);
    page_paragraph(&page, 0, 0, "instead of +49 %, 12345678 s); or 12 ms");
    expect("instead of\n+49 %,\n12345678 s);\nor 12 ms\n");
    /* Other words, and more than one blank, part as before. */
    page = begin(14, false);
    page_paragraph(&page, 0, 0, "all of the 12 samples abcdefghij1  s");
    expect("all of the 12\nsamples\nabcdefghij1 s\n");
}

static void a_first_word_goes_behind_what_stands_there_only_if_it_fits(void **state)
{
    (void)state;
    struct page page = begin(12, false);
    sink_text(&sink, "PASS  ");
    page_paragraph(&page, 6, 2, "candidate x");
    expect("PASS  \n  candidate\n  x\n");
}

static void a_word_longer_than_the_page_is_broken(void **state)
{
    (void)state;
    struct page page = begin(8, false);
    page_paragraph(&page, 0, 2, "abcdefghijklmno");
    expect("abcdefgh\n  ijklmn\n  o\n");
}

/* U+6F22 takes two columns: three fit into seven. */
static void wide_characters_count_two(void **state)
{
    (void)state;
    struct page page = begin(7, false);
    page_paragraph(&page, 0, 0, "\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2");
    expect("\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\n\xe6\xbc\xa2\n");
    page = begin(20, false);
    page_cell(&page, "\xe6\xbc\xa2", 4, false);
    page_cell(&page, "7", 3, true);
    expect("\xe6\xbc\xa2    7");
}

static void styles_show_only_in_colour(void **state)
{
    (void)state;
    struct page page = begin(20, true);
    page_styled(&page, PAGE_RED, "x");
    page_styled(&page, PAGE_PLAIN, "y");
    expect("\033[1;31mx\033[0my");
    page = begin(20, false);
    page_styled(&page, PAGE_RED, "x");
    expect("x");
}

static void fields_align_and_empty_ones_vanish(void **state)
{
    (void)state;
    struct page page = begin(24, false);
    page_field(&page, "why", "too few samples");
    page_field(&page, "next", "");
    page_field(&page, "none", NULL);
    expect("  why        too few\n             samples\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paragraphs_wrap_at_blanks_and_hang),
        cmocka_unit_test(a_number_keeps_its_unit),
        cmocka_unit_test(a_first_word_goes_behind_what_stands_there_only_if_it_fits),
        cmocka_unit_test(a_word_longer_than_the_page_is_broken),
        cmocka_unit_test(wide_characters_count_two),
        cmocka_unit_test(styles_show_only_in_colour),
        cmocka_unit_test(fields_align_and_empty_ones_vanish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

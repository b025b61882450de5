#include "gate/base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define REPLACED "\xef\xbf\xbd" /* U+FFFD */

static uint32_t first_character(const char *text, size_t size, size_t *length)
{
    *length = 0;
    return text_next_character((struct bytes){(const uint8_t *)text, size}, length);
}

/* The first and last character of each length, from RFC 3629, section 3. */
static void characters_are_read_and_written_back(void **state)
{
    (void)state;
    static const struct {
        uint32_t character;
        const char *text;
    } cases[] = {
        {0x01, "\x01"},
        {0x7f, "\x7f"},
        {0x80, "\xc2\x80"},
        {0x7ff, "\xdf\xbf"},
        {0x800, "\xe0\xa0\x80"},
        {0xd7ff, "\xed\x9f\xbf"},
        {0xe000, "\xee\x80\x80"},
        {0xffff, "\xef\xbf\xbf"},
        {0x10000, "\xf0\x90\x80\x80"},
        {0x10ffff, "\xf4\x8f\xbf\xbf"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        size_t size = strlen(cases[i].text);
        size_t length = 0;
        assert_int_equal(first_character(cases[i].text, size, &length), cases[i].character);
        assert_int_equal(length, size);
        char encoded[4];
        assert_int_equal(text_encode_character(cases[i].character, encoded), size);
        assert_memory_equal(encoded, cases[i].text, size);
    }
    size_t length = 0;
    assert_int_equal(first_character("", 1, &length), 0);
    assert_int_equal(length, 1);
}

static void broken_characters_move_by_one_byte(void **state)
{
    (void)state;
    static const char *const broken[] = {
        "\x80",             /* continues nothing */
        "\xc3",             /* cut */
        "\xe2\x82",         /* cut */
        "\xe2\x28\xa1",     /* the second byte continues nothing */
        "\xc0\xaf",         /* '/' in two bytes */
        "\xe0\x80\xaf",     /* '/' in three */
        "\xf0\x80\x80\xaf", /* '/' in four */
        "\xed\xa0\x80",     /* a surrogate */
        "\xed\xbf\xbf",     /* a surrogate */
        "\xf4\x90\x80\x80", /* beyond the last character */
        "\xf8\x88\x80\x80\x80",
        "\xff",
    };
    for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
        size_t length = 0;
        assert_int_equal(first_character(broken[i], strlen(broken[i]), &length), 0xfffd);
        assert_int_equal(length, 1);
    }
    char encoded[4];
    assert_int_equal(text_encode_character(0xd800, encoded), 3);
    assert_memory_equal(encoded, REPLACED, 3);
    assert_int_equal(text_encode_character(0x110000, encoded), 3);
    assert_memory_equal(encoded, REPLACED, 3);
}

/* Python 3.10: unicodedata.east_asian_width (W and F are two columns) and unicodedata.category (Mn, Me, Cf are
 * none). */
static void columns_are_those_of_a_terminal(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t columns;
    } cases[] = {
        {"", 0},
        {"net/http.(*conn).serve", 22},
        {"caf\xc3\xa9", 4},
        {"cafe\xcc\x81", 4},                         /* e, U+0301 */
        {"\xe6\x97\xa5\xe6\x9c\xac", 4},             /* U+65E5 U+672C */
        {"\xef\xbc\xa1", 2},                         /* U+FF21, full width A */
        {"\xef\xbd\xb1", 1},                         /* U+FF71, half width katakana */
        {"\xf0\x9f\x94\xa5", 2},                     /* U+1F525 */
        {"\xea\xb0\x80", 2},                         /* U+AC00 */
        {"\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8", 2}, /* U+1100 U+1161 U+11A8, one syllable */
        {"\xf0\xa0\x80\x80", 2},                     /* U+20000 */
        {"a\xe2\x80\x8b"
         "b",
         2},                         /* U+200B, no width */
        {"a\tb\x7f\xc2\x85", 2},     /* controls */
        {"\xc2\xad", 1},             /* the soft hyphen is drawn */
        {"\xd7\x90\xd6\xb7", 1},     /* U+05D0 U+05B7 */
        {"\xff\xff", 2},             /* two broken bytes, drawn as U+FFFD */
        {"\xe2\x80\xa6\xc2\xb5", 2}, /* ambiguous ones are narrow */
        {"\xf3\xa0\x84\x80", 0},     /* U+E0100, a variation selector */
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        if (text_columns(bytes_of_text(cases[i].text)) != cases[i].columns) {
            fail_msg("case %zu has %zu columns", i, text_columns(bytes_of_text(cases[i].text)));
        }
    }
}

static void harmful_characters_are_replaced(void **state)
{
    (void)state;
    char out[128];
    static const struct {
        const char *text;
        const char *expected;
    } cases[] = {
        {"plain caf\xc3\xa9", "plain caf\xc3\xa9"},
        {"a\nb\rc\td", "a" REPLACED "b" REPLACED "c" REPLACED "d"},
        {"\x1b[2J", REPLACED "[2J"},
        {"\x7f\xc2\x9b", REPLACED REPLACED},
        {"\xe2\x80\xae"
         "gpj.exe",
         REPLACED "gpj.exe"}, /* U+202E, right to left */
        {"\xe2\x81\xa6x\xe2\x81\xa9", REPLACED "x" REPLACED},
        {"\xe2\x80\xa8\xe2\x80\xa9", REPLACED REPLACED},
        {"\xc3(", REPLACED "("},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_ptr_equal(text_harmless(out, sizeof(out), bytes_of_text(cases[i].text)), out);
        assert_string_equal(out, cases[i].expected);
    }
    text_harmless(out, sizeof(out), (struct bytes){(const uint8_t *)"a\0b", 3});
    assert_string_equal(out, "a" REPLACED "b");
    text_harmless(out, sizeof(out), (struct bytes){NULL, 0});
    assert_string_equal(out, "");
}

static void harmless_text_is_cut_at_a_character(void **state)
{
    (void)state;
    char out[8];
    memset(out, 'x', sizeof(out));
    text_harmless(out, 5,
                  bytes_of_text("ab\xe2\x82\xac"
                                "c"));
    assert_string_equal(out, "ab");
    assert_int_equal(out[5], 'x');
    text_harmless(out, 6,
                  bytes_of_text("ab\xe2\x82\xac"
                                "c"));
    assert_string_equal(out, "ab\xe2\x82\xac");
    text_harmless(out, 1, bytes_of_text("a"));
    assert_string_equal(out, "");
    out[0] = 'x';
    text_harmless(out, 0, bytes_of_text("a"));
    assert_int_equal(out[0], 'x');
}

static void globs_match_the_whole_name(void **state)
{
    (void)state;
    static const struct {
        const char *pattern;
        const char *name;
        bool matches;
    } cases[] = {
        {"", "", true},
        {"", "a", false},
        {"*", "", true},
        {"**", "a/b.c", true},
        {"?", "", false},
        {"main", "main", true},
        {"main", "main.run", false},
        {"main", "xmain", false},
        {"runtime.gc*", "runtime.gcBgMarkWorker", true},
        {"*acme/*", "github.com/acme/json.Marshal", true},
        {"*acme/json.*", "github.com/acme/json/v2.Marshal", false},
        {"*acme/*.Marshal", "github.com/acme/json/v2.Marshal", true},
        {"*_test*", "pkg_tests.run", true},
        {"*aab", "aaaaab", true},
        {"*ab*ab*c", "ababxabc", true},
        {"*ab*ab*c", "abxc", false},
        {"net/http.(*conn).serve", "net/http.(*conn).serve", true},
        {"a?c", "abc", true},
        {"a?c", "ac", false},
        {"a?c",
         "a\xe2\x82\xac"
         "c",
         true}, /* one character of three bytes */
        {"a??c",
         "a\xe2\x82\xac"
         "c",
         false},
        {"*??", "\xe2\x82\xac", false}, /* nor may '*' cut one in two */
        {"*?", "\xe2\x82\xac", true},
        {"a?c",
         "a\xff"
         "c",
         true},
        {"[ab]", "a", false},
        {"\\*", "\\x", true},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        if (text_matches_glob(cases[i].pattern, bytes_of_text(cases[i].name)) != cases[i].matches) {
            fail_msg("'%s' and '%s'", cases[i].pattern, cases[i].name);
        }
    }
    assert_true(text_matches_glob("a*", (struct bytes){(const uint8_t *)"a\0b", 3}));
    assert_false(text_matches_glob("a", (struct bytes){(const uint8_t *)"a\0", 2}));
    assert_true(text_has_wildcard("a*"));
    assert_true(text_has_wildcard("?"));
    assert_false(text_has_wildcard("a.b[c]"));
}

/* A matcher that tries every split at every star would not come back from this one. */
static void hostile_globs_end(void **state)
{
    (void)state;
    static char name[20001];
    memset(name, 'a', 20000);
    assert_false(text_matches_glob("*a*a*a*a*a*a*a*a*a*a*a*a*a*b", bytes_of_text(name)));
}

/* Damerau-Levenshtein without editing a place twice, by hand. */
static void a_word_is_among_others_or_not(void **state)
{
    (void)state;
    static const char *const words[] = {"cpu", "wall"};
    assert_true(text_is_among("wall", words, 2));
    assert_false(text_is_among("wall", words, 1));
    assert_false(text_is_among("wal", words, 2));
    assert_false(text_is_among("", words, 2));
    assert_false(text_is_among("cpu", NULL, 0));
}

static void distances_count_edits(void **state)
{
    (void)state;
    assert_int_equal(text_distance("", ""), 0);
    assert_int_equal(text_distance("", "abc"), 3);
    assert_int_equal(text_distance("abc", ""), 3);
    assert_int_equal(text_distance("kitten", "sitting"), 3);
    assert_int_equal(text_distance("fail_over", "fial_over"), 1);
    assert_int_equal(text_distance("fail_over", "fail_ovr"), 1);
    assert_int_equal(text_distance("ca", "abc"), 3);
    assert_int_equal(text_distance("ab", "ba"), 1);
    char long_text[66];
    memset(long_text, 'a', 65);
    long_text[65] = '\0';
    assert_true(text_distance(long_text, long_text) == SIZE_MAX);
    assert_int_equal(text_distance(long_text + 1, long_text + 1), 0);
    assert_int_equal(text_distance(long_text + 1, ""), 64);
}

static void the_nearest_word_is_the_one_meant(void **state)
{
    (void)state;
    static const char *const words[] = {"fail_over", "warn_over", "match", "id", "optional", "batch"};
    static const size_t count = sizeof(words) / sizeof(words[0]);
    assert_string_equal(text_nearest("fail_ovr", words, count), "fail_over");
    assert_string_equal(text_nearest("wran_over", words, count), "warn_over");
    assert_string_equal(text_nearest("match", words, count), "match");
    assert_string_equal(text_nearest("id", words, count), "id");
    assert_string_equal(text_nearest("latch", words, count), "match"); /* as near as batch, but first */
    assert_null(text_nearest("ix", words, count));
    assert_null(text_nearest("", words, count));
    assert_null(text_nearest("threshold", words, count));
    assert_null(text_nearest("fail_over", words, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_are_read_and_written_back),
        cmocka_unit_test(broken_characters_move_by_one_byte),
        cmocka_unit_test(columns_are_those_of_a_terminal),
        cmocka_unit_test(harmful_characters_are_replaced),
        cmocka_unit_test(harmless_text_is_cut_at_a_character),
        cmocka_unit_test(globs_match_the_whole_name),
        cmocka_unit_test(hostile_globs_end),
        cmocka_unit_test(a_word_is_among_others_or_not),
        cmocka_unit_test(distances_count_edits),
        cmocka_unit_test(the_nearest_word_is_the_one_meant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

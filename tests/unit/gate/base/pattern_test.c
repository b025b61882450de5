#include "gate/base/pattern.h"

#include "gate/base/memory.h"
#include "tests/support/allocations.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct pattern *make(const char *text)
{
    struct pattern *pattern = NULL;
    struct error err = ERROR_INIT;
    if (pattern_new(&pattern, text, &err) != 0)
        fail_msg("'%s': %s", text, err.sentence);
    return pattern;
}

static void the_first_longest_place_is_found(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *subject;
        size_t start, end; /* of the place; start above end: it does not fit */
    } cases[] = {
        {"_v[0-9]+$", "pay_v12", 3, 7},
        {"b|bc", "abcbc", 1, 3}, /* POSIX: the longest, not the first branch */
        {"[]a]+", "x]a", 1, 3},
        {"[^]{]+", "]{ab", 2, 4},
        {"[[:digit:]{]+", "a{7", 1, 3},
        {"a\\{2}", "a{2}", 0, 4},
        {"(ab){2}(c{3}|d)", "abababd", 2, 7},
        {"^x", "ax", 1, 0},
        {"x*", "ax", 0, 0},
        {"\xc3.", "\xc3\xa9", 0, 2}, /* bytes, not characters */
        {"A", "a", 1, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pattern *pattern = make(cases[i].pattern);
        struct pattern_span spans[PATTERN_SPANS];
        struct error err = ERROR_INIT;
        bool found;
        assert_int_equal(pattern_find(&found, spans, pattern, cases[i].subject, strlen(cases[i].subject), &err), 0);
        assert_int_equal(found, cases[i].start <= cases[i].end);
        if (found) {
            assert_int_equal(spans[0].start, cases[i].start);
            assert_int_equal(spans[0].end, cases[i].end);
        }
        pattern_free(pattern);
    }
}

static void groups_are_told(void **state)
{
    (void)state;
    struct pattern *pattern = make("(a+)(x)?(b+)");
    struct pattern_span spans[PATTERN_SPANS];
    bool found;
    assert_int_equal(pattern_groups(pattern), 3);
    assert_int_equal(pattern_find(&found, spans, pattern, "-aab", 4, NULL), 0);
    assert_true(found);
    assert_int_equal(spans[1].start, 1);
    assert_int_equal(spans[1].end, 3);
    assert_true(spans[2].start > spans[2].end);
    assert_int_equal(spans[3].start, 3);
    assert_true(spans[4].start > spans[4].end);
    pattern_free(pattern);
}

static void what_costs_too_much_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *sentence;
    } cases[] = {
        {"(a)\\1", "looking back at a group, '\\1', is not supported"},
        {"a{33}", "a repeat counts to at most 32"},
        {"a{1,99999999999999999999}", "a repeat counts to at most 32"},
        {"(a{9}){9}", "a repeat {n,m} of what has a repeat {n,m} already is not supported"},
        {"((a{2}|b)c){2,}", "a repeat {n,m} of what has a repeat {n,m} already is not supported"},
        {"a{2}{2}", "a repeat {n,m} of what has a repeat {n,m} already is not supported"},
        {"a{2}*{2}", "a repeat {n,m} of what has a repeat {n,m} already is not supported"},
        {"go{", "'{' must begin a repeat such as {2}, {2,} or {2,5}; '\\{' is the character"},
        {"a{,3}", "'{' must begin a repeat such as {2}, {2,} or {2,5}; '\\{' is the character"},
        {"(((((((((((((((((a)))))))))))))))))", "its groups nest more than 16 deep"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pattern *pattern = NULL;
        struct error err = ERROR_INIT;
        assert_int_equal(pattern_new(&pattern, cases[i].pattern, &err), -1);
        assert_null(pattern);
        assert_int_equal(err.kind, ERROR_POLICY);
        assert_string_equal(err.sentence, cases[i].sentence);
    }
    char text[PATTERN_BYTES_MAX + 2];
    memset(text, 'a', sizeof text);
    text[PATTERN_BYTES_MAX] = '\0';
    pattern_free(make(text));
    text[PATTERN_BYTES_MAX] = 'a';
    text[PATTERN_BYTES_MAX + 1] = '\0';
    struct pattern *pattern = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(pattern_new(&pattern, text, &err), -1);
    assert_string_equal(err.sentence, "it is longer than 256 bytes");
}

/* The words are the C library's. */
static void what_is_no_expression_is_refused(void **state)
{
    (void)state;
    static const char *const cases[] = {"(a", "[a", "[[:none:]]", "a\\", "[[:alpha:", "[z-a]", "[[.", "a{3,1}"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pattern *pattern = NULL;
        struct error err = ERROR_INIT;
        if (pattern_new(&pattern, cases[i], &err) == 0)
            fail_msg("'%s' was taken", cases[i]);
        assert_int_equal(err.kind, ERROR_POLICY);
        assert_true(err.sentence[0] != '\0');
    }
}

/* Each of them takes exponential time where an expression is tried by going back. */
static void hostile_expressions_end(void **state)
{
    (void)state;
    static const char *const patterns[] = {"(a*)*b",   "(a|aa)+$",         "(a|a?)+c", "(.*)(.*)(.*)(.*)x",
                                           "(^|())*y", "(a|b)*a(a|b){20}c"};
    char subject[PATTERN_SUBJECT_MAX + 2];
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        struct pattern *pattern = make(patterns[i]);
        struct pattern_span spans[PATTERN_SPANS];
        bool found;
        /* More than after which it is compiled anew. */
        for (size_t round = 0; round < 6; round++) {
            size_t size = 512 * (round + 1);
            for (size_t j = 0; j < size; j++)
                subject[j] = (j * j + round) % 7 < 3 ? 'b' : 'a';
            subject[size] = '\0';
            assert_int_equal(pattern_find(&found, spans, pattern, subject, size, NULL), 0);
        }
        pattern_free(pattern);
    }
    memset(subject, 'a', sizeof subject - 1);
    subject[PATTERN_SUBJECT_MAX + 1] = '\0';
    struct pattern *pattern = make("a");
    struct pattern_span spans[PATTERN_SPANS];
    bool found;
    assert_int_equal(pattern_find(&found, spans, pattern, subject, PATTERN_SUBJECT_MAX + 1, NULL), 0);
    assert_false(found);
    for (int i = 0; i < 8; i++) {
        assert_int_equal(pattern_find(&found, spans, pattern, subject + 1, PATTERN_SUBJECT_MAX, NULL), 0);
        assert_true(found);
    }
    assert_int_equal(pattern_find(&found, spans, pattern, "a\0a", 3, NULL), 0);
    assert_false(found);
    pattern_free(pattern);
}

static int make_and_free(void *context, struct error *err)
{
    (void)context;
    struct pattern *pattern = NULL;
    int status = pattern_new(&pattern, "(a|b)+", err);
    pattern_free(pattern);
    return status;
}

static void no_allocation_is_missed(void **state)
{
    (void)state;
    assert_int_equal(allocations_walk(make_and_free, NULL), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_longest_place_is_found), cmocka_unit_test(groups_are_told),
        cmocka_unit_test(what_costs_too_much_is_refused),   cmocka_unit_test(what_is_no_expression_is_refused),
        cmocka_unit_test(hostile_expressions_end),          cmocka_unit_test(no_allocation_is_missed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

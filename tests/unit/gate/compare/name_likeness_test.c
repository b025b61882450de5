#include "gate/compare/name_likeness.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static double likeness(const char *a, const char *b)
{
    return name_likeness(bytes_of_text(a), bytes_of_text(b));
}

static void assert_near(double value, double expected)
{
    assert_true(fabs(value - expected) < 1e-12);
}

static void equal_and_foreign_names(void **state)
{
    (void)state;
    assert_near(likeness("json.Marshal", "json.Marshal"), 1);
    assert_near(likeness("abc", "xyz"), 0);
    assert_near(likeness("", ""), 1);
    assert_near(likeness("", "abc"), 0);
    assert_near(likeness("(*)", "[-]"), 0);
}

/* By hand: words {json, parse, index} and {json, index, parse}: 3 of 3. */
static void the_order_of_words_does_not_count(void **state)
{
    (void)state;
    assert_near(likeness("json.parseIndex", "json.indexParse"), 1);
    assert_near(likeness("json.PARSE", "json.parse"), 2.0 * 5 / 20); /* P, A, R ... are words of their own */
}

/* By hand: words {a, b, c} and {a, b, d}: 2 of 4, while of the letters a..b.. 4 of 5 are common: 2*4/10. */
static void the_larger_measure_counts(void **state)
{
    (void)state;
    assert_near(likeness("a.b.c", "a.b.d"), 0.8);
    /* words {load, 2, all} and {all, load, 2} are the same; of the letters only "load2" or "all" is common. */
    assert_near(likeness("load2all", "all_load2"), 1);
}

/* Longest common subsequence of "kitten" and "sitting" is "ittn", 4 letters: 2*4/13. */
static void letters_by_their_longest_common_sequence(void **state)
{
    (void)state;
    assert_near(likeness("kitten", "sitting"), 8.0 / 13);
    assert_near(likeness("sitting", "kitten"), 8.0 / 13);
}

static void of_long_names_the_beginning(void **state)
{
    (void)state;
    char a[600], b[600];
    memset(a, 'x', sizeof a);
    memset(b, 'x', sizeof b);
    a[599] = b[599] = '\0';
    b[300] = 'y';
    assert_near(likeness(a, b), 1);
    b[0] = 'y';
    assert_near(likeness(a, b), 191.0 / 192);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_and_foreign_names),     cmocka_unit_test(the_order_of_words_does_not_count),
        cmocka_unit_test(the_larger_measure_counts),   cmocka_unit_test(letters_by_their_longest_common_sequence),
        cmocka_unit_test(of_long_names_the_beginning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

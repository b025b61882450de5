#include "rules/causes.h"

#include "tests/support/hand_comparison.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gate/base/memory.h"

/* Symbols get their ids in the order of the stacks: a 0, b 1, c 2, d 3. */
static struct comparison *sample(void)
{
    const struct hand_stack stacks[] = {{"a;b;c", (double[]){1, 1}}, {"a;d", (double[]){1, 1}}};
    return hand_comparison(stacks, 2, 1, 1, (double[]){1, 1});
}

static void check(struct comparison *comparison, const double *growth, const bool *expected, size_t count)
{
    bool explained[4] = {false};
    struct error err = ERROR_INIT;
    assert_int_equal(causes_explain(explained, NULL, growth, comparison, &err), 0);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(explained[i], expected[i]);
    }
    comparison_free(comparison);
}

static void the_deepest_with_half_of_the_growth_explains_its_callers(void **state)
{
    (void)state;
    check(sample(), (double[]){10, 9, 8, 0}, (bool[]){true, true, false, false}, 4);
    check(sample(), (double[]){10, 9, 4, 0}, (bool[]){true, false, false, false}, 4);
    check(sample(), (double[]){10, 4, 4, 4}, (bool[]){false, true, false, false}, 4);
    check(sample(), (double[]){10, 0, 5, 5}, (bool[]){true, false, false, false}, 4);
}

/* b explains a with 9 of 10, and so does c with 8: the larger is named; b is explained by c. */
static void the_largest_cause_is_named(void **state)
{
    (void)state;
    struct comparison *comparison = sample();
    bool explained[4] = {false};
    uint32_t by[4] = {SYMBOL_NONE, SYMBOL_NONE, SYMBOL_NONE, SYMBOL_NONE};
    struct error err = ERROR_INIT;
    assert_int_equal(causes_explain(explained, by, (double[]){10, 9, 8, 0}, comparison, &err), 0);
    assert_int_equal(by[0], 1);
    assert_int_equal(by[1], 2);
    assert_int_equal(by[2], SYMBOL_NONE);
    comparison_free(comparison);
}

/* cause 0 -> 60 calls leaf, which grows by 30 there and by 20 under other, and far, which grows by 5 there and by
 * 20 under other: only of leaf at least half is explained. */
static void what_grew_below_a_cause_is_explained_by_it(void **state)
{
    (void)state;
    const struct hand_stack stacks[] = {
        {"cause", (double[]){0, 25}},    {"cause;leaf", (double[]){0, 30}}, {"other;leaf", (double[]){10, 30}},
        {"cause;far", (double[]){0, 5}}, {"other;far", (double[]){10, 30}}, {"cause;same;x", (double[]){0, 0}},
    };
    struct comparison *comparison = hand_comparison(stacks, 6, 1, 1, (double[]){1, 1});
    enum { SYMBOLS = 8 };
    uint32_t by[SYMBOLS];
    bool causes[SYMBOLS] = {false};
    struct error err = ERROR_INIT;
    for (size_t i = 0; i < SYMBOLS; i++) {
        by[i] = SYMBOL_NONE;
    }
    uint32_t cause = symbols_find(comparison->symbols, bytes_of_text("cause"));
    causes[cause] = true;
    assert_int_equal(causes_explain_below(by, causes, comparison, &err), 0);
    static const char *const names[] = {"cause", "leaf", "other", "far", "same", "x"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        uint32_t symbol = symbols_find(comparison->symbols, bytes_of_text(names[i]));
        assert_int_equal(by[symbol], i == 1 ? cause : SYMBOL_NONE);
    }
    memory_fail_at(1);
    assert_int_equal(causes_explain_below(by, causes, comparison, &err), -1);
    memory_fail_at(0);
    comparison_free(comparison);
}

static void siblings_explain_nothing(void **state)
{
    (void)state;
    check(sample(), (double[]){0, 9, 0, 9}, (bool[]){false, false, false, false}, 4);
}

static void of_a_circle_one_is_left(void **state)
{
    (void)state;
    const struct hand_stack stacks[] = {{"x;y;x;y", (double[]){1, 1}}};
    check(hand_comparison(stacks, 1, 1, 1, (double[]){1, 1}), (double[]){5, 5}, (bool[]){true, false}, 2);
}

static void without_memory_it_fails(void **state)
{
    (void)state;
    struct comparison *comparison = sample();
    struct error err = ERROR_INIT;
    bool explained[4] = {false};
    memory_fail_at(1);
    assert_int_equal(causes_explain(explained, NULL, (double[]){1, 1, 1, 1}, comparison, &err), -1);
    memory_fail_at(0);
    assert_int_equal(err.kind, ERROR_MEMORY);
    comparison_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_deepest_with_half_of_the_growth_explains_its_callers),
        cmocka_unit_test(the_largest_cause_is_named),
        cmocka_unit_test(what_grew_below_a_cause_is_explained_by_it),
        cmocka_unit_test(siblings_explain_nothing),
        cmocka_unit_test(of_a_circle_one_is_left),
        cmocka_unit_test(without_memory_it_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

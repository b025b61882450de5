#include "gate/inference/culprit.h"

#include "tests/unit/gate/inference/made_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/close.h"

static void a_leaf_and_its_callers_are_one_cause(void **state)
{
    (void)state;
    static const struct made_stack stacks[] = {{"serve;search;stem", 500, 2000}, {"serve;search;rank", 1500, 1500}};
    struct made_case made;
    struct culprits culprits = {0};
    made_open(&made, stacks, 2);
    assert_int_equal(culprit_find(&culprits, &made.about, NULL), 0);
    assert_int_equal(culprits.count, 1);
    assert_int_equal(culprits.items[0].symbol, made_symbol(&made, "stem"));
    assert_int_equal(culprits.items[0].node, hand_node(made.comparison, "serve;search;stem"));
    assert_int_equal(culprits.items[0].call_sites, 1);
    assert_true(culprits.items[0].self);
    const struct question *asked = &made.questions.items[culprits.items[0].question];
    assert_int_equal(asked->entry, hand_entry(made.comparison, "stem", ENTRY_TOTAL));
    culprits_clear(&culprits);
    made_close(&made);
}

static void a_function_slow_at_many_places_is_named_once(void **state)
{
    (void)state;
    static const struct made_stack stacks[] = {{"serve;search;hash", 500, 1500},
                                               {"serve;cart;hash", 500, 1400},
                                               {"serve;search;rank", 2000, 2000},
                                               {"serve;cart;price", 2000, 2000}};
    struct made_case made;
    struct culprits culprits = {0};
    made_open(&made, stacks, 4);
    assert_int_equal(culprit_find(&culprits, &made.about, NULL), 0);
    assert_int_equal(culprits.count, 1);
    assert_int_equal(culprits.items[0].symbol, made_symbol(&made, "hash"));
    assert_int_equal(culprits.items[0].node, hand_node(made.comparison, "serve;search;hash"));
    assert_int_equal(culprits.items[0].call_sites, 2);
    assert_false(culprits.items[0].of_place);
    assert_close(culprits.items[0].estimate.rate[CANDIDATE], 0.29, 0.01); /* over both */
    culprits_clear(&culprits);
    made_close(&made);
}

/* 100 -> 900 below search, 2,000 elsewhere: 9 times there, though 1.38 times in all. */
static void one_place_of_many_is_told_by_itself(void **state)
{
    (void)state;
    static const struct made_stack stacks[] = {{"serve;search;hash", 100, 900},
                                               {"serve;cart;hash", 1000, 1000},
                                               {"serve;login;hash", 1000, 1000},
                                               {"serve;search;rank", 1500, 1500}};
    struct made_case made;
    struct culprits culprits = {0};
    made_open(&made, stacks, 4);
    assert_int_equal(culprit_find(&culprits, &made.about, NULL), 0);
    assert_int_equal(culprits.count, 1);
    const struct culprit *one = &culprits.items[0];
    assert_int_equal(one->symbol, made_symbol(&made, "hash"));
    assert_int_equal(one->node, hand_node(made.comparison, "serve;search;hash"));
    assert_true(one->of_place);
    assert_close(one->estimate.rate[BASELINE], 0.01, 0.02);
    assert_close(one->estimate.rate[CANDIDATE], 0.09, 0.02);
    assert_close(one->estimate.change, 8.0, 0.05);
    assert_true(one->estimate.change_interval[0] > 6 && one->estimate.change_interval[1] < 11);
    culprits_clear(&culprits);
    made_close(&made);
}

static void growth_over_many_small_places_names_the_function(void **state)
{
    (void)state;
    static char frames[30][32];
    struct made_stack stacks[30];
    for (int i = 0; i < 30; i++) {
        snprintf(frames[i], sizeof frames[i], "serve;h%02d;alloc", i);
        stacks[i] = (struct made_stack){frames[i], 40, 75};
    }
    struct made_case made;
    struct culprits culprits = {0};
    made_open(&made, stacks, 30);
    assert_int_equal(culprit_find(&culprits, &made.about, NULL), 0);
    assert_int_equal(culprits.count, 1);
    assert_int_equal(culprits.items[0].symbol, made_symbol(&made, "alloc"));
    assert_int_equal(culprits.items[0].node, CALLTREE_ROOT);
    assert_true(culprits.items[0].call_sites > 20);
    culprits_clear(&culprits);
    made_close(&made);
}

static void what_costs_less_is_an_improvement(void **state)
{
    (void)state;
    static const struct made_stack stacks[] = {{"serve;search;stem", 2000, 500}, {"serve;search;rank", 1500, 1500}};
    struct made_case made;
    struct culprits culprits = {0}, improvements = {0};
    made_open(&made, stacks, 2);
    assert_int_equal(culprit_find(&culprits, &made.about, NULL), 0);
    assert_int_equal(culprit_find_improvements(&improvements, &made.about, NULL), 0);
    assert_int_equal(culprits.count, 0);
    assert_int_equal(improvements.count, 1);
    assert_int_equal(improvements.items[0].symbol, made_symbol(&made, "stem"));
    assert_int_equal(improvements.items[0].question, UINT32_MAX);
    assert_close(improvements.items[0].estimate.change, -0.75, 0.01);
    culprits_clear(&improvements);
    made_close(&made);
}

/* A function that one caller handed to another costs as much as before. */
static void what_only_moved_did_not_improve(void **state)
{
    (void)state;
    static const struct made_stack stacks[] = {{"serve;search;stem", 2000, 0},
                                               {"serve;cart;stem", 0, 2000},
                                               {"serve;search;rank", 1500, 1500},
                                               {"serve;cart;price", 1500, 1500}};
    struct made_case made;
    struct culprits improvements = {0};
    made_open(&made, stacks, 4);
    assert_int_equal(culprit_find_improvements(&improvements, &made.about, NULL), 0);
    for (size_t i = 0; i < improvements.count; i++)
        assert_int_not_equal(improvements.items[i].symbol, made_symbol(&made, "stem"));
    culprits_clear(&improvements);
    made_close(&made);
}

static void ask_differences(struct questions *out, const struct comparison *comparison)
{
    for (uint32_t v = 0; v < comparison->entry_count; v++) {
        struct question question = {.entry = v, .purpose = QUESTION_WARN, .slice = QUESTION_WILDCARD};
        made_check(questions_add(out, &question, NULL));
    }
}

static void differences_have_causes_without_a_question(void **state)
{
    (void)state;
    static const struct made_stack stacks[] = {{"serve;search;stem", 500, 2000}, {"serve;search;rank", 1500, 1500}};
    struct made_case made;
    struct culprits culprits = {0};
    made_open_asked(&made, stacks, 2, ask_differences);
    assert_int_equal(culprit_find(&culprits, &made.about, NULL), 0);
    assert_int_equal(culprits.count, 1);
    assert_int_equal(culprits.items[0].symbol, made_symbol(&made, "stem"));
    assert_int_equal(culprits.items[0].question, UINT32_MAX);
    culprits_clear(&culprits);
    made_close(&made);
}

static void the_largest_comes_first(void **state)
{
    (void)state;
    static const struct made_stack stacks[] = {
        {"serve;a;small", 500, 1500}, {"serve;b;large", 500, 2500}, {"serve;c;rest", 4000, 4000}};
    struct made_case made;
    struct culprits culprits = {0};
    made_open(&made, stacks, 3);
    const struct comparison *list = made.comparison;
    assert_int_equal(culprit_find(&culprits, &made.about, NULL), 0);
    assert_int_equal(culprits_sort(&culprits, &list, NULL), 0);
    assert_int_equal(culprits.count, 2);
    assert_int_equal(culprits.items[0].symbol, made_symbol(&made, "large"));
    assert_int_equal(culprits.items[1].symbol, made_symbol(&made, "small"));
    culprits_clear(&culprits);
    made_close(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_leaf_and_its_callers_are_one_cause),
        cmocka_unit_test(a_function_slow_at_many_places_is_named_once),
        cmocka_unit_test(one_place_of_many_is_told_by_itself),
        cmocka_unit_test(growth_over_many_small_places_names_the_function),
        cmocka_unit_test(what_costs_less_is_an_improvement),
        cmocka_unit_test(what_only_moved_did_not_improve),
        cmocka_unit_test(differences_have_causes_without_a_question),
        cmocka_unit_test(the_largest_comes_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

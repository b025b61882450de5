#include "gate/inference/movement.h"

#include "tests/unit/gate/inference/made_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/close.h"

static const struct made_stack grown[] = {{"serve;search;stem", 500, 2000}, {"serve;search;rank", 1500, 1500}};

static void only_rejected_places_are_marked(void **state)
{
    (void)state;
    struct made_case made;
    struct movement move;
    made_open(&made, grown, 2);
    assert_int_equal(movement_make(&move, &made.about, 1, NULL), 0);
    assert_true(movement_mark_rejected(&move));
    assert_true(move.marked[hand_node(made.comparison, "serve;search;stem")]);
    assert_true(move.marked[hand_node(made.comparison, "serve;search")]);
    assert_false(move.marked[hand_node(made.comparison, "serve;search;rank")]);
    assert_false(move.marked[hand_node(made.comparison, "work;w03")]);
    movement_clear(&move);
    made_close(&made);
}

static void nothing_rejected_nothing_marked(void **state)
{
    (void)state;
    static const struct made_stack same[] = {{"serve;search;stem", 500, 500}};
    struct made_case made;
    struct movement move;
    made_open(&made, same, 1);
    assert_int_equal(movement_make(&move, &made.about, 1, NULL), 0);
    assert_false(movement_mark_rejected(&move));
    movement_clear(&move);
    made_close(&made);
}

static void a_place_answers_the_nearest_question(void **state)
{
    (void)state;
    struct made_case made;
    struct movement move;
    made_open(&made, grown, 2);
    assert_int_equal(movement_make(&move, &made.about, 1, NULL), 0);
    movement_mark_rejected(&move);
    uint32_t leaf = (uint32_t)hand_node(made.comparison, "serve;search;stem");
    uint32_t beside = (uint32_t)hand_node(made.comparison, "serve;search;rank");
    uint32_t about_search = movement_question_about(&move, made_symbol(&made, "search"));
    assert_int_equal(movement_question_above(&move, leaf),
                     movement_question_about(&move, made_symbol(&made, "stem")));
    assert_int_equal(movement_question_above(&move, beside), about_search);
    assert_int_equal(made.questions.items[about_search].entry, hand_entry(made.comparison, "search", ENTRY_TOTAL));
    movement_clear(&move);
    made_close(&made);
}

/* Growth from the other side: what costs 1500 less a replica, of 2000. */
static void an_improvement_is_a_growth_backwards(void **state)
{
    (void)state;
    static const struct made_stack shrunk[] = {{"serve;stem", 2000, 500}};
    struct made_case made;
    struct movement move;
    made_open(&made, shrunk, 1);
    assert_int_equal(movement_make(&move, &made.about, -1, NULL), 0);
    movement_mark_directed(&move);
    size_t leaf = hand_node(made.comparison, "serve;stem");
    assert_true(move.marked[leaf]);
    assert_close(move.base[leaf], 0.05, 0.05);
    assert_true(move.growth[leaf] > 0.13 && move.growth[leaf] < 0.16);
    assert_true(movement_own_p(&move, (uint32_t)leaf) < 1e-6);
    movement_clear(&move);
    made_close(&made);
}

static void places_of_a_function_add_up(void **state)
{
    (void)state;
    static const struct made_stack stacks[] = {{"a;hash", 500, 1500}, {"b;hash", 500, 900}, {"c;hash", 500, 500}};
    struct made_case made;
    struct movement move;
    made_open(&made, stacks, 3);
    assert_int_equal(movement_make(&move, &made.about, 1, NULL), 0);
    struct movement_sites sites = movement_find_sites(&move, made_symbol(&made, "hash"));
    assert_int_equal(sites.largest, hand_node(made.comparison, "a;hash"));
    assert_int_equal(sites.grew, 2);
    assert_true(sites.growth > sites.largest_growth);
    assert_close(sites.own, sites.growth, 1e-9);
    movement_clear(&move);
    made_close(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_rejected_places_are_marked),
        cmocka_unit_test(nothing_rejected_nothing_marked),
        cmocka_unit_test(a_place_answers_the_nearest_question),
        cmocka_unit_test(an_improvement_is_a_growth_backwards),
        cmocka_unit_test(places_of_a_function_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

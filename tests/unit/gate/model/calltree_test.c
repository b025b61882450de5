#include "gate/model/calltree.h"

#include "gate/base/limits.h"
#include "gate/model/symbols.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static uint32_t child(struct calltree *tree, uint32_t parent, uint32_t symbol)
{
    uint32_t node = UINT32_MAX;
    struct error err = ERROR_INIT;
    assert_int_equal(calltree_child(tree, parent, symbol, &node, &err), 0);
    return node;
}

static void the_root_stands_for_no_frame(void **state)
{
    (void)state;
    struct calltree *tree = calltree_new();
    assert_int_equal(tree->count, 1);
    assert_int_equal(tree->symbol[CALLTREE_ROOT], SYMBOL_NONE);
    assert_int_equal(tree->depth[CALLTREE_ROOT], 0);
    assert_int_equal(calltree_find_child(tree, CALLTREE_ROOT, 7), CALLTREE_ROOT);
    calltree_free(tree);
    calltree_free(NULL);
}

/* 0 -> a -> b -> a (recursion) -> c, and 0 -> b */
static void recursion_is_marked(void **state)
{
    (void)state;
    struct calltree *tree = calltree_new();
    uint32_t a = child(tree, CALLTREE_ROOT, 10), b = child(tree, a, 11);
    uint32_t inner = child(tree, b, 10), c = child(tree, inner, 12);
    uint32_t other = child(tree, CALLTREE_ROOT, 11);
    assert_int_equal(child(tree, a, 11), b);
    assert_int_equal(tree->count, 6);
    assert_int_equal(tree->outermost[a], 1);
    assert_int_equal(tree->outermost[inner], 0);
    assert_int_equal(tree->outermost[c], 1);
    assert_int_equal(tree->outermost[other], 1);
    assert_int_equal(tree->depth[c], 4);
    uint32_t path[4];
    assert_int_equal(calltree_path(tree, c, path), 4);
    assert_int_equal(path[0], a);
    assert_int_equal(path[2], inner);
    assert_int_equal(path[3], c);
    assert_int_equal(calltree_path(tree, CALLTREE_ROOT, path), 0);
    calltree_free(tree);
}

static void totals_go_up_one_column_at_a_time(void **state)
{
    (void)state;
    struct calltree *tree = calltree_new();
    uint32_t a = child(tree, CALLTREE_ROOT, 1);
    child(tree, a, 2);
    child(tree, a, 3);
    double values[] = {1, 100, 2, 200, 4, 400, 8, 800};
    calltree_sum_up(tree, values, 2);
    assert_true(values[0] == 15 && values[2] == 14 && values[4] == 4 && values[6] == 8);
    assert_true(values[1] == 100 && values[3] == 200);
    calltree_sum_up(tree, values + 1, 2);
    assert_true(values[1] == 1500 && values[3] == 1400);
    calltree_free(tree);
}

static void children_survive_growth(void **state)
{
    (void)state;
    struct calltree *tree = calltree_new();
    for (uint32_t i = 0; i < 3000; i++)
        assert_int_equal(child(tree, i / 3, i), i + 1);
    for (uint32_t i = 0; i < 3000; i++)
        assert_int_equal(calltree_find_child(tree, i / 3, i), i + 1);
    calltree_free(tree);
}

/* Deep stacks, met in an order that jumps between branches: outermost as a plain walk to the root finds it. */
static void recursion_is_found_in_deep_stacks(void **state)
{
    (void)state;
    struct calltree *tree = calltree_new();
    uint32_t random = 1, node = CALLTREE_ROOT;
    for (uint32_t i = 0; i < 20000; i++) {
        random = random * 1664525u + 1013904223u;
        if (random >> 28 == 0 || tree->depth[node] > 300)
            node = (random >> 8) % (uint32_t)tree->count;
        node = child(tree, node, (random >> 4) % 500);
    }
    size_t deep = 0, repeated = 0;
    for (uint32_t i = 1; i < tree->count; i++) {
        uint8_t outermost = 1;
        for (uint32_t above = tree->parent[i]; above != CALLTREE_ROOT; above = tree->parent[above])
            outermost &= tree->symbol[above] != tree->symbol[i];
        assert_int_equal(tree->outermost[i], outermost);
        deep += tree->depth[i] > 64;
        repeated += !outermost;
    }
    assert_true(deep > 1000 && repeated > 1000);
    calltree_free(tree);
}

/* 60 stacks of full depth: a million nodes, from each of which a walk up would take thousands of steps. */
static void deep_stacks_are_not_slow(void **state)
{
    (void)state;
    struct calltree *tree = calltree_new();
    for (uint32_t stack = 0; stack < 60; stack++) {
        uint32_t node = child(tree, CALLTREE_ROOT, stack);
        for (uint32_t i = 1; i < LIMIT_DEPTH; i++)
            node = child(tree, node, 60 + i % 3);
    }
    assert_int_equal(tree->count, 1 + 60 * LIMIT_DEPTH);
    calltree_free(tree);
}

static void too_deep_is_refused(void **state)
{
    (void)state;
    struct calltree *tree = calltree_new();
    uint32_t node = CALLTREE_ROOT;
    for (uint32_t i = 0; i < LIMIT_DEPTH; i++)
        node = child(tree, node, i % 2);
    struct error err = ERROR_INIT;
    assert_int_equal(calltree_child(tree, node, 5, &node, &err), -1);
    assert_int_equal(err.kind, ERROR_INPUT);
    calltree_free(tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_root_stands_for_no_frame),
        cmocka_unit_test(recursion_is_marked),
        cmocka_unit_test(totals_go_up_one_column_at_a_time),
        cmocka_unit_test(children_survive_growth),
        cmocka_unit_test(recursion_is_found_in_deep_stacks),
        cmocka_unit_test(deep_stacks_are_not_slow),
        cmocka_unit_test(too_deep_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

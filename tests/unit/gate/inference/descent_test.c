#include "gate/inference/descent.h"

#include "gate/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A tree by hand: parent, what the subtree cost before, and what its own code grew by. */
enum { NODES_MAX = 16 };

struct plot {
    struct calltree *tree;
    uint8_t marked[NODES_MAX];
    double base[NODES_MAX], growth[NODES_MAX], own[NODES_MAX], p[NODES_MAX], own_p[NODES_MAX];
    bool sparse;
};

static double own_p(const void *context, uint32_t node)
{
    return ((const struct plot *)context)->own_p[node];
}

static void open_plot(struct plot *plot)
{
    *plot = (struct plot){.tree = calltree_new()};
    assert_non_null(plot->tree);
    for (int i = 0; i < NODES_MAX; i++)
        plot->p[i] = plot->own_p[i] = 1.0;
}

/* A node whose own code grew by own; doubtless: the growth of its subtree is beyond doubt. */
static uint32_t add(struct plot *plot, uint32_t parent, double base, double own, bool marked, bool doubtless)
{
    uint32_t node;
    assert_int_equal(calltree_child(plot->tree, parent, (uint32_t)plot->tree->count, &node, NULL), 0);
    plot->base[node] = base;
    plot->own[node] = own;
    plot->own_p[node] = own > 0 ? 1e-9 : 1.0;
    plot->marked[node] = marked;
    plot->p[node] = doubtless ? 1e-9 : 0.5;
    return node;
}

/* Sums the growths up, searches, and expects these nodes. */
static void expect(struct plot *plot, size_t count, const uint32_t *nodes)
{
    for (size_t n = 0; n < plot->tree->count; n++)
        plot->growth[n] = plot->own[n];
    calltree_sum_up(plot->tree, plot->growth, 1);
    struct descent descent = {plot->tree, plot->marked, plot->base, plot->growth, plot->own,
                              plot->p,    own_p,        plot,       plot->sparse};
    struct descent_find *finds;
    size_t found;
    assert_int_equal(descent_search(&finds, &found, &descent, NULL), 0);
    assert_int_equal(found, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(finds[i].node, nodes[i]);
    memory_free(finds);
    calltree_free(plot->tree);
}

static void down_to_the_leaf_that_grew(void **state)
{
    (void)state;
    struct plot plot;
    open_plot(&plot);
    uint32_t main = add(&plot, 0, 100, 0, false, false);
    uint32_t handler = add(&plot, main, 30, 0, true, true);
    uint32_t leaf = add(&plot, handler, 10, 5, true, true);
    add(&plot, handler, 20, 0, false, false);
    add(&plot, main, 70, 0, false, false);
    expect(&plot, 1, (uint32_t[]){leaf});
}

static void no_further_than_is_beyond_doubt(void **state)
{
    (void)state;
    struct plot plot;
    open_plot(&plot);
    uint32_t handler = add(&plot, 0, 30, 0, true, true);
    add(&plot, handler, 10, 5, false, false);
    expect(&plot, 1, (uint32_t[]){handler});
}

/* A callee that slowed down leaves its caller's own cost alone: here the caller is what changed. */
static void own_code_that_grew_ends_it(void **state)
{
    (void)state;
    struct plot plot;
    open_plot(&plot);
    uint32_t caller = add(&plot, 0, 30, 2, true, true);
    add(&plot, caller, 10, 4, true, true);
    expect(&plot, 1, (uint32_t[]){caller});
}

static void the_top_of_what_is_new(void **state)
{
    (void)state;
    struct plot plot;
    open_plot(&plot);
    uint32_t caller = add(&plot, 0, 30, 0, true, true);
    uint32_t fresh = add(&plot, caller, 0, 0, true, true);
    uint32_t below = add(&plot, fresh, 0, 0, true, true);
    add(&plot, below, 0, 6, true, true);
    expect(&plot, 1, (uint32_t[]){fresh});
}

/* Where most code is never seen, what has no cost before is not new: the way down goes on to what waits. */
static void through_what_was_never_seen(void **state)
{
    (void)state;
    struct plot plot;
    open_plot(&plot);
    plot.sparse = true;
    uint32_t caller = add(&plot, 0, 30, 0, true, true);
    uint32_t unseen = add(&plot, caller, 0, 0, true, true);
    uint32_t below = add(&plot, unseen, 0, 6, true, true);
    expect(&plot, 1, (uint32_t[]){below});
}

/* The caller was seen waiting elsewhere before, which alone makes its growth a proven one. */
static void to_what_has_nearly_all_of_it(void **state)
{
    (void)state;
    struct plot plot;
    open_plot(&plot);
    plot.sparse = true;
    uint32_t caller = add(&plot, 0, 3, 0, true, true);
    uint32_t lock = add(&plot, caller, 0, 28, false, false);
    add(&plot, caller, 3, 2, false, false);
    expect(&plot, 1, (uint32_t[]){lock});
}

static void not_to_what_has_a_part_of_it(void **state)
{
    (void)state;
    struct plot plot;
    open_plot(&plot);
    plot.sparse = true;
    uint32_t caller = add(&plot, 0, 3, 0, true, true);
    add(&plot, caller, 0, 16, false, false);
    add(&plot, caller, 3, 14, false, false);
    expect(&plot, 1, (uint32_t[]){caller});
}

/* Half of the half of the half explains little of where it began. */
static void half_of_the_growth_at_the_start(void **state)
{
    (void)state;
    struct plot plot;
    open_plot(&plot);
    uint32_t a = add(&plot, 0, 40, 0, true, true);
    uint32_t b = add(&plot, a, 20, 0, true, true);
    add(&plot, a, 20, 4, false, true);
    uint32_t c = add(&plot, b, 10, 0, true, true);
    add(&plot, b, 10, 2.5, false, true);
    add(&plot, c, 5, 3.5, true, true);
    expect(&plot, 1, (uint32_t[]){b});
}

static void two_causes_under_one_caller(void **state)
{
    (void)state;
    struct plot plot;
    open_plot(&plot);
    uint32_t main = add(&plot, 0, 100, 0, true, true);
    uint32_t large = add(&plot, main, 10, 8, true, true);
    uint32_t small = add(&plot, main, 10, 4, true, true);
    add(&plot, main, 80, 0, false, false);
    expect(&plot, 2, (uint32_t[]){large, small});
}

static void equal_causes_leave_their_caller_alone(void **state)
{
    (void)state;
    struct plot plot;
    open_plot(&plot);
    uint32_t main = add(&plot, 0, 100, 0, true, true);
    uint32_t causes[3];
    for (int i = 0; i < 3; i++)
        causes[i] = add(&plot, main, 10, 4, true, true);
    add(&plot, main, 70, 0, false, false);
    expect(&plot, 3, causes);
}

/* All that a function calls grew alike: the function is called more, its callees are no causes. */
static void what_grew_as_a_whole_is_one_cause(void **state)
{
    (void)state;
    struct plot plot;
    open_plot(&plot);
    uint32_t caller = add(&plot, 0, 100, 0, true, true);
    for (int i = 0; i < 4; i++)
        add(&plot, caller, 25, 5, true, true);
    expect(&plot, 1, (uint32_t[]){caller});
}

static void frames_stand_apart_from_a_slower_service(void **state)
{
    (void)state;
    struct plot plot;
    open_plot(&plot);
    plot.marked[0] = 1;
    plot.base[0] = 100;
    plot.own[0] = 20; /* the level, which no frame has */
    uint32_t frame = add(&plot, 0, 10, 4, true, true);
    add(&plot, 0, 90, 0, false, false);
    expect(&plot, 2, (uint32_t[]){0, frame});
}

static void nothing_marked_nothing_found(void **state)
{
    (void)state;
    struct plot plot;
    open_plot(&plot);
    add(&plot, 0, 10, 4, false, true);
    expect(&plot, 0, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(down_to_the_leaf_that_grew),
        cmocka_unit_test(no_further_than_is_beyond_doubt),
        cmocka_unit_test(own_code_that_grew_ends_it),
        cmocka_unit_test(the_top_of_what_is_new),
        cmocka_unit_test(through_what_was_never_seen),
        cmocka_unit_test(to_what_has_nearly_all_of_it),
        cmocka_unit_test(not_to_what_has_a_part_of_it),
        cmocka_unit_test(half_of_the_growth_at_the_start),
        cmocka_unit_test(two_causes_under_one_caller),
        cmocka_unit_test(equal_causes_leave_their_caller_alone),
        cmocka_unit_test(what_grew_as_a_whole_is_one_cause),
        cmocka_unit_test(frames_stand_apart_from_a_slower_service),
        cmocka_unit_test(nothing_marked_nothing_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "gate/inference/nodes.h"

#include "gate/base/memory.h"
#include "tests/unit/gate/inference/example.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/close.h"

static struct node_answer *answer(const struct comparison *comparison)
{
    struct noise_settings settings = noise_settings_default();
    struct noise noise;
    struct quantiles tail;
    assert_int_equal(noise_measure(&noise, comparison, &settings, NULL), 0);
    quantiles_make(&tail, 0.025, noise.least_df);
    struct node_answer *nodes = memory_allocate_array(comparison->tree->count, sizeof *nodes);
    assert_non_null(nodes);
    assert_int_equal(nodes_answer(nodes, &noise, &tail, NULL), 0);
    noise_clear(&noise);
    return nodes;
}

/*
 * f3, 294 -> 650 over 3100 -> 3050 requests, in the red reading of the worked example: f .35323, df 10.92, s
 * 1.01678577. The printed digits of f and df are what limits the agreement.
 *   z = norm.isf(pg.p_ratio_exact(294*f, 650*f, 3100*f, 3050*s*f, 1., mid=True)); st.t.sf(z, df)
 */
static void a_leaf_is_tested_like_its_function(void **state)
{
    (void)state;
    struct comparison *comparison = example_comparison();
    struct node_answer *nodes = answer(comparison);
    size_t leaf = hand_node(comparison, "g34;f3");
    assert_close(nodes[leaf].p_more, 1.247829e-05, 1e-3);
    assert_true(nodes[leaf].p_less > 0.999);
    assert_int_equal(nodes[leaf].direction, 1);
    assert_close(nodes[leaf].change, 650.0 / 3050 / (294.0 / 3100) - 1, 1e-12);
    assert_true(nodes[leaf].change_interval[0] > 0.5 && nodes[leaf].change_interval[1] < 2.0);
    assert_int_equal(nodes[hand_node(comparison, "f0")].direction, 0);
    memory_free(nodes);
    comparison_free(comparison);
}

enum { FUNCTIONS = 12, COLUMNS = 8 };

static struct comparison *made(bool swapped)
{
    double counts[FUNCTIONS][COLUMNS], requests[COLUMNS];
    char names[FUNCTIONS][32];
    struct hand_stack stacks[FUNCTIONS];
    for (int c = 0; c < COLUMNS; c++) {
        int from = swapped ? (c + COLUMNS / 2) % COLUMNS : c;
        requests[c] = 1000 + 10 * from;
        for (int f = 0; f < FUNCTIONS; f++) {
            bool candidate = from >= COLUMNS / 2;
            double factor = candidate ? (f == 2 ? 1.8 : f == 5 ? 0.4 : 1.04) : 1;
            counts[f][c] = floor(factor * (600 + 40 * f + 7 * ((from * 5 + f) % 6)));
        }
    }
    for (int f = 0; f < FUNCTIONS; f++) {
        snprintf(names[f], sizeof names[f], "c%d;f%d", f % 3, f);
        stacks[f] = (struct hand_stack){names[f], counts[f]};
    }
    return hand_comparison(stacks, FUNCTIONS, COLUMNS / 2, COLUMNS / 2, requests);
}

static void swapped_sides_turn_every_direction(void **state)
{
    (void)state;
    struct comparison *comparison = made(false), *mirror = made(true);
    struct node_answer *nodes = answer(comparison), *back = answer(mirror);
    for (size_t n = 1; n < comparison->tree->count; n++) {
        assert_int_equal(nodes[n].direction, -back[n].direction);
        assert_close(nodes[n].p_more, back[n].p_less, 1e-6);
        assert_close(nodes[n].p_less, back[n].p_more, 1e-6);
    }
    assert_int_equal(nodes[hand_node(comparison, "c2;f2")].direction, 1);
    assert_int_equal(nodes[hand_node(comparison, "c2;f5")].direction, -1);
    assert_int_equal(nodes[hand_node(comparison, "c0;f0")].direction, 0);
    memory_free(nodes);
    memory_free(back);
    comparison_free(comparison);
    comparison_free(mirror);
}

static void one_sided_nodes(void **state)
{
    (void)state;
    static const double fresh[] = {0, 400}, gone[] = {400, 0}, same[] = {500, 500}, requests[] = {1000, 1000};
    struct hand_stack stacks[] = {{"fresh", fresh}, {"gone", gone}, {"same", same}};
    struct comparison *comparison = hand_comparison(stacks, 3, 1, 1, requests);
    struct node_answer *nodes = answer(comparison);
    assert_true(isinf(nodes[hand_node(comparison, "fresh")].change));
    assert_int_equal(nodes[hand_node(comparison, "fresh")].direction, 1);
    assert_true(nodes[hand_node(comparison, "gone")].change == -1.0);
    assert_int_equal(nodes[hand_node(comparison, "gone")].direction, -1);
    assert_int_equal(nodes[hand_node(comparison, "same")].direction, 0);
    memory_free(nodes);
    comparison_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_leaf_is_tested_like_its_function),
        cmocka_unit_test(swapped_sides_turn_every_direction),
        cmocka_unit_test(one_sided_nodes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

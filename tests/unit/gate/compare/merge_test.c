#include "gate/compare/merge.h"

#include "gate/base/memory.h"
#include "tests/support/profile_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define TEXTS(...) ((const char *[]){__VA_ARGS__})

/* Both sides merged, nothing else. */
struct merged {
    struct replicas sides[SIDES];
    struct columns columns;
    struct comparison *comparison;
};

static struct merged merge(const char *baseline, const char *candidate)
{
    struct merged merged;
    struct profile_sample sample = profile_sample_cpu(1);
    struct profile_selector selector = profile_selector_from_word("cpu");
    struct error err = ERROR_INIT;
    profile_sample_side(&merged.sides[BASELINE], "v1", &sample, &baseline, 1);
    profile_sample_side(&merged.sides[CANDIDATE], "v2", &sample, &candidate, 1);
    assert_int_equal(columns_select(&merged.columns, merged.sides, &selector, &err), 0);
    merged.comparison = memory_allocate_array(1, sizeof *merged.comparison);
    for (int side = 0; side < SIDES; side++) {
        merged.comparison->sides[side].replica_count = 1;
        merged.comparison->sides[side].replicas = memory_allocate_array(1, sizeof(struct comparison_replica));
    }
    merged.comparison->column_count = 2;
    assert_int_equal(merge_columns(merged.comparison, &merged.columns, NULL, &err), 0);
    assert_int_equal(merge_sum_up(merged.comparison, &merged.columns, &err), 0);
    return merged;
}

static void clear(struct merged *merged)
{
    columns_clear(&merged->columns);
    comparison_free(merged->comparison);
    replicas_clear(&merged->sides[BASELINE]);
    replicas_clear(&merged->sides[CANDIDATE]);
}

/* The node of a stack of names; CALLTREE_ROOT if it is not there. */
static uint32_t find(const struct comparison *comparison, const char *const *names, size_t count)
{
    uint32_t node = CALLTREE_ROOT;
    for (size_t i = 0; i < count; i++) {
        uint32_t symbol = symbols_find(comparison->symbols, bytes_of_text(names[i]));
        node = symbol == SYMBOL_NONE ? CALLTREE_ROOT : calltree_find_child(comparison->tree, node, symbol);
        if (node == CALLTREE_ROOT)
            break;
    }
    return node;
}

#define FIND(merged, ...) find((merged).comparison, TEXTS(__VA_ARGS__), sizeof(TEXTS(__VA_ARGS__)) / sizeof(char *))

static void stacks_of_both_sides_meet(void **state)
{
    (void)state;
    struct merged merged = merge("main;a 6\nmain;b 3\n", "main;a 2\nmain;a;c 1\n");
    const struct comparison *comparison = merged.comparison;
    assert_int_equal(comparison->tree->count, 5);
    uint32_t a = FIND(merged, "main", "a");
    assert_int_not_equal(a, CALLTREE_ROOT);
    assert_true(comparison->node_total[a * SIDES + BASELINE] == 6e7);
    assert_true(comparison->node_total[a * SIDES + CANDIDATE] == 3e7);
    assert_true(comparison->node_self[a * SIDES + CANDIDATE] == 2e7);
    assert_true(comparison->node_moment[a * SIDES + CANDIDATE] == 3e14);
    assert_true(comparison->node_self_moment[a * SIDES + CANDIDATE] == 2e14);
    assert_true(comparison->node_total[BASELINE] == 9e7);
    assert_true(comparison->sides[CANDIDATE].amount == 3e7);
    assert_true(comparison->sides[CANDIDATE].samples == 3);
    clear(&merged);
}

/* The new code's symbols come first, so that file and line are those that people will look at. */
static void symbols_are_the_candidates_first(void **state)
{
    (void)state;
    struct merged merged = merge("old 1\n", "new 1\n");
    uint32_t newer = symbols_find(merged.comparison->symbols, bytes_of_text("new"));
    assert_true(newer < symbols_find(merged.comparison->symbols, bytes_of_text("old")));
    clear(&merged);
}

static void what_costs_nothing_is_not_in_the_tree(void **state)
{
    (void)state;
    struct merged merged = merge("main;a 1\nmain;idle;deep 0\n", "main;a 1\nruntime.mcall;park 4\n");
    assert_int_equal(merged.comparison->tree->count, 3);
    assert_int_equal(FIND(merged, "main", "idle"), CALLTREE_ROOT);
    assert_int_equal(FIND(merged, "runtime.mcall"), CALLTREE_ROOT);
    assert_int_equal(merged.comparison->background_count, 1);
    assert_true(merged.comparison->background[0].amount[CANDIDATE] == 4e7);
    clear(&merged);
}

static void the_collector_is_one_node(void **state)
{
    (void)state;
    struct merged merged = merge("runtime.gcBgMarkWorker;x;scan 2\nmain 1\n",
                                 "runtime.systemstack;runtime.gcBgMarkWorker 5\nmain 1\n");
    uint32_t collector = FIND(merged, "[gc]");
    assert_int_equal(merged.comparison->tree->count, 3);
    assert_true(merged.comparison->node_self[collector * SIDES + BASELINE] == 2e7);
    assert_true(merged.comparison->node_self[collector * SIDES + CANDIDATE] == 5e7);
    assert_int_equal(merged.comparison->background_count, 0);
    clear(&merged);
}

/* Assistance with collection is work of the request that allocates; only the workers are the collector. */
static void a_thread_frame_is_no_root(void **state)
{
    (void)state;
    struct merged merged = merge(
        "runtime.goexit;runtime.bgsweep 2\nruntime.goexit;main;runtime.systemstack;runtime.gcAssistAlloc.func2 3\n",
        "runtime.goexit 1\nruntime.asyncPreempt 4\nmain 1\n");
    assert_int_not_equal(FIND(merged, "runtime.goexit", "main", "runtime.systemstack"), CALLTREE_ROOT);
    assert_true(merged.comparison->sides[BASELINE].background == 2e7);
    assert_true(merged.comparison->sides[BASELINE].amount == 3e7);
    assert_true(merged.comparison->sides[CANDIDATE].background == 4e7);
    assert_true(merged.comparison->sides[CANDIDATE].amount == 2e7);
    assert_int_equal(merged.comparison->background_count, 2);
    clear(&merged);
}

static void frames_without_a_name_meet_by_module(void **state)
{
    (void)state;
    struct merged merged = merge("main;?libc.so+0x1 2\nmain;?libc.so+0x2 3\n", "main;?libc.so+0x9 4\n");
    uint32_t node = FIND(merged, "main", "[libc.so]");
    assert_true(merged.comparison->node_self[node * SIDES + BASELINE] == 5e7);
    assert_true(merged.comparison->node_self[node * SIDES + CANDIDATE] == 4e7);
    assert_true(merged.columns.items[0].unnamed == 5e7);
    clear(&merged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stacks_of_both_sides_meet),
        cmocka_unit_test(symbols_are_the_candidates_first),
        cmocka_unit_test(what_costs_nothing_is_not_in_the_tree),
        cmocka_unit_test(the_collector_is_one_node),
        cmocka_unit_test(a_thread_frame_is_no_root),
        cmocka_unit_test(frames_without_a_name_meet_by_module),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "gate/model/comparison.h"

#include "gate/base/memory.h"

#include <math.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A block of memory with the given numbers. */
static void *block(const void *values, size_t count, size_t size)
{
    void *copy = memory_allocate_array(count, size);
    memcpy(copy, values, count * size);
    return copy;
}

#define BLOCK(type, ...) block((type[]){__VA_ARGS__}, sizeof((type[]){__VA_ARGS__}) / sizeof(type), sizeof(type))

/* Two replicas against one; one function 'f' below the root. */
static struct comparison *by_hand(void)
{
    struct comparison *comparison = memory_allocate_array(1, sizeof *comparison);
    comparison->arena = arena_new();
    comparison->profile = comparison->type = "cpu";
    comparison->unit = "nanoseconds";
    comparison->model = EVENT_MODEL_CPU;
    comparison->sides[BASELINE] = (struct comparison_side){
        .label = "v1",
        .replica_count = 2,
        .replicas = BLOCK(struct comparison_replica, {.name = "a", .requests = 10, .samples = 3},
                          {.name = "b", .requests = 20, .samples = 4}),
        .requests = 30,
        .exposure = 30,
        .amount = 7,
        .samples = 7,
    };
    comparison->sides[CANDIDATE] = (struct comparison_side){
        .label = "v2",
        .replica_count = 1,
        .replicas = BLOCK(struct comparison_replica, {.name = "c", .requests = NAN, .samples = 9}),
        .requests = NAN,
        .exposure = 1,
        .amount = 9,
        .samples = 9,
    };
    comparison->column_count = 3;
    comparison->exposure = BLOCK(double, 10, 20, 1);
    comparison->symbols = symbols_new(SYMBOLS_BY_NAME);
    comparison->tree = calltree_new();
    struct symbol symbol = {.name = bytes_of_text("f")}, idle = {.name = bytes_of_text("idle")};
    struct error err = ERROR_INIT;
    uint32_t id, node;
    assert_int_equal(symbols_add(comparison->symbols, &symbol, &id, &err), 0);
    assert_int_equal(calltree_child(comparison->tree, CALLTREE_ROOT, id, &node, &err), 0);
    assert_int_equal(symbols_add(comparison->symbols, &idle, &id, &err), 0);
    comparison->entries = BLOCK(struct comparison_entry, {.symbol = SYMBOL_NONE, .value = ENTRY_SERVICE},
                                {.value = ENTRY_TOTAL, .twin = 1}, {.value = ENTRY_SELF, .twin = 1});
    comparison->entry_count = 3;
    comparison->amount = BLOCK(double, 3, 4, 9, 3, 4, 9, 3, 4, 9);
    comparison->moment = BLOCK(double, 3, 4, 9, 3, 4, 9, 3, 4, 9);
    comparison->node_total = BLOCK(double, 7, 9, 7, 9);
    comparison->node_self = BLOCK(double, 0, 0, 7, 9);
    comparison->background = BLOCK(struct comparison_background, {1, {0.5, 0.25}});
    comparison->background_count = 1;
    comparison->renames = BLOCK(struct comparison_rename, {1, 0, 0.75});
    comparison->rename_count = 1;
    comparison->unfit = "no count";
    return comparison;
}

static void sums_of_a_side(void **state)
{
    (void)state;
    struct comparison *comparison = by_hand();
    assert_true(comparison_side_sum(comparison, comparison->amount, 1, BASELINE) == 7);
    assert_true(comparison_side_sum(comparison, comparison->amount, 1, CANDIDATE) == 9);
    comparison_free(comparison);
}

static void names_for_people(void **state)
{
    (void)state;
    struct comparison *comparison = by_hand();
    assert_true(bytes_equal(comparison_entry_name(comparison, 0), bytes_of_text("total")));
    assert_true(bytes_equal(comparison_entry_name(comparison, 2), bytes_of_text("f")));
    comparison_free(comparison);
}

/* Amounts 7 and 9 of f weigh 2 each; with a common mix each side has its own weight. */
static void the_unit_of_a_set_of_nodes(void **state)
{
    (void)state;
    struct comparison *comparison = by_hand();
    comparison->node_self_moment = BLOCK(double, 0, 0, 14, 18);
    double unit[SIDES];
    comparison_set_unit(unit, comparison, (const uint8_t[]){1, 1});
    assert_true(unit[BASELINE] == 2 && unit[CANDIDATE] == 2);
    comparison_set_unit(unit, comparison, (const uint8_t[]){1, 0});
    assert_true(unit[BASELINE] == 1 && unit[CANDIDATE] == 1);
    comparison->node_self_pooled = BLOCK(double, 0, 0, 0, 0, 8, 9, 24, 9);
    comparison_set_unit(unit, comparison, (const uint8_t[]){1, 1});
    assert_true(unit[BASELINE] == 3 && unit[CANDIDATE] == 1);
    comparison_free(comparison);
}

static void dump(void **state)
{
    (void)state;
    struct comparison *comparison = by_hand();
    struct byte_buffer out;
    byte_buffer_init(&out, 8192);
    struct sink sink = sink_to_buffer(&out);
    comparison_dump(comparison, &sink);
    byte_buffer_append(&out, "", 1);
    assert_string_equal((const char *)out.data,
                        "profile cpu type cpu unit nanoseconds model cpu exposure requests\n"
                        "unfit no count\n"
                        "baseline 'v1' replicas 2 requests 30 exposure 30 amount 7 background 0 samples 7\n"
                        "baseline replica 00000 'a' requests 10 exposure 10 background 0 samples 3\n"
                        "baseline replica 00001 'b' requests 20 exposure 20 background 0 samples 4\n"
                        "candidate 'v2' replicas 1 requests unknown exposure 1 amount 9 background 0 samples 9\n"
                        "candidate replica 00000 'c' requests unknown exposure 1 background 0 samples 9\n"
                        "background idle amount 0.5 0.25\n"
                        "renamed idle -> f score 0.7500\n"
                        "entry f self amount 3 4 | 9 moment 3 4 | 9 twin f total\n"
                        "entry f total amount 3 4 | 9 moment 3 4 | 9\n"
                        "entry total service amount 3 4 | 9 moment 3 4 | 9\n"
                        "node  total 7 9 self 0 0\n"
                        "node f total 7 9 self 7 9\n");
    byte_buffer_free(&out);
    comparison_free(comparison);
}

static void everything_is_given_back(void **state)
{
    (void)state;
    size_t used = memory_usage().used;
    comparison_free(by_hand());
    comparison_free(NULL);
    assert_int_equal(memory_usage().used, used);
}

static void what_is_counted_has_its_name(void **state)
{
    (void)state;
    struct comparison comparison = {.type = "samples", .unit = "count"};
    assert_string_equal(comparison_shown_unit(&comparison), "samples");
    comparison.type = "alloc_objects";
    assert_string_equal(comparison_shown_unit(&comparison), "objects");
    comparison.type = "something";
    assert_string_equal(comparison_shown_unit(&comparison), "count");
    comparison = (struct comparison){.type = "samples", .unit = "nanoseconds"};
    assert_string_equal(comparison_shown_unit(&comparison), "nanoseconds");
}

static void the_anchor_has_the_policys_name_of_the_profile(void **state)
{
    (void)state;
    struct comparison comparison = {.profile = "cpu"};
    assert_string_equal(comparison_policy_profile(&comparison), "cpu");
    assert_string_equal(comparison_side_name(&comparison, BASELINE), "baseline");
    comparison.profile = "cpu-anchor";
    comparison.anchored = "cpu";
    assert_string_equal(comparison_policy_profile(&comparison), "cpu");
    assert_string_equal(comparison_side_name(&comparison, BASELINE), "anchor");
    assert_string_equal(comparison_side_name(&comparison, CANDIDATE), "candidate");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_of_a_side),
        cmocka_unit_test(names_for_people),
        cmocka_unit_test(the_unit_of_a_set_of_nodes),
        cmocka_unit_test(dump),
        cmocka_unit_test(what_is_counted_has_its_name),
        cmocka_unit_test(everything_is_given_back),
        cmocka_unit_test(the_anchor_has_the_policys_name_of_the_profile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

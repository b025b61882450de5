#include "gate/compare/entries.h"

#include "gate/compare/compare.h"
#include "tests/support/profile_sample.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define TEXTS(...) ((const char *[]){__VA_ARGS__})

static struct comparison *compare(const char *const *baseline, size_t count, const char *candidate)
{
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_cpu(1);
    struct profile_selector selector = profile_selector_from_word("cpu");
    struct comparison *comparison = NULL;
    struct error err = ERROR_INIT;
    profile_sample_side(&sides[BASELINE], "v1", &sample, baseline, count);
    profile_sample_side(&sides[CANDIDATE], "v2", &sample, &candidate, 1);
    assert_int_equal(compare_profiles(&comparison, sides, &selector, NULL, &err), 0);
    replicas_clear(&sides[BASELINE]);
    replicas_clear(&sides[CANDIDATE]);
    return comparison;
}

static uint32_t find(const struct comparison *comparison, const char *name, enum entry_value value)
{
    uint32_t symbol = symbols_find(comparison->symbols, bytes_of_text(name));
    for (uint32_t i = 0; i < comparison->entry_count; i++)
        if (comparison->entries[i].symbol == symbol && comparison->entries[i].value == value)
            return i;
    return UINT32_MAX;
}

static void assert_columns(const struct comparison *comparison, const char *name, enum entry_value value, double a,
                           double b, double c)
{
    const double *row = comparison->amount + (size_t)find(comparison, name, value) * comparison->column_count;
    const double *moment = comparison->moment + (size_t)find(comparison, name, value) * comparison->column_count;
    assert_true(row[0] == a * 1e7 && row[1] == b * 1e7 && row[2] == c * 1e7);
    assert_true(moment[0] == a * 1e14 && moment[1] == b * 1e14 && moment[2] == c * 1e14);
}

static void self_and_total_for_each_replica(void **state)
{
    (void)state;
    struct comparison *comparison = compare(TEXTS("m;f 5\nm;f;g 1\nm;f;g;f 2\n", "m;f 7\nm 1\n"), 2, "m;h;g 9\n");
    assert_int_equal(comparison->column_count, 3);
    assert_columns(comparison, "f", ENTRY_TOTAL, 8, 7, 0);
    assert_columns(comparison, "f", ENTRY_SELF, 7, 7, 0);
    assert_columns(comparison, "g", ENTRY_TOTAL, 3, 0, 9);
    assert_columns(comparison, "g", ENTRY_SELF, 1, 0, 9);
    assert_columns(comparison, "m", ENTRY_SELF, 0, 1, 0);
    assert_int_equal(find(comparison, "h", ENTRY_SELF), UINT32_MAX);
    comparison_free(comparison);
}

static void entries_are_sorted(void **state)
{
    (void)state;
    struct comparison *comparison = compare(TEXTS("z;y;x 1\n"), 1, "b;a 1\nz;a 2\n");
    assert_int_equal(comparison->entries[0].symbol, SYMBOL_NONE);
    assert_int_equal(comparison->entries[0].value, ENTRY_SERVICE);
    for (size_t i = 2; i < comparison->entry_count; i++) {
        const struct comparison_entry *a = &comparison->entries[i - 1], *b = &comparison->entries[i];
        assert_true(a->symbol < b->symbol || (a->symbol == b->symbol && a->value < b->value));
    }
    comparison_free(comparison);
}

static void nodes_know_their_entries(void **state)
{
    (void)state;
    struct comparison *comparison = compare(TEXTS("m;f 5\n"), 1, "m;f;g 1\n");
    const struct calltree *tree = comparison->tree;
    assert_int_equal(comparison->node_entry_total[CALLTREE_ROOT], 0);
    assert_int_equal(comparison->node_entry_self[CALLTREE_ROOT], UINT32_MAX);
    for (size_t node = 1; node < tree->count; node++) {
        const struct comparison_entry *entry = &comparison->entries[comparison->node_entry_total[node]];
        assert_int_equal(entry->symbol, tree->symbol[node]);
        assert_int_equal(entry->value, ENTRY_TOTAL);
        uint32_t self = comparison->node_entry_self[node];
        bool is_m = tree->symbol[node] == symbols_find(comparison->symbols, bytes_of_text("m"));
        assert_int_equal(self == UINT32_MAX, is_m);
    }
    comparison_free(comparison);
}

/* m -> a -> b is a chain, b its deepest; c has the columns of nobody; the service's total stays alone although m's
 * columns are the same. */
static void equal_columns_are_one_hypothesis(void **state)
{
    (void)state;
    struct comparison *comparison = compare(TEXTS("m;a;b 5\nm;c 1\n"), 1, "m;a;b 7\n");
    uint32_t b = find(comparison, "b", ENTRY_TOTAL);
    assert_int_equal(comparison->entries[find(comparison, "a", ENTRY_TOTAL)].twin, b);
    assert_int_equal(comparison->entries[find(comparison, "b", ENTRY_SELF)].twin, b);
    assert_int_equal(comparison->entries[b].twin, b);
    uint32_t m = find(comparison, "m", ENTRY_TOTAL);
    assert_int_equal(comparison->entries[m].twin, m);
    assert_int_equal(comparison->entries[0].twin, 0);
    uint32_t c = find(comparison, "c", ENTRY_TOTAL);
    assert_int_equal(comparison->entries[c].twin, c);
    comparison_free(comparison);
}

/* c happens to have as many samples as b: it shares b's test, but is not called b. */
static void columns_equal_by_chance_keep_their_name(void **state)
{
    (void)state;
    struct comparison *comparison = compare(TEXTS("m;a;b 5\nm;c 5\n"), 1, "m;a;b 7\nm;c 7\n");
    uint32_t a = find(comparison, "a", ENTRY_TOTAL), b = find(comparison, "b", ENTRY_TOTAL);
    uint32_t c = find(comparison, "c", ENTRY_TOTAL);
    assert_int_equal(comparison->entries[c].twin, b);
    assert_int_equal(comparison_named_entry(comparison, c), c);
    assert_int_equal(comparison_named_entry(comparison, a), b);
    assert_int_equal(comparison_named_entry(comparison, b), b);
    assert_int_equal(comparison_named_entry(comparison, find(comparison, "b", ENTRY_SELF)), b);
    assert_int_equal(comparison_named_entry(comparison, 0), 0);
    comparison_free(comparison);
}

/* The deepest of all with these columns stands elsewhere: the chain m -> a -> b is named by its own deepest. */
static void a_chain_keeps_its_name_beside_a_deeper_chance(void **state)
{
    (void)state;
    struct comparison *comparison = compare(TEXTS("m;a;b 5\nm;x;y;z 5\n"), 1, "m;a;b 7\nm;x;y;z 7\n");
    uint32_t a = find(comparison, "a", ENTRY_TOTAL), b = find(comparison, "b", ENTRY_TOTAL);
    uint32_t x = find(comparison, "x", ENTRY_TOTAL), z = find(comparison, "z", ENTRY_TOTAL);
    assert_int_equal(comparison->entries[a].twin, z);
    assert_int_equal(comparison_named_entry(comparison, a), b);
    assert_int_equal(comparison_named_entry(comparison, b), b);
    assert_int_equal(comparison_named_entry(comparison, x), z);
    comparison_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(self_and_total_for_each_replica),
        cmocka_unit_test(entries_are_sorted),
        cmocka_unit_test(nodes_know_their_entries),
        cmocka_unit_test(equal_columns_are_one_hypothesis),
        cmocka_unit_test(columns_equal_by_chance_keep_their_name),
        cmocka_unit_test(a_chain_keeps_its_name_beside_a_deeper_chance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "adapters/source/store_versions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void versions_are_widened(void **state)
{
    (void)state;
    struct store_sum first[] = {{{"v1", ""}, 3, {50, 60}}, {{"", ""}, 9, {1, 2}}};
    struct store_sum second[] = {{{"v1", ""}, 3, {20, 55}}, {{"v2", ""}, 1, {30, 30}}};
    struct versions versions = {0};
    assert_int_equal(store_versions_note(&versions, &(struct store_sums){first, 2}, NULL), 0);
    assert_int_equal(store_versions_note(&versions, &(struct store_sums){second, 2}, NULL), 0);
    assert_int_equal(versions.count, 2);
    assert_string_equal(versions.items[0].label, "v1");
    assert_true(versions.items[0].seen.start == 20 && versions.items[0].seen.end == 60);
    assert_string_equal(versions.items[1].label, "v2");
    versions_clear(&versions);
}

static void hints_name_the_nearest_or_the_last(void **state)
{
    (void)state;
    static const char *const labels[] = {"r1", "r2", "r3", "r4", "r5", "release-60"};
    char hint[200];
    store_versions_hint(hint, sizeof hint, "release-61", labels, 6);
    assert_string_equal(hint, "; did you mean 'release-60'?");
    store_versions_hint(hint, sizeof hint, "something else", labels, 6);
    assert_string_equal(hint, "; there are ..., 'r2', 'r3', 'r4', 'r5', 'release-60'");
    store_versions_hint(hint, sizeof hint, "something else", labels, 2);
    assert_string_equal(hint, "; there are 'r1', 'r2'");
    store_versions_hint(hint, sizeof hint, "v1", labels, 0);
    assert_string_equal(hint, "; there is no other version either: check store.select and the service");
    store_versions_hint(hint, 12, "something else", labels, 2);
    assert_string_equal(hint, "; there are");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_are_widened),
        cmocka_unit_test(hints_name_the_nearest_or_the_last),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "adapters/source/store_sums.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void equal_ones_become_one(void **state)
{
    (void)state;
    struct store_sum items[] = {
        {{"b", ""}, 3, {5, 7}}, {{"a", "y"}, 1, {4, 4}}, {{"b", ""}, 2, {2, 6}}, {{"a", "x"}, 8, {1, 9}}};
    struct store_sums sums = {items, 4};
    static const char *const wanted[] = {"b", ""}, *const unknown[] = {"b", "x"};
    store_sums_arrange(&sums);
    assert_int_equal(sums.count, 3);
    assert_string_equal(items[0].values[1], "x");
    assert_string_equal(items[1].values[1], "y");
    const struct store_sum *found = store_sums_find(&sums, wanted);
    assert_ptr_equal(found, &items[2]);
    assert_true(found->value == 5);
    assert_true(found->seen.start == 2 && found->seen.end == 7);
    assert_null(store_sums_find(&sums, unknown));
}

static void no_sums_are_in_order(void **state)
{
    (void)state;
    struct store_sums sums = {0};
    store_sums_arrange(&sums);
    assert_int_equal(sums.count, 0);
}

static void the_first_time_is_the_first_added(void **state)
{
    (void)state;
    struct store_sum sum = {.values = {"", ""}};
    store_sums_add(&sum, 2, (struct time_span){30, 40});
    assert_true(sum.seen.start == 30);
    store_sums_add(&sum, 3, (struct time_span){20, 35});
    assert_true(sum.value == 5 && sum.seen.start == 20 && sum.seen.end == 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_ones_become_one),
        cmocka_unit_test(no_sums_are_in_order),
        cmocka_unit_test(the_first_time_is_the_first_added),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

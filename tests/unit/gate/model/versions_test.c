#include "gate/model/versions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void versions_stand_in_the_order_of_their_first_profile(void **state)
{
    (void)state;
    struct versions versions = {0};
    const struct time_span unknown = {0}, early = {5, 90}, late = {7, 8};
    assert_int_equal(versions_add(&versions, "v0", 2, unknown), 0);
    assert_int_equal(versions_add(&versions, "v3xx", 2, late), 0);
    assert_int_equal(versions_add(&versions, "v2", 2, early), 0);
    assert_int_equal(versions_add(&versions, "v1", 2, early), 0);
    versions_sort(&versions);
    assert_string_equal(versions.items[0].label, "v1");
    assert_string_equal(versions.items[1].label, "v2");
    assert_string_equal(versions.items[2].label, "v3");
    assert_string_equal(versions.items[3].label, "v0");
    assert_ptr_equal(versions_find(&versions, "v3"), &versions.items[2]);
    assert_null(versions_find(&versions, "v4"));
    versions_clear(&versions);
    assert_int_equal(versions.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(versions_stand_in_the_order_of_their_first_profile)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

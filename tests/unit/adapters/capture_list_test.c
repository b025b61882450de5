#include "adapters/capture_list.h"

#include "tests/support/allocations.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct time_span window = {5, 9};

static void captures_and_parts_are_copies(void **state)
{
    (void)state;
    char name[] = "pod-1", path[] = "cpu of pod-1", endpoint[] = "cart";
    struct captures captures = {0};
    const struct capture_part like = {.merge = 2, .order = 7, .first = true};
    assert_non_null(capture_list_add(&captures, "alone", NULL, &window, NULL));
    struct capture *capture = capture_list_add(&captures, name, name, &window, NULL);
    assert_int_equal(capture_list_add_part(capture, &like, path, "cpu", endpoint, NULL), 0);
    assert_int_equal(capture_list_add_part(capture, &like, path, "cpu", "", NULL), 0);
    name[0] = path[0] = endpoint[0] = '?';
    assert_int_equal(captures.count, 2);
    assert_null(captures.items[0].instance);
    assert_string_equal(captures.items[1].name, "pod-1");
    assert_string_equal(captures.items[1].instance, "pod-1");
    assert_int_equal(captures.items[1].window.end, 9);
    const struct capture_part *parts = captures.items[1].parts;
    assert_string_equal(parts[0].path, "cpu of pod-1");
    assert_string_equal(parts[0].kind, "cpu");
    assert_string_equal(parts[0].endpoint, "cart");
    assert_int_equal(parts[0].order, 7);
    assert_true(parts[0].first);
    assert_null(parts[1].endpoint);
    captures_clear(&captures);
}

static int fill(void *context, struct error *err)
{
    (void)context;
    struct captures captures = {0};
    const struct capture_part like = {0};
    struct capture *capture = capture_list_add(&captures, "pod-1", "pod-1", &window, err);
    int status = capture != NULL ? capture_list_add_part(capture, &like, "cpu", "cpu", "cart", err) : -1;
    captures_clear(&captures);
    return status;
}

static void no_allocation_is_missed(void **state)
{
    (void)state;
    assert_int_equal(allocations_walk(fill, NULL), 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(captures_and_parts_are_copies),
        cmocka_unit_test(no_allocation_is_missed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

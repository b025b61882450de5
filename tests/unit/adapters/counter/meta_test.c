#include "adapters/counter/meta.h"

#include "gate/base/memory.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct counter_settings settings = {.option_requests = NAN};

static void counts_of_the_captures_are_named(void **state)
{
    (void)state;
    struct replica items[] = {{.requests = NAN}, {.requests = 20}};
    struct replicas side = {.items = items, .count = 2, .requests_total = NAN, .requests_from = ""};
    assert_int_equal(meta_counter.count(&side, &settings, NULL, NULL), 0);
    assert_string_equal(side.requests_from, "meta.json");
    assert_true(isnan(items[0].requests));
    assert_true(items[1].requests == 20);
    assert_true(isnan(side.requests_total));
}

static void without_any_count_nobody_counted(void **state)
{
    (void)state;
    struct replica items[] = {{.requests = NAN}};
    struct replicas side = {.items = items, .count = 1, .requests_total = NAN, .requests_from = ""};
    assert_int_equal(meta_counter.count(&side, &settings, NULL, NULL), 0);
    assert_string_equal(side.requests_from, "");
}

static void who_counted_before_stays(void **state)
{
    (void)state;
    struct replica items[] = {{.requests = 20}};
    struct replicas side = {
        .items = items, .count = 1, .requests_total = 5, .requests_from = "--requests-baseline"};
    assert_int_equal(meta_counter.count(&side, &settings, NULL, NULL), 0);
    assert_string_equal(side.requests_from, "--requests-baseline");
}

static void a_policy_may_want_none_of_it(void **state)
{
    (void)state;
    struct replica_endpoint *endpoints = memory_allocate_array(1, sizeof *endpoints);
    assert_non_null(endpoints);
    endpoints[0] = (struct replica_endpoint){memory_copy_text("a", 1), 20};
    struct replica items[] = {{.requests = 20, .endpoints = endpoints, .endpoint_count = 1}};
    struct replicas side = {.items = items, .count = 1, .requests_total = NAN, .requests_from = ""};
    const struct counter_settings only = {.option_requests = NAN, .only_option = true};
    assert_int_equal(meta_counter.count(&side, &only, NULL, NULL), 0);
    assert_true(isnan(items[0].requests));
    assert_int_equal(items[0].endpoint_count, 0);
    assert_string_equal(side.requests_from, "");
    memory_free(endpoints);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_of_the_captures_are_named),
        cmocka_unit_test(without_any_count_nobody_counted),
        cmocka_unit_test(who_counted_before_stays),
        cmocka_unit_test(a_policy_may_want_none_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "adapters/counter.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* An option that was given is asked before what the captures say of themselves. */
static void the_option_goes_before_meta_json(void **state)
{
    (void)state;
    struct replica items[] = {{.requests = NAN}, {.requests = 20}};
    struct replicas side = {.items = items, .count = 2, .requests_total = NAN, .requests_from = ""};
    const struct counter_settings settings = {.option_requests = 70, .option_name = "--requests-baseline"};
    assert_int_equal(counter_count, 3);
    assert_string_equal(counters[0]->name, "option");
    assert_string_equal(counters[1]->name, "prometheus");
    assert_string_equal(counters[2]->name, "meta");
    for (size_t i = 0; i < counter_count; i++)
        assert_int_equal(counters[i]->count(&side, &settings, NULL, NULL), 0);
    assert_true(side.requests_total == 70);
    assert_string_equal(side.requests_from, "--requests-baseline");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_option_goes_before_meta_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

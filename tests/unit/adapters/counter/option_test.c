#include "adapters/counter/option.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void a_single_replica_gets_the_count(void **state)
{
    (void)state;
    struct replica items[] = {{.requests = NAN}};
    struct replicas side = {.items = items, .count = 1, .requests_total = NAN, .requests_from = ""};
    const struct counter_settings settings = {.option_requests = 1000, .option_name = "--requests-candidate"};
    assert_int_equal(option_counter.count(&side, &settings, NULL, NULL), 0);
    assert_true(items[0].requests == 1000);
    assert_true(isnan(side.requests_total));
    assert_string_equal(side.requests_from, "--requests-candidate");
}

static void several_keep_one_total(void **state)
{
    (void)state;
    struct replica items[] = {{.requests = NAN}, {.requests = NAN}};
    struct replicas side = {.items = items, .count = 2, .requests_total = NAN, .requests_from = ""};
    const struct counter_settings settings = {.option_requests = 1000, .option_name = "--requests-candidate"};
    assert_int_equal(option_counter.count(&side, &settings, NULL, NULL), 0);
    assert_true(isnan(items[0].requests));
    assert_true(side.requests_total == 1000);
}

static void two_counts_that_differ_are_refused(void **state)
{
    (void)state;
    struct replica items[] = {{.requests = 400}, {.requests = 600}};
    struct replicas side = {.items = items, .count = 2, .requests_total = NAN, .requests_from = ""};
    struct counter_settings settings = {.option_requests = 10000, .option_name = "--requests-candidate"};
    struct error err = ERROR_INIT;
    assert_int_equal(option_counter.count(&side, &settings, NULL, &err), -1);
    assert_int_equal(err.kind, ERROR_UNFIT);
    assert_string_equal(err.sentence,
                        "--requests-candidate says 10000, but the meta.json of its 2 replicas say 1000 in "
                        "all: drop one of them");
    /* The same twice: each replica keeps its own. */
    settings.option_requests = 1000;
    assert_int_equal(option_counter.count(&side, &settings, NULL, &err), 0);
    assert_true(isnan(side.requests_total));
    assert_true(items[0].requests == 400);
    /* The policy says that only the command line counts. */
    settings.option_requests = 10000;
    settings.only_option = true;
    assert_int_equal(option_counter.count(&side, &settings, NULL, &err), 0);
    assert_true(side.requests_total == 10000);
}

static void not_given_is_not_counted(void **state)
{
    (void)state;
    struct replicas side = {.requests_total = NAN, .requests_from = ""};
    const struct counter_settings settings = {.option_requests = NAN};
    assert_int_equal(option_counter.count(&side, &settings, NULL, NULL), 0);
    assert_string_equal(side.requests_from, "");
}

static void nothing_cannot_be_divided_by(void **state)
{
    (void)state;
    static const double wrong[] = {0, -5, INFINITY};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct replicas side = {.requests_total = NAN, .requests_from = ""};
        const struct counter_settings settings = {.option_requests = wrong[i],
                                                  .option_name = "--requests-baseline"};
        struct error err = ERROR_INIT;
        assert_int_equal(option_counter.count(&side, &settings, NULL, &err), -1);
        assert_int_equal(err.kind, ERROR_USAGE);
        assert_string_equal(err.sentence, "--requests-baseline must be a number above 0");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_single_replica_gets_the_count),    cmocka_unit_test(several_keep_one_total),
        cmocka_unit_test(two_counts_that_differ_are_refused), cmocka_unit_test(not_given_is_not_counted),
        cmocka_unit_test(nothing_cannot_be_divided_by),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

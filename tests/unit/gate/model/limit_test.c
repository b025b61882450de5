#include "gate/model/limit.h"

#include <math.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct limit both = {
    .bounds = {{.set = {[LIMIT_OF_ITSELF] = true, [LIMIT_OF_TOTAL] = true},
                .value = {[LIMIT_OF_ITSELF] = 0.1, [LIMIT_OF_TOTAL] = 0.02}}},
    .count = 1,
};

static void assert_near(double value, double expected)
{
    if (fabs(value - expected) > 1e-12)
        fail_msg("%.17g is not %.17g", value, expected);
}

/* 10 % of itself AND 2 % of the total: of a frame of 10 in 100 the larger is 2, of one of 50 it is 5. */
static void keys_of_a_bound_are_all_needed(void **state)
{
    (void)state;
    struct limit_resolved small = limit_resolve(&both, 10, 100, 0, 1);
    assert_near(small.growth, 2);
    assert_false(small.relative);
    assert_int_equal(small.decided, LIMIT_OF_TOTAL);
    struct limit_resolved large = limit_resolve(&both, 50, 100, 0, 1);
    assert_near(large.growth, 5);
    assert_true(large.relative);
    assert_near(large.fraction, 0.1);
    struct limit_resolved proven = limit_resolve(&both, 50, 100, 0, 0.5);
    assert_near(proven.growth, 2.5);
    assert_near(proven.fraction, 0.05);
    assert_true(limit_resolve(&both, 20, 100, 0, 1).relative);
}

static void one_bound_is_enough(void **state)
{
    (void)state;
    struct limit limit = {
        .bounds = {{.set = {[LIMIT_OF_ITSELF] = true}, .value = {[LIMIT_OF_ITSELF] = 0.05}},
                   {.set = {[LIMIT_ABSOLUTE] = true}, .value = {[LIMIT_ABSOLUTE] = 3}}},
        .count = 2,
    };
    assert_near(limit_resolve(&limit, 100, 1000, 0, 1).growth, 3);
    assert_int_equal(limit_resolve(&limit, 100, 1000, 0, 1).decided, LIMIT_ABSOLUTE);
    assert_near(limit_resolve(&limit, 10, 1000, 0, 1).growth, 0.5);
    assert_true(limit_resolve(&limit, 10, 1000, 0, 1).relative);
}

static void no_bound_is_growth_zero(void **state)
{
    (void)state;
    struct limit none = {.count = 0};
    struct limit_resolved resolved = limit_resolve(&none, 10, 100, 0, 1);
    assert_near(resolved.growth, 0);
    assert_true(resolved.relative);
    assert_near(resolved.fraction, 0);
}

static void cost_needs_a_price(void **state)
{
    (void)state;
    struct limit limit = {
        .bounds = {{.set = {[LIMIT_COST] = true}, .value = {[LIMIT_COST] = 500}},
                   {.set = {[LIMIT_OF_TOTAL] = true}, .value = {[LIMIT_OF_TOTAL] = 0.1}}},
        .count = 2,
    };
    assert_near(limit_resolve(&limit, 1, 100, 250, 1).growth, 2);
    assert_near(limit_resolve(&limit, 1, 100, 0, 1).growth, 10);
}

static void a_new_frame_is_held_against_the_total(void **state)
{
    (void)state;
    struct limit_resolved resolved = limit_resolve(&both, 0, 100, 0, 1);
    assert_near(resolved.growth, 2);
    assert_false(resolved.relative);
}

static void words(void **state)
{
    (void)state;
    char out[128];
    assert_string_equal(limit_describe(out, sizeof out, &both, "nanoseconds"),
                        "+10 % of itself and +2 % of the total");
    struct limit limit = {
        .bounds = {{.set = {[LIMIT_OF_ITSELF] = true}, .value = {[LIMIT_OF_ITSELF] = 0.05}},
                   {.set = {[LIMIT_ABSOLUTE] = true}, .value = {[LIMIT_ABSOLUTE] = 1.5 * 1024 * 1024}}},
        .count = 2,
    };
    assert_string_equal(limit_describe(out, sizeof out, &limit, "bytes"), "+5 % of itself, or +1.5 MiB");
    struct limit none = {.count = 0};
    assert_string_equal(limit_describe(out, sizeof out, &none, "bytes"), "any growth");
    assert_string_equal(limit_describe(out, 5, &both, "bytes"), "+10 ");
}

static void equal_limits_have_the_same_keys_and_values(void **state)
{
    (void)state;
    struct limit a = {.count = 1}, b = {.count = 1};
    a.bounds[0].set[LIMIT_OF_ITSELF] = b.bounds[0].set[LIMIT_OF_ITSELF] = true;
    a.bounds[0].value[LIMIT_OF_ITSELF] = b.bounds[0].value[LIMIT_OF_ITSELF] = .1;
    assert_true(limit_equal(&a, &b));
    b.bounds[0].value[LIMIT_OF_ITSELF] = .25;
    assert_false(limit_equal(&a, &b));
    b = a;
    b.bounds[0].set[LIMIT_OF_TOTAL] = true;
    assert_false(limit_equal(&a, &b));
    b = a;
    b.count = 0;
    assert_false(limit_equal(&a, &b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_of_a_bound_are_all_needed),
        cmocka_unit_test(one_bound_is_enough),
        cmocka_unit_test(no_bound_is_growth_zero),
        cmocka_unit_test(cost_needs_a_price),
        cmocka_unit_test(a_new_frame_is_held_against_the_total),
        cmocka_unit_test(words),
        cmocka_unit_test(equal_limits_have_the_same_keys_and_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

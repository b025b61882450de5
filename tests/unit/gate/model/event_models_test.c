#include "gate/model/event_models.h"

#include <math.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_near(double value, double expected)
{
    if (fabs(value - expected) > 1e-12 * fabs(expected))
        fail_msg("%.17g is not %.17g", value, expected);
}

static struct event_sums apply(enum event_model model, double period, double value, double objects, double bytes)
{
    struct event_sample sample = {.value = value, .objects = objects, .bytes = bytes};
    return event_models_apply(model, period, &sample);
}

static void constant_weights(void **state)
{
    (void)state;
    struct event_sums count = apply(EVENT_MODEL_COUNT, 0, 12, 0, 0);
    assert_true(count.amount == 12 && count.events == 12 && count.moment == 12);
    struct event_sums cpu = apply(EVENT_MODEL_CPU, 1e7, 3e7, 0, 0);
    assert_true(cpu.amount == 3e7 && cpu.events == 3 && cpu.moment == 3e14);
}

static struct event_sums wait(enum event_model model, double period, double value, double count)
{
    struct event_sample sample = {.value = value, .count = count};
    return event_models_apply(model, period, &sample);
}

/* One contention in 5 was kept: 20 are 4 events, of 25 ns each. By hand: 100^2/4. */
static void mutex_delays(void **state)
{
    (void)state;
    struct event_sums contentions = wait(EVENT_MODEL_MUTEX, 5, 20, 20);
    assert_true(contentions.amount == 20 && contentions.events == 4 && contentions.moment == 100);
    struct event_sums delay = wait(EVENT_MODEL_MUTEX, 5, 100, 20);
    assert_true(delay.amount == 100 && delay.events == 4 && delay.moment == 2500);
    assert_true(wait(EVENT_MODEL_MUTEX, 5, 0, 0).moment == 0);
    assert_true(isnan(wait(EVENT_MODEL_MUTEX, 5, 100, 0).moment));
    assert_true(isnan(wait(EVENT_MODEL_MUTEX, 0, 100, 20).moment));
}

/* Short events have been recorded as the rate each, so 3 of 20 us in 60 us; long ones each as itself. */
static void block_delays(void **state)
{
    (void)state;
    struct event_sums brief = wait(EVENT_MODEL_BLOCK, 20000, 60000, 500);
    assert_true(brief.amount == 60000 && brief.events == 3 && brief.moment == 1.2e9);
    struct event_sums lasting = wait(EVENT_MODEL_BLOCK, 20000, 1e9, 4);
    assert_true(lasting.events == 4 && lasting.moment == 2.5e17);
    assert_true(isnan(wait(EVENT_MODEL_BLOCK, 0, 60000, 500).moment));
}

/* Expected: Python, R = 524288; p = -math.expm1(-size / R); k = objects * p; (size / p)**2 * k and (1 / p)**2 * k
 */
static void heap_weights(void **state)
{
    (void)state;
    struct event_sums bytes = apply(EVENT_MODEL_HEAP, 524288, 640, 10, 640);
    assert_true(bytes.amount == 640);
    assert_near(bytes.events, 0.0012206286222255873);
    assert_near(bytes.moment, 335564800.4166667);
    struct event_sums objects = apply(EVENT_MODEL_HEAP, 524288, 10, 10, 640);
    assert_true(objects.amount == 10);
    assert_near(objects.events, 0.0012206286222255873);
    assert_near(objects.moment, 81925.00010172527);
    struct event_sums large = apply(EVENT_MODEL_HEAP, 524288, 3145728, 3, 3145728);
    assert_near(large.events, 2.593994150290162);
    assert_near(large.moment, 3814813787794.0425);
}

static void heap_without_a_size(void **state)
{
    (void)state;
    struct event_sums nothing = apply(EVENT_MODEL_HEAP, 524288, 0, 0, 0);
    assert_true(nothing.amount == 0 && nothing.events == 0 && nothing.moment == 0);
    struct event_sums odd = apply(EVENT_MODEL_HEAP, 524288, 64, 0, 64);
    assert_true(odd.amount == 64 && isnan(odd.events) && isnan(odd.moment));
}

static void unknown_chance(void **state)
{
    (void)state;
    struct event_sums census = apply(EVENT_MODEL_CENSUS, 0, 7, 0, 0);
    assert_true(census.amount == 7 && isnan(census.events) && census.moment == 0);
    struct event_sums unknown = apply(EVENT_MODEL_UNKNOWN, 0, 7, 0, 0);
    assert_true(unknown.amount == 7 && isnan(unknown.events) && isnan(unknown.moment));
    assert_true(isnan(apply(EVENT_MODEL_CPU, 0, 7, 0, 0).moment));
    assert_true(isnan(apply(EVENT_MODEL_HEAP, 0, 7, 1, 7).moment));
    assert_true(isnan(apply(EVENT_MODEL_BLOCK, 1, 7, 0, 0).moment));
}

static void names(void **state)
{
    (void)state;
    assert_string_equal(event_models_name(EVENT_MODEL_UNKNOWN), "unknown");
    assert_string_equal(event_models_name(EVENT_MODEL_CPU), "cpu");
    assert_string_equal(event_models_name(EVENT_MODEL_CENSUS), "census");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(constant_weights),
        cmocka_unit_test(mutex_delays),
        cmocka_unit_test(block_delays),
        cmocka_unit_test(heap_weights),
        cmocka_unit_test(heap_without_a_size),
        cmocka_unit_test(unknown_chance),
        cmocka_unit_test(names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

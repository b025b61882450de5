#include "gate/statistics/order.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/close.h"

static void sorts_every_arrangement(void **state)
{
    (void)state;
    /* every sequence of up to 6 digits of base 5: all orders, all kinds of ties */
    for (unsigned code = 0; code < 5 * 5 * 5 * 5 * 5 * 5; code++)
        for (size_t count = 0; count <= 6; count++) {
            double values[6];
            double sum = 0.0;
            unsigned rest = code;
            for (size_t i = 0; i < count; i++, rest /= 5)
                sum += pow(10.0, values[i] = rest % 5);
            order_sort(values, count);
            for (size_t i = 0; i < count; i++) {
                sum -= pow(10.0, values[i]);
                assert_true(i == 0 || values[i - 1] <= values[i]);
            }
            assert_true(sum == 0.0);
        }
}

static void counts_up_to_a_limit(void **state)
{
    (void)state;
    const double sorted[] = {1.0, 2.0, 2.0, 2.0, 5.0};
    assert_int_equal(order_count_up_to(sorted, 5, 0.5), 0);
    assert_int_equal(order_count_up_to(sorted, 5, 2.0), 4);
    assert_int_equal(order_count_up_to(sorted, 5, 4.9), 4);
    assert_int_equal(order_count_up_to(sorted, 5, 5.0), 5);
    assert_int_equal(order_count_up_to(sorted, 0, 5.0), 0);
}

static void interpolates_quantiles(void **state)
{
    (void)state;
    /* numpy.quantile([1, 2, 4, 8], q) for q in 0, .5, .98, 1 */
    const double sorted[] = {1.0, 2.0, 4.0, 8.0};
    assert_close(order_quantile(sorted, 4, 0.0), 1.0, 1e-15);
    assert_close(order_quantile(sorted, 4, 0.5), 3.0, 1e-15);
    assert_close(order_quantile(sorted, 4, 0.98), 7.76, 1e-15);
    assert_close(order_quantile(sorted, 4, 1.0), 8.0, 1e-15);
    assert_close(order_quantile(sorted, 1, 0.5), 1.0, 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sorts_every_arrangement),
        cmocka_unit_test(counts_up_to_a_limit),
        cmocka_unit_test(interpolates_quantiles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

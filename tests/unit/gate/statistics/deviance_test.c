#include "gate/statistics/deviance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/close.h"
#include "tests/support/grid.h"

static double deviance_at(const double *x)
{
    return deviance(x[0], x[1]);
}

static void agrees_with_the_grid(void **state)
{
    (void)state;
    grid_check("tests/data/statistics/special_functions.txt", "deviance", deviance_at, 1e-13, 0.0);
}

static void is_the_mean_of_nothing(void **state)
{
    (void)state;
    assert_true(deviance(0.0, 3.5) == 3.5);
    assert_true(deviance(0.0, 0.0) == 0.0);
    assert_true(isinf(deviance(1.0, 0.0)));
}

static void is_zero_only_at_the_mean(void **state)
{
    (void)state;
    for (double mean = 1e-6; mean < 1e9; mean *= 7.3) {
        assert_true(deviance(mean, mean) == 0.0);
        double last = 0.0;
        for (double step = 1e-9; step < 1e3; step *= 2.1) {
            double above = deviance(mean * (1.0 + step), mean);
            assert_true(above > last);
            last = above;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_grid),
        cmocka_unit_test(is_the_mean_of_nothing),
        cmocka_unit_test(is_zero_only_at_the_mean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

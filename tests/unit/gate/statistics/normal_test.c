#include "gate/statistics/normal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/close.h"
#include "tests/support/grid.h"

#define GRID "tests/data/statistics/special_functions.txt"

static double upper_at(const double *x)
{
    return normal_upper(x[0]);
}

static double quantile_at(const double *x)
{
    return normal_quantile(x[0]);
}

static void agrees_with_the_grid(void **state)
{
    (void)state;
    grid_check(GRID, "normal_upper", upper_at, 1e-12, 0.0);
    grid_check(GRID, "normal_quantile", quantile_at, 1e-14, 1e-15);
    /* reference/expected/worked_example.txt */
    assert_printed(normal_quantile(2.6667e-5), 4.0405147956, 10);
}

static void inverts_and_mirrors(void **state)
{
    (void)state;
    for (double z = -6.0; z < 37.0; z += 0.37) {
        assert_near(normal_quantile(normal_upper(z)), z, z < -1.0 ? 1e-6 : 1e-13);
        assert_true(normal_lower(-z) == normal_upper(z));
    }
    assert_true(normal_quantile(0.0) == INFINITY && normal_quantile(1.0) == -INFINITY);
    assert_true(isnan(normal_quantile(-0.1)) && isnan(normal_quantile(1.1)) && isnan(normal_quantile(NAN)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_grid),
        cmocka_unit_test(inverts_and_mirrors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

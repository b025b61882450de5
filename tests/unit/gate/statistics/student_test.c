#include "gate/statistics/student.h"

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
    return student_upper(x[0], x[1]);
}

static double quantile_at(const double *x)
{
    return student_quantile(x[0], x[1]);
}

static void agrees_with_the_grid(void **state)
{
    (void)state;
    grid_check(GRID, "student_upper", upper_at, 1e-11, 0.0);
    grid_check(GRID, "student_quantile", quantile_at, 1e-12, 0.0);
    /* reference/expected/worked_example.txt */
    assert_printed(student_upper(3.1, 4.7) * 1e2, 1.4582807111, 10);
}

static void becomes_the_normal(void **state)
{
    (void)state;
    for (double t = -5.0; t < 30.0; t += 0.61) {
        assert_true(student_upper(t, INFINITY) == normal_upper(t));
        assert_close(student_upper(t, 1e17), normal_upper(t), 1e-9);
        double last = 1.0;
        for (double df = 0.1; t > 0.0 && df < 1e9; df *= 3.3) {
            assert_true(student_upper(t, df) < last);
            last = student_upper(t, df);
        }
    }
}

static void mirrors_and_inverts(void **state)
{
    (void)state;
    static const double degrees[] = {0.2, 1.0, 4.7, 60.5, 1e5};
    for (size_t i = 0; i < sizeof degrees / sizeof *degrees; i++)
        for (double t = 0.0; t < 35.0; t += 0.93) {
            assert_close(student_upper(t, degrees[i]) + student_upper(-t, degrees[i]), 1.0, 1e-14);
            assert_true(student_lower(t, degrees[i]) == student_upper(-t, degrees[i]));
            assert_near(student_quantile(student_upper(t, degrees[i]), degrees[i]), t, 1e-9 * (t + 1.0));
        }
    assert_true(isnan(student_upper(1.0, 0.0)) && isnan(student_upper(NAN, 3.0)) &&
                isnan(student_quantile(2.0, 3.0)));
    assert_true(student_upper(INFINITY, 3.0) == 0.0 && student_upper(-INFINITY, 3.0) == 1.0);
    assert_true(student_quantile(0.5, 3.0) == 0.0 && isinf(student_quantile(0.0, 3.0)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_grid),
        cmocka_unit_test(becomes_the_normal),
        cmocka_unit_test(mirrors_and_inverts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

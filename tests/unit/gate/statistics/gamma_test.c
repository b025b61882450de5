#include "gate/statistics/gamma.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/close.h"
#include "tests/support/grid.h"

#define GRID "tests/data/statistics/special_functions.txt"

static double log_at(const double *x)
{
    return gamma_log(x[0]);
}

static double stirling_error_at(const double *x)
{
    return gamma_stirling_error(x[0]);
}

static double digamma_at(const double *x)
{
    return gamma_digamma(x[0]);
}

static double trigamma_at(const double *x)
{
    return gamma_trigamma(x[0]);
}

static void agrees_with_the_grid(void **state)
{
    (void)state;
    grid_check(GRID, "gamma_log", log_at, 1e-13, 1e-14);
    grid_check(GRID, "gamma_stirling_error", stirling_error_at, 1e-13, 1e-14);
    grid_check(GRID, "gamma_digamma", digamma_at, 1e-13, 1e-14);
    grid_check(GRID, "gamma_trigamma", trigamma_at, 1e-13, 0.0);
}

static void inverts_trigamma(void **state)
{
    (void)state;
    /* reference/expected/worked_example.txt: inverse trigamma of .4 */
    assert_printed(gamma_trigamma_inverse(0.4), 2.9675403021, 10);
    for (double value = 2e-6; value < 9e6; value *= 3.7)
        assert_close(gamma_trigamma(gamma_trigamma_inverse(value)), value, 1e-12);
    assert_close(gamma_trigamma_inverse(1e8), 1e-4, 1e-15);
    assert_close(gamma_trigamma_inverse(1e-7), 1e7, 1e-15);
}

static void keeps_to_its_domain(void **state)
{
    (void)state;
    assert_true(isinf(gamma_log(0.0)) && isinf(gamma_trigamma(0.0)) && isinf(gamma_digamma(0.0)));
    assert_true(isnan(gamma_log(-1.0)) && isnan(gamma_digamma(-0.5)) && isnan(gamma_trigamma(-0.5)));
    assert_true(isnan(gamma_log(NAN)) && isnan(gamma_trigamma_inverse(-1.0)));
    assert_near(gamma_log(1.0), 0.0, 1e-14);
    assert_near(gamma_log(2.0), 0.0, 1e-14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_grid),
        cmocka_unit_test(inverts_trigamma),
        cmocka_unit_test(keeps_to_its_domain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

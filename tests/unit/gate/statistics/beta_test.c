#include "gate/statistics/beta.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/close.h"
#include "tests/support/grid.h"

#define GRID "tests/data/statistics/special_functions.txt"

static double lower_at(const double *x)
{
    return beta_tails(x[0], x[1], x[2], x[3]).lower;
}

static double upper_at(const double *x)
{
    return beta_tails(x[0], x[1], x[2], x[3]).upper;
}

static void agrees_with_the_grid(void **state)
{
    (void)state;
    grid_check(GRID, "beta_lower", lower_at, 1e-10, 0.0);
    grid_check(GRID, "beta_upper", upper_at, 1e-10, 0.0);
}

static void ends_at_the_ends(void **state)
{
    (void)state;
    assert_true(beta_tails(2.0, 3.0, 0.0, 1.0).lower == 0.0 && beta_tails(2.0, 3.0, 0.0, 1.0).upper == 1.0);
    assert_true(beta_tails(2.0, 3.0, 1.0, 0.0).lower == 1.0 && beta_tails(2.0, 3.0, 1.0, 0.0).upper == 0.0);
    assert_true(isnan(beta_tails(0.0, 3.0, 0.5, 0.5).lower) && isnan(beta_tails(1.0, NAN, 0.5, 0.5).upper));
    assert_true(isnan(beta_tails(1.0, 1.0, NAN, NAN).upper));
}

static const double sizes[] = {0.01, 0.3, 1.0, 7.7, 90.0, 2.5e3, 1e6, 1e9};
enum { SIZES = sizeof sizes / sizeof *sizes };

/* The two tails add up to one, mirror each other, and rise with x: also where one method hands over to the other.
 */
static void is_a_distribution(void **state)
{
    (void)state;
    for (int i = 0; i < SIZES; i++)
        for (int j = 0; j < SIZES; j++) {
            double a = sizes[i];
            double b = sizes[j];
            double width = 1.0 / sqrt(a + b + 1.0);
            double last = 0.0;
            for (double logit = log(a / b) - 12.0 * width; logit < log(a / b) + 12.0 * width;
                 logit += 0.0371 * width) {
                double x = 1.0 / (1.0 + exp(-logit));
                double y = 1.0 / (1.0 + exp(logit));
                struct beta_tails tails = beta_tails(a, b, x, y);
                struct beta_tails mirror = beta_tails(b, a, y, x);
                assert_close(tails.lower + tails.upper, 1.0, 1e-14);
                assert_close(mirror.upper, tails.lower, 1e-14);
                assert_true(tails.lower >= last * (1.0 - 1e-11));
                last = tails.lower;
            }
        }
}

/* I_x(a, b + 1) - I_x(a + 1, b) is the binomial probability of a out of a + b: here C(10, 4) .3^4 .7^6, exactly. */
static void differs_by_a_binomial_term(void **state)
{
    (void)state;
    double term = beta_tails(4.0, 7.0, 0.3, 0.7).lower - beta_tails(5.0, 6.0, 0.3, 0.7).lower;
    assert_close(term, 210.0 * 0.0081 * 0.117649, 1e-13);
}

static void finds_the_quantile_back(void **state)
{
    (void)state;
    static const double tails[] = {1e-290, 1e-100, 1e-12, 1e-4, 0.025, 0.3, 0.5};
    for (int i = 1; i < SIZES; i++)
        for (int j = 1; j < SIZES; j++)
            for (size_t k = 0; k < sizeof tails / sizeof *tails; k++) {
                double odds = beta_quantile_odds(sizes[i], sizes[j], tails[k], 1.0 - tails[k]);
                double far = beta_quantile_odds(sizes[j], sizes[i], 1.0 - tails[k], tails[k]);
                if (odds < 1e-280)
                    continue;
                assert_close(beta_tails(sizes[i], sizes[j], odds / (1.0 + odds), 1.0 / (1.0 + odds)).lower,
                             tails[k], 1e-9);
                assert_close(far, 1.0 / odds, 1e-12);
            }
    assert_true(beta_quantile_odds(2.0, 3.0, 0.0, 1.0) == 0.0);
    assert_true(isinf(beta_quantile_odds(2.0, 3.0, 1.0, 0.0)));
    assert_true(beta_quantile_odds(1e-4, 1.0, 0.025, 0.975) == 0.0);
    assert_true(isnan(beta_quantile_odds(2.0, -3.0, 0.5, 0.5)));
}

/* By definition: the mean of the tails with and without the term at c1. */
static void the_middle_lies_between(void **state)
{
    (void)state;
    static const double points[][3] = {{1, 1, 0.5},       {3, 40, 0.2},    {40, 3, 0.2},        {0.3, 0.4, 0.9},
                                       {500, 520, 0.512}, {7, 0.5, 0.001}, {20000, 21000, 0.48}};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        double c1 = points[i][0], c0 = points[i][1], x = points[i][2], y = 1.0 - x;
        struct beta_tails with = beta_tails(c1, c0 + 1.0, x, y), without = beta_tails(c1 + 1.0, c0, x, y);
        struct beta_tails mid = beta_mid_tails(c1, c0, x, y);
        assert_close(mid.lower, 0.5 * (with.lower + without.lower), 1e-11);
        assert_close(mid.upper, 0.5 * (with.upper + without.upper), 1e-11);
    }
    assert_true(isnan(beta_mid_tails(0.0, 3.0, 0.5, 0.5).lower) && isnan(beta_mid_tails(2.0, 3.0, 0.0, 1.0).upper));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_grid),    cmocka_unit_test(ends_at_the_ends),
        cmocka_unit_test(is_a_distribution),       cmocka_unit_test(differs_by_a_binomial_term),
        cmocka_unit_test(the_middle_lies_between), cmocka_unit_test(finds_the_quantile_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

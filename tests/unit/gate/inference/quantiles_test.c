#include "gate/inference/quantiles.h"

#include "gate/statistics/student.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/close.h"

/* scipy.stats.t.isf(tail, df), norm.isf for df = inf */
static void agree_with_scipy(void **state)
{
    (void)state;
    static const struct {
        double tail, least, df, expected;
    } rows[] = {
        {0.025, 6, 6, 2.446911848791681},     {0.025, 6, 11.3, 2.1938768963324256},
        {0.025, 6, 1e6, 1.959966356814107},   {0.025, 6, INFINITY, 1.9599639845400545},
        {1e-5, 14, 14, 6.286549357774512},    {1e-5, 14, 22.75, 5.35727959823437},
        {1e-5, 14, 400.5, 4.316520984472343},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct quantiles quantiles;
        quantiles_make(&quantiles, rows[i].tail, rows[i].least);
        assert_close(quantiles_at(&quantiles, rows[i].df), rows[i].expected, 1e-6);
    }
}

static void hardly_differ_from_the_exact(void **state)
{
    (void)state;
    static const double tails[] = {0.05, 0.025, 0.008, 1e-4, 1e-7};
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        struct quantiles quantiles;
        quantiles_make(&quantiles, tails[i], 2);
        for (double df = 2; df < 1e5; df *= 1.13)
            assert_close(quantiles_at(&quantiles, df), student_quantile(tails[i], df), 1e-6);
    }
}

static void of_the_normal_alone(void **state)
{
    (void)state;
    struct quantiles quantiles;
    quantiles_make(&quantiles, 0.05, INFINITY);
    assert_close(quantiles_at(&quantiles, 3), 1.6448536269514729, 1e-9); /* scipy.stats.norm.isf(.05) */
    assert_true(isinf(quantiles_least_df(&quantiles)));
    quantiles_make(&quantiles, 0.05, 7);
    assert_close(quantiles_least_df(&quantiles), 7.0, 1e-12);
    assert_true(quantiles_at(&quantiles, 3) == quantiles_at(&quantiles, 7));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agree_with_scipy),
        cmocka_unit_test(hardly_differ_from_the_exact),
        cmocka_unit_test(of_the_normal_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

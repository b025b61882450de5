#include "gate/statistics/variance.h"

#include "tests/unit/gate/statistics/worked_example.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/close.h"

/* Var, df and f of the first table of worked_example.txt, from its phi_root = 5.75631557, d = 4, d0 = 5.1933726 and
 * phi~ as print(list(ph)) shows it at the end of worked_example.py. */
static void agrees_with_the_worked_example(void **state)
{
    (void)state;
    static const struct {
        int entry;
        double phi, variance, df, f;
    } rows[] = {
        {0, 3.005736098306808, 0.0063353, 11.40, 0.25554},
        {3, 2.566587048405057, 0.0143823, 12.71, 0.34347},
        {8, 1.0, 0.0347578, 10.83, 0.92691},
        {11, 1.1013496196017554, 2.2462863, 9.22, 0.90685},
        {13, 1.7517532627373595, 0.0095936, 13.17, 0.44358},
    };
    double n0 = example_pooled(0, EXAMPLE_ROOT);
    double n1 = example_pooled(1, EXAMPLE_ROOT);
    double b = variance_of_root(5.75631557, n0, n1);
    assert_printed(b, 0.0030747572, 10);
    assert_printed(variance_fraction(n0, n1, b), 0.17372, 5);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double c0 = example_pooled(0, rows[i].entry);
        double c1 = example_pooled(1, rows[i].entry);
        double a = variance_of_share(rows[i].phi, c0, c0 / n0, c1, c1 / n1);
        assert_printed(a + b, rows[i].variance, 6);
        assert_printed(variance_degrees(a, 4.0 + 5.1933726, b, 4.0), rows[i].df, 2);
        assert_printed(variance_fraction(c0, c1, a + b), rows[i].f, 5);
    }
}

static void agrees_on_pairs(void **state)
{
    (void)state;
    double pooled = variance_poisson(example_pooled(0, EXAMPLE_ROOT), example_pooled(1, EXAMPLE_ROOT));
    double b = variance_of_paired_root(example_columns[0][EXAMPLE_ROOT], example_requests[0],
                                       example_columns[1][EXAMPLE_ROOT], example_requests[1], 3, pooled);
    /* d = np.log(C1[:, 14]/R1) - np.log(C0[:, 14]/R0); d.var(ddof=1)/3, on worked_example.py's arrays */
    assert_close(b, 0.005601479782380995, 1e-13);
    /* one level for both sides of each pair: only the Poisson noise is left */
    b = variance_of_paired_root(example_columns[0][EXAMPLE_ROOT], example_requests[0],
                                example_columns[0][EXAMPLE_ROOT], example_requests[0], 3, pooled);
    assert_true(b == pooled);
}

/* With phi = 1 everywhere A + B is exactly the Poisson variance, so every event counts. */
static void is_poisson_without_excess(void **state)
{
    (void)state;
    double b = variance_of_root(0.3, 900.0, 1100.0);
    double a = variance_of_share(1.0, 90.0, 0.1, 55.0, 0.05);
    assert_close(a + b, variance_poisson(90.0, 55.0), 1e-14);
    assert_true(variance_fraction(90.0, 55.0, variance_poisson(90.0, 55.0)) == 1.0);
    assert_true(variance_fraction(90.0, 55.0, 1e-9) == 1.0);
    assert_close(variance_poisson(0.0, 8.0), 2.125, 1e-15);
}

static void mixes_degrees(void **state)
{
    (void)state;
    assert_close(variance_degrees(1.0, 6.0, 1.0, 6.0), 12.0, 1e-15);
    assert_close(variance_degrees(0.0, 9.0, 2.0, 4.0), 4.0, 1e-15);
    assert_close(variance_degrees(1.0, INFINITY, 1.0, 5.0), 20.0, 1e-15);
    assert_true(isinf(variance_degrees(1.0, INFINITY, 2.0, INFINITY)));
}

static void weighs_history(void **state)
{
    (void)state;
    assert_close(variance_with_history(3.0, 20.0, 99.0, 0.0), 3.0, 1e-15);
    assert_close(variance_with_history(3.0, 12.0, 1.0, 4.0), 2.5, 1e-15);
    assert_true(variance_with_history(0.2, 12.0, 0.9, 4.0) == 1.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_worked_example),
        cmocka_unit_test(agrees_on_pairs),
        cmocka_unit_test(is_poisson_without_excess),
        cmocka_unit_test(mixes_degrees),
        cmocka_unit_test(weighs_history),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

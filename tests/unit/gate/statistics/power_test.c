#include "gate/statistics/power.h"

#include "gate/statistics/normal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/close.h"

/* In Python: z8 = st.norm.isf(.2); z5 = st.norm.isf(.05); z = st.norm.isf(.008/300) */
static double z_level(void)
{
    return normal_quantile(0.008 / 300.0);
}

static void sizes_a_failure(void **state)
{
    (void)state;
    assert_printed(z_level(), 4.04, 2); /* method, section 8 */
    /* 2*1.3*(.03 + d/2)*max((z + z8)**2/(d - .01)**2, z8**2/(d - .02)**2) for d in (.0205, .0225, .03) */
    assert_close(power_samples_to_fail(0.03, 0.0205, 0.01, 0.02, 1.3, z_level()), 296505.38951521175, 1e-10);
    assert_close(power_samples_to_fail(0.03, 0.0225, 0.01, 0.02, 1.3, z_level()), 16360.536761666257, 1e-10);
    assert_close(power_samples_to_fail(0.03, 0.03, 0.01, 0.02, 1.3, z_level()), 6971.81964275551, 1e-10);
    assert_true(isinf(power_samples_to_fail(0.03, 0.02, 0.01, 0.02, 1.0, z_level())));
    assert_true(isinf(power_samples_to_fail(0.03, 0.015, 0.02, 0.01, 1.0, z_level())));
}

static void sizes_a_pass(void **state)
{
    (void)state;
    /* 2*(z5 + st.norm.ppf(.8**(1/15)))**2/(x*y); the method promises 58k, 15k and 2.9k */
    assert_close(power_samples_to_pass(0.05, 0.01, 1.0), 58405.09381455946, 1e-12);
    assert_close(power_samples_to_pass(0.1, 0.02, 1.0), 14601.273453639866, 1e-12);
    assert_close(power_samples_to_pass(0.2, 0.05, 2.0), 2.0 * 2920.2546907279725, 1e-12);
    assert_close(power_harmonic(1000.0, 1000.0), 1000.0, 1e-15);
    assert_close(power_harmonic(1000.0, 1e15), 2000.0, 1e-11);
}

static void sees_a_growth_of_that_size(void **state)
{
    (void)state;
    static const struct {
        double rate0, r0, r1, growth;
    } rows[] = {
        /* g = U; 400 times: se = np.sqrt(l0/r0 + (l0 + g)/r1); g = max(.01 + (z + z8)*se, .02 + z8*se) */
        {0.03, 1e4, 1e4, 0.02416355140254056},
        {0.03, 1e4, 1e3, 0.05607824972960832},
        {0.03, 2e6, 2e6, 0.020168501421437016},
        {0.0, 5e3, 5e3, 0.02175556479416054},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double growth = power_visible_growth(rows[i].rate0, rows[i].r0, rows[i].r1, 0.01, 0.02, z_level());
        assert_close(growth, rows[i].growth, 1e-12);
    }
}

static void forecasts_a_pass(void **state)
{
    (void)state;
    const double margin[] = {0.02, 0.03, 0.5, 0.004, 0.02};
    const double se[] = {0.01, 0.012, 0.02, 0.001, 0.02};
    /* 100 bisections of k in [1e-3, 1e6]: sum(st.norm.logcdf(margin/se*np.sqrt(k) - z5)) >= np.log(.8) */
    assert_close(power_factor_to_pass(margin, se, 5), 6.188756178956946, 1e-10);
    assert_close(power_factor_to_pass(margin, se, 1), 1.545639308004943, 1e-10);
    const double closed[] = {0.02, 0.0};
    assert_true(isinf(power_factor_to_pass(closed, se, 2)));
    const double narrow[] = {1e-9};
    assert_true(isinf(power_factor_to_pass(narrow, se, 1)));
    assert_true(power_factor_to_pass(margin, se, 0) < 1.1e-3);
}

static void tells_the_chance_of_a_pass(void **state)
{
    (void)state;
    const double margin[] = {0.03, 0.025, 0.1};
    const double se[] = {0.01, 0.01, 0.01};
    /* st.norm.cdf(3 - z5)*st.norm.cdf(2.5 - z5)*st.norm.cdf(10 - z5) */
    assert_close(power_chance_to_pass(margin, se, 3), 0.7332864389063652, 1e-12);
    const double none[] = {0.0, 0.0, 0.0};
    assert_close(power_chance_to_pass(margin, none, 3), 1.0, 1e-15);
    assert_close(power_chance_to_pass(margin, se, 0), 1.0, 1e-15);
    const double closed[] = {0.03, 0.0, 0.1};
    assert_true(power_chance_to_pass(closed, se, 3) == 0);
}

static void forecasts_a_failure(void **state)
{
    (void)state;
    /* max(((z + z8)*.004/(.025 - .01))**2, (z8*.004/(.025 - .02))**2), and with .0205 */
    assert_close(power_factor_to_fail(0.025, 0.004, 0.01, 0.02, z_level()), 1.694953303461928, 1e-10);
    assert_close(power_factor_to_fail(0.0205, 0.004, 0.01, 0.02, z_level()), 45.33288325125073, 1e-10);
    assert_true(isinf(power_factor_to_fail(0.02, 0.004, 0.01, 0.02, z_level())));
    assert_true(isinf(power_factor_to_fail(0.025, 0.01, 0.01, 0.02, z_level())));
}

static void tells_samples_from_replicas(void **state)
{
    (void)state;
    assert_false(power_needs_replicas(1e9, 1.0));
    assert_false(power_needs_replicas(3.0, 0.7));
    assert_true(power_needs_replicas(4.0, 0.7));
}

static void floors_counts_at_one(void **state)
{
    (void)state;
    assert_close(power_standard_error((struct counts){0.0, 9.0, 2.0, 1.0}), sqrt(9.25), 1e-15);
    assert_close(power_standard_error((struct counts){4.0, 0.2, 2.0, 1.0}), sqrt(2.0), 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_a_failure),
        cmocka_unit_test(sizes_a_pass),
        cmocka_unit_test(sees_a_growth_of_that_size),
        cmocka_unit_test(forecasts_a_pass),
        cmocka_unit_test(tells_the_chance_of_a_pass),
        cmocka_unit_test(forecasts_a_failure),
        cmocka_unit_test(tells_samples_from_replicas),
        cmocka_unit_test(floors_counts_at_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

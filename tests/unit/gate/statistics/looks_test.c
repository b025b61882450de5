#include "gate/statistics/looks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gate/statistics/normal.h"

#include <math.h>

/* Five equal looks at .025, one-sided: 4.88 3.36 2.68 2.29 2.03 in the published tables of Lan and DeMets; the
 * third decimal from sim_f_seq.py of the method's reference, whose grid this is. */
static void five_equal_looks(void **state)
{
    (void)state;
    static const double expected[] = {4.884, 3.363, 2.684, 2.294, 2.034};
    struct looks looks;
    looks_begin(&looks, 0.025);
    for (int k = 0; k < 5; k++) {
        double bound = looks_bound(&looks, 0.2 * (k + 1));
        if (fabs(bound - expected[k]) > 0.004)
            fail_msg("look %d: %.4f is not %.3f", k + 1, bound, expected[k]);
    }
    assert_true(fabs(looks.spent - 0.025) < 1e-12);
}

/* One look at the end is the plain test, to the width of the grid. */
static void one_look(void **state)
{
    (void)state;
    struct looks looks;
    looks_begin(&looks, 0.01);
    assert_true(fabs(looks_bound(&looks, 1.0) - normal_quantile(0.01)) < 0.004);
}

static void looks_that_cannot_be(void **state)
{
    (void)state;
    struct looks looks;
    looks_begin(&looks, 0.01);
    assert_true(isinf(looks_bound(&looks, 0.0)));
    /* So early that no z could tell. */
    assert_true(isinf(looks_bound(&looks, 1e-4)));
    assert_true(isfinite(looks_bound(&looks, 0.5)));
    assert_true(isinf(looks_bound(&looks, 0.5)));
    assert_true(isinf(looks_bound(&looks, 0.4)));
    assert_true(isinf(looks_bound(&looks, 1.1)));
    assert_true(isfinite(looks_bound(&looks, 1.0)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(five_equal_looks),
        cmocka_unit_test(one_look),
        cmocka_unit_test(looks_that_cannot_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

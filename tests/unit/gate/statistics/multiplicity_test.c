#include "gate/statistics/multiplicity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/close.h"

static void agrees_with_the_worked_example(void **state)
{
    (void)state;
    static const int pooled[] = {60, 40, 30, 20, 15, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3};
    double pmin[15];
    double scratch[15];
    for (int i = 0; i < 15; i++)
        pmin[i] = 0.5 * pow(0.5, pooled[i]);
    /* "Tarone K for pooled counts ..., equal exposure, alpha .008: 9" */
    assert_int_equal(multiplicity_tarone(pmin, 15, 0.008, scratch), 9);
}

static size_t tarone_by_trying(const double *pmin, size_t count, double alpha)
{
    for (size_t k = 1;; k++) {
        size_t able = 0;
        for (size_t i = 0; i < count; i++)
            able += pmin[i] <= alpha / (double)k;
        if (able <= k)
            return k;
    }
}

static void finds_the_smallest_k(void **state)
{
    (void)state;
    double pmin[200];
    double scratch[200];
    for (unsigned seed = 1; seed < 300; seed++) {
        size_t count = seed % 200;
        for (size_t i = 0; i < count; i++)
            pmin[i] = pow(0.5, (double)((i * 7919 + seed * 104729) % (seed % 30 + 2)));
        assert_int_equal(multiplicity_tarone(pmin, count, 0.03, scratch), tarone_by_trying(pmin, count, 0.03));
    }
}

static void is_one_where_nothing_can_be_judged(void **state)
{
    (void)state;
    double pmin[3] = {0.9, 0.5, 0.02};
    double scratch[3];
    assert_int_equal(multiplicity_tarone(pmin, 0, 0.01, scratch), 1);
    assert_int_equal(multiplicity_tarone(pmin, 3, 0.01, scratch), 1);
    bool rejected[3];
    bool tested[3];
    struct multiplicity found = multiplicity_judge(rejected, tested, pmin, pmin, 3, 0.01, scratch);
    assert_true(found.k == 1 && found.tested == 0 && found.rejected == 0);
    assert_false(rejected[0] || rejected[1] || rejected[2]);
}

static void steps_down(void **state)
{
    (void)state;
    /* alpha .05: .01 <= .05/4, .015 <= .05/3, .03 > .05/2, so .03 and .04 stay (Holm 1979's rule by hand) */
    const double p[] = {0.03, 0.01, 0.04, 0.015};
    bool rejected[4];
    double scratch[4];
    assert_int_equal(multiplicity_holm(rejected, p, NULL, 4, 4, 0.05, scratch), 2);
    assert_true(!rejected[0] && rejected[1] && !rejected[2] && rejected[3]);
    /* a larger family: .01 <= .05/5, then .015 > .05/4 */
    assert_int_equal(multiplicity_holm(rejected, p, NULL, 4, 5, 0.05, scratch), 1);
    const bool tested[] = {true, false, true, true};
    assert_int_equal(multiplicity_holm(rejected, p, tested, 4, 3, 0.05, scratch), 1);
    assert_true(!rejected[0] && !rejected[1] && !rejected[2] && rejected[3]);
    assert_int_equal(multiplicity_holm(rejected, p, NULL, 4, 100, 0.05, scratch), 0);
    assert_int_equal(multiplicity_holm(rejected, p, NULL, 0, 1, 0.05, scratch), 0);
}

static void gives_equal_ones_one_fate(void **state)
{
    (void)state;
    const double p[] = {0.0125, 0.0125, 0.9, 0.0125};
    bool rejected[4];
    double scratch[4];
    assert_int_equal(multiplicity_holm(rejected, p, NULL, 4, 4, 0.05, scratch), 3);
    assert_true(rejected[0] && rejected[1] && !rejected[2] && rejected[3]);
}

/* k = np.arange(500); pm = .5**(1. + (k*7919) % 60); p = .5**(((k*7919) % 60)*.5 + (k*31) % 7); alpha .01:
 * pg.tarone_K_fast(pm, .01) = 379, 379 tested, and Holm from K on rejects 350 */
static void judges_a_family(void **state)
{
    (void)state;
    double pmin[500];
    double p[500];
    double scratch[500];
    bool rejected[500];
    bool tested[500];
    for (int k = 0; k < 500; k++) {
        int power = (k * 7919) % 60;
        pmin[k] = pow(0.5, 1.0 + power);
        p[k] = pow(0.5, power * 0.5 + (k * 31) % 7);
    }
    struct multiplicity found = multiplicity_judge(rejected, tested, p, pmin, 500, 0.01, scratch);
    assert_int_equal(found.k, 379);
    assert_int_equal(found.tested, 379);
    assert_int_equal(found.rejected, 350);
    size_t flags = 0;
    for (int k = 0; k < 500; k++) {
        assert_true(tested[k] || !rejected[k]);
        flags += rejected[k];
    }
    assert_int_equal(flags, 350);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_worked_example),     cmocka_unit_test(finds_the_smallest_k),
        cmocka_unit_test(is_one_where_nothing_can_be_judged), cmocka_unit_test(steps_down),
        cmocka_unit_test(gives_equal_ones_one_fate),          cmocka_unit_test(judges_a_family),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

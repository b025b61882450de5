#include "gate/statistics/dispersion.h"

#include "tests/unit/gate/statistics/worked_example.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/close.h"

static const bool example_fit[EXAMPLE_ENTRIES] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0};

static struct dispersion_side example_side(int side)
{
    return (struct dispersion_side){
        .replicas = EXAMPLE_REPLICAS,
        .exposure = example_requests[side],
        .root = example_columns[side][EXAMPLE_ROOT],
        .columns = example_columns[side][0],
    };
}

static void agrees_with_the_worked_example(void **state)
{
    (void)state;
    static const double raw_printed[EXAMPLE_ENTRIES] = {3.310364, 2.182477, 1.149767, 3.637474, 2.592999,
                                                        3.350381, 1.281948, 0.332528, 0.087366, 2.347821,
                                                        1.843123, 1.072411, 6.545068, 1.768207, 0.0};
    static const double shrunk_printed[EXAMPLE_ENTRIES] = {3.005736, 2.177232, 1.477342, 2.566587, 1.946114,
                                                           2.221956, 1.281244, 1.0,      1.0,      1.675696,
                                                           1.438588, 1.10135,  4.025113, 1.751753, 3.484234};
    struct dispersion_input input = {EXAMPLE_ENTRIES, {example_side(0), example_side(1)}, example_fit};
    struct dispersion found;
    double raw[EXAMPLE_ENTRIES];
    double shrunk[EXAMPLE_ENTRIES];
    double scratch[4 * EXAMPLE_ENTRIES];
    assert_true(dispersion_scratch(EXAMPLE_ENTRIES) <= sizeof scratch / sizeof *scratch);
    dispersion_estimate(&found, raw, shrunk, &input, scratch);
    for (int v = 0; v < EXAMPLE_ENTRIES; v++) {
        assert_printed(raw[v], raw_printed[v], 6);
        assert_printed(shrunk[v], shrunk_printed[v], 6);
    }
    assert_int_equal(found.functions, 11);
    assert_printed(found.trend_a, 1.42640231, 8);
    assert_printed(found.trend_b, 0.0052188499, 10);
    assert_printed(found.prior_df, 5.1933726, 7);
    assert_printed(found.prior_scale, 0.77498368, 8);
    assert_printed(found.phi_root, 5.75631557, 8);
    assert_true(found.degrees == 4.0);
    assert_true(dispersion_of_root(input.side) == found.phi_root);
}

static void fits_the_prior_of_the_worked_example(void **state)
{
    (void)state;
    static const double x[] = {.11, .32, .57, .71, .95, 1.22, 1.6, 2.33, 3.7, 8.9};
    double scratch[10];
    double d0;
    double s02;
    dispersion_fit_prior(&d0, &s02, x, 10, 4.0, scratch);
    assert_printed(d0, 3.05340810, 8);
    assert_printed(s02, 0.97928069, 8);
}

/* A comparison of 60 functions and the root, 4 and 3 replicas, made by integer arithmetic alone, so that the same
 * few lines of Python make it (below). */
enum { ENTRIES = 61, ROOT = 60 };

struct made {
    double columns[2][ENTRIES * 4];
    double root[2][4];
    double exposure[2][4];
    bool fit[ENTRIES];
    struct dispersion_input input;
};

/* def col(a, v, j): base = 1 + (v*37) % 200; return base + (v*7919 + j*104729 + v*v*j*31 + a*523) % (2 + base//2)
 */
static double made_count(int side, int v, int j)
{
    int base = 1 + (v * 37) % 200;
    return base + (v * 7919 + j * 104729 + v * v * j * 31 + side * 523) % (2 + base / 2);
}

static void make_side(struct made *made, int side, int replicas)
{
    for (int j = 0; j < replicas; j++) {
        made->exposure[side][j] = 1000 + (j * 377) % 150;
        made->root[side][j] = 0.0;
        for (int v = 0; v < ROOT; v++)
            made->root[side][j] += made->columns[side][v * replicas + j] = made_count(side, v, j);
        made->columns[side][ROOT * replicas + j] = made->root[side][j];
    }
    made->input.side[side] = (struct dispersion_side){
        .replicas = (size_t)replicas,
        .exposure = made->exposure[side],
        .root = made->root[side],
        .columns = made->columns[side],
    };
}

static void make(struct made *made)
{
    *made = (struct made){.input.entries = ENTRIES};
    make_side(made, 0, 4);
    make_side(made, 1, 3);
    for (int v = 0; v < ROOT; v++)
        made->fit[v] = v != 5;
    made->input.fit = made->fit;
}

static double sum(const double *values, int count)
{
    double total = 0.0;
    for (int i = 0; i < count; i++)
        total += values[i];
    return total;
}

/* pg.disp_spec, pg.fit_trend, pg.fit_fdist and pg.share_dispersion of reference/pg.py on the same table, fit
 * without 5 */
static void agrees_on_a_larger_table(void **state)
{
    (void)state;
    struct made made;
    make(&made);
    struct dispersion found;
    double raw[ENTRIES];
    double shrunk[ENTRIES];
    double scratch[4 * ENTRIES];
    dispersion_estimate(&found, raw, shrunk, &made.input, scratch);
    assert_int_equal(found.functions, 58);
    assert_close(found.trend_a, 1.0, 1e-12);
    assert_close(found.trend_b, 0.012316255327661499, 1e-12);
    assert_close(found.prior_df, 3.465235227847593, 1e-12);
    assert_close(found.prior_scale, 0.4224951484837032, 1e-12);
    assert_close(sum(raw, ENTRIES), 106.9757779845988, 1e-13);
    assert_close(sum(shrunk, ENTRIES), 114.6275813495034, 1e-13);
    assert_close(shrunk[7], 1.246894157756568, 1e-12);
    assert_close(shrunk[ROOT], 16.54832597961126, 1e-12);
    assert_close(found.phi_root, 17.07865426612878, 1e-13);
}

static void keeps_own_variance_where_too_few_can_be_fitted(void **state)
{
    (void)state;
    struct made made;
    make(&made);
    for (int v = 0; v < ENTRIES; v++)
        made.fit[v] = v < 7;
    struct dispersion found;
    double raw[ENTRIES];
    double shrunk[ENTRIES];
    double scratch[4 * ENTRIES];
    dispersion_estimate(&found, raw, shrunk, &made.input, scratch);
    assert_true(found.prior_df == 0.0 && found.prior_scale == 1.0 && found.trend_a == 1.0 && found.trend_b == 0.0);
    for (int v = 0; v < ENTRIES; v++)
        assert_close(shrunk[v], fmax(raw[v], 1.0), 1e-15);
    /* pg.share_dispersion(C0, C1, root, fit)[0].sum() with fit = the first 7 */
    assert_close(sum(shrunk, ENTRIES), 118.4469803953897, 1e-13);
}

/* A unit of two samples an event for both entry and total changes nothing but the scale of phi^. */
static void takes_the_total_in_the_unit_of_the_entry(void **state)
{
    (void)state;
    struct made made;
    make(&made);
    struct dispersion found;
    double raw[ENTRIES];
    double scaled[ENTRIES];
    double shrunk[ENTRIES];
    double scratch[4 * ENTRIES];
    double scale[ENTRIES];
    dispersion_estimate(&found, raw, shrunk, &made.input, scratch);
    for (int v = 0; v < ENTRIES; v++) {
        scale[v] = v % 2 ? 0.5 : 1.0;
        for (int j = 0; j < 4; j++)
            made.columns[0][v * 4 + j] *= scale[v];
        for (int j = 0; j < 3; j++)
            made.columns[1][v * 3 + j] *= scale[v];
    }
    made.input.side[0].scale = made.input.side[1].scale = scale;
    dispersion_estimate(&found, scaled, shrunk, &made.input, scratch);
    for (int v = 0; v < ENTRIES; v++)
        assert_near(scaled[v], raw[v] * scale[v], 1e-12);
}

static void measures_nothing_from_one_replica_a_side(void **state)
{
    (void)state;
    struct made made;
    make(&made);
    double first[2][ENTRIES];
    for (int side = 0; side < 2; side++) {
        for (int v = 0; v < ENTRIES; v++)
            first[side][v] = made_count(side, v, 0);
        made.input.side[side].replicas = 1;
        made.input.side[side].columns = first[side];
    }
    struct dispersion found;
    double raw[ENTRIES];
    double shrunk[ENTRIES];
    double scratch[4 * ENTRIES];
    dispersion_estimate(&found, raw, shrunk, &made.input, scratch);
    assert_true(found.degrees == 0.0 && found.phi_root == 0.0 && found.functions == 0);
    for (int v = 0; v < ENTRIES; v++)
        assert_true(raw[v] == 0.0 && shrunk[v] == 1.0);
}

/* Chi-squared scatter or less leaves nothing to a prior with finite degrees of freedom. */
static void trusts_the_prior_where_nothing_scatters(void **state)
{
    (void)state;
    double x[20];
    double scratch[20];
    double d0;
    double s02;
    for (int i = 0; i < 20; i++)
        x[i] = 2.0;
    dispersion_fit_prior(&d0, &s02, x, 20, 4.0, scratch);
    assert_true(isinf(d0));
    /* 2 exp(ln 2 - digamma(2)): from scipy.special.digamma(2.) = 0.42278433509846713 */
    assert_close(s02, 4.0 * exp(-0.42278433509846713), 1e-13);
    x[0] = 0.0; /* floored, not minus infinity */
    dispersion_fit_prior(&d0, &s02, x, 20, 4.0, scratch);
    assert_true(isfinite(d0) && isfinite(s02));
}

/* mu = 5. + np.arange(200); phi = 1.5 + .02*mu; phi[3] = 1e6; pg.fit_trend(mu, phi); then phi = 2 - .001*mu */
static void fits_a_line_through_outliers(void **state)
{
    (void)state;
    double mu[200];
    double phi[200];
    double scratch[400];
    double a;
    double b;
    for (int i = 0; i < 200; i++) {
        mu[i] = 5.0 + i;
        phi[i] = 1.5 + 0.02 * mu[i];
    }
    phi[3] = 1e6;
    dispersion_fit_trend(&a, &b, mu, phi, 200, scratch);
    assert_close(a, 1.639381849862217, 1e-12);
    assert_close(b, 0.018777391426506817, 1e-12);
    for (int i = 0; i < 200; i++)
        phi[i] = 2.0 - 0.001 * mu[i];
    dispersion_fit_trend(&a, &b, mu, phi, 200, scratch);
    assert_close(a, 1.8954503999999994, 1e-12);
    assert_true(b == 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_worked_example),
        cmocka_unit_test(fits_the_prior_of_the_worked_example),
        cmocka_unit_test(agrees_on_a_larger_table),
        cmocka_unit_test(keeps_own_variance_where_too_few_can_be_fitted),
        cmocka_unit_test(takes_the_total_in_the_unit_of_the_entry),
        cmocka_unit_test(measures_nothing_from_one_replica_a_side),
        cmocka_unit_test(trusts_the_prior_where_nothing_scatters),
        cmocka_unit_test(fits_a_line_through_outliers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

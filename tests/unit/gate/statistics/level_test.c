#include "gate/statistics/level.h"

#include "tests/unit/gate/statistics/worked_example.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/close.h"

static void agrees_with_the_worked_example(void **state)
{
    (void)state;
    /* print(list(ph[:12])) and print(list(kap[:12])) at the end of worked_example.py */
    static const double measured[EXAMPLE_SELF] = {3.005736098306808,
                                                  2.1772324106121808,
                                                  1.4773415796430471,
                                                  2.566587048405057,
                                                  1.9461139838479176,
                                                  2.2219556115675068,
                                                  1.281243723465683,
                                                  1.0,
                                                  1.0,
                                                  1.6756963871210673,
                                                  1.438587706551488,
                                                  1.1013496196017554};
    static const double assumed[EXAMPLE_SELF] = {1.0987083888149134, 1.0632756324900132, 1.0369906790945407,
                                                 1.0377097203728363, 1.0202929427430094, 1.0146604527296939,
                                                 1.0103861517976032, 1.0074300932090545, 1.0050732356857524,
                                                 1.003115845539281,  1.0012782956058588, 1.0010785619174434};
    static const double b = 0.0030747571836651885;
    static const struct {
        const double *phi;
        double prior_variance, prior_df, frame_variance, log_s, variance;
    } rows[] = {
        {measured, b, 4.0, 0.0, 0.0166464431, 0.001306265134},
        {measured, b + 0.005, INFINITY, 0.0, 0.0214555520, 0.001695819024},
        {assumed, 0.005, INFINITY, 0.0008, 0.0083732386, 0.001135160075},
    };
    double c0[EXAMPLE_SELF];
    double c1[EXAMPLE_SELF];
    for (int v = 0; v < EXAMPLE_SELF; v++) {
        c0[v] = example_pooled(0, v);
        c1[v] = example_pooled(1, v);
    }
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct common_level level = level_estimate(&(struct level_input){
            .functions = EXAMPLE_SELF,
            .c0 = c0,
            .c1 = c1,
            .phi = rows[i].phi,
            .all_r0 = 3100.0,
            .all_r1 = 3050.0,
            .prior_variance = rows[i].prior_variance,
            .prior_df = rows[i].prior_df,
            .frame_variance = rows[i].frame_variance,
        });
        assert_int_equal(level.functions, 11);
        assert_printed(level.log_s, rows[i].log_s, 10);
        assert_printed(level.variance, rows[i].variance, 12);
    }
}

/*
 * 3,000 functions made by integer arithmetic; in Python
 *     i = np.arange(3000); c0 = 5. + (i*7919) % 997; c1 = np.maximum(c0 + (i*104729) % 41 - 20, 0.); c1[::10] *= 2
 *     phi = 1 + (i % 7)/10.
 */
enum { MANY = 3000 };

struct many {
    double c0[MANY], c1[MANY], phi[MANY], r0[MANY], r1[MANY];
    struct level_input input;
};

static void make_many(struct many *many)
{
    for (int i = 0; i < MANY; i++) {
        many->c0[i] = 5.0 + (i * 7919) % 997;
        many->c1[i] = fmax(many->c0[i] + (i * 104729) % 41 - 20, 0.0) * (i % 10 ? 1.0 : 2.0);
        many->phi[i] = 1.0 + (i % 7) / 10.0;
        double unit = 1.0 + (i % 3) / 4.0;
        many->r0[i] = 1000.0 / unit;
        many->r1[i] = 1040.0 / unit;
    }
    many->input = (struct level_input){
        .functions = MANY,
        .c0 = many->c0,
        .c1 = many->c1,
        .phi = many->phi,
        .all_r0 = 1000.0,
        .all_r1 = 1040.0,
        .prior_variance = 0.003,
        .prior_df = 4.0,
    };
}

/* The recurrences along the grid lose nothing: pg.common_factor(c0, c1, 1000., 1040., P, F, phi, prior_df=df),
 * which takes every exponential and logarithm, for priors from far too narrow to far too wide. */
static void agrees_for_thousands_of_functions(void **state)
{
    (void)state;
    static const struct {
        double prior_variance, frame_variance, prior_df, log_s, variance;
    } rows[] = {
        {0.003, 0.0, 4.0, -0.03748962469931063, 1.9328831005890774e-06},
        {0.005, 0.0008, INFINITY, -0.03717148011951942, 2.3475050858919703e-06},
        {1e-7, 0.0, INFINITY, -0.0018219449640558697, 8.845257441045343e-08},
        {0.5, 0.01, 2.5, -0.03461210256865153, 5e-05},
    };
    struct many many;
    make_many(&many);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        many.input.prior_variance = rows[i].prior_variance;
        many.input.frame_variance = rows[i].frame_variance;
        many.input.prior_df = rows[i].prior_df;
        struct common_level level = level_estimate(&many.input);
        assert_int_equal(level.functions, 2978);
        assert_close(level.log_s, rows[i].log_s, 1e-10);
        assert_close(level.variance, rows[i].variance, 1e-9);
    }
}

static void takes_exposures_in_units(void **state)
{
    (void)state;
    struct many many;
    make_many(&many);
    many.input.r0 = many.r0;
    many.input.r1 = many.r1;
    struct common_level level = level_estimate(&many.input);
    /* pg.common_factor(c0, c1, 1000./u, 1040./u, .003, 0., phi, prior_df=4.), u = 1 + (i % 3)/4. */
    assert_close(level.log_s, -0.037489624699310824, 1e-10);
    assert_close(level.variance, 1.9328831005890033e-06, 1e-9);
}

static void takes_huge_counts(void **state)
{
    (void)state;
    struct many many;
    make_many(&many);
    for (int i = 0; i < MANY; i++) {
        many.c0[i] *= 1e6;
        many.c1[i] *= 1e6;
    }
    struct common_level level = level_estimate(&many.input);
    /* pg.common_factor(c0*1e6, c1*1e6, 1000., 1040., .003, 0., phi, prior_df=4.) */
    assert_int_equal(level.functions, 2989);
    assert_close(level.log_s, -0.03943602414037196, 1e-10);
    assert_close(level.variance, 3e-7, 1e-9);
}

static void knows_only_the_prior_without_functions(void **state)
{
    (void)state;
    struct common_level level = level_estimate(
        &(struct level_input){.all_r0 = 1.0, .all_r1 = 1.0, .prior_variance = 0.01, .prior_df = INFINITY});
    assert_int_equal(level.functions, 0);
    assert_near(level.log_s, 0.0, 1e-15);
    assert_close(level.variance, 0.01, 1e-9);
}

/* A function that went from 1 to a billion events says as much as one that did not exist. */
static void ignores_a_wild_outlier(void **state)
{
    (void)state;
    struct many many;
    make_many(&many);
    struct common_level before = level_estimate(&many.input);
    many.c0[7] = 1.0;
    many.c1[7] = 1e9;
    struct common_level after = level_estimate(&many.input);
    assert_true(isfinite(after.log_s) && fabs(after.log_s - before.log_s) < 3.0 * sqrt(before.variance));
}

/* Swapping the sides turns the sign and nothing else. */
static void mirrors(void **state)
{
    (void)state;
    struct many many;
    make_many(&many);
    struct common_level level = level_estimate(&many.input);
    many.input.c0 = many.c1;
    many.input.c1 = many.c0;
    many.input.all_r0 = 1040.0;
    many.input.all_r1 = 1000.0;
    struct common_level mirror = level_estimate(&many.input);
    assert_close(mirror.log_s, -level.log_s, 1e-10);
    assert_close(mirror.variance, level.variance, 1e-9);
}

static void scales_shares(void **state)
{
    (void)state;
    struct many many;
    double scratch[MANY];
    make_many(&many);
    struct common_level level = level_from_shares(many.c0, many.c1, MANY, scratch);
    /* m = (c0 >= 20) & (c1 >= 20); x = np.log(c1[m]/c0[m]); np.median(x); mad = np.median(abs(x - np.median(x)))
     * (1.253*1.4826*mad)**2/m.sum() */
    assert_int_equal(level.functions, 2939);
    assert_close(level.log_s, 0.004550633563996509, 1e-12);
    assert_close(level.variance, 6.316315548705534e-07, 1e-12);
    level = level_from_shares(many.c0, many.c1, 0, scratch);
    assert_true(level.functions == 0 && level.log_s == 0.0 && isinf(level.variance));
}

static void scales_anchors(void **state)
{
    (void)state;
    const double c0[] = {100.0, 60.0};
    const double c1[] = {130.0, 78.0};
    struct common_level level = level_from_anchors(c0, c1, 2);
    assert_close(level.log_s, log(1.3), 1e-14);
    assert_close(level.variance, 1.0 / 160.0 + 1.0 / 208.0, 1e-14);
    assert_int_equal(level.functions, 2);
    level = level_from_anchors(c0, c1, 0);
    assert_true(level.log_s == 0.0 && level.variance == 4.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_worked_example),
        cmocka_unit_test(agrees_for_thousands_of_functions),
        cmocka_unit_test(takes_exposures_in_units),
        cmocka_unit_test(takes_huge_counts),
        cmocka_unit_test(knows_only_the_prior_without_functions),
        cmocka_unit_test(ignores_a_wild_outlier),
        cmocka_unit_test(mirrors),
        cmocka_unit_test(scales_shares),
        cmocka_unit_test(scales_anchors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

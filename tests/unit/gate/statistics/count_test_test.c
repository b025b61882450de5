#include "gate/statistics/count_test.h"

#include "gate/statistics/gamma.h"
#include "gate/statistics/normal.h"
#include "gate/statistics/variance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/close.h"

/* Figures to compare with: reference/expected/worked_example.txt, section "single kernels", written by
 *     cd reference && python3 worked_example.py */

static void agrees_with_the_ratio_kernels(void **state)
{
    (void)state;
    static const struct {
        struct counts counts;
        double rho, exact, mid, low, high;
    } rows[] = {
        {{10.0, 25.0, 1.0, 1.0}, 1.0, 8.3369239001e-03, 5.6654920918e-03, 1.159619, 5.832713},
        {{0.0, 6.0, 1.0, 1.0}, 1.0, 1.5625000000e-02, 7.8125000000e-03, 1.177425, INFINITY},
        {{3.7, 12.4, 1.0, 0.1}, 1.05, 2.0392696882e-10, 1.0489194737e-10, 9.937014, 151.364166},
        {{400.0, 520.0, 1000.0, 1100.0}, 1.05, 4.0216503400e-02, 3.7507392545e-02, 1.035384, 1.349750},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ratio_tails tails = count_test_ratio_tails(rows[i].counts, rows[i].rho);
        struct interval interval = count_test_ratio_interval(rows[i].counts, 0.025);
        assert_close(tails.exact, rows[i].exact, 5e-11);
        assert_close(tails.mid, rows[i].mid, 5e-11);
        assert_printed(interval.low, rows[i].low, 6);
        assert_printed(interval.high, rows[i].high, 6);
    }
}

static void agrees_with_the_difference_kernels(void **state)
{
    (void)state;
    static const struct {
        struct counts counts;
        double difference, z, low, high;
    } rows[] = {
        {{10.0, 25.0, 1.0, 1.0}, 5.0, 1.72765742, 3.650420, 27.367202},
        {{0.0, 0.0, 1.0, 1.0}, 3.0, -2.44948974, -1.920729, 1.920729},
        {{0.0, 12.0, 1.0, 0.1}, 50.0, 2.64787645, 64.259115, 201.259994},
        {{400.0, 520.0, 1000.0, 1100.0}, 0.02, 1.82835020, 0.016196, 0.129230},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct interval interval = count_test_difference_interval(rows[i].counts, 1.959963984540054);
        assert_printed(count_test_difference_z(rows[i].counts, rows[i].difference), rows[i].z, 8);
        assert_printed(interval.low, rows[i].low, 6);
        assert_printed(interval.high, rows[i].high, 6);
    }
}

static const double count_sizes[] = {0.0, 0.3, 1.0, 6.0, 45.7, 1e3, 1e6, 1e9};
enum { SIZES = sizeof count_sizes / sizeof *count_sizes };

/* 0 against k at equal exposure is significant from these k on (method, section 7). */
static void needs_that_many_new_events(void **state)
{
    (void)state;
    static const struct {
        double alpha;
        int mid, exact, mid_canary;
    } rows[] = {{1e-2, 6, 7, 2}, {1e-3, 9, 10, 3}, {1e-4, 13, 14, 4}, {1e-5, 16, 17, 5}, {1e-6, 19, 20, 6}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (int k = 1; k < 25; k++) {
            struct ratio_tails equal = count_test_ratio_tails((struct counts){0.0, k, 1.0, 1.0}, 1.0);
            struct ratio_tails canary = count_test_ratio_tails((struct counts){0.0, k, 10.0, 1.0}, 1.0);
            assert_int_equal(equal.mid <= rows[i].alpha, k >= rows[i].mid);
            assert_int_equal(equal.exact <= rows[i].alpha, k >= rows[i].exact);
            assert_int_equal(canary.exact <= rows[i].alpha, k >= rows[i].mid_canary);
        }
    }
}

/*
 * The true chance of each verdict, by summing over all pairs of Poisson counts. Figures:
 * reference/expected/out_a_single.txt (python3 sim_a_single.py) and out_d3_small.txt (python3 sim_d3_small.py).
 */
static double poisson(double count, double mean)
{
    if (mean == 0.0)
        return count == 0.0;
    return exp(count * log(mean) - mean - gamma_log(count + 1.0));
}

struct chances {
    double exact, mid, difference; /* P(p <= alpha) */
    double pass;                   /* P(proven below the difference at 5 %) */
};

static struct chances chances_at(double mean0, double mean1, double r1, double difference, double alpha)
{
    struct chances out = {0};
    double z_alpha = normal_quantile(alpha);
    for (double c0 = fmax(0.0, floor(mean0 - 8.0 * sqrt(mean0) - 10.0)); c0 < mean0 + 8.0 * sqrt(mean0) + 25.0;
         c0++)
        for (double c1 = fmax(0.0, floor(mean1 - 8.0 * sqrt(mean1) - 10.0)); c1 < mean1 + 8.0 * sqrt(mean1) + 25.0;
             c1++) {
            struct counts counts = {c0, c1, 1.0, r1};
            double weight = poisson(c0, mean0) * poisson(c1, mean1);
            double z = count_test_difference_z(counts, difference);
            out.difference += z >= z_alpha ? weight : 0.0;
            out.pass += z <= -1.6448536269514722 ? weight : 0.0;
            if (difference > 0.0)
                continue;
            struct ratio_tails tails = count_test_ratio_tails(counts, 1.0);
            out.exact += tails.exact <= alpha ? weight : 0.0;
            out.mid += tails.mid <= alpha ? weight : 0.0;
        }
    return out;
}

static void rejects_as_often_as_promised(void **state)
{
    (void)state;
    static const struct {
        double mean, r1, alpha, exact, mid, deviance; /* the last three over alpha */
    } rows[] = {
        {2, 0.1, 1e-2, 0.30, 0.32, 0.77},   {5, 1.0, 1e-4, 0.05, 0.16, 2.23},    {5, 0.1, 1e-5, 0.19, 0.32, 1.93},
        {20, 1.0, 1e-5, 0.47, 0.80, 1.29},  {20, 0.1, 1e-4, 0.42, 0.81, 0.81},   {100, 1.0, 1e-4, 0.76, 0.97, 1.02},
        {100, 0.1, 1e-5, 0.61, 0.91, 0.87}, {1000, 0.1, 1e-2, 0.88, 1.00, 0.97},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double alpha = rows[i].alpha;
        struct chances found = chances_at(rows[i].mean, rows[i].mean * rows[i].r1, rows[i].r1, 0.0, alpha);
        assert_printed(found.exact / alpha, rows[i].exact, 2);
        assert_printed(found.mid / alpha, rows[i].mid, 2);
        assert_printed(found.difference / alpha, rows[i].deviance, 2);
    }
}

static void rejects_differences_as_often_as_promised(void **state)
{
    (void)state;
    static const struct {
        double mean, difference, r1, alpha, size;
    } rows[] = {
        {0, 5, 0.1, 1e-4, 1.72},   {0, 20, 1.0, 1e-5, 1.19},   {2, 10, 1.0, 1e-2, 0.92},
        {20, 20, 0.1, 1e-5, 0.91}, {100, 50, 1.0, 1e-4, 1.01}, {500, 100, 0.1, 1e-2, 0.96},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double mean1 = (rows[i].mean + rows[i].difference) * rows[i].r1;
        struct chances found = chances_at(rows[i].mean, mean1, rows[i].r1, rows[i].difference, rows[i].alpha);
        assert_printed(found.difference / rows[i].alpha, rows[i].size, 2);
    }
}

static void clears_as_seldom_as_promised(void **state)
{
    (void)state;
    static const struct {
        double mean, difference, r1, pass;
    } rows[] = {
        {0, 1.4, 1.0, 0.247}, {0, 10, 1.0, 0.067}, {0.5, 3.1, 1.0, 0.069}, {2, 3.1, 1.0, 0.067},
        {20, 5, 1.0, 0.051},  {0, 31, 0.1, 0.045}, {5, 50, 0.1, 0.072},    {100, 300, 0.1, 0.053},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double mean1 = (rows[i].mean + rows[i].difference) * rows[i].r1;
        struct chances found = chances_at(rows[i].mean, mean1, rows[i].r1, rows[i].difference, 0.01);
        assert_printed(found.pass, rows[i].pass, 3);
    }
}

static void orders_its_tails(void **state)
{
    (void)state;
    for (int i = 0; i < SIZES; i++)
        for (int j = 0; j < SIZES; j++)
            for (double r1 = 1e-9; r1 < 1e10; r1 *= 1e3) {
                struct counts counts = {count_sizes[i], count_sizes[j], 1.0, r1};
                struct ratio_tails tails = count_test_ratio_tails(counts, 1.05);
                assert_true(tails.next <= tails.mid && tails.mid <= tails.exact);
                assert_close(tails.mid + tails.mid_rest, 1.0, 1e-14);
                assert_close(tails.next + tails.not_next, 1.0, 1e-14);
                double z = count_test_ratio_z(counts, 1.05);
                assert_true(z > -8.3 && z < 37.1);
            }
}

/* The larger the limit, the less the growth exceeds it; the more events the candidate has, the more it does. */
static void falls_with_the_limit_and_rises_with_the_count(void **state)
{
    (void)state;
    for (int i = 1; i < SIZES; i++) {
        double c = count_sizes[i];
        double last_ratio = INFINITY;
        double last_difference = INFINITY;
        for (double step = 0.0; step < 0.5; step += 0.01) {
            struct counts counts = {c, 1.1 * c, 1.0, 1.3};
            double ratio = count_test_ratio_z(counts, 1.0 + step);
            double difference = count_test_difference_z(counts, c * step);
            assert_true(ratio <= last_ratio && difference < last_difference);
            last_ratio = ratio;
            last_difference = difference;
        }
        double last = -INFINITY;
        for (double more = 0.0; more < 3.0; more += 0.05) {
            double z = count_test_difference_z((struct counts){c, more * c, 1.0, 1.0}, 0.3 * c);
            assert_true(z > last);
            last = z;
        }
    }
}

/* The same question from the other side: rate1 <= rho rate0 is rate0 >= rate1/rho. */
static void mirrors_the_ratio(void **state)
{
    (void)state;
    for (int i = 0; i < SIZES; i++)
        for (int j = 0; j < SIZES; j++) {
            struct ratio_tails tails =
                count_test_ratio_tails((struct counts){count_sizes[i], count_sizes[j], 3.0, 5.0}, 1.25);
            struct ratio_tails mirror =
                count_test_ratio_tails((struct counts){count_sizes[j], count_sizes[i], 5.0, 3.0}, 0.8);
            assert_close(mirror.mid, tails.mid_rest, 1e-9);
            assert_close(mirror.exact, tails.not_next, 1e-9);
        }
}

/* Deviance and mid-p are both nearly the normal score where counts are large. */
static void agrees_between_the_tests_at_large_counts(void **state)
{
    (void)state;
    struct counts counts = {1e6, 1.053e6, 1.0, 1.0};
    double ratio = count_test_z(counts, (struct growth_limit){.ratio = true, .amount = 1.05});
    double difference = count_test_z(counts, (struct growth_limit){.ratio = false, .amount = 0.05e6});
    assert_near(ratio, 0.003e6 / sqrt(1.05e6 + 1.05 * 1.05 * 1e6), 0.01);
    assert_near(difference, 0.003e6 / sqrt(1e6 + 1.053e6), 0.01);
    struct counts twice = {2e6, 2.106e6, 2.0, 2.0};
    assert_close(count_test_difference_z(twice, 0.05e6), difference * sqrt(2.0), 1e-9);
}

static void survives_the_edges(void **state)
{
    (void)state;
    struct counts none = {0.0, 0.0, 2.0, 8.0};
    assert_true(count_test_ratio_z(none, 1.1) == 0.0);
    assert_close(count_test_difference_z(none, 0.5), -sqrt(2.0 * 8.0 * 0.5), 1e-14);
    assert_true(count_test_difference_z(none, 0.0) == 0.0);
    struct interval all = count_test_ratio_interval(none, 0.025);
    assert_true(all.low == 0.0 && isinf(all.high));
    /* clamps of section 7: 1e-300 and 1 - 1e-16, as scipy.stats.norm.isf(numpy.clip(p, 1e-300, 1 - 1e-16)) */
    assert_near(count_test_z_of_tails(0.0, 1.0), 37.0471, 1e-4);
    assert_close(count_test_z_of_tails(1.0, 0.0), -8.209536151601386, 1e-12);
    assert_true(isfinite(count_test_difference_z((struct counts){1e9, 1e9, 1e-9, 1e9}, 1e-3)));
    assert_true(isfinite(count_test_difference_z((struct counts){0.3, 0.0, 1e9, 1e-9}, 1e9)));
    /* far above n events, where the root as written cancels: the formula in 60 decimal digits */
    assert_close(count_test_difference_z((struct counts){3.0, 7.0, 1.0, 1.0}, 1e10), -141421.355159112063, 1e-15);
}

static void is_strict_on_both_sides(void **state)
{
    (void)state;
    struct growth_limit ratio = {.ratio = true, .amount = 1.1};
    struct growth_limit difference = {.ratio = false, .amount = 0.3};
    struct counts counts = {40.0, 60.0, 1.0, 1.0};
    double z = count_test_z(counts, ratio);
    assert_true(count_test_strict_z_above(counts, ratio) < z);
    assert_true(count_test_strict_z_below(counts, ratio) > z);
    assert_close(normal_upper(count_test_strict_z_above(counts, ratio)), count_test_ratio_tails(counts, 1.1).exact,
                 1e-12);
    assert_close(normal_lower(count_test_strict_z_below(counts, ratio)),
                 count_test_ratio_tails(counts, 1.1).not_next, 1e-12);
    assert_true(count_test_strict_z_above(counts, difference) == count_test_z(counts, difference));
    assert_true(count_test_strict_z_below(counts, difference) == count_test_z(counts, difference));
}

/* Entries of the second table of worked_example.txt ("limit L = +5% of itself, +1% of total"); all digits of Var
 * and df by print(list(var), list(df)) behind that table. */
static void agrees_with_the_worked_example(void **state)
{
    (void)state;
    static const struct {
        double c0, c1, variance, df;
        bool ratio;
        double z, p, p_scale, least, least_scale;
    } rows[] = {
        {1224, 1247, 0.0063352726867467995, 11.402488811412724, true, -0.17485, 5.679, 1e-1, 2.310, 1e-12},
        {420, 506, 0.008722757073800758, 13.043219695503241, false, 1.35447, 9.929, 1e-2, 1.184, 1e-12},
        {294, 650, 0.01438228862711449, 12.712497873149958, false, 6.35196, 1.401, 1e-5, 1.749, 1e-11},
        {0, 27, 2.2462863232363626, 9.218552636345665, false, -1.33701, 8.934, 1e-1, 8.934, 1e-1},
        {3554, 3956, 0.0030747571836651846, 4.0, true, 1.34587, 1.248, 1e-1, 1.585, 1e-6},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double f = variance_fraction(rows[i].c0, rows[i].c1, rows[i].variance);
        struct counts counts = {f * rows[i].c0, f * rows[i].c1, f * 3100.0, f * 3050.0};
        struct growth_limit limit = {rows[i].ratio, rows[i].ratio ? 1.05 : 0.01 * 3554.0 / 3100.0};
        double z = count_test_z(counts, limit);
        double p = count_test_p_above(z, rows[i].df);
        double least = count_test_p_above(count_test_z(count_test_most_extreme(counts), limit), rows[i].df);
        assert_printed(z, rows[i].z, 5);
        assert_printed(p / rows[i].p_scale, rows[i].p, 3);
        assert_printed(least / rows[i].least_scale, rows[i].least, 3);
        assert_close(p + count_test_p_below(z, rows[i].df), 1.0, 1e-14);
    }
}

/* z for a difference of either sign: a fall is a growth of the other side. */
static double z_at(struct counts counts, double difference)
{
    struct counts mirror = {counts.c1, counts.c0, counts.r1, counts.r0};
    return difference < 0.0 ? -count_test_difference_z(mirror, -difference)
                            : count_test_difference_z(counts, difference);
}

/* The ends of an interval are where the test would just reject. */
static void covers_what_the_test_does_not_reject(void **state)
{
    (void)state;
    for (int i = 0; i < SIZES; i++)
        for (int j = 0; j < SIZES; j++)
            for (double r1 = 1e-4; r1 < 1e5; r1 *= 100.0) {
                struct counts counts = {count_sizes[i], count_sizes[j], 2.0, r1};
                struct interval ratio = count_test_ratio_interval(counts, 0.01);
                if (counts.c1 > 0.0 && ratio.low > 1e-200)
                    assert_close(count_test_ratio_tails(counts, ratio.low).exact, 0.01, 1e-6);
                if (counts.c0 > 0.0)
                    assert_close(count_test_ratio_tails(counts, ratio.high).not_next, 0.01, 1e-6);
                struct interval difference = count_test_difference_interval(counts, 2.3);
                assert_true(difference.low < difference.high);
                assert_near(z_at(counts, difference.low), 2.3, 1e-6);
                assert_near(z_at(counts, difference.high), -2.3, 1e-6);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_ratio_kernels),
        cmocka_unit_test(agrees_with_the_difference_kernels),
        cmocka_unit_test(needs_that_many_new_events),
        cmocka_unit_test(rejects_as_often_as_promised),
        cmocka_unit_test(rejects_differences_as_often_as_promised),
        cmocka_unit_test(clears_as_seldom_as_promised),
        cmocka_unit_test(orders_its_tails),
        cmocka_unit_test(falls_with_the_limit_and_rises_with_the_count),
        cmocka_unit_test(mirrors_the_ratio),
        cmocka_unit_test(agrees_between_the_tests_at_large_counts),
        cmocka_unit_test(survives_the_edges),
        cmocka_unit_test(is_strict_on_both_sides),
        cmocka_unit_test(agrees_with_the_worked_example),
        cmocka_unit_test(covers_what_the_test_does_not_reject),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

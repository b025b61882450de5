#include "gate/inference/estimate.h"

#include "tests/unit/gate/inference/example.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/close.h"

struct pair {
    struct comparison *comparison;
    struct noise noise;
    struct quantiles tail;
};

/* One profile a side, without any assumed noise: the counts are Poisson, so the reference's kernels apply. */
static void open_pair(struct pair *pair, double c0, double c1, double r0, double r1)
{
    double counts[] = {c0, c1}, requests[] = {r0, r1};
    struct hand_stack stack = {"f", counts};
    struct noise_settings settings = noise_settings_default();
    settings.host_cv = settings.frame_cv = settings.kappa = 0;
    pair->comparison = hand_comparison(&stack, 1, 1, 1, requests);
    assert_int_equal(noise_measure(&pair->noise, pair->comparison, &settings, NULL), 0);
    quantiles_make(&pair->tail, 0.025, INFINITY);
}

static void close_pair(struct pair *pair)
{
    noise_clear(&pair->noise);
    comparison_free(pair->comparison);
}

static struct estimate estimate(double c0, double c1, double r0, double r1)
{
    struct pair pair;
    open_pair(&pair, c0, c1, r0, r1);
    struct estimate out = estimate_entry(&pair.noise, 1, &pair.tail);
    close_pair(&pair);
    return out;
}

/* expected/worked_example.txt, "single kernels" */
static void intervals_of_the_reference(void **state)
{
    (void)state;
    struct estimate small = estimate(10, 25, 1, 1);
    assert_printed(small.change_interval[0] + 1, 1.159619, 6);
    assert_printed(small.change_interval[1] + 1, 5.832713, 6);
    assert_printed(small.growth_interval[0], 3.650420, 6);
    assert_printed(small.growth_interval[1], 27.367202, 6);
    struct estimate large = estimate(400, 520, 1000, 1100);
    assert_printed(large.change_interval[0] + 1, 1.035384, 6);
    assert_printed(large.change_interval[1] + 1, 1.349750, 6);
    assert_printed(large.growth_interval[0], 0.016196, 6);
    assert_printed(large.growth_interval[1], 0.129230, 6);
    assert_close(large.change, 520.0 / 1100 / 0.4 - 1, 1e-12);
    assert_close(large.share, large.growth / 0.4, 1e-12);
    assert_true(large.events[0] == 400.0 && large.events[1] == 520.0);
}

static void new_and_vanished(void **state)
{
    (void)state;
    struct estimate fresh = estimate(0, 6, 1, 1);
    assert_true(isinf(fresh.change) && isinf(fresh.change_interval[1]));
    assert_printed(fresh.change_interval[0] + 1, 1.177425, 6); /* expected/worked_example.txt: [1.177425, inf] */
    struct estimate gone = estimate(6, 0, 1, 1);
    assert_true(gone.change == -1.0 && gone.change_interval[0] == -1.0);
    assert_true(gone.change_interval[1] < 0);
    struct estimate never = estimate(0, 0, 1, 1);
    assert_true(isnan(never.change));
}

/* The quick interval of nodes against the exact one, where there is something to count. */
static void the_quick_interval_is_close(void **state)
{
    (void)state;
    struct pair pair;
    open_pair(&pair, 400, 520, 1000, 1100);
    struct estimate exact = estimate_entry(&pair.noise, 1, &pair.tail);
    struct estimate_change quick = estimate_change(&pair.noise, 1, &pair.noise.entries[1], &pair.tail);
    assert_true(quick.change == exact.change);
    assert_near(quick.interval[0], exact.change_interval[0], 0.01);
    assert_near(quick.interval[1], exact.change_interval[1], 0.01);
    close_pair(&pair);
    open_pair(&pair, 0, 6, 1, 1);
    quick = estimate_change(&pair.noise, 1, &pair.noise.entries[1], &pair.tail);
    assert_true(isinf(quick.change) && isinf(quick.interval[1]) && isfinite(quick.interval[0]));
    close_pair(&pair);
}

/* Both readings of the level lie inside: the low end relative to s > 1, the high end as measured. */
static void an_interval_holds_both_readings(void **state)
{
    (void)state;
    struct comparison *comparison = example_comparison();
    struct noise_settings settings = noise_settings_default();
    struct noise noise;
    struct quantiles tail;
    assert_int_equal(noise_measure(&noise, comparison, &settings, NULL), 0);
    quantiles_make(&tail, 0.025, noise.least_df);
    size_t entry = example_entry(comparison, 3);
    struct estimate both = estimate_entry(&noise, entry, &tail);
    double s = noise.red;
    noise.red = noise.less = 1;
    struct estimate measured = estimate_entry(&noise, entry, &tail);
    assert_close(both.change_interval[0] + 1, (measured.change_interval[0] + 1) / s, 1e-9);
    assert_true(both.change_interval[1] == measured.change_interval[1]);
    noise_clear(&noise);
    comparison_free(comparison);
}

/* A part with the entry's own counts is estimated as the entry is. */
static void a_part_is_estimated_as_an_entry(void **state)
{
    (void)state;
    struct pair pair;
    open_pair(&pair, 400, 520, 1000, 1100);
    struct estimate entry = estimate_entry(&pair.noise, 1, &pair.tail);
    struct estimate part = estimate_part(&pair.noise, 1, &pair.noise.entries[1], &pair.tail);
    assert_close(part.rate[0], 0.4, 1e-12);
    assert_close(part.growth, 520 / 1100.0 - 0.4, 1e-12);
    assert_true(part.change_interval[0] == entry.change_interval[0]);
    assert_true(part.growth_interval[1] == entry.growth_interval[1]);
    assert_close(part.share, entry.share, 1e-12);
    close_pair(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_of_the_reference),      cmocka_unit_test(new_and_vanished),
        cmocka_unit_test(the_quick_interval_is_close),     cmocka_unit_test(an_interval_holds_both_readings),
        cmocka_unit_test(a_part_is_estimated_as_an_entry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

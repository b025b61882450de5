#include "gate/inference/split.h"

#include "gate/base/memory.h"
#include "gate/inference/estimate.h"
#include "gate/inference/quantiles.h"
#include "tests/support/hand_comparison.h"

#include <math.h>
#include <string.h>

#include "tests/support/close.h"

/* What one entry is made of: a column for each replica, the baseline's first. */
struct columns {
    size_t replicas;
    const double *amount, *number;            /* [column] */
    const double *moment, *of_number, *joint; /* [column] */
};

/* One function, whose cost, number and moments are given. No noise is assumed. */
struct fixture {
    struct comparison *comparison;
    struct noise noise;
    struct split_basis *basis;
};

static void fill(double **table, const struct comparison *comparison, const double *values)
{
    size_t width = comparison->column_count;
    memory_free(*table);
    *table = memory_allocate_array(comparison->entry_count * width, sizeof **table);
    assert_non_null(*table);
    for (size_t v = 0; v < comparison->entry_count; v++)
        memcpy(*table + v * width, values, width * sizeof **table);
}

static void open_fixture(struct fixture *fixture, enum event_model model, const struct columns *columns)
{
    static const double requests[] = {100, 100, 100, 100, 100, 100};
    struct hand_stack stack = {"f", columns->amount};
    struct noise_settings settings = noise_settings_default();
    settings.host_cv = settings.frame_cv = settings.kappa = 0;
    struct comparison *comparison = hand_comparison(&stack, 1, columns->replicas, columns->replicas, requests);
    comparison->model = model;
    comparison->counts.type = "contentions";
    fill(&comparison->amount, comparison, columns->amount);
    fill(&comparison->moment, comparison, columns->moment);
    fill(&comparison->counts.amount, comparison, columns->number);
    fill(&comparison->counts.moment, comparison, columns->of_number);
    fill(&comparison->counts.joint, comparison, columns->joint);
    fixture->comparison = comparison;
    assert_int_equal(noise_measure(&fixture->noise, comparison, &settings, NULL), 0);
    assert_int_equal(split_basis_make(&fixture->basis, &fixture->noise, NULL), 0);
    assert_non_null(fixture->basis);
}

static struct cost_split split_of(enum event_model model, const struct columns *columns)
{
    struct fixture fixture;
    open_fixture(&fixture, model, columns);
    struct cost_split split = split_entry(fixture.basis, fixture.comparison, 1);
    split_basis_free(fixture.basis);
    noise_clear(&fixture.noise);
    comparison_free(fixture.comparison);
    return split;
}

/*
 * Contentions of three replicas a side, D and N, each kept. By Python:
 *   d = D.sum() / N.sum(); M = 2 * (D**2 / N).sum() - D.sum()**2 / N.sum()      # moments with CV = 1
 *   q = ((D - d * N)**2 / (M / 3)).sum()                                        # of each side
 *   V = (q0 + q1) / 4 * (M0 / D0.sum()**2 + M1 / D1.sum()**2)
 *   d1 / d0 * exp(-+scipy.stats.t.ppf(.975, 4) * sqrt(V)) - 1
 *   L = (19) / log(D1.sum() / D0.sum()); L * log(N1.sum() / N0.sum()), L * log(d1 / d0)
 */
static const double delays[] = {900, 1400, 700, 3000, 2100, 3600}, contentions[] = {9, 12, 8, 20, 15, 22};

static struct columns measured(double moments[6])
{
    for (size_t i = 0; i < 6; i++)
        moments[i] = 2 * delays[i] * delays[i] / contentions[i];
    return (struct columns){3, delays, contentions, moments, contentions, delays};
}

static void means_are_measured_between_replicas(void **state)
{
    (void)state;
    double moments[6];
    struct columns columns = measured(moments);
    struct cost_split split = split_of(EVENT_MODEL_MUTEX, &columns);
    assert_true(split.known);
    assert_close(split.count[0], 29.0 / 300, 1e-12);
    assert_close(split.count_change, 57.0 / 29 - 1, 1e-12);
    assert_close(split.each[1], 8700.0 / 57, 1e-12);
    assert_close(split.each_change, 0.475438596491228, 1e-10);
    assert_close(split.each_interval[0], 0.1475770384226036, 1e-8);
    assert_close(split.each_interval[1], 0.8969698583445673, 1e-8);
    assert_close(split.by_count, 12.05900614413054, 1e-10);
    assert_close(split.by_each, 6.940993855869463, 1e-10);
}

/* The number is a cost like any other: its interval is that of a comparison of numbers. */
static void numbers_have_the_noise_of_counts(void **state)
{
    (void)state;
    double moments[6];
    struct columns columns = measured(moments);
    struct cost_split split = split_of(EVENT_MODEL_MUTEX, &columns);
    static const double requests[] = {100, 100, 100, 100, 100, 100};
    struct hand_stack stack = {"f", contentions};
    struct noise_settings settings = noise_settings_default();
    struct noise noise;
    struct quantiles tail;
    settings.host_cv = settings.frame_cv = settings.kappa = 0;
    struct comparison *comparison = hand_comparison(&stack, 1, 3, 3, requests);
    assert_int_equal(noise_measure(&noise, comparison, &settings, NULL), 0);
    quantiles_make(&tail, 0.025, noise.least_df);
    struct estimate_change change = estimate_change(&noise, 1, &noise.entries[1], &tail);
    assert_close(split.count_interval[0], change.interval[0], 1e-6);
    assert_close(split.count_interval[1], change.interval[1], 1e-6);
    noise_clear(&noise);
    comparison_free(comparison);
}

/*
 * A heap of three sizes, one profile a side, (size, sampled): (64, 3) (4096, 40) (300000, 25) and (64, 5) (8192,
 * 60) (300000, 30). By numpy, p = -expm1(-s / 524288), w = 1 / p, c = s / p: N = (w * k).sum(); S = (w * w *
 * k).sum(); J = (w * c * k).sum(); D = (c * k).sum(); T = (c * c * k).sum() V = sum over sides of T / D**2 - 2 * J
 * / (D * N) + S / N**2 d1 / d0 * exp(-+1.959964 * sqrt(V)) - 1, and for the number with V = S0 / N0**2 + S1 / N1**2
 */
static void sizes_of_a_heap_are_known(void **state)
{
    (void)state;
    const double bytes[] = {39839398.063488975, 54980749.674624279};
    const double objects[] = {29774.90237680768, 44901.429741124652};
    const double moments[] = {23757375277283.555, 32348226986782.422};
    const double of_objects[] = {202011797.62436241, 335835065.179506};
    const double joint[] = {15631373769.400217, 23569792074.662025};
    struct columns columns = {1, bytes, objects, moments, of_objects, joint};
    struct cost_split split = split_of(EVENT_MODEL_HEAP, &columns);
    assert_close(split.each_change, -0.08485888924472396, 1e-9);
    assert_close(split.each_interval[0], -0.7242763457155583, 1e-8);
    assert_close(split.each_interval[1], 2.0374008162913624, 1e-8);
    double half = 1.959963984540054 * 0.6280426648938995;
    assert_close(split.count_interval[0], 1.5080294528891336 * exp(-half) - 1, 1e-8);
    assert_close(split.count_interval[1], 1.5080294528891336 * exp(half) - 1, 1e-8);
}

/* With one profile a side nothing tells how delays scatter. */
static void one_delay_says_nothing_of_chance(void **state)
{
    (void)state;
    const double number[] = {10, 30}, delay[] = {1000, 6000}, moment[] = {2e5, 24e5};
    struct columns columns = {1, delay, number, moment, number, delay};
    struct cost_split split = split_of(EVENT_MODEL_MUTEX, &columns);
    assert_true(split.known);
    assert_close(split.each_change, 1.0, 1e-12);
    assert_true(isnan(split.each_interval[0]) && isnan(split.each_interval[1]));
    assert_true(split.count_interval[0] > 0);
    split = split_of(EVENT_MODEL_BLOCK, &columns);
    assert_true(isnan(split.count_interval[0]) && isnan(split.count_interval[1]));
}

/* Four and nine events of one size: 2 * exp(-+1.959964 * sqrt(1 / 4**2 + 1 / 9**2)) - 1. */
static void equal_sizes_are_no_proof(void **state)
{
    (void)state;
    const double bytes[] = {4000, 18000}, objects[] = {4, 9}, moments[] = {4e6, 36e6};
    struct columns columns = {1, bytes, objects, moments, objects, bytes};
    struct cost_split split = split_of(EVENT_MODEL_HEAP, &columns);
    assert_close(split.each_interval[0], 0.16992710355657392, 1e-9);
    assert_close(split.each_interval[1], 2.419016439434573, 1e-9);
}

static void nothing_on_a_side_is_no_ratio(void **state)
{
    (void)state;
    const double bytes[] = {0, 18000}, objects[] = {0, 9}, moments[] = {0, 36e6};
    struct columns columns = {1, bytes, objects, moments, objects, bytes};
    assert_false(split_of(EVENT_MODEL_HEAP, &columns).known);
}

static void equal_costs_are_shared_out_too(void **state)
{
    (void)state;
    const double bytes[] = {9000, 9000}, objects[] = {18, 9}, moments[] = {45e5, 9e6};
    struct columns columns = {1, bytes, objects, moments, objects, bytes};
    struct cost_split split = split_of(EVENT_MODEL_HEAP, &columns);
    assert_close(split.by_count, 90 * log(0.5), 1e-12);
    assert_close(split.by_each, -90 * log(0.5), 1e-12);
}

static void without_counts_there_is_none(void **state)
{
    (void)state;
    const double amount[] = {5, 6}, requests[] = {1, 1};
    struct hand_stack stack = {"f", amount};
    struct noise_settings settings = noise_settings_default();
    struct noise noise;
    struct quantiles tail;
    struct split_basis *basis;
    struct comparison *comparison = hand_comparison(&stack, 1, 1, 1, requests);
    assert_int_equal(noise_measure(&noise, comparison, &settings, NULL), 0);
    assert_int_equal(split_basis_make(&basis, &noise, NULL), 0);
    assert_null(basis);
    quantiles_make(&tail, 0.025, INFINITY);
    assert_false(estimate_entry(&noise, 1, &tail).split.known);
    noise_clear(&noise);
    comparison_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(means_are_measured_between_replicas),
        cmocka_unit_test(numbers_have_the_noise_of_counts),
        cmocka_unit_test(sizes_of_a_heap_are_known),
        cmocka_unit_test(one_delay_says_nothing_of_chance),
        cmocka_unit_test(equal_sizes_are_no_proof),
        cmocka_unit_test(nothing_on_a_side_is_no_ratio),
        cmocka_unit_test(equal_costs_are_shared_out_too),
        cmocka_unit_test(without_counts_there_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "gate/inference/test.h"

#include "tests/unit/gate/inference/example.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/close.h"

static double rate_of(const struct noise *noise, size_t entry)
{
    const struct counts *counts = &noise->entries[entry].counts;
    return counts->c0 / counts->r0;
}

static struct test_result ask(const struct noise *noise, size_t entry, double of_itself, double of_total)
{
    struct limit limit = hand_limit(of_itself, of_total);
    double rate = rate_of(noise, entry);
    struct limit_resolved upper = limit_resolve(&limit, rate, noise->total_rate, 0, 1.0);
    struct limit_resolved lower = limit_resolve(&limit, rate, noise->total_rate, 0, 0.5);
    return test_growth(noise, entry, &noise->entries[entry], &upper, &lower);
}

/* Relative to 4 digits as printed: a number printed as 1.234e-05. */
#define assert_scientific(actual, expected, digits) assert_close((actual), (expected), 0.51 * pow(10.0, -(digits)))

/* expected/worked_example.txt, "measured": p at L and estimate>=U in the red reading, p cleared at U in the other
 */
static void worked_example_in_both_readings(void **state)
{
    (void)state;
    static const struct {
        double low;
        bool at_limit;
        double cleared;
    } expected[EXAMPLE_ENTRIES] = {
        {6.481e-01, false, 2.2801e-01}, {8.963e-01, false, 5.7740e-02}, {1.191e-01, true, 7.0969e-01},
        {3.076e-05, true, 9.9993e-01},  {9.788e-01, false, 4.1907e-03}, {8.237e-01, false, 3.3799e-02},
        {9.965e-01, false, 2.3954e-04}, {9.604e-01, false, 8.5021e-04}, {9.078e-01, false, 9.8282e-04},
        {9.942e-01, false, 1.5954e-04}, {9.997e-01, false, 8.9820e-06}, {9.068e-01, false, 1.5545e-04},
        {2.505e-03, true, 9.9584e-01},  {7.439e-01, false, 1.1074e-01}, {1.248e-01, true, 6.8041e-01}};
    struct comparison *comparison = example_comparison();
    struct noise_settings settings = noise_settings_default();
    struct noise noise;
    assert_int_equal(noise_measure(&noise, comparison, &settings, NULL), 0);
    for (int line = 0; line < EXAMPLE_ENTRIES; line++) {
        struct test_result result = ask(&noise, example_entry(comparison, line), 0.10, 0.02);
        assert_scientific(result.p_low, expected[line].low, 3);
        assert_scientific(result.p_high, expected[line].cleared, 4);
        assert_int_equal(result.at_limit, expected[line].at_limit);
        assert_true(result.p_least <= result.p_low);
    }
    noise_clear(&noise);
    comparison_free(comparison);
}

static struct test_result simple(double candidate, double of_itself)
{
    double counts[] = {1000, 0}, requests[] = {1000, 1000};
    counts[1] = candidate;
    struct hand_stack stacks[] = {{"f", counts}};
    struct comparison *comparison = hand_comparison(stacks, 1, 1, 1, requests);
    struct noise_settings settings = noise_settings_default();
    struct noise noise;
    assert_int_equal(noise_measure(&noise, comparison, &settings, NULL), 0);
    struct test_result result = ask(&noise, hand_entry(comparison, "f", ENTRY_SELF), of_itself, 0);
    noise_clear(&noise);
    comparison_free(comparison);
    return result;
}

static void growth_of_exactly_the_limit_is_at_it(void **state)
{
    (void)state;
    assert_true(simple(1100, 0.1).at_limit);
    assert_false(simple(1099, 0.1).at_limit);
}

static void more_growth_is_more_proven_and_less_cleared(void **state)
{
    (void)state;
    struct test_result before = simple(800, 0.1);
    for (double candidate = 850; candidate < 1500; candidate += 50) {
        struct test_result here = simple(candidate, 0.1);
        assert_true(here.p_low < before.p_low);
        assert_true(here.p_high > before.p_high);
        before = here;
    }
}

static void a_higher_limit_is_harder_to_exceed(void **state)
{
    (void)state;
    assert_true(simple(1200, 0.2).p_low > simple(1200, 0.1).p_low);
    assert_true(simple(1200, 0.2).p_high < simple(1200, 0.1).p_high);
}

/* Section 13 with L and U of a ratio: half of the promise proven, or less than half measured and disproved. */
static void promises_are_kept_or_broken(void **state)
{
    (void)state;
    static const double heavy[] = {100000, 70000}, requests[] = {1e6, 1e6};
    struct hand_stack stacks[] = {{"f", heavy}};
    struct comparison *comparison = hand_comparison(stacks, 1, 1, 1, requests);
    struct noise_settings settings = noise_settings_default();
    struct noise noise;
    assert_int_equal(noise_measure(&noise, comparison, &settings, NULL), 0);
    size_t entry = hand_entry(comparison, "f", ENTRY_SELF);
    const struct effective *at = &noise.entries[entry];
    struct test_result kept = test_promise(&noise, entry, at, -0.2);
    assert_true(test_promise_met(&noise, entry, at, -0.2));
    assert_true(kept.p_high < 0.05);
    assert_false(kept.at_limit);
    struct test_result broken = test_promise(&noise, entry, at, -0.9);
    assert_false(test_promise_met(&noise, entry, at, -0.9));
    assert_true(broken.at_limit);
    assert_true(broken.p_low < 1e-6);
    noise_clear(&noise);
    comparison_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_example_in_both_readings),
        cmocka_unit_test(growth_of_exactly_the_limit_is_at_it),
        cmocka_unit_test(more_growth_is_more_proven_and_less_cleared),
        cmocka_unit_test(a_higher_limit_is_harder_to_exceed),
        cmocka_unit_test(promises_are_kept_or_broken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

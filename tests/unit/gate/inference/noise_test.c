#include "gate/inference/noise.h"

#include "gate/base/memory.h"
#include "tests/unit/gate/inference/example.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/close.h"

static struct noise measure(const struct comparison *comparison)
{
    struct noise noise;
    struct noise_settings settings = noise_settings_default();
    assert_int_equal(noise_measure(&noise, comparison, &settings, NULL), 0);
    return noise;
}

/* Times of the captures in seconds: side 0, then side 1. */
static void set_times(struct comparison *comparison, const int *starts, int length)
{
    for (size_t c = 0; c < comparison->column_count; c++) {
        size_t m0 = comparison->sides[BASELINE].replica_count;
        struct comparison_replica *replica =
            c < m0 ? &comparison->sides[BASELINE].replicas[c] : &comparison->sides[CANDIDATE].replicas[c - m0];
        replica->start = (int64_t)starts[c] * 1000000000;
        replica->end = replica->start + (int64_t)length * 1000000000;
    }
}

/* expected/worked_example.txt, "measured: P = B", columns Var, df, f */
static void measured_level_of_the_worked_example(void **state)
{
    (void)state;
    static const double expected[EXAMPLE_ENTRIES][3] = {
        {0.0061723, 12.69, 0.26229}, {0.0068094, 12.46, 0.37119}, {0.0077434, 12.15, 0.56270},
        {0.0139847, 10.92, 0.35323}, {0.0167256, 10.64, 0.47371}, {0.0255326, 10.14, 0.42703},
        {0.0212490, 10.34, 0.73251}, {0.0228515, 10.26, 0.94284}, {0.0335234, 9.92, 0.96103},
        {0.0872959, 9.47, 0.58784},  {0.1876820, 9.32, 0.69029},  {2.2447962, 9.20, 0.90745},
        {0.0129460, 11.05, 0.22337}, {0.0087608, 11.86, 0.48574}, {0.0030748, 4.00, 0.17372}};
    struct comparison *comparison = example_comparison();
    struct noise noise = measure(comparison);
    assert_int_equal(noise.level.mode, LEVEL_MEASURED);
    assert_true(noise.level.believed);
    assert_int_equal(noise.level.functions, 11);
    assert_printed(log(noise.level.factor), 0.0166464431, 10);
    assert_printed(noise.level.factor_sd * noise.level.factor_sd, 0.001306265134, 12);
    assert_printed(noise.level.prior_sd * noise.level.prior_sd, 0.0030747572, 10);
    for (int line = 0; line < EXAMPLE_ENTRIES; line++) {
        const struct effective *at = &noise.entries[example_entry(comparison, line)];
        assert_printed(at->variance, expected[line][0], 7);
        assert_printed(at->df, expected[line][1], 2);
        assert_printed(at->fraction, expected[line][2], 5);
    }
    assert_printed(noise.red, 1.01678577, 8);
    assert_true(noise.clear == 1.0);
    assert_false(noise_level_assumed(&noise));
    noise_clear(&noise);
    comparison_free(comparison);
}

/* The same file, "sequential": P, ln s, T; Var and df of the root by the table of section 6: P, d P^2/B^2. */
static void sequential_level_of_the_worked_example(void **state)
{
    (void)state;
    static const int times[] = {0, 10, 20, 30, 40, 50};
    struct comparison *comparison = example_comparison();
    set_times(comparison, times, 10);
    struct noise noise = measure(comparison);
    assert_int_equal(noise.level.mode, LEVEL_SEQUENTIAL);
    assert_printed(noise.level.prior_sd * noise.level.prior_sd, 0.0080747572, 10);
    assert_printed(log(noise.level.factor), 0.0214555520, 10);
    assert_printed(noise.level.factor_sd * noise.level.factor_sd, 0.001695819024, 12);
    assert_true(noise_level_assumed(&noise));
    assert_true(noise.clear == noise.level.factor);
    const struct effective *root = &noise.entries[0];
    assert_printed(root->variance, 0.0080747572, 10);
    assert_close(root->df, 4 * pow(0.0080747572 / 0.0030747572, 2), 1e-6);
    /* phi~ of f3 2.566587 (the same file), counts 294 and 650, and T; df d + d0 = 4 + 5.1933726 */
    const struct effective *f3 = &noise.entries[example_entry(comparison, 3)];
    assert_close(f3->variance, 2.566587 * (1.0 / 294 + 1.0 / 650) + 0.001695819024, 1e-6);
    assert_close(f3->df, 9.1933726, 1e-7);
    noise_clear(&noise);
    comparison_free(comparison);
}

/* The first replicas alone, one a side: P = 2 host_cv^2, F = 2 frame_cv^2, phi = 1 + kappa c/r, all normal. */
static void one_profile_a_side_is_assumed(void **state)
{
    (void)state;
    static const double heavy[] = {4000, 4100}, light[] = {400, 390}, requests[] = {1000, 1000};
    struct hand_stack stacks[] = {{"heavy", heavy}, {"light", light}};
    struct comparison *comparison = hand_comparison(stacks, 2, 1, 1, requests);
    struct noise noise = measure(comparison);
    assert_int_equal(noise.level.mode, LEVEL_ASSUMED);
    assert_false(noise.level.believed); /* two functions carry no level */
    assert_close(noise.level.prior_sd, sqrt(0.005), 1e-12);
    const struct effective *total = &noise.entries[0];
    double phi = 1 + (4400.0 + 4490.0) / 2000.0;
    assert_close(total->variance, phi * (1 / 4400.0 + 1 / 4490.0) + 0.005, 1e-12);
    assert_true(isinf(total->df));
    const struct effective *entry = &noise.entries[hand_entry(comparison, "light", ENTRY_SELF)];
    phi = 1 + 790.0 / 2000.0;
    assert_close(entry->variance, phi * (1 / 400.0 + 1 / 390.0) + 2 * 0.0004 + 0.005, 1e-12);
    assert_close(entry->counts.c0, entry->fraction * 400, 1e-12);
    assert_close(entry->counts.r1, entry->fraction * 1000, 1e-12);
    noise_clear(&noise);
    comparison_free(comparison);
}

static void one_replica_on_one_side_is_assumed(void **state)
{
    (void)state;
    static const double counts[] = {100, 110, 105}, requests[] = {100, 100, 100};
    struct hand_stack stacks[] = {{"f", counts}};
    struct comparison *comparison = hand_comparison(stacks, 1, 1, 2, requests);
    struct noise noise = measure(comparison);
    assert_int_equal(noise.level.mode, LEVEL_ASSUMED);
    noise_clear(&noise);
    comparison_free(comparison);
}

/* One request count a side: P = (1 + N/r)(1/N0 + 1/N1) + host_cv^2 (1/m0 + 1/m1), infinite df. */
static void one_count_a_side_is_a_side_total(void **state)
{
    (void)state;
    struct comparison *comparison = example_comparison();
    comparison->sides[CANDIDATE].requests_per_replica = false;
    struct noise noise = measure(comparison);
    double phi = 1 + (3554.0 + 3956.0) / (3100.0 + 3050.0);
    double expected = phi * (1 / 3554.0 + 1 / 3956.0) + 0.0025 * (2.0 / 3);
    assert_int_equal(noise.level.mode, LEVEL_SIDE_TOTAL);
    assert_close(noise.entries[0].variance, expected, 1e-12);
    assert_true(isinf(noise.entries[0].df));
    assert_close(noise.entries[example_entry(comparison, 3)].df, 9.1933726, 1e-7);
    noise_clear(&noise);
    comparison_free(comparison);
}

/* Fewer than 8 functions: Var and df of section 5. f as in expected/worked_example.txt's first table would need all
 * functions, so the figures are made here: phi~ = max(1, phi^) (d0 = 0), A + B. */
static void few_functions_keep_the_level_in_every_entry(void **state)
{
    (void)state;
    static const double a[] = {500, 620, 400, 505, 610, 410}, b[] = {500, 580, 420, 490, 600, 400};
    static const double requests[] = {1000, 1200, 800, 1000, 1200, 800};
    struct hand_stack stacks[] = {{"a", a}, {"b", b}};
    struct comparison *comparison = hand_comparison(stacks, 2, 3, 3, requests);
    struct noise noise = measure(comparison);
    assert_false(noise.level.believed);
    assert_true(noise.level.factor == 1.0);
    const struct effective *at = &noise.entries[hand_entry(comparison, "a", ENTRY_SELF)];
    double p0 = 1520.0 / 3020, p1 = 1525.0 / 3015;
    double share = (1 - p0) / 1520 + (1 - p1) / 1525, level = noise.level.total_sd * noise.level.total_sd;
    assert_close(at->variance, share + level, 1e-9);
    assert_true(at->df >= 4);
    noise_clear(&noise);
    comparison_free(comparison);
}

static void interleaved_captures_are_paired(void **state)
{
    (void)state;
    static const double requests[12] = {100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100};
    static const double counts[12] = {100, 150, 90, 200, 120, 130, 104, 150, 95, 205, 118, 128};
    static const int times[12] = {0, 100, 200, 300, 400, 500, 10, 110, 210, 310, 410, 510};
    struct hand_stack stacks[] = {{"f", counts}};
    struct comparison *comparison = hand_comparison(stacks, 1, 6, 6, requests);
    struct noise plain = measure(comparison);
    assert_int_equal(plain.level.mode, LEVEL_MEASURED);
    set_times(comparison, times, 10);
    struct noise paired = measure(comparison);
    assert_int_equal(paired.level.mode, LEVEL_PAIRED);
    assert_true(paired.level.total_df == 5.0);
    /* var(d_j)/6 is below Poisson here: 1/N0 + 1/N1 */
    assert_close(paired.entries[0].variance, 1 / 790.0 + 1 / 800.0, 1e-12);
    assert_true(plain.entries[0].variance > 5 * paired.entries[0].variance);
    noise_clear(&plain);
    noise_clear(&paired);
    comparison_free(comparison);
}

static void heavier_events_are_fewer(void **state)
{
    (void)state;
    static const double counts[] = {1000, 1000}, requests[] = {10, 10};
    struct hand_stack stacks[] = {{"f", counts}};
    struct comparison *comparison = hand_comparison(stacks, 1, 1, 1, requests);
    for (size_t i = 0; i < comparison->entry_count * 2; i++)
        comparison->moment[i] = 50 * comparison->amount[i];
    struct noise noise = measure(comparison);
    const struct effective *at = &noise.entries[0];
    assert_true(at->events[0] == 20.0);
    assert_close(at->counts.c0 / at->counts.r0, 100.0, 1e-12); /* a rate stays an amount per request */
    noise_clear(&noise);
    comparison_free(comparison);
}

/* One profile a side: phi is that of bursts, 1 + c/r = 3, plus F; many replicas would give the trend. */
static void a_part_has_the_noise_typical_of_its_size(void **state)
{
    (void)state;
    static const double counts[] = {1000, 1000}, requests[] = {1000, 1000};
    struct hand_stack stacks[] = {{"f", counts}};
    struct comparison *comparison = hand_comparison(stacks, 1, 1, 1, requests);
    struct noise noise = measure(comparison);
    const double amount[SIDES] = {400, 200}, unit[SIDES] = {2, 2};
    struct effective plain = noise_part(&noise, 1, amount, unit);
    assert_true(plain.known && plain.events[0] == 200 && plain.events[1] == 100);
    assert_close(plain.counts.c0 / plain.counts.r0, 0.4, 1e-12);
    struct effective single = noise_at(&noise, 1, amount, unit);
    assert_close(plain.variance, single.variance, 1e-12);
    noise.level.mode = LEVEL_MEASURED;
    noise.level.believed = true;
    noise.typical_a = 1;
    noise.typical_b = 0.01; /* 150 events a replica: phi 2.5 */
    double level = noise.level_variance + noise.frame_variance;
    assert_close(noise_part(&noise, 1, amount, unit).variance - level, 2.5 * (1 / 200.0 + 1 / 100.0), 1e-12);
    assert_close(noise_part(&noise, 4, amount, unit).variance - level, 4 * (1 / 200.0 + 1 / 100.0), 1e-12);
    const double unknown[SIDES] = {NAN, NAN};
    assert_false(noise_part(&noise, 1, amount, unknown).known);
    noise_clear(&noise);
    comparison_free(comparison);
}

static void without_requests_nothing_is_known(void **state)
{
    (void)state;
    static const double counts[] = {1000, 1000}, requests[] = {0, 0};
    struct hand_stack stacks[] = {{"f", counts}};
    struct comparison *comparison = hand_comparison(stacks, 1, 1, 1, requests);
    struct noise noise = measure(comparison);
    assert_false(noise.judgeable);
    assert_false(noise.entries[0].known);
    noise_clear(&noise);
    comparison_free(comparison);
}

/* expected/worked_example.txt, "mix": V and unit of both sides make c and exposure. */
static void weights_may_differ_by_side(void **state)
{
    (void)state;
    struct hand_stack stacks[] = {{"m;e", (double[]){62.92682926829, 65.63414634146}},
                                  {"m;o", (double[]){1168.78048780488, 1209}}};
    struct comparison *comparison = hand_comparison(stacks, 2, 1, 1, (double[]){1000, 1050});
    comparison->pooled = memory_allocate_array(comparison->entry_count, POOLED_SUMS * sizeof(double));
    for (size_t v = 0; v < comparison->entry_count; v++) {
        double *sums = &comparison->pooled[v * POOLED_SUMS];
        sums[POOLED_AMOUNT] = sums[POOLED_AMOUNT + CANDIDATE] = 1;
        sums[POOLED_MOMENT] = 1.24735932;
        sums[POOLED_MOMENT + CANDIDATE] = 0.90167083;
    }
    struct noise noise = measure(comparison);
    const struct effective *at = &noise.entries[hand_entry(comparison, "e", ENTRY_SELF)];
    assert_printed(at->events[BASELINE], 50.448037, 6);
    assert_printed(at->events[CANDIDATE], 72.791693, 6);
    assert_printed(at->counts.r0 / at->fraction, 801.693610, 5);
    assert_printed(at->counts.r1 / at->fraction, 1164.504792, 5);
    noise_clear(&noise);
    comparison_free(comparison);
}

/* Functions a, b ... that took 1000 samples each and then 1000 times growth, the first times growth of its own. */
static struct comparison *many(size_t functions, double growth, double first, bool by_share)
{
    static char names[64][24];
    double counts[64][2], totals[2] = {0, 0};
    struct hand_stack stacks[64];
    for (size_t f = 0; f < functions; f++) {
        snprintf(names[f], sizeof names[f], "f%zu", f);
        counts[f][0] = 1000 + 10 * (double)f;
        counts[f][1] = counts[f][0] * (f == 0 ? first : growth);
        stacks[f] = (struct hand_stack){names[f], counts[f]};
        totals[0] += counts[f][0];
        totals[1] += counts[f][1];
    }
    struct comparison *comparison =
        hand_comparison(stacks, functions, 1, 1, by_share ? totals : (double[]){50000, 50000});
    if (by_share)
        comparison->exposure_kind = EXPOSURE_SHARE;
    return comparison;
}

static void what_everything_shares_is_told_apart(void **state)
{
    (void)state;
    struct comparison *comparison = many(40, 1.5, 1.5, false);
    struct noise noise = measure(comparison);
    assert_close(noise.level.common, 0.5, 1e-9);
    noise_clear(&noise);
    comparison_free(comparison);
    /* 10 % is what two hosts may differ by: sqrt(2) 5 % */
    comparison = many(40, 1.1, 1.1, false);
    noise = measure(comparison);
    assert_true(noise.level.common == 0);
    noise_clear(&noise);
    comparison_free(comparison);
}

static void shares_answer_for_frames_alone(void **state)
{
    (void)state;
    struct comparison *comparison = many(40, 1, 4, true);
    struct noise noise = measure(comparison);
    double totals = comparison->sides[CANDIDATE].exposure / comparison->sides[BASELINE].exposure;
    assert_true(noise.level.believed);
    assert_close(noise.level.factor, 1 / totals, 1e-9); /* the share of what did not change */
    assert_true(noise.level.common == 0);
    assert_false(noise_answers(&noise, 0));
    assert_true(noise_answers(&noise, 1));
    assert_close(noise.clear, noise.level.factor, 1e-12);
    noise_clear(&noise);
    comparison_free(comparison);
}

static void few_functions_do_not_tell_the_scale(void **state)
{
    (void)state;
    struct comparison *comparison = many(29, 1, 1, true);
    struct noise noise = measure(comparison);
    assert_false(noise.level.believed);
    assert_false(noise_answers(&noise, 1));
    noise_clear(&noise);
    comparison->differences_only = true;
    noise = measure(comparison);
    assert_true(noise.level.believed);
    assert_true(noise_answers(&noise, 1));
    noise_clear(&noise);
    comparison_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measured_level_of_the_worked_example),
        cmocka_unit_test(sequential_level_of_the_worked_example),
        cmocka_unit_test(one_profile_a_side_is_assumed),
        cmocka_unit_test(one_replica_on_one_side_is_assumed),
        cmocka_unit_test(one_count_a_side_is_a_side_total),
        cmocka_unit_test(few_functions_keep_the_level_in_every_entry),
        cmocka_unit_test(interleaved_captures_are_paired),
        cmocka_unit_test(heavier_events_are_fewer),
        cmocka_unit_test(a_part_has_the_noise_typical_of_its_size),
        cmocka_unit_test(without_requests_nothing_is_known),
        cmocka_unit_test(weights_may_differ_by_side),
        cmocka_unit_test(what_everything_shares_is_told_apart),
        cmocka_unit_test(shares_answer_for_frames_alone),
        cmocka_unit_test(few_functions_do_not_tell_the_scale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

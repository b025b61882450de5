#include "gate/inference/forecast.h"

#include "tests/unit/gate/inference/made_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/close.h"

/* One profile a side without assumed noise, so that all variance is Poisson: what more samples do is exact. */
struct plain {
    struct comparison *comparison;
    struct noise noise;
    struct quantiles level;
};

static void open_plain(struct plain *plain, double before, double after, double host_cv)
{
    double counts[] = {before, after}, rest[] = {20000, 20000}, requests[] = {10000, 10000};
    struct hand_stack stacks[] = {{"f", counts}, {"rest", rest}};
    struct noise_settings settings = noise_settings_default();
    settings.host_cv = host_cv;
    settings.frame_cv = settings.kappa = 0;
    plain->comparison = hand_comparison(stacks, 2, 1, 1, requests);
    assert_int_equal(noise_measure(&plain->noise, plain->comparison, &settings, NULL), 0);
    quantiles_make(&plain->level, 0.008 / 300, INFINITY);
}

static void close_plain(struct plain *plain)
{
    noise_clear(&plain->noise);
    comparison_free(plain->comparison);
}

static struct hypothesis about(const struct plain *plain, size_t entry, double of_itself, double of_total)
{
    struct question question = {.limit = hand_limit(of_itself, of_total),
                                .limit_assumed = hand_limit(of_itself, of_total)};
    const struct counts *counts = &plain->noise.entries[entry].counts;
    double rate = counts->c0 / counts->r0;
    struct hypothesis h = {.entry = (uint32_t)entry,
                           .upper = hypotheses_limit(&question, &plain->noise, rate),
                           .lower = hypotheses_proven(&question, &plain->noise, rate),
                           .judgeable = true};
    h.test = test_growth(&plain->noise, entry, &plain->noise.entries[entry], &h.upper, &h.lower);
    return h;
}

/* ((1.645 + .8416) se/U)^2 of section 11 with one hypothesis: se of 100 and 100 events is sqrt 200, U 10 events. */
static void samples_to_clear_a_frame(void **state)
{
    (void)state;
    struct plain plain;
    open_plain(&plain, 100, 100, 0);
    size_t entry = hand_entry(plain.comparison, "f", ENTRY_SELF);
    struct hypothesis h = about(&plain, entry, 0.1, 0);
    struct forecast forecast = forecast_hypothesis(&h, &plain.noise, &plain.level, 0);
    assert_int_equal(forecast.blocker, BLOCKER_SAMPLES);
    assert_close(forecast.samples_factor, pow((1.644853627 + 0.841621234) * sqrt(200) / 10, 2), 1e-3);
    assert_true(isnan(forecast.replicas_needed));
    close_plain(&plain);
}

/* Assumed noise of the hosts stays whatever the samples: the total of two hosts is never known to 1 %. */
static void replicas_where_samples_do_not_help(void **state)
{
    (void)state;
    struct plain plain;
    open_plain(&plain, 100, 100, 0.05);
    struct hypothesis h = about(&plain, 0, 0.05, 0);
    struct forecast forecast = forecast_hypothesis(&h, &plain.noise, &plain.level, 0);
    assert_int_equal(forecast.blocker, BLOCKER_REPLICAS);
    assert_true(isnan(forecast.samples_factor));
    /* variance wanted (.05/2.4865)^2, at hand .005 and some: 12.9 replicas a side */
    assert_true(forecast.replicas_needed >= 13 && forecast.replicas_needed <= 14);
    close_plain(&plain);
}

/* A true growth over U that is not proven yet: samples to fail. 400 -> 480 under U = 10 %: L = 5 %. */
static void samples_to_fail_a_frame(void **state)
{
    (void)state;
    struct plain plain;
    open_plain(&plain, 4000, 4800, 0);
    size_t entry = hand_entry(plain.comparison, "f", ENTRY_SELF);
    struct hypothesis h = about(&plain, entry, 0.1, 0);
    quantiles_make(&plain.level, 1e-30, INFINITY);
    struct forecast forecast = forecast_hypothesis(&h, &plain.noise, &plain.level, 0);
    double z = 11.464025; /* scipy.stats.norm.isf(1e-30) */
    double se = sqrt(8800);
    double k = fmax(pow((z + 0.841621) * se / (800 - 200), 2), pow(0.841621 * se / (800 - 400), 2));
    assert_int_equal(forecast.blocker, BLOCKER_SAMPLES);
    assert_close(forecast.samples_factor, k, 1e-3);
    close_plain(&plain);
}

static void the_floor_of_expected_events(void **state)
{
    (void)state;
    struct plain plain;
    open_plain(&plain, 100, 100, 0);
    size_t entry = hand_entry(plain.comparison, "f", ENTRY_SELF);
    const struct effective *at = &plain.noise.entries[entry];
    /* 10,000 requests: a growth of 6 events in all is twice what is needed, of 1.5 half; -ln(.05) = 2.9957 */
    struct limit_resolved six = {.growth = 6e-4}, half = {.growth = 1.5e-4}, none = {.growth = 0};
    struct limit_resolved ratio = {.relative = true, .fraction = 0.1, .growth = 1e-9};
    assert_close(forecast_floor(&plain.noise, at, &six, NULL), 2.995732 / 6, 1e-6);
    assert_close(forecast_floor(&plain.noise, at, &half, NULL), 2.995732 / 1.5, 1e-6);
    assert_true(forecast_floor(&plain.noise, at, &ratio, NULL) == 0);
    assert_close(forecast_floor(&plain.noise, at, &ratio, &half), 2.995732 / 1.5, 1e-6);
    assert_true(isinf(forecast_floor(&plain.noise, at, &ratio, &none)));
    struct hypothesis h = about(&plain, entry, 0.1, 0);
    struct forecast never = forecast_hypothesis(&h, &plain.noise, &plain.level, INFINITY);
    assert_int_equal(never.blocker, BLOCKER_SAMPLES);
    assert_true(isnan(never.samples_factor));
    close_plain(&plain);
}

/* expected/out_j_limits.txt is by simulation; the bound itself: never below U + .84 se, and falling with samples.
 */
static void more_samples_see_more(void **state)
{
    (void)state;
    double before = INFINITY;
    for (double samples = 100; samples < 1e6; samples *= 10) {
        struct plain plain;
        open_plain(&plain, samples, samples, 0);
        size_t entry = hand_entry(plain.comparison, "f", ENTRY_SELF);
        struct hypothesis h = about(&plain, entry, 0.1, 0);
        double visible =
            forecast_visible(&plain.noise, entry, &plain.noise.entries[entry], &h.upper, &h.lower, &plain.level);
        double relative = visible * (20000 + samples) / samples;
        assert_true(relative > 0.1 && relative < before);
        before = relative;
        close_plain(&plain);
    }
    assert_near(before, 0.1, 0.01);
}

static void ask_strictly(struct questions *out, const struct comparison *comparison)
{
    hand_questions_with(out, comparison, hand_limit(0.01, 0.004), hand_limit(0.01, 0), hand_limit(0.01, 0));
}

static void a_whole_comparison_needs_more_than_one_frame(void **state)
{
    (void)state;
    static const struct made_stack stacks[] = {{"a", 30, 30}, {"b", 30, 30}};
    struct made_case made;
    struct forecast all;
    struct forecast_chance chance;
    made_open_asked(&made, stacks, 2, ask_strictly);
    assert_int_equal(forecast_comparison(&all, &chance, &made.hypotheses, 0, &made.noise, NULL), 0);
    double one = 0;
    for (size_t i = 0; i < made.hypotheses.count; i++) {
        struct quantiles level;
        quantiles_make(&level, made.hypotheses.items[i].level, made.noise.least_df);
        struct forecast forecast = forecast_hypothesis(&made.hypotheses.items[i], &made.noise, &level, 0);
        if (forecast.samples_factor > one)
            one = forecast.samples_factor;
    }
    assert_true(one > 1);
    assert_true(all.samples_factor > one || all.replicas_needed > MADE_REPLICAS);
    made_close(&made);
}

/* The forecast factor is the one that brings the chance to 80 %: with fewer samples it is below. */
static void the_chance_says_what_more_samples_bring(void **state)
{
    (void)state;
    static const struct made_stack stacks[] = {{"a", 30, 30}, {"b", 30, 30}};
    struct made_case made;
    struct forecast all;
    struct forecast_chance chance;
    made_open_asked(&made, stacks, 2, ask_strictly);
    assert_int_equal(forecast_comparison(&all, &chance, &made.hypotheses, 0, &made.noise, NULL), 0);
    assert_true(chance.now < 0.8);
    assert_true(chance.most > chance.now && chance.most <= 1);
    assert_int_equal(forecast_comparison(&all, &chance, &made.hypotheses, 1, &made.noise, NULL), 0);
    assert_true(chance.now == 1 && chance.most == 1); /* nothing is asked of it */
    made_close(&made);
}

static void what_cannot_be_judged_is_unfit(void **state)
{
    (void)state;
    struct plain plain;
    open_plain(&plain, 100, 100, 0);
    struct hypothesis h = about(&plain, 0, 0.1, 0);
    h.judgeable = false;
    assert_int_equal(forecast_hypothesis(&h, &plain.noise, &plain.level, 0).blocker, BLOCKER_UNFIT);
    close_plain(&plain);
}

static struct hypothesis promised(const struct plain *plain, size_t entry, double expected)
{
    struct hypothesis h = {
        .entry = (uint32_t)entry, .purpose = QUESTION_EXPECT, .expected = expected, .judgeable = true};
    h.test = test_promise(&plain->noise, entry, &plain->noise.entries[entry], expected);
    return h;
}

/* Promised -20 %. Measured -30 % of 100 events: half of it, 10, is to be excluded by 1.645 + .8416 standard errors
 * of sqrt 170 over the 20 events between. Measured unchanged at 1000: the whole is disproved by 4.0405 + .8416
 * standard errors of sqrt 2000 over 200 events. Quantiles by statistics.NormalDist of Python. */
static void what_settles_a_promise(void **state)
{
    (void)state;
    static const struct {
        double before, after, factor;
    } cases[] = {{100, 70, 2.6275868}, {1000, 1000, 1.1917640}, {1000, 850, NAN}, {100, 95, NAN}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct plain plain;
        open_plain(&plain, cases[i].before, cases[i].after, 0);
        struct hypothesis h = promised(&plain, hand_entry(plain.comparison, "f", ENTRY_TOTAL), -0.2);
        struct forecast forecast = forecast_hypothesis(&h, &plain.noise, &plain.level, 0);
        assert_int_equal(forecast.blocker, BLOCKER_SAMPLES);
        if (isnan(cases[i].factor))
            assert_true(isnan(forecast.samples_factor));
        else
            assert_close(forecast.samples_factor, cases[i].factor, 1e-4);
        close_plain(&plain);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_to_clear_a_frame),
        cmocka_unit_test(replicas_where_samples_do_not_help),
        cmocka_unit_test(samples_to_fail_a_frame),
        cmocka_unit_test(the_floor_of_expected_events),
        cmocka_unit_test(more_samples_see_more),
        cmocka_unit_test(a_whole_comparison_needs_more_than_one_frame),
        cmocka_unit_test(the_chance_says_what_more_samples_bring),
        cmocka_unit_test(what_cannot_be_judged_is_unfit),
        cmocka_unit_test(what_settles_a_promise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

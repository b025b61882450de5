#include "gate/inference/history.h"

#include "gate/inference/noise.h"
#include "tests/support/allocations.h"
#include "tests/unit/gate/inference/example.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/close.h"

static struct noise_history *learn(const struct comparison *comparison)
{
    struct noise_history *history;
    struct error err = ERROR_INIT;
    assert_int_equal(noise_history_new(&history, "n.json", &err), 0);
    assert_int_equal(history_learn(history, comparison, &err), 0);
    return history;
}

/*
 * The six captures of the worked example as if of one version. By Python, c: columns, N: their sums, r: requests:
 *     L = sum(N)/sum(r);  sum((N[j]-r[j]*L)**2/(r[j]*L) for j in range(6))/5
 *     p = sum(c)/sum(N);  sum((c[j]-N[j]*p)**2/(N[j]*p*(1-p)) for j in range(6))/5
 */
static void captures_of_one_version_make_a_history(void **state)
{
    (void)state;
    static const struct {
        int line;
        double phi, mean;
    } expected[] = {{0, 4.147019368621014, 411.8333333333333},
                    {2, 1.2227511562595732, 154.33333333333334},
                    {3, 25.551258740899485, 157.33333333333334},
                    {7, 1, 31},
                    {11, 6.492164774921139, 4.5},
                    {12, 14.934222967227262, 242}};
    struct comparison *comparison = example_comparison();
    struct noise_history *history = learn(comparison);
    const struct noise_history_profile *profile = &history->profiles[0];
    assert_int_equal(history->count, 1);
    assert_string_equal(profile->profile, comparison->profile);
    assert_int_equal(profile->captures, 6);
    assert_close(profile->df, 5.0, 0);
    assert_close(profile->phi_root, 10.390660480337754, 1e-12);
    assert_close(profile->mean_root, 1251.6666666666667, 1e-12);
    assert_int_equal(profile->entry_count, comparison->entry_count - 1);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        size_t v = example_entry(comparison, expected[i].line);
        const struct noise_history_entry *entry = noise_history_entry(profile, comparison_entry_name(comparison, v),
                                                                      comparison->entries[v].value == ENTRY_SELF);
        assert_non_null(entry);
        assert_close(entry->phi, expected[i].phi, 1e-12);
        assert_close(entry->mean, expected[i].mean, 1e-12);
        /* At half the counts half of what lies above 1 is left. */
        assert_close(history_phi(profile, comparison, v, expected[i].mean / 2), 1 + (expected[i].phi - 1) / 2,
                     1e-12);
    }
    noise_history_free(history);
    comparison_free(comparison);
}

static void what_cannot_make_a_history_says_why(void **state)
{
    (void)state;
    struct noise_history *history;
    struct error err = ERROR_INIT;
    const double counts[] = {100, 110}, requests[] = {10, 10};
    const struct hand_stack stack = {"f", counts};
    struct comparison *pair = hand_comparison(&stack, 1, 1, 1, requests);
    assert_int_equal(noise_history_new(&history, "", &err), 0);
    assert_int_equal(history_learn(history, pair, &err), -1);
    assert_int_equal(err.kind, ERROR_UNFIT);
    assert_non_null(strstr(err.sentence, "at least 3 captures, but there are 2"));
    comparison_free(pair);
    struct comparison *comparison = example_comparison();
    comparison->sides[CANDIDATE].requests_per_replica = false;
    assert_int_equal(history_learn(history, comparison, &err), -1);
    assert_non_null(strstr(err.sentence, "a request count of its own"));
    assert_int_equal(history->count, 0);
    comparison_free(comparison);
    noise_history_free(history);
}

/* A pair of profiles with 20 functions of 1000 events; phi 3 of each and 9 of the total at these counts. */
enum { FUNCTIONS = 20, CAPTURES_MAX = 8 };

static struct comparison *service(size_t replicas, double scale)
{
    static char names[FUNCTIONS][8];
    static double counts[FUNCTIONS][CAPTURES_MAX];
    struct hand_stack stacks[FUNCTIONS];
    double requests[CAPTURES_MAX];
    for (size_t f = 0; f < FUNCTIONS; f++) {
        snprintf(names[f], sizeof names[f], "f%02zu", f);
        for (size_t c = 0; c < 2 * replicas; c++)
            counts[f][c] = scale * (1000 + 10 * (double)((f + 3 * c) % 5) - 20);
        stacks[f] = (struct hand_stack){names[f], counts[f]};
    }
    for (size_t c = 0; c < 2 * replicas; c++)
        requests[c] = 10000;
    return hand_comparison(stacks, FUNCTIONS, replicas, replicas, requests);
}

/* f19 is not in it. */
static struct noise_history *known(const struct comparison *comparison)
{
    struct noise_history *history;
    struct noise_history_profile *profile;
    assert_int_equal(noise_history_new(&history, "n.json", NULL), 0);
    assert_int_equal(
        noise_history_add(&profile, history, comparison->profile, comparison->type, 2 * (FUNCTIONS - 1), NULL), 0);
    profile->captures = 12;
    profile->df = 11;
    profile->phi_root = 9;
    profile->mean_root = 20000;
    for (int i = 0; i < 2 * (FUNCTIONS - 1); i++) {
        char name[16];
        snprintf(name, sizeof name, "f%02d", i / 2);
        profile->entries[i] =
            (struct noise_history_entry){arena_copy_text(history->arena, name, 3), i % 2 == 1, 3, 1000};
    }
    noise_history_sort(profile);
    return history;
}

static struct noise measure(const struct comparison *comparison, const struct noise_history *history)
{
    struct noise noise;
    struct noise_settings settings = noise_settings_default();
    settings.history = history;
    assert_int_equal(noise_measure(&noise, comparison, &settings, NULL), 0);
    return noise;
}

/* phi~ = phi_h, B = phi_root (1/N0 + 1/N1), df = df_h; all of it at twice the counts too. */
static void one_profile_a_side_takes_the_noise_from_history(void **state)
{
    (void)state;
    for (int scale = 1; scale <= 2; scale++) {
        struct comparison *comparison = service(1, scale);
        struct noise_history *history = known(comparison);
        struct noise noise = measure(comparison, history);
        double n0 = comparison->sides[BASELINE].amount, n1 = comparison->sides[CANDIDATE].amount;
        double mean = (n0 + n1) / 2;
        assert_int_equal(noise.level.mode, LEVEL_HISTORY);
        assert_false(noise_level_assumed(&noise));
        assert_close(noise.level.total_df, 11.0, 0);
        assert_close(noise.total_variance, (1 + 8 * n0 / 20000) / n0 + (1 + 8 * n1 / 20000) / n1, 1e-12);
        assert_string_equal(noise.level.history, "n.json");
        assert_int_equal(noise.level.history_captures, 12);
        assert_close(noise.level.host_cv, 0.0, 0);
        assert_close(noise.frame_variance, 0.0, 0);
        size_t v = hand_entry(comparison, "f03", ENTRY_TOTAL);
        double c0 = noise.entries[v].events[BASELINE], c1 = noise.entries[v].events[CANDIDATE];
        assert_close(noise.phi[v], 1 + 2 * (c0 + c1) / 2 / 1000, 1e-12);
        assert_close(noise.share_df, 11.0, 0);
        assert_true(noise.entries[v].df >= 11);
        /* A function that the history does not know: phi = 1 + kappa c/r. */
        v = hand_entry(comparison, "f19", ENTRY_TOTAL);
        c0 = noise.entries[v].events[BASELINE] + noise.entries[v].events[CANDIDATE];
        assert_close(noise.phi[v], 1 + c0 / 20000, 1e-12);
        assert_true(mean > 19000 * scale);
        noise_clear(&noise);
        noise_history_free(history);
        comparison_free(comparison);
    }
}

/* phi~ = max(1, (df_h phi_h + d phi^)/(df_h + d)), B likewise, df = df_h + d. The captures differ less than the
 * history says, so that both show. */
static void replicas_and_history_are_weighed_together(void **state)
{
    (void)state;
    struct comparison *comparison = service(4, 1);
    struct noise_history *history = known(comparison);
    struct noise plain = measure(comparison, NULL), noise = measure(comparison, history);
    double n0 = comparison->sides[BASELINE].amount, n1 = comparison->sides[CANDIDATE].amount, d = 6;
    assert_int_equal(plain.level.mode, LEVEL_MEASURED);
    assert_null(plain.level.history);
    assert_int_equal(noise.level.mode, LEVEL_MEASURED);
    assert_close(noise.level.total_df, 11 + d, 0);
    assert_close(noise.share_df, 11 + d, 0);
    /* Every capture has the same total and the same requests, so that phi_root is 0. */
    double b0 = 11 * (1 + 8 * n0 / 4 / 20000) / (11 + d), b1 = 11 * (1 + 8 * n1 / 4 / 20000) / (11 + d);
    assert_close(noise.total_variance, b0 / n0 + b1 / n1, 1e-12);
    size_t v = hand_entry(comparison, "f03", ENTRY_TOTAL);
    double squares = 0, p[SIDES];
    for (size_t c = 0; c < 8; c++) {
        int side = c < 4 ? BASELINE : CANDIDATE;
        p[side] = noise.entries[v].events[side] / comparison->sides[side].amount;
        double count = comparison->amount[v * 8 + c], expected = comparison->amount[c] * p[side];
        squares += (count - expected) * (count - expected) / (expected * (1 - p[side]));
    }
    double mean = (noise.entries[v].events[BASELINE] + noise.entries[v].events[CANDIDATE]) / 8;
    assert_close(noise.phi[v], (11 * (1 + 2 * mean / 1000) + squares) / (11 + d), 1e-12);
    noise_clear(&plain);
    noise_clear(&noise);
    noise_history_free(history);
    comparison_free(comparison);
}

static void a_history_of_another_profile_is_told_and_not_used(void **state)
{
    (void)state;
    struct comparison *comparison = service(1, 1);
    struct noise_history *history = known(comparison);
    comparison->profile = "other";
    struct noise noise = measure(comparison, history);
    assert_int_equal(noise.level.mode, LEVEL_ASSUMED);
    assert_true(noise_level_assumed(&noise));
    assert_string_equal(noise.level.history, "n.json");
    assert_int_equal(noise.level.history_captures, 0);
    assert_close(noise.level.host_cv, 0.05, 0);
    assert_close(noise.level.frame_cv, 0.02, 0);
    noise_clear(&noise);
    comparison->profile = history->profiles[0].profile;
    comparison->exposure_kind = EXPOSURE_SHARE;
    struct noise_settings settings = {.history = history};
    assert_null(history_about(&settings, comparison));
    noise_history_free(history);
    comparison_free(comparison);
}

/* By hand: weights 5/15 and 10/15 of degrees of freedom; g is in the other history alone, so 1 and 0 in the first.
 */
static void histories_of_two_versions_are_pooled(void **state)
{
    (void)state;
    struct noise_history *histories[2];
    struct noise_history_profile *profile;
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(noise_history_new(&histories[i], "", NULL), 0);
        assert_int_equal(noise_history_add(&profile, histories[i], "cpu", "cpu", 1 + i, NULL), 0);
        profile->captures = i == 0 ? 6 : 11;
        profile->df = i == 0 ? 5 : 10;
        profile->phi_root = i == 0 ? 4 : 7;
        profile->mean_root = i == 0 ? 100 : 400;
        profile->entries[0] = (struct noise_history_entry){"f", false, i == 0 ? 2 : 5, i == 0 ? 60 : 90};
        if (i == 1)
            profile->entries[1] = (struct noise_history_entry){"g", true, 4, 30};
    }
    assert_int_equal(history_pool(histories[0], histories[1], NULL), 0);
    profile = &histories[0]->profiles[0];
    assert_int_equal(histories[0]->count, 1);
    assert_int_equal(profile->captures, 17);
    assert_close(profile->df, 15.0, 0);
    assert_close(profile->phi_root, 6.0, 1e-12);
    assert_close(profile->mean_root, 300.0, 1e-12);
    assert_int_equal(profile->entry_count, 2);
    assert_string_equal(profile->entries[0].function, "f");
    assert_close(profile->entries[0].phi, 4.0, 1e-12);
    assert_close(profile->entries[0].mean, 80.0, 1e-12);
    assert_string_equal(profile->entries[1].function, "g");
    assert_true(profile->entries[1].self);
    assert_close(profile->entries[1].phi, 3.0, 1e-12);
    assert_close(profile->entries[1].mean, 20.0, 1e-12);
    assert_int_equal(history_pool(histories[0], histories[1], NULL), 0);
    assert_close(histories[0]->profiles[0].df, 20.0, 0);
    noise_history_free(histories[0]);
    noise_history_free(histories[1]);
}

static int pool_again(void *context, struct error *err)
{
    struct noise_history *history = NULL;
    int status = noise_history_new(&history, "", err);
    for (int i = 0; status == 0 && i < 2; i++)
        status = history_pool(history, context, err);
    noise_history_free(history);
    return status;
}

static int learn_again(void *context, struct error *err)
{
    struct noise_history *history = NULL;
    int status = noise_history_new(&history, "", err);
    if (status == 0)
        status = history_learn(history, context, err);
    noise_history_free(history);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct comparison *comparison = example_comparison();
    assert_true(allocations_walk(learn_again, comparison) >= 5);
    struct noise_history *history = learn(comparison);
    assert_true(allocations_walk(pool_again, history) >= 5);
    noise_history_free(history);
    comparison_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(captures_of_one_version_make_a_history),
        cmocka_unit_test(what_cannot_make_a_history_says_why),
        cmocka_unit_test(one_profile_a_side_takes_the_noise_from_history),
        cmocka_unit_test(replicas_and_history_are_weighed_together),
        cmocka_unit_test(a_history_of_another_profile_is_told_and_not_used),
        cmocka_unit_test(histories_of_two_versions_are_pooled),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

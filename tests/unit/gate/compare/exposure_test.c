#include "gate/compare/exposure.h"

#include "gate/compare/compare.h"
#include "tests/support/profile_sample.h"

#include <math.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Two replicas of 6 and 2 samples against one of 4. */
static void make(struct replicas sides[SIDES], const struct profile_sample *sample)
{
    profile_sample_side(&sides[BASELINE], "v1", sample, (const char *[]){"m;f 6\n", "m;f 2\n"}, 2);
    profile_sample_side(&sides[CANDIDATE], "v2", sample, (const char *[]){"m;f 4\n"}, 1);
}

/* Compares, and gives the sides back. */
static struct comparison *compare(struct replicas sides[SIDES], bool per_instance)
{
    struct profile_selector selector =
        profile_selector_from_word(sides[BASELINE].items[0].profiles[0].profile->types[0].name);
    struct comparison *comparison = NULL;
    struct error err = ERROR_INIT;
    selector.per_instance = per_instance;
    assert_int_equal(compare_profiles(&comparison, sides, &selector, NULL, &err), 0);
    replicas_clear(&sides[BASELINE]);
    replicas_clear(&sides[CANDIDATE]);
    return comparison;
}

static void assert_exposure(const struct comparison *comparison, double a, double b, double c)
{
    assert_true(comparison->exposure[0] == a);
    assert_true(comparison->exposure[1] == b);
    assert_true(comparison->exposure[2] == c);
    assert_true(comparison->sides[BASELINE].exposure == a + b);
    assert_true(comparison->sides[CANDIDATE].exposure == c);
}

static void requests_of_each_replica(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_count(100);
    make(sides, &sample);
    sides[BASELINE].items[1].requests = 40;
    struct comparison *comparison = compare(sides, false);
    assert_int_equal(comparison->exposure_kind, EXPOSURE_REQUESTS);
    assert_exposure(comparison, 100, 40, 100);
    assert_true(comparison->sides[BASELINE].requests == 140);
    assert_true(comparison->sides[BASELINE].requests_per_replica);
    assert_string_equal(comparison->sides[BASELINE].requests_from, "meta.json");
    assert_null(comparison->unfit);
    comparison_free(comparison);
}

/* 80 requests for 6 and 2 samples: 60 and 20. */
static void one_total_is_split_by_amount(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_count(NAN);
    make(sides, &sample);
    sides[BASELINE].requests_total = 80;
    sides[CANDIDATE].requests_total = 50;
    struct comparison *comparison = compare(sides, false);
    assert_exposure(comparison, 60, 20, 50);
    assert_true(comparison->sides[BASELINE].requests == 80);
    assert_false(comparison->sides[BASELINE].requests_per_replica);
    assert_true(comparison->sides[CANDIDATE].requests_per_replica);
    assert_null(comparison->unfit);
    comparison_free(comparison);
}

static void no_count_means_shares(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_count(NAN);
    make(sides, &sample);
    struct comparison *comparison = compare(sides, false);
    assert_int_equal(comparison->exposure_kind, EXPOSURE_SHARE);
    assert_exposure(comparison, 6, 2, 4);
    assert_true(isnan(comparison->sides[BASELINE].requests));
    assert_string_equal(comparison->unfit,
                        "no request count on either side, so cost per request is unknown: add \"requests\" to each "
                        "run's meta.json, or give --requests-baseline N --requests-candidate N");
    comparison_free(comparison);
}

static struct comparison *compare_by(struct replicas sides[SIDES], const struct compare_settings *settings)
{
    struct profile_selector selector = profile_selector_from_word("samples");
    struct comparison *comparison = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(compare_profiles(&comparison, sides, &selector, settings, &err), 0);
    replicas_clear(&sides[BASELINE]);
    replicas_clear(&sides[CANDIDATE]);
    return comparison;
}

static const char share_note[] =
    "share mode: costs are parts of each side's total, so a slowdown of everything cannot be seen";

static void shares_may_suffice(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_count(NAN);
    make(sides, &sample);
    struct comparison *comparison = compare_by(sides, &(struct compare_settings){.shares_suffice = true});
    assert_int_equal(comparison->exposure_kind, EXPOSURE_SHARE);
    assert_null(comparison->unfit);
    assert_int_equal(comparison->note_count, 1);
    assert_string_equal(comparison->notes[0], share_note);
    comparison_free(comparison);

    make(sides, &sample);
    sides[CANDIDATE].items[0].requests = 9; /* one side only: that is a mistake, not a choice */
    comparison = compare_by(sides, &(struct compare_settings){.shares_suffice = true});
    assert_non_null(comparison->unfit);
    comparison_free(comparison);
}

static void differences_need_no_count(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_count(NAN);
    make(sides, &sample);
    struct comparison *comparison = compare_by(sides, &(struct compare_settings){.differences_only = true});
    assert_null(comparison->unfit);
    assert_int_equal(comparison->note_count, 2);
    assert_string_equal(comparison->notes[1], share_note);
    comparison_free(comparison);
}

static void a_missing_count_is_named(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_count(9);
    make(sides, &sample);
    sides[CANDIDATE].items[0].requests = NAN;
    struct comparison *comparison = compare(sides, false);
    assert_string_equal(comparison->unfit,
                        "no request count on the candidate's side: add \"requests\" to each run's "
                        "meta.json, or give --requests-candidate N");
    assert_int_equal(comparison->exposure_kind, EXPOSURE_SHARE);
    comparison_free(comparison);

    make(sides, &sample);
    sides[BASELINE].items[1].requests = NAN;
    comparison = compare(sides, false);
    assert_string_equal(comparison->unfit,
                        "no request count for 1 of 2 replicas of the baseline, the first is 'r1': "
                        "add \"requests\" to its meta.json");
    comparison_free(comparison);

    make(sides, &sample);
    sides[BASELINE].items[0].requests = 0.5; /* what a metrics server extrapolates from nothing */
    comparison = compare(sides, false);
    assert_string_equal(comparison->unfit,
                        "replica 'r0' of the baseline served no requests, so its cost per request "
                        "is unknown: leave it out, or correct its count");
    comparison_free(comparison);
}

static void gauges_are_per_instance(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_count(NAN);
    make(sides, &sample);
    struct comparison *comparison = compare(sides, true);
    assert_int_equal(comparison->exposure_kind, EXPOSURE_INSTANCE);
    assert_exposure(comparison, 1, 1, 1);
    assert_null(comparison->unfit);
    comparison_free(comparison);
}

/* Profiles that count from the start of the process are divided by what was served since then. */
static void cumulative_profiles(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_count(10);
    sample.type = "contentions";
    make(sides, &sample);
    sides[BASELINE].items[0].requests_since_start = sides[BASELINE].items[1].requests_since_start = 100;
    sides[CANDIDATE].items[0].requests_since_start = 190;
    struct comparison *comparison = compare(sides, false);
    assert_exposure(comparison, 100, 100, 190);
    assert_null(comparison->unfit);
    comparison_free(comparison);

    make(sides, &sample);
    sides[BASELINE].items[0].requests_since_start = sides[BASELINE].items[1].requests_since_start = 100;
    sides[CANDIDATE].items[0].requests_since_start = 200;
    comparison = compare(sides, false);
    assert_string_equal(
        comparison->unfit,
        "'contentions' counts from the start of the process, and the processes are too different in "
        "age: 100 requests on average on the baseline's side, 200 on the candidate's; take the "
        "profile over a window of the same length, or a first snapshot too (allocs-start, mutex-start ...)");
    comparison_free(comparison);

    make(sides, &sample);
    comparison = compare(sides, false);
    assert_exposure(comparison, 10, 10, 10);
    assert_null(comparison->unfit);
    assert_int_equal(comparison->note_count, 1);
    comparison_free(comparison);

    /* The window's counts are taken for the whole life: they must fit then, too. */
    make(sides, &sample);
    sides[CANDIDATE].items[0].requests = 20;
    comparison = compare(sides, false);
    assert_non_null(comparison->unfit);
    comparison_free(comparison);
}

/* What happened between two snapshots is divided by the requests between them, at whatever age. */
static void differences_of_two_snapshots(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_count(10);
    sample.type = "contentions";
    make(sides, &sample);
    for (int side = 0; side < SIDES; side++) {
        for (size_t i = 0; i < sides[side].count; i++) {
            sides[side].items[i].profiles[0].profile->facts.between = true;
            sides[side].items[i].requests_since_start = side ? 100 : 10000;
        }
    }
    struct comparison *comparison = compare(sides, false);
    assert_exposure(comparison, 10, 10, 10);
    assert_null(comparison->unfit);
    assert_int_equal(comparison->note_count, 0);
    comparison_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_of_each_replica),     cmocka_unit_test(one_total_is_split_by_amount),
        cmocka_unit_test(no_count_means_shares),        cmocka_unit_test(shares_may_suffice),
        cmocka_unit_test(differences_need_no_count),    cmocka_unit_test(a_missing_count_is_named),
        cmocka_unit_test(gauges_are_per_instance),      cmocka_unit_test(cumulative_profiles),
        cmocka_unit_test(differences_of_two_snapshots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "gate/compare/window.h"

#include "gate/compare/compare.h"
#include "tests/support/profile_sample.h"

#include <math.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define SECOND INT64_C(1000000000)

static void set_times(struct replica *replica, int64_t profiled, int64_t window)
{
    replica->start = 1000 * SECOND;
    replica->end = replica->start + window;
    replica->window_told = true;
    replica->profiles[0].profile->facts.duration = profiled;
}

/* Two replicas a side, of 12 s each: profiled over 11.5 s. */
static void make(struct replicas sides[SIDES], const struct profile_sample *sample)
{
    for (int side = 0; side < SIDES; side++) {
        profile_sample_side(&sides[side], side == BASELINE ? "v1" : "v2", sample,
                            (const char *[]){"m;f 6\n", "m;f 4\n"}, 2);
        for (size_t i = 0; i < 2; i++)
            set_times(&sides[side].items[i], 11 * SECOND + SECOND / 2, 12 * SECOND);
    }
}

static struct comparison *compare(struct replicas sides[SIDES], const char *type, bool differences_only)
{
    struct profile_selector selector = profile_selector_from_word(type);
    struct compare_settings settings = {.differences_only = differences_only};
    struct comparison *comparison = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(compare_profiles(&comparison, sides, &selector, &settings, &err), 0);
    replicas_clear(&sides[BASELINE]);
    replicas_clear(&sides[CANDIDATE]);
    return comparison;
}

static void assert_fit(struct replicas sides[SIDES], const char *type)
{
    struct comparison *comparison = compare(sides, type, false);
    assert_null(comparison->unfit);
    comparison_free(comparison);
}

static void assert_unfit(struct replicas sides[SIDES], const char *start)
{
    struct comparison *comparison = compare(sides, "cpu", false);
    assert_non_null(comparison->unfit);
    assert_memory_equal(comparison->unfit, start, strlen(start));
    comparison_free(comparison);
}

static void a_clipped_side_is_unfit(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_cpu(10);
    for (int side = 0; side < SIDES; side++) {
        make(sides, &sample);
        for (size_t i = 0; i < 2; i++)
            set_times(&sides[side].items[i], 3 * SECOND, 12 * SECOND);
        assert_unfit(sides,
                     side == BASELINE
                         ? "the profiles of the baseline last 3 s on average, but its requests were counted "
                           "over 12 s (candidate: 11.5 s and 12 s), so costs per request cannot be compared"
                         : "the profiles of the candidate last 3 s on average, but its requests were counted "
                           "over 12 s (baseline: 11.5 s and 12 s), so costs per request cannot be compared");
    }
    /* Profiles that last longer than the requests were counted are as wrong. */
    make(sides, &sample);
    for (size_t i = 0; i < 2; i++)
        set_times(&sides[CANDIDATE].items[i], 20 * SECOND, 12 * SECOND);
    assert_unfit(sides, "the profiles of the candidate last 20 s on average");
}

/* 11.5 / 12 against 10.5 / 12 is 1.095, against 10.4 / 12 it is 1.106. */
static void a_tenth_is_the_border(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_cpu(10);
    make(sides, &sample);
    for (size_t i = 0; i < 2; i++)
        set_times(&sides[CANDIDATE].items[i], 10 * SECOND + SECOND / 2, 12 * SECOND);
    assert_fit(sides, "cpu");
    make(sides, &sample);
    for (size_t i = 0; i < 2; i++)
        set_times(&sides[CANDIDATE].items[i], 10 * SECOND + SECOND * 4 / 10, 12 * SECOND);
    assert_unfit(sides, "the profiles of the candidate last 10.4 s");
}

static void sides_cut_alike_are_fit(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_cpu(10);
    make(sides, &sample);
    for (int side = 0; side < SIDES; side++)
        for (size_t i = 0; i < 2; i++)
            set_times(&sides[side].items[i], 3 * SECOND, (side == BASELINE ? 12 : 13) * SECOND);
    assert_fit(sides, "cpu");
}

/* Each of these leaves the clipped candidate of the first test without anything to be held against. */
static void what_is_not_told_is_not_judged(void **state)
{
    (void)state;
    struct profile_sample sample = profile_sample_cpu(10);
    for (int what = 0; what < 4; what++) {
        struct replicas sides[SIDES];
        make(sides, &sample);
        for (size_t i = 0; i < 2; i++) {
            struct replica *replica = &sides[CANDIDATE].items[i];
            set_times(replica, 3 * SECOND, 12 * SECOND);
            if (what == 0)
                replica->window_told = false;
            if (what == 1)
                replica->profiles[0].profile->facts.duration = 0;
            if (what == 2)
                replica->end = replica->start;
        }
        if (what == 3)
            sides[CANDIDATE].requests_total = 20;
        assert_fit(sides, "cpu");
    }
}

static void a_heap_profile_has_no_such_window(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = {.type = "alloc_space",
                                    .unit = "bytes",
                                    .model = EVENT_MODEL_CENSUS,
                                    .period_type = "space",
                                    .kind = "allocs",
                                    .requests = 10};
    make(sides, &sample);
    for (size_t i = 0; i < 2; i++)
        set_times(&sides[CANDIDATE].items[i], 3 * SECOND, 12 * SECOND);
    assert_fit(sides, "alloc_space");
}

static void differences_only_get_a_note(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_cpu(10);
    make(sides, &sample);
    for (size_t i = 0; i < 2; i++)
        set_times(&sides[CANDIDATE].items[i], 3 * SECOND, 12 * SECOND);
    struct comparison *comparison = compare(sides, "cpu", true);
    assert_null(comparison->unfit);
    bool found = false;
    for (size_t i = 0; i < comparison->note_count; i++)
        found = found || strncmp(comparison->notes[i], "the profiles of the candidate last 3 s", 38) == 0;
    assert_true(found);
    comparison_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clipped_side_is_unfit),           cmocka_unit_test(a_tenth_is_the_border),
        cmocka_unit_test(sides_cut_alike_are_fit),           cmocka_unit_test(what_is_not_told_is_not_judged),
        cmocka_unit_test(a_heap_profile_has_no_such_window), cmocka_unit_test(differences_only_get_a_note),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "gate/compare/fitness.h"

#include "gate/base/memory.h"
#include "gate/compare/compare.h"
#include "tests/support/profile_sample.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Compares "cpu" of two sides made from the two samples, and gives the sides back. */
static struct comparison *compare(struct replicas sides[SIDES])
{
    struct profile_selector selector = profile_selector_from_word("cpu");
    struct comparison *comparison = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(compare_profiles(&comparison, sides, &selector, NULL, &err), 0);
    replicas_clear(&sides[BASELINE]);
    replicas_clear(&sides[CANDIDATE]);
    return comparison;
}

static void make(struct replicas sides[SIDES], const struct profile_sample *baseline,
                 const struct profile_sample *candidate)
{
    profile_sample_side(&sides[BASELINE], "v1", baseline, (const char *[]){"m;f 6\n", "m;f 2\n"}, 2);
    profile_sample_side(&sides[CANDIDATE], "v2", candidate, (const char *[]){"m;f 4\n"}, 1);
}

static void assert_unfit(struct replicas sides[SIDES], const char *expected)
{
    struct comparison *comparison = compare(sides);
    assert_non_null(comparison->unfit);
    assert_string_equal(comparison->unfit, expected);
    comparison_free(comparison);
}

static char *text(const char *value)
{
    return memory_copy_text(value, strlen(value));
}

static void set(char **field, const char *value)
{
    memory_free(*field);
    *field = text(value);
}

static void equal_sides_are_fit(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_cpu(10);
    make(sides, &sample, &sample);
    set(&sides[BASELINE].items[0].cpu_model, "A");
    set(&sides[CANDIDATE].items[0].cpu_model, "A");
    struct comparison *comparison = compare(sides);
    assert_null(comparison->unfit);
    assert_int_equal(comparison->note_count, 0);
    comparison_free(comparison);
}

static void the_same_content_on_both_sides_is_said(void **state)
{
    (void)state;
    static const struct {
        uint64_t hashes[3]; /* two of the baseline, one of the candidate */
        const char *note;
    } cases[] = {
        {{1, 2, 3}, NULL},
        {{0, 0, 0}, NULL},
        {{1, 2, 2}, "1 of the candidate's profiles are the baseline's too"},
    };
    struct profile_sample sample = profile_sample_cpu(10);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct replicas sides[SIDES];
        make(sides, &sample, &sample);
        sides[BASELINE].items[0].content_hash = cases[i].hashes[0];
        sides[BASELINE].items[1].content_hash = cases[i].hashes[1];
        sides[CANDIDATE].items[0].content_hash = cases[i].hashes[2];
        struct comparison *comparison = compare(sides);
        assert_int_equal(comparison->note_count, cases[i].note != NULL);
        if (cases[i].note != NULL)
            assert_string_equal(comparison->notes[0], cases[i].note);
        comparison_free(comparison);
    }
    struct replicas sides[SIDES];
    profile_sample_side(&sides[BASELINE], "v1", &sample, (const char *[]){"m;f 6\n"}, 1);
    profile_sample_side(&sides[CANDIDATE], "v2", &sample, (const char *[]){"m;f 6\n"}, 1);
    sides[BASELINE].items[0].content_hash = sides[CANDIDATE].items[0].content_hash = 7;
    struct comparison *comparison = compare(sides);
    assert_int_equal(comparison->note_count, 1);
    assert_string_equal(comparison->notes[0], "both sides hold the same profiles");
    comparison_free(comparison);
}

static void missing_profiles(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_cpu(10), other = profile_sample_cpu(10);
    other.type = "wall";
    make(sides, &sample, &other);
    assert_unfit(sides, "no 'cpu' profile on the candidate's side; it has wall");

    make(sides, &sample, &sample);
    replica_clear(&sides[BASELINE].items[1]);
    sides[BASELINE].items[1] = profile_sample_replica(&other, "r1", "m 1\n");
    assert_unfit(sides, "replica 'r1' of the baseline, and 1 of its 2 replicas in all, has no 'cpu'");
}

static void different_units_and_periods(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_cpu(10), other = profile_sample_cpu(10);
    other.unit = "ticks";
    make(sides, &sample, &other);
    assert_unfit(sides, "different unit: 'nanoseconds' in replica 'r0' of the baseline, 'ticks' in replica 'r0' of "
                        "the candidate");
    other = sample;
    other.period = 1e6;
    make(sides, &sample, &other);
    assert_unfit(sides, "different period between samples: 10000000 nanoseconds in replica 'r0' of the baseline, "
                        "1000000 nanoseconds in replica 'r0' of the candidate");
    other = sample;
    other.period_type = "wall";
    make(sides, &sample, &other);
    assert_unfit(sides,
                 "different period type: 'cpu' in replica 'r0' of the baseline, 'wall' in replica 'r0' of the "
                 "candidate");
}

static void different_circumstances(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_cpu(10);
    make(sides, &sample, &sample);
    set(&sides[BASELINE].items[0].cpu_model, "A");
    set(&sides[BASELINE].items[1].cpu_model, "B");
    set(&sides[CANDIDATE].items[0].cpu_model, "B");
    assert_unfit(sides, "different CPU model: 'A' in replica 'r0' of the baseline, and nowhere on the candidate's "
                        "side, which has 'B'");
    make(sides, &sample, &sample);
    set(&sides[BASELINE].items[0].build, "-O2");
    set(&sides[CANDIDATE].items[0].build, "-O0");
    assert_unfit(sides,
                 "different build: '-O2' in replica 'r0' of the baseline, and nowhere on the candidate's side, "
                 "which has '-O0'");
    make(sides, &sample, &sample);
    sides[BASELINE].items[0].cores = 4;
    sides[CANDIDATE].items[0].cores = 8;
    assert_unfit(
        sides,
        "different number of cores: '4' in replica 'r0' of the baseline, and nowhere on the candidate's side, "
        "which has '8'");
    profile_sample_side(&sides[BASELINE], "v1", &sample, (const char *[]){"m;f 6\n"}, 1);
    profile_sample_side(&sides[CANDIDATE], "v2", &sample, (const char *[]){"m 4\n", "m 4\n", "m 4\n", "m 4\n"}, 4);
    set(&sides[BASELINE].items[0].profiler, "p");
    for (size_t i = 0; i < 4; i++)
        set(&sides[CANDIDATE].items[i].profiler, (const char *[]){"a", "b", "a", "c"}[i]);
    assert_unfit(sides, "different profiler: 'p' in replica 'r0' of the baseline, and nowhere on the candidate's "
                        "side, which has 'a', 'b' and others");
}

static void different_services(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_cpu(10);
    make(sides, &sample, &sample);
    set(&sides[BASELINE].items[1].service, "shop");
    set(&sides[CANDIDATE].items[0].service, "checkout");
    /* It comes before what may follow from it. */
    set(&sides[BASELINE].items[1].build, "-O2");
    set(&sides[CANDIDATE].items[0].build, "-O0");
    assert_unfit(sides, "different service: 'shop' in replica 'r1' of the baseline, and nowhere on the "
                        "candidate's side, which has 'checkout'");
    static const char *const fit[][2] = {{"shop", "shop"}, {"shop", ""}, {"", "checkout"}};
    for (size_t i = 0; i < sizeof fit / sizeof fit[0]; i++) {
        make(sides, &sample, &sample);
        set(&sides[BASELINE].items[0].service, fit[i][0]);
        set(&sides[CANDIDATE].items[0].service, fit[i][1]);
        struct comparison *comparison = compare(sides);
        assert_null(comparison->unfit);
        assert_int_equal(comparison->note_count, 0);
        comparison_free(comparison);
    }
}

static void no_samples(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_cpu(10);
    profile_sample_side(&sides[BASELINE], "v1", &sample, (const char *[]){"runtime.bgsweep 5\n"}, 1);
    profile_sample_side(&sides[CANDIDATE], "v2", &sample, (const char *[]){""}, 1);
    struct comparison *comparison = compare(sides);
    assert_string_equal(comparison->unfit,
                        "no samples in scope on the baseline's side: all of them are background");
    assert_int_equal(comparison->note_count, 1);
    assert_string_equal(comparison->notes[0], "no samples on the candidate's side");
    comparison_free(comparison);
}

static void roots_that_match_nothing(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_cpu(10);
    struct profile_selector selector = profile_selector_from_word("cpu");
    struct compare_settings settings = {.request_roots = (const char *const[]){"nosuch", "f"},
                                        .request_root_count = 1};
    struct comparison *comparison = NULL;
    struct error err = ERROR_INIT;
    static const char rest[] =
        "); name frames that requests pass through, as 'flamegate diff --builtin' shows them, "
        "or leave 'request_roots' out";
    for (int which = 0; which < 2; which++) {
        char expected[512];
        make(sides, &sample, &sample);
        if (which == 1) { /* matches the baseline's side only */
            replicas_clear(&sides[CANDIDATE]);
            profile_sample_side(&sides[CANDIDATE], "v2", &sample, (const char *[]){"m;g 4\n"}, 1);
            settings.request_root_count = 2;
        }
        assert_int_equal(compare_profiles(&comparison, sides, &selector, &settings, &err), 0);
        snprintf(expected, sizeof expected,
                 "no samples in scope on the %s's side: no sample matches 'request_roots' "
                 "('nosuch'%s%s",
                 which == 0 ? "baseline" : "candidate", which == 0 ? "" : " and 1 more", rest);
        assert_string_equal(comparison->unfit, expected);
        comparison_free(comparison);
        replicas_clear(&sides[BASELINE]);
        replicas_clear(&sides[CANDIDATE]);
    }
}

static void unknown_chance(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_cpu(10);
    sample.model = EVENT_MODEL_UNKNOWN;
    make(sides, &sample, &sample);
    assert_unfit(sides,
                 "the values of 'cpu' do not say how many samples they stand for, so what is chance cannot be "
                 "told (r0), nor are they all multiples of one period: of profiles from a store say what a sample "
                 "stands for, as in 'store: {period: 10ms}'");
}

static void names_on_one_side(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_cpu(10);
    profile_sample_side(&sides[BASELINE], "v1", &sample, (const char *[]){"m;f 9\nm;?x.so+0x1 1\n"}, 1);
    profile_sample_side(&sides[CANDIDATE], "v2", &sample, (const char *[]){"?x.so+0x1 8\nm;f 2\n"}, 1);
    assert_unfit(sides, "names are missing on the candidate's side: 80 % of its cost is in frames without a name, "
                        "10 % on the other side");
    profile_sample_side(&sides[BASELINE], "v1", &sample, (const char *[]){"m;f 9\nm;?x.so+0x1 1\n"}, 1);
    profile_sample_side(&sides[CANDIDATE], "v2", &sample, (const char *[]){"?x.so+0x1 2\nm;f 8\n"}, 1);
    struct comparison *comparison = compare(sides);
    assert_null(comparison->unfit);
    assert_int_equal(comparison->note_count, 1);
    assert_string_equal(comparison->notes[0], "frames without a name are taken together by module: 10 % of the "
                                              "baseline's cost, 20 % of the candidate's");
    comparison_free(comparison);
}

static void what_the_file_says_of_itself(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_cpu(10);
    make(sides, &sample, &sample);
    sides[CANDIDATE].items[0].profiles[0].profile->facts.negative = true;
    assert_unfit(sides, "replica 'r0' of the candidate is already a difference of two profiles");
    make(sides, &sample, &sample);
    sides[BASELINE].items[0].profiles[0].profile->facts.cut_stacks = 1500;
    sides[BASELINE].items[1].profiles[0].profile->facts.cut_stacks = 2;
    struct comparison *comparison = compare(sides);
    assert_null(comparison->unfit);
    assert_string_equal(comparison->notes[0],
                        "1,502 samples of the baseline were cut at the profiler's depth limit");
    comparison_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_sides_are_fit),
        cmocka_unit_test(the_same_content_on_both_sides_is_said),
        cmocka_unit_test(missing_profiles),
        cmocka_unit_test(different_units_and_periods),
        cmocka_unit_test(different_circumstances),
        cmocka_unit_test(different_services),
        cmocka_unit_test(no_samples),
        cmocka_unit_test(roots_that_match_nothing),
        cmocka_unit_test(unknown_chance),
        cmocka_unit_test(names_on_one_side),
        cmocka_unit_test(what_the_file_says_of_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

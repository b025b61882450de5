#include "gate/compare/gauge.h"

#include "gate/base/memory.h"
#include "gate/compare/compare.h"
#include "tests/support/profile_sample.h"

#include <math.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char *const texts[] = {"m;f 600\n", "m;f 610\n"};

static void make(struct replicas sides[SIDES], size_t count)
{
    struct profile_sample sample = profile_sample_count(NAN);
    sample.type = "goroutine";
    sample.model = EVENT_MODEL_CENSUS;
    sample.kind = "goroutine";
    for (int side = 0; side < SIDES; side++) {
        profile_sample_side(&sides[side], side ? "v2" : "v1", &sample, texts, count);
        for (size_t i = 0; i < count; i++)
            sides[side].items[i].content_hash = 0; /* or their being equal would be noted */
    }
}

static struct comparison *compare(struct replicas sides[SIDES])
{
    struct profile_selector selector = profile_selector_from_word("goroutine");
    struct comparison *comparison = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(compare_profiles(&comparison, sides, &selector, NULL, &err), 0);
    replicas_clear(&sides[BASELINE]);
    replicas_clear(&sides[CANDIDATE]);
    return comparison;
}

static void set_ages(struct replicas *side, double first, double second)
{
    side->items[0].requests_since_start = first;
    side->items[1].requests_since_start = second;
}

static void unknown_ages_are_assumed(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    make(sides, 2);
    struct comparison *comparison = compare(sides);
    assert_null(comparison->unfit);
    assert_int_equal(comparison->exposure_kind, EXPOSURE_INSTANCE);
    assert_int_equal(comparison->note_count, 1);
    assert_string_equal(
        comparison->notes[0],
        "'goroutine' grows with the age of a process, and ages are not known: they are assumed to be "
        "similar; add \"requests_since_start\" to each run's meta.json");
    comparison_free(comparison);
}

static void ages_must_be_similar(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    make(sides, 2);
    set_ages(&sides[BASELINE], 1000, 1200);
    set_ages(&sides[CANDIDATE], 2000, 2300);
    struct comparison *comparison = compare(sides);
    assert_null(comparison->unfit);
    assert_int_equal(comparison->note_count, 0);
    comparison_free(comparison);

    make(sides, 2);
    set_ages(&sides[BASELINE], 1000, 1200);
    set_ages(&sides[CANDIDATE], 2000, 2400);
    comparison = compare(sides);
    assert_string_equal(
        comparison->unfit,
        "'goroutine' grows with the age of a process, and the processes are too different in age: 1100 "
        "requests since the start on average on the baseline's side, 2200 on the candidate's");
    comparison_free(comparison);
}

static void a_census_needs_replicas(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    make(sides, 1);
    struct comparison *comparison = compare(sides);
    assert_string_equal(
        comparison->unfit,
        "'goroutine' counts everything, so that all of its noise lies between instances: at least 2 "
        "replicas a side are needed to measure it");
    comparison_free(comparison);
}

static void one_instance(struct replicas *side, double requests)
{
    for (size_t i = 0; i < side->count; i++) {
        memory_free(side->items[i].instance);
        side->items[i].instance = memory_copy_text("pod", 3);
        side->items[i].requests = requests;
    }
}

static void windows_of_one_process_are_no_replicas(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    make(sides, 2);
    one_instance(&sides[CANDIDATE], 100);
    struct comparison *comparison = compare(sides);
    assert_string_equal(
        comparison->unfit,
        "replicas 'r0' and 'r1' of the candidate are of one instance, 'pod', and share what is live: "
        "take one profile of each process, or say by requests_since_start that it began anew");
    comparison_free(comparison);

    /* The second served 150 since its start, fewer than the first one's 200: it is another process. */
    make(sides, 2);
    set_ages(&sides[BASELINE], 180, 190);
    one_instance(&sides[CANDIDATE], 100);
    set_ages(&sides[CANDIDATE], 200, 150);
    comparison = compare(sides);
    assert_null(comparison->unfit);
    comparison_free(comparison);

    make(sides, 2);
    set_ages(&sides[BASELINE], 180, 190);
    one_instance(&sides[CANDIDATE], 100);
    set_ages(&sides[CANDIDATE], 200, 300);
    comparison = compare(sides);
    assert_non_null(comparison->unfit);
    comparison_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_ages_are_assumed),
        cmocka_unit_test(ages_must_be_similar),
        cmocka_unit_test(a_census_needs_replicas),
        cmocka_unit_test(windows_of_one_process_are_no_replicas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

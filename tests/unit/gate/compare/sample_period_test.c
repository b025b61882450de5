#include "gate/compare/sample_period.h"

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

static const char note[] =
    "nobody says how many samples the values of 'cpu' stand for: one for each 10ms, the greatest "
    "common divisor of all values (store.period says otherwise)";

/* A side of two replicas whose values are so many nanoseconds a line's number, and which say nothing of samples. */
static void make_side(struct replicas *side, double nanoseconds, const char *first, const char *second)
{
    struct profile_sample sample = profile_sample_cpu(1000);
    sample.model = EVENT_MODEL_UNKNOWN;
    sample.period = nanoseconds;
    profile_sample_side(side, "v", &sample, (const char *[]){first, second}, 2);
    for (size_t i = 0; i < side->count; i++)
        side->items[i].profiles[0].profile->facts.period = 0;
}

static struct comparison *compare(struct replicas sides[SIDES])
{
    const struct profile_selector selector = {.name = "cpu", .kind = "cpu", .type = "cpu"};
    struct comparison *comparison = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(compare_profiles(&comparison, sides, &selector, NULL, &err), 0);
    replicas_clear(&sides[BASELINE]);
    replicas_clear(&sides[CANDIDATE]);
    return comparison;
}

static bool is_derived(const struct comparison *comparison)
{
    bool noted = false;
    for (size_t i = 0; i < comparison->note_count; i++)
        noted = noted || strncmp(comparison->notes[i], note, 40) == 0;
    assert_int_equal(noted, comparison->model == EVENT_MODEL_CPU);
    assert_int_equal(noted, comparison->unfit == NULL);
    return noted;
}

/* 10 ms a sample: 9 + 6 samples on the baseline's side, 7 + 11 on the candidate's. */
static void all_values_together_tell_the_period(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    make_side(&sides[BASELINE], 1e7, "m;a 8\nm;b 1\n", "m;a 4\nm;b 2\n");
    make_side(&sides[CANDIDATE], 1e7, "m;a 6\nm;b 1\n", "m;a 9\nm;c 2\n");
    struct comparison *comparison = compare(sides);
    assert_null(comparison->unfit);
    assert_int_equal(comparison->model, EVENT_MODEL_CPU);
    assert_true(comparison->period == 1e7);
    assert_string_equal(comparison->notes[0], note);
    /* The second replica's own divisor is 20 ms: 3 events, not 6. */
    assert_true(comparison->sides[BASELINE].samples == 12 && comparison->sides[CANDIDATE].samples == 18);
    comparison_free(comparison);
}

/* All values by chance of two samples: half the events, and so wider intervals. */
static void a_multiple_of_the_period_means_fewer_events(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    make_side(&sides[BASELINE], 1e7, "m;a 8\nm;b 2\n", "m;a 4\nm;b 2\n");
    make_side(&sides[CANDIDATE], 1e7, "m;a 6\nm;b 2\n", "m;a 8\nm;c 2\n");
    struct comparison *comparison = compare(sides);
    assert_true(is_derived(comparison));
    assert_true(comparison->period == 2e7);
    assert_true(comparison->sides[BASELINE].samples == 8 && comparison->sides[CANDIDATE].samples == 9);
    comparison_free(comparison);
}

struct side {
    double nanoseconds;
    const char *first, *second;
};

static void what_is_no_proof_is_not_believed(void **state)
{
    (void)state;
    static const struct side cases[][SIDES] = {
        /* one value only */
        {{1e7, "m;a 1\n", "m;b 1\n"}, {1e7, "m;a 3\nm;b 1\n", "m;b 1\n"}},
        /* no value is the divisor: 4 and 10 ms a sample, on different hosts */
        {{1e6, "m;a 4\nm;b 8\n", "m;a 10\nm;b 20\n"}, {1e6, "m;a 4\nm;b 8\n", "m;a 10\nm;b 20\n"}},
        /* another one on each side */
        {{1e7, "m;a 3\nm;b 1\n", "m;a 2\n"}, {2e7, "m;a 3\nm;b 1\n", "m;a 2\n"}},
        /* whole milliseconds, as rounding makes them */
        {{1e6, "m;a 31\nm;b 1\n", "m;a 22\n"}, {1e6, "m;a 37\nm;b 1\n", "m;a 29\n"}},
        /* rarer than once a second */
        {{2e9, "m;a 31\nm;b 1\n", "m;a 22\n"}, {2e9, "m;a 37\nm;b 1\n", "m;a 29\n"}},
        /* measured, not sampled */
        {{1, "m;a 31234567\nm;b 7654321\n", "m;a 22333444\n"},
         {1, "m;a 37111222\nm;b 19999999\n", "m;a 8765432\n"}},
        /* no whole nanoseconds */
        {{1e7 / 3, "m;a 4\nm;b 1\n", "m;a 2\n"}, {1e7 / 3, "m;a 4\nm;b 1\n", "m;a 2\n"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct replicas sides[SIDES];
        for (int side = 0; side < SIDES; side++)
            make_side(&sides[side], cases[i][side].nanoseconds, cases[i][side].first, cases[i][side].second);
        struct comparison *comparison = compare(sides);
        if (is_derived(comparison))
            fail_msg("case %zu: a period of %g ns", i, comparison->period);
        assert_non_null(strstr(comparison->unfit, "as in 'store: {period: 10ms}'"));
        comparison_free(comparison);
    }
    assert_int_equal(memory_usage().used, 0);
}

static void only_times_of_samples_have_a_period(void **state)
{
    (void)state;
    assert_true(sample_period_fits("cpu", "nanoseconds"));
    assert_true(sample_period_fits("wall", "nanoseconds"));
    assert_false(sample_period_fits("cpu", "milliseconds"));
    assert_false(sample_period_fits("delay", "nanoseconds"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_values_together_tell_the_period),
        cmocka_unit_test(a_multiple_of_the_period_means_fewer_events),
        cmocka_unit_test(what_is_no_proof_is_not_believed),
        cmocka_unit_test(only_times_of_samples_have_a_period),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

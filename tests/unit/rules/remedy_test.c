#include "rules/remedy.h"

#include "tests/support/hand_comparison.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Runs of 100 samples each, all of them of the given seconds; 0: without times. */
static struct comparison *sample(size_t runs, int seconds)
{
    static const double counts[] = {100, 100, 100, 100}, exposure[] = {10, 10, 10, 10};
    const struct hand_stack stack = {"main;f", counts};
    struct comparison *comparison = hand_comparison(&stack, 1, runs, runs, exposure);
    for (int side = 0; side < SIDES; side++) {
        comparison->sides[side].samples = 100 * (double)runs;
        for (size_t i = 0; i < runs && seconds > 0; i++) {
            comparison->sides[side].replicas[i].start = (int64_t)i * 60000000000;
            comparison->sides[side].replicas[i].end = (int64_t)i * 60000000000 + (int64_t)seconds * 1000000000;
        }
    }
    return comparison;
}

struct expectation {
    size_t runs;
    int seconds;
    enum answer_blocker blocker;
    enum level_mode mode;
    double factor, replicas, all_factor, all_replicas;
    size_t count;
    const char *words;
};

static void check(const struct expectation *expected)
{
    struct comparison *comparison = sample(expected->runs, expected->seconds);
    struct comparison_answers all = {.level = {.mode = expected->mode},
                                     .samples_factor = expected->all_factor,
                                     .replicas_needed = expected->all_replicas};
    struct answer named = {
        .blocker = expected->blocker, .samples_factor = expected->factor, .replicas_needed = expected->replicas};
    struct remedy_case about = {comparison, &all, &named, "'f'", "rule-a", expected->count};
    char out[1024];
    assert_string_equal(remedy_words(out, sizeof out, &about), expected->words);
    comparison_free(comparison);
}

/* Two runs of 12 seconds: 2.3 times the samples are 4.6 runs, 60 seconds; 400 runs are 80 minutes. */
static void samples_are_told_in_runs_and_time(void **state)
{
    (void)state;
    static const struct expectation cases[] = {
        {2, 12, BLOCKER_SAMPLES, LEVEL_MEASURED, 2.3, NAN, 2.3, NAN, 1,
         "capture about 5 runs a side like these (some 60 seconds each side) to settle it"},
        {2, 12, BLOCKER_SAMPLES, LEVEL_MEASURED, 2.3, NAN, 97, NAN, 31,
         "capture about 5 runs a side like these (some 60 seconds each side) to settle 'f', about 200 (some 39 "
         "minutes) to settle all 31"},
        {2, 12, BLOCKER_SAMPLES, LEVEL_MEASURED, 2.3, NAN, 2, NAN, 31,
         "capture about 5 runs a side like these (some 60 seconds each side) to settle all of them"},
        {1, 0, BLOCKER_SAMPLES, LEVEL_ASSUMED, 2.34, NAN, 2.34, NAN, 1,
         "capture about 3 runs a side like this one (some 300 samples each side) to settle it"},
        {2, 0, BLOCKER_REPLICAS, LEVEL_MEASURED, NAN, 5.2, NAN, 5.2, 1,
         "capture about 6 runs a side like these (some 600 samples each side) to settle it"},
        {2, 600, BLOCKER_REPLICAS, LEVEL_MEASURED, NAN, 5.2, 10, 50, 3,
         "capture about 6 runs a side like these (some 60 minutes each side) to settle 'f', about 50 (some 9 "
         "hours) "
         "to settle all 3"},
        {2, 12, BLOCKER_SAMPLES, LEVEL_MEASURED, 2.3, NAN, NAN, 1e6, 31,
         "capture about 5 runs a side like these (some 60 seconds each side) to settle 'f'; runs alone will not "
         "settle all of the others"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check(&cases[i]);
    }
}

/* A growth of nearly the limit would take a million runs: nobody is told to take them. */
static void what_no_sensible_number_settles_is_said(void **state)
{
    (void)state;
    static const char words[] =
        "'f' lies too near to its limit for more runs to settle it: look at it, or raise the "
        "limit of rule 'rule-a'";
    check(&(struct expectation){2, 12, BLOCKER_SAMPLES, LEVEL_MEASURED, NAN, NAN, NAN, NAN, 1, words});
    check(&(struct expectation){2, 12, BLOCKER_SAMPLES, LEVEL_MEASURED, 101, NAN, NAN, NAN, 4,
                                "'f' would need about 110 times these captures (some 41 minutes each side): they "
                                "hold too little, or it lies near to its limit; look at it, or raise the limit of "
                                "rule 'rule-a'"});
    check(&(struct expectation){2, 12, BLOCKER_REPLICAS, LEVEL_MEASURED, NAN, 1e6, 2, NAN, 4, words});
}

static void an_unknown_level_is_known_by_other_captures(void **state)
{
    (void)state;
    static const char *const words[] = {
        [LEVEL_MEASURED] =
            "capture more runs a side, the two versions in turn (A B B A); longer runs will not help",
        [LEVEL_PAIRED] = "capture more pairs of runs; longer runs will not help",
        [LEVEL_SEQUENTIAL] =
            "capture the two versions in turn (A B B A), not one after the other; longer runs will not help",
        [LEVEL_SIDE_TOTAL] = "give every run its own request count, so that the noise between runs is measured; "
                             "longer runs will not help",
        [LEVEL_ASSUMED] =
            "capture several runs a side, each with its request count, so that the noise between runs "
            "is measured; longer runs will not help",
    };
    for (size_t mode = 0; mode < sizeof words / sizeof words[0]; mode++) {
        check(&(struct expectation){2, 12, BLOCKER_LEVEL, (enum level_mode)mode, NAN, NAN, 3, NAN, 2, words[mode]});
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_are_told_in_runs_and_time),
        cmocka_unit_test(what_no_sensible_number_settles_is_said),
        cmocka_unit_test(an_unknown_level_is_known_by_other_captures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "gate/inference/captures.h"

#include "gate/base/memory.h"
#include "gate/inference/level_row.h"
#include "gate/model/replica.h"
#include "tests/support/hand_comparison.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { MOST = 16 };

static struct comparison *with_times(size_t m0, size_t m1, const int *starts, int length)
{
    double counts[MOST] = {0}, requests[MOST] = {0};
    for (size_t c = 0; c < m0 + m1; c++)
        counts[c] = requests[c] = 100;
    struct hand_stack stack = {"f", counts};
    struct comparison *comparison = hand_comparison(&stack, 1, m0, m1, requests);
    for (size_t c = 0; c < m0 + m1; c++) {
        struct comparison_replica *replica =
            c < m0 ? &comparison->sides[BASELINE].replicas[c] : &comparison->sides[CANDIDATE].replicas[c - m0];
        replica->start = starts[c];
        replica->end = starts[c] + length;
    }
    return comparison;
}

static bool sequential(const int *starts, int length)
{
    struct comparison *comparison = with_times(2, 2, starts, length);
    bool result = captures_sequential(comparison);
    comparison_free(comparison);
    return result;
}

static void one_side_after_the_other(void **state)
{
    (void)state;
    assert_true(sequential((int[]){0, 10, 20, 30}, 10));
    assert_true(sequential((int[]){20, 30, 0, 10}, 10));
    assert_false(sequential((int[]){0, 20, 10, 30}, 10));
    assert_false(sequential((int[]){0, 10, 20, 30}, 11)); /* they overlap */
    assert_false(sequential((int[]){5, 5, 5, 5}, 0));     /* one instant */
}

static void an_unknown_time_is_no_order(void **state)
{
    (void)state;
    struct comparison *comparison = with_times(2, 2, (int[]){0, 10, 20, 30}, 10);
    comparison->sides[CANDIDATE].replicas[1].start = REPLICA_TIME_UNKNOWN;
    assert_false(captures_sequential(comparison));
    comparison_free(comparison);
}

static size_t pairs_of(const struct comparison *comparison, enum pair_by by)
{
    struct capture_pairs pairs;
    assert_int_equal(captures_pair(&pairs, comparison, by, NULL), 0);
    size_t count = pairs.count;
    capture_pairs_clear(&pairs);
    return count;
}

static void nearest_in_time_first(void **state)
{
    (void)state;
    /* the closest two are baseline 1 and candidate 0, a second apart; the rest follows */
    struct comparison *comparison = with_times(2, 2, (int[]){0, 100, 101, 40}, 1);
    struct capture_pairs pairs;
    assert_int_equal(captures_pair(&pairs, comparison, PAIR_TIME, NULL), 0);
    assert_int_equal(pairs.count, 2);
    assert_int_equal(pairs.column[BASELINE][0], 1);
    assert_int_equal(pairs.column[CANDIDATE][0], 2);
    assert_int_equal(pairs.column[BASELINE][1], 0);
    assert_int_equal(pairs.column[CANDIDATE][1], 3);
    capture_pairs_clear(&pairs);
    comparison_free(comparison);
}

static void auto_wants_six_that_interleave(void **state)
{
    (void)state;
    struct comparison *six = with_times(6, 6, (int[]){0, 20, 40, 60, 80, 100, 10, 30, 50, 70, 90, 110}, 10);
    assert_int_equal(pairs_of(six, PAIR_AUTO), 6);
    assert_int_equal(pairs_of(six, PAIR_NONE), 0);
    comparison_free(six);
    struct comparison *five = with_times(5, 5, (int[]){0, 20, 40, 60, 80, 10, 30, 50, 70, 90}, 10);
    assert_int_equal(pairs_of(five, PAIR_AUTO), 0);
    assert_int_equal(pairs_of(five, PAIR_TIME), 5);
    comparison_free(five);
    /* one side after the other but for a small overlap: the median gap is half of the span */
    struct comparison *apart = with_times(6, 6, (int[]){0, 10, 20, 30, 40, 50, 49, 60, 70, 80, 90, 100}, 10);
    assert_int_equal(pairs_of(apart, PAIR_AUTO), 0);
    comparison_free(apart);
    struct comparison *unequal = with_times(6, 5, (int[]){0, 20, 40, 60, 80, 100, 10, 30, 50, 70, 90}, 10);
    assert_int_equal(pairs_of(unequal, PAIR_AUTO), 0);
    comparison_free(unequal);
}

static void name_hosts(struct comparison *comparison, const char *const *names)
{
    for (size_t j = 0; j < comparison->sides[BASELINE].replica_count; j++) {
        comparison->sides[BASELINE].replicas[j].instance = names[j];
        comparison->sides[CANDIDATE].replicas[j].instance = names[comparison->sides[BASELINE].replica_count + j];
    }
}

static void the_same_hosts_pair(void **state)
{
    (void)state;
    struct comparison *comparison = with_times(4, 4, (int[]){0, 1, 2, 3, 0, 1, 2, 3}, 10);
    name_hosts(comparison, (const char *[]){"a", "b", "c", "d", "d", "c", "b", "a"});
    struct capture_pairs pairs;
    assert_int_equal(captures_pair(&pairs, comparison, PAIR_AUTO, NULL), 0);
    assert_int_equal(pairs.count, 4);
    assert_int_equal(pairs.column[CANDIDATE][0], 7);
    assert_int_equal(pairs.column[CANDIDATE][3], 4);
    capture_pairs_clear(&pairs);
    name_hosts(comparison, (const char *[]){"a", "b", "c", "d", "d", "c", "b", "x"});
    assert_int_equal(pairs_of(comparison, PAIR_AUTO), 0);
    name_hosts(comparison, (const char *[]){"a", "a", "c", "d", "d", "c", "a", "a"});
    assert_int_equal(pairs_of(comparison, PAIR_HOST), 0);
    comparison_free(comparison);
}

static void assert_unpaired(const struct comparison *comparison, enum pair_by by, const char *reason)
{
    char sentence[CAPTURES_SENTENCE], expected[CAPTURES_SENTENCE];
    const char *said = captures_unpaired(sentence, comparison, by);
    /* What is said and what is done are the same. */
    if (by == PAIR_HOST || by == PAIR_TIME)
        assert_int_equal(pairs_of(comparison, by) == 0 || !level_row_measurable(comparison), said != NULL);
    if (!reason) {
        assert_null(said);
        return;
    }
    snprintf(expected, sizeof expected, "'pair_by: %s' cannot be met, so the replicas are not paired: %s",
             by == PAIR_HOST ? "host" : "time", reason);
    assert_non_null(said);
    assert_string_equal(said, expected);
}

static void what_cannot_be_paired_is_said(void **state)
{
    (void)state;
    struct comparison *comparison = with_times(3, 3, (int[]){0, 20, 40, 10, 30, 50}, 10);
    assert_unpaired(comparison, PAIR_TIME, NULL);
    assert_unpaired(comparison, PAIR_AUTO, NULL);
    assert_unpaired(comparison, PAIR_NONE, NULL);
    comparison->sides[CANDIDATE].replicas[1].name = "run-04";
    comparison->sides[CANDIDATE].replicas[1].start = REPLICA_TIME_UNKNOWN;
    assert_unpaired(comparison, PAIR_TIME, "replica 'run-04' has no time; add \"start\" to its meta.json");
    name_hosts(comparison, (const char *[]){"a", "b", "c", "c", "b", "a"});
    assert_unpaired(comparison, PAIR_HOST, NULL);
    name_hosts(comparison, (const char *[]){"a", "b", "c", "c", "", "a"});
    assert_unpaired(comparison, PAIR_HOST, "replica 'run-04' has no instance; add \"instance\" to its meta.json");
    name_hosts(comparison, (const char *[]){"a", "b", "c", "c", "b", "x"});
    assert_unpaired(comparison, PAIR_HOST,
                    "the two sides were not captured on the same hosts, each once; capture both versions on every "
                    "host, or take 'pair_by: auto'");
    name_hosts(comparison, (const char *[]){"a", "b", "c", "c", "b", "a"});
    comparison->sides[BASELINE].requests_per_replica = false;
    assert_unpaired(comparison, PAIR_HOST, "it needs the requests of each replica, and a side has only one total");
    comparison_free(comparison);
    comparison = with_times(3, 2, (int[]){0, 20, 40, 10, 30}, 10);
    assert_unpaired(comparison, PAIR_TIME,
                    "it needs as many of them on both sides, 2 at least, and there are 3 and 2");
    comparison_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_side_after_the_other), cmocka_unit_test(an_unknown_time_is_no_order),
        cmocka_unit_test(nearest_in_time_first),    cmocka_unit_test(auto_wants_six_that_interleave),
        cmocka_unit_test(the_same_hosts_pair),      cmocka_unit_test(what_cannot_be_paired_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

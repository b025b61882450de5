#include "gate/compare/mix_shares.h"

#include "gate/base/memory.h"
#include "tests/support/profile_sample.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct made {
    struct replicas sides[SIDES];
    struct columns columns;
    struct mix_shares shares;
};

static void count(struct replica *replica, const char *name, double requests)
{
    struct replica_endpoint *grown =
        memory_resize_array(replica->endpoints, replica->endpoint_count + 1, sizeof *grown);
    assert_non_null(grown);
    grown[replica->endpoint_count++] = (struct replica_endpoint){memory_copy_text(name, strlen(name)), requests};
    replica->endpoints = grown;
}

/* Two replicas against one; the first endpoint of the baseline is "pay". */
static void make(struct made *made)
{
    struct profile_sample sample = profile_sample_count(100);
    struct profile_selector selector = profile_selector_from_word("samples");
    struct error err = ERROR_INIT;
    profile_sample_side(&made->sides[BASELINE], "v1", &sample, (const char *[]){"m 1\n", "m 1\n"}, 2);
    profile_sample_side(&made->sides[CANDIDATE], "v2", &sample, (const char *[]){"m 1\n"}, 1);
    assert_int_equal(columns_select(&made->columns, made->sides, &selector, &err), 0);
    made->shares = (struct mix_shares){0};
}

static void read_shares(struct made *made)
{
    assert_true(mix_shares_are_counted(&made->columns, made->sides));
    assert_int_equal(mix_shares_read(&made->shares, &made->columns, made->sides), 0);
}

static void clear(struct made *made)
{
    mix_shares_clear(&made->shares);
    columns_clear(&made->columns);
    replicas_clear(&made->sides[BASELINE]);
    replicas_clear(&made->sides[CANDIDATE]);
}

static void without_counts_there_is_nothing(void **state)
{
    (void)state;
    struct made made;
    make(&made);
    assert_false(mix_shares_are_counted(&made.columns, made.sides));
    count(&made.sides[BASELINE].items[0], "pay", 100);
    assert_true(mix_shares_are_counted(&made.columns, made.sides));
    made.sides[CANDIDATE].items[0].requests = NAN;
    assert_false(mix_shares_are_counted(&made.columns, made.sides));
    clear(&made);
}

static void names_are_found(void **state)
{
    (void)state;
    struct made made;
    make(&made);
    count(&made.sides[BASELINE].items[0], "pay", 60);
    count(&made.sides[BASELINE].items[1], "search", 40);
    count(&made.sides[BASELINE].items[1], "idle", 0);
    count(&made.sides[CANDIDATE].items[0], "pay", 100);
    read_shares(&made);
    assert_int_equal(made.shares.endpoints, 3);
    assert_int_equal(mix_shares_find(&made.shares, "pay"), 1);
    assert_int_equal(mix_shares_find(&made.shares, "search"), 2);
    assert_int_equal(mix_shares_find(&made.shares, "idle"), 3); /* nobody requested it */
    assert_int_equal(mix_shares_find(&made.shares, "other"), 3);
    clear(&made);
}

/* Requests 60 + 20 of a and 20 of b against 50 and 50: Q = .65, .35; b is too rare on one replica for its own. */
static void weights_bring_both_sides_to_one_mix(void **state)
{
    (void)state;
    struct made made;
    double weight[3 * 2];
    make(&made);
    made.sides[BASELINE].items[0].requests = 62;
    made.sides[BASELINE].items[1].requests = 38;
    count(&made.sides[BASELINE].items[0], "a", 60);
    count(&made.sides[BASELINE].items[0], "b", 2);
    count(&made.sides[BASELINE].items[1], "a", 20);
    count(&made.sides[BASELINE].items[1], "b", 18);
    count(&made.sides[CANDIDATE].items[0], "a", 50);
    count(&made.sides[CANDIDATE].items[0], "b", 50);
    read_shares(&made);
    mix_shares_weigh(&made.shares, weight, 2);
    assert_true(fabs(weight[0] - .65 * 62 / 60) < 1e-12);
    assert_true(fabs(weight[2] - .65 * 38 / 20) < 1e-12);
    assert_true(fabs(weight[1] - .35 * 100 / 20) < 1e-12 && weight[3] == weight[1]);
    assert_true(fabs(weight[4] - 1.3) < 1e-12 && fabs(weight[5] - .7) < 1e-12);
    struct mix_change change = mix_shares_change(&made.shares);
    assert_true(fabs(change.distance - .3) < 1e-12);
    assert_true(fabs(change.share[BASELINE] - .8) < 1e-12 || fabs(change.share[BASELINE] - .2) < 1e-12);
    clear(&made);
}

/* 1 of 100 requests against 60: share .01 is below a twentieth of the pooled .305. */
static void an_endpoint_that_is_rare_on_one_side_is_left_out(void **state)
{
    (void)state;
    struct made made;
    char why[512];
    double weight[3 * 2];
    make(&made);
    made.sides[BASELINE].items[0].requests = made.sides[BASELINE].items[1].requests = 50;
    count(&made.sides[BASELINE].items[0], "a", 49);
    count(&made.sides[BASELINE].items[0], "b", 1);
    count(&made.sides[BASELINE].items[1], "a", 50);
    count(&made.sides[CANDIDATE].items[0], "a", 40);
    count(&made.sides[CANDIDATE].items[0], "b", 60);
    read_shares(&made);
    assert_false(mix_shares_obstacle(why, sizeof why, &made.shares, &made.columns));
    assert_true(made.shares.left_out[1] && !made.shares.left_out[0]);
    assert_int_equal(mix_shares_mostly(&made.shares, 1), CANDIDATE);
    assert_int_equal(mix_shares_common(&made.shares), 1);
    assert_true(made.shares.exposure[BASELINE] == 99 && made.shares.exposure[CANDIDATE] == 40);
    assert_true(made.shares.served[BASELINE] == 100 && made.shares.served[CANDIDATE] == 100);
    mix_shares_weigh(&made.shares, weight, 2);
    assert_true(weight[1] == 0 && weight[5] == 0 && fabs(weight[4] - 1) < 1e-12);
    clear(&made);
}

static void assert_obstacle(struct made *made, const char *expected)
{
    char why[512];
    read_shares(made);
    assert_true(mix_shares_obstacle(why, sizeof why, &made->shares, &made->columns));
    assert_string_equal(why, expected);
    clear(made);
}

static void obstacles(void **state)
{
    (void)state;
    struct made made;
    make(&made);
    count(&made.sides[BASELINE].items[0], "a", 100);
    count(&made.sides[BASELINE].items[1], "a", 100);
    assert_obstacle(&made, "requests are not counted by endpoint on the candidate's side");
    make(&made);
    count(&made.sides[BASELINE].items[0], "a", 100);
    count(&made.sides[CANDIDATE].items[0], "a", 100);
    assert_obstacle(&made, "replica 'r1' of the baseline does not count its requests by endpoint");
    make(&made);
    count(&made.sides[BASELINE].items[0], "a", 100);
    count(&made.sides[BASELINE].items[1], "a", 106);
    count(&made.sides[CANDIDATE].items[0], "a", 100);
    assert_obstacle(&made, "replica 'r1' of the baseline counts 106 requests by endpoint, but 100 in all");
    make(&made);
    count(&made.sides[BASELINE].items[0], "a", 100);
    count(&made.sides[BASELINE].items[1], "a", 100);
    count(&made.sides[CANDIDATE].items[0], "b", 100);
    assert_obstacle(&made, "the two sides serve no endpoint in common");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_counts_there_is_nothing),
        cmocka_unit_test(names_are_found),
        cmocka_unit_test(weights_bring_both_sides_to_one_mix),
        cmocka_unit_test(an_endpoint_that_is_rare_on_one_side_is_left_out),
        cmocka_unit_test(obstacles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "gate/compare/mix.h"

#include "gate/base/memory.h"
#include "gate/compare/compare.h"
#include "tests/support/profile_sample.h"

#include <math.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Replaces a replica's counts by "name requests" pairs, in the order of the names. */
static void count(struct replica *replica, size_t endpoints, const char *const *names, const double *requests)
{
    replica->endpoints = memory_allocate_array(endpoints, sizeof *replica->endpoints);
    assert_non_null(replica->endpoints);
    replica->endpoint_count = endpoints;
    replica->requests = 0;
    for (size_t i = 0; i < endpoints; i++) {
        replica->endpoints[i].name = memory_copy_text(names[i], strlen(names[i]));
        replica->endpoints[i].requests = requests[i];
        replica->requests += requests[i];
    }
}

static void forget_counts(struct replica *replica)
{
    for (size_t i = 0; i < replica->endpoint_count; i++)
        memory_free(replica->endpoints[i].name);
    memory_free(replica->endpoints);
    replica->endpoints = NULL;
    replica->endpoint_count = 0;
}

static struct comparison *compare(struct replicas sides[SIDES])
{
    struct profile_selector selector = profile_selector_from_word("samples");
    struct comparison *comparison = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(compare_profiles(&comparison, sides, &selector, NULL, &err), 0);
    replicas_clear(&sides[BASELINE]);
    replicas_clear(&sides[CANDIDATE]);
    return comparison;
}

static const char *const ab[] = {"a", "b"};

/* The two endpoints of the reference's worked example, one profile a side. */
static void make_example(struct replicas sides[SIDES])
{
    struct profile_sample sample = profile_sample_count(1000);
    profile_sample_side(&sides[BASELINE], "v1", &sample,
                        (const char *[]){"m;e 40 a\nm;e 12 b\nm;o 360 a\nm;o 888 b\n"}, 1);
    profile_sample_side(&sides[CANDIDATE], "v2", &sample,
                        (const char *[]){"m;e 66 a\nm;e 9 b\nm;o 654 a\nm;o 491 b\n"}, 1);
    count(&sides[BASELINE].items[0], 2, ab, (const double[]){400, 600});
    count(&sides[CANDIDATE].items[0], 2, ab, (const double[]){700, 350});
}

static size_t find(const struct comparison *comparison, const char *name, enum entry_value value)
{
    for (size_t v = 0; v < comparison->entry_count; v++)
        if (comparison->entries[v].value == value &&
            bytes_equal(comparison_entry_name(comparison, v), bytes_of_text(name)))
            return v;
    fail_msg("no entry '%s'", name);
    return 0;
}

static void assert_near(double value, double expected)
{
    if (fabs(value - expected) > 1e-8 * fabs(expected))
        fail_msg("%.12g is not %.12g", value, expected);
}

static void assert_entry(const struct comparison *comparison, size_t entry, double v0, double u0, double v1,
                         double u1)
{
    double unit[SIDES];
    comparison_entry_unit(unit, comparison, entry);
    assert_near(comparison_side_sum(comparison, comparison->amount, entry, BASELINE), v0);
    assert_near(comparison_side_sum(comparison, comparison->amount, entry, CANDIDATE), v1);
    assert_near(unit[BASELINE], u0);
    assert_near(unit[CANDIDATE], u1);
}

/* V and unit as worked_example.py prints them. */
static void the_worked_example(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    make_example(sides);
    struct comparison *comparison = compare(sides);
    assert_true(comparison->mix.standardised);
    assert_int_equal(comparison->mix.endpoints, 2);
    assert_near(comparison->mix.raw_change, 1220.0 / 1050 / (1300.0 / 1000) - 1);
    assert_entry(comparison, 0, 1231.70731707, 1.02529359, 1274.63414634, 1.13008130);
    assert_entry(comparison, find(comparison, "e", ENTRY_SELF), 62.92682927, 1.24735932, 65.63414634, 0.90167083);
    assert_true(comparison->exposure[0] == 1000 && comparison->exposure[1] == 1050);
    assert_near(comparison->sides[BASELINE].amount, 1231.70731707);
    assert_true(comparison->sides[BASELINE].samples == 1300 && comparison->sides[CANDIDATE].samples == 1220);
    assert_null(comparison->no_pass);
    assert_int_equal(comparison->note_count, 1);
    assert_string_equal(comparison->notes[0],
                        "costs are those of one traffic mix of 2 endpoints: as served, the total per request "
                        "would read -10.6 % instead of -1.4 %");
    comparison_free(comparison);
}

/* The same mix in other numbers: the total reads the same as served, so the figures are not said twice. */
static void figures_that_agree_are_not_said(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    make_example(sides);
    forget_counts(&sides[BASELINE].items[0]);
    count(&sides[BASELINE].items[0], 2, ab, (const double[]){700, 350});
    struct comparison *comparison = compare(sides);
    assert_true(comparison->mix.standardised);
    assert_int_equal(comparison->note_count, 1);
    assert_string_equal(comparison->notes[0], "costs are those of one traffic mix of 2 endpoints");
    comparison_free(comparison);
}

/* The units of the nodes are those of the entries that they make up. */
static void nodes_are_standardised_too(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    make_example(sides);
    struct comparison *comparison = compare(sides);
    double unit[SIDES], self[SIDES];
    size_t entry = find(comparison, "e", ENTRY_SELF);
    uint32_t node = 0;
    for (uint32_t n = 1; n < comparison->tree->count; n++)
        if (comparison->node_entry_self[n] == entry)
            node = n;
    comparison_node_unit(unit, comparison, node);
    comparison_node_self_unit(self, comparison, node);
    assert_near(unit[CANDIDATE], 0.90167083);
    assert_near(self[BASELINE], 1.24735932);
    assert_near(comparison->node_total[node * SIDES], 62.92682927);
    comparison_node_unit(unit, comparison, CALLTREE_ROOT);
    assert_near(unit[BASELINE], 1.02529359);
    comparison_free(comparison);
}

/* m: 30 samples in a, 10 without endpoint: mean weight of the known ones, 1.5 and .75 by requests 1:1 and 3:1 ...
 */
static void unknown_endpoints_take_the_mean_weight(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_count(100);
    profile_sample_side(&sides[BASELINE], "v1", &sample, (const char *[]){"m;x 30 a\nm;x 10 b\nm;g 20\n"}, 1);
    profile_sample_side(&sides[CANDIDATE], "v2", &sample, (const char *[]){"m;x 30 a\nm;x 10 b\nm;g 20 c\n"}, 1);
    count(&sides[BASELINE].items[0], 2, ab, (const double[]){50, 50});
    count(&sides[CANDIDATE].items[0], 2, ab, (const double[]){75, 25});
    struct comparison *comparison = compare(sides);
    /* Q = .625 .375; w = 1.25 .75 and .8333 1.5; means (37.5 + 7.5)/40 = 1.125 and (25 + 15)/40 = 1. */
    size_t g = find(comparison, "g", ENTRY_SELF);
    assert_near(comparison_side_sum(comparison, comparison->amount, g, BASELINE), 22.5);
    assert_near(comparison_side_sum(comparison, comparison->amount, g, CANDIDATE), 20);
    assert_near(comparison->mix.unlabelled[BASELINE], 1.0 / 3);
    comparison_free(comparison);
}

static void an_endpoint_of_one_side_is_left_out(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_count(1000);
    profile_sample_side(&sides[BASELINE], "v1", &sample, (const char *[]){"m;x 990 a\n"}, 1);
    profile_sample_side(&sides[CANDIDATE], "v2", &sample, (const char *[]){"m;x 1980 a\nm;y;z 20 new\n"}, 1);
    count(&sides[BASELINE].items[0], 1, ab, (const double[]){100});
    count(&sides[CANDIDATE].items[0], 2, (const char *const[]){"a", "new"}, (const double[]){200, 5});
    struct comparison *comparison = compare(sides);
    assert_true(comparison->mix.standardised);
    assert_int_equal(comparison->mix.endpoints, 1);
    assert_near(comparison->mix.left_out[CANDIDATE], 0.01);
    assert_true(comparison->exposure[0] == 100 && comparison->exposure[1] == 200);
    assert_near(comparison->sides[CANDIDATE].amount, 1980);
    assert_true(comparison->sides[CANDIDATE].samples == 1980 && comparison->sides[CANDIDATE].requests == 205);
    assert_int_equal(comparison->tree->count, 3); /* m, x */
    assert_null(comparison->no_pass);
    assert_string_equal(comparison->notes[0],
                        "endpoint 'new': served on the candidate's side only and left out, with 1 % of its cost");
    comparison_free(comparison);
}

static void too_much_left_out_withholds_the_pass(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_count(1000);
    profile_sample_side(&sides[BASELINE], "v1", &sample, (const char *[]){"m;x 900 a\nm;y 50 n\nm;y 50 o\n"}, 1);
    profile_sample_side(&sides[CANDIDATE], "v2", &sample, (const char *[]){"m;x 1980 a\n"}, 1);
    count(&sides[BASELINE].items[0], 3, (const char *const[]){"a", "n", "o"}, (const double[]){100, 9, 9});
    count(&sides[CANDIDATE].items[0], 1, ab, (const double[]){200});
    struct comparison *comparison = compare(sides);
    assert_null(comparison->unfit);
    assert_string_equal(comparison->no_pass,
                        "endpoint 'n' and 1 more endpoints: served on the baseline's side only, so 10 % of its "
                        "cost cannot be compared");
    comparison_free(comparison);
}

/* A replica that happened to serve hardly any request of b takes the weight of its side. */
static void a_replica_without_an_endpoint(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_count(1000);
    profile_sample_side(&sides[BASELINE], "v1", &sample, (const char *[]){"m;x 90 a\n", "m;x 30 a\nm;y 80 b\n"}, 2);
    profile_sample_side(&sides[CANDIDATE], "v2", &sample, (const char *[]){"m;x 120 a\nm;y 80 b\n"}, 1);
    count(&sides[BASELINE].items[0], 1, ab, (const double[]){90});
    count(&sides[BASELINE].items[1], 2, ab, (const double[]){30, 40});
    count(&sides[CANDIDATE].items[0], 2, ab, (const double[]){120, 40});
    struct comparison *comparison = compare(sides);
    assert_true(comparison->mix.standardised);
    /* Q = 240/320, 80/320. a: own weights .75 90/90 and .75 70/30; b: .25 160/40 for the side. */
    const double *x = &comparison->amount[find(comparison, "x", ENTRY_SELF) * 3];
    const double *y = &comparison->amount[find(comparison, "y", ENTRY_SELF) * 3];
    assert_near(x[0], 67.5);
    assert_near(x[1], 52.5);
    assert_near(y[1], 80);
    assert_true(y[0] == 0);
    comparison_free(comparison);
}

static void assert_not_done(struct comparison *comparison, const char *note)
{
    assert_false(comparison->mix.standardised);
    assert_null(comparison->pooled);
    assert_true(comparison->sides[BASELINE].amount == 1300 && comparison->sides[CANDIDATE].amount == 1220);
    assert_int_equal(comparison->note_count, note != NULL);
    if (note)
        assert_string_equal(comparison->notes[0], note);
    comparison_free(comparison);
}

static void where_it_is_not_done(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    make_example(sides);
    forget_counts(&sides[CANDIDATE].items[0]);
    assert_not_done(compare(sides), "a change of the traffic mix is not taken out: requests are not counted by "
                                    "endpoint on the candidate's side");
    make_example(sides);
    sides[BASELINE].items[0].requests = 5000;
    assert_not_done(compare(sides),
                    "the traffic mix changed ('a' 40 % -> 66.7 % of the requests) and is not taken out: replica "
                    "'r0' of the baseline counts 1000 requests by endpoint, but 5000 in all");
    make_example(sides);
    strcpy(sides[BASELINE].items[0].profiles[0].profile->endpoints[2], "?");
    assert_not_done(compare(sides),
                    "the traffic mix changed ('a' 40 % -> 66.7 % of the requests) and is not taken out: only 30.8 "
                    "% of the baseline's cost carries a known endpoint");
}

/* The same shares on both sides: nothing to take out, nothing to say. */
static void an_unchanged_mix_needs_no_note(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_count(100);
    profile_sample_side(&sides[BASELINE], "v1", &sample, (const char *[]){"m;x 1300\n"}, 1);
    profile_sample_side(&sides[CANDIDATE], "v2", &sample, (const char *[]){"m;x 1220\n"}, 1);
    count(&sides[BASELINE].items[0], 2, ab, (const double[]){400, 600});
    count(&sides[CANDIDATE].items[0], 2, ab, (const double[]){200, 301});
    assert_not_done(compare(sides), NULL);
}

/* A side's own total in place of its replicas' counts: the shares are those of meta.json, the requests the total's.
 */
static void one_total_a_side(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    make_example(sides);
    sides[BASELINE].requests_total = 1000;
    sides[CANDIDATE].requests_total = 1050;
    struct comparison *comparison = compare(sides);
    assert_entry(comparison, 0, 1231.70731707, 1.02529359, 1274.63414634, 1.13008130);
    assert_true(comparison->sides[CANDIDATE].exposure == 1050);
    comparison_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worked_example),
        cmocka_unit_test(figures_that_agree_are_not_said),
        cmocka_unit_test(nodes_are_standardised_too),
        cmocka_unit_test(unknown_endpoints_take_the_mean_weight),
        cmocka_unit_test(an_endpoint_of_one_side_is_left_out),
        cmocka_unit_test(too_much_left_out_withholds_the_pass),
        cmocka_unit_test(a_replica_without_an_endpoint),
        cmocka_unit_test(where_it_is_not_done),
        cmocka_unit_test(an_unchanged_mix_needs_no_note),
        cmocka_unit_test(one_total_a_side),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

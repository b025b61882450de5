#include "gate/compare/contention.h"

#include "gate/base/memory.h"
#include "gate/compare/compare.h"
#include "gate/model/profile_builder.h"
#include "tests/support/profile_sample.h"

#include <math.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* One stack of one frame, and what waited there. */
struct waits {
    const char *frame;
    double contentions, delay;
};

enum { WAITS_MOST = 4 };

static struct profile *make_profile(enum event_model model, const struct waits *waits)
{
    struct profile_facts facts = {.format = "pprof"};
    struct profile_type types[] = {
        {.name = (char[]){"contentions"}, .unit = (char[]){"count"}, .model = model},
        {.name = (char[]){"delay"}, .unit = (char[]){"nanoseconds"}, .model = model},
    };
    struct error err = ERROR_INIT;
    struct profile_builder *builder = profile_builder_new(&facts, types, 2, &err);
    struct profile *profile = NULL;
    assert_non_null(builder);
    for (size_t i = 0; i < WAITS_MOST && waits[i].frame; i++) {
        struct symbol symbol = {.name = bytes_of_text(waits[i].frame)};
        uint32_t frame, node;
        double values[] = {waits[i].contentions, waits[i].delay};
        assert_int_equal(symbols_add(profile_builder_symbols(builder), &symbol, &frame, &err), 0);
        assert_int_equal(profile_builder_stack(builder, &frame, 1, &node, &err), 0);
        assert_int_equal(profile_builder_sample(builder, node, 0, values, &err), 0);
    }
    assert_int_equal(profile_builder_finish(&profile, builder, &err), 0);
    profile_builder_free(builder);
    return profile;
}

/* A side whose replicas waited so. */
static void make_side(struct replicas *side, const char *kind, const struct waits (*waits)[WAITS_MOST],
                      size_t count)
{
    static const char *const empty[8] = {"x 1\n", "x 1\n", "x 1\n", "x 1\n", "x 1\n", "x 1\n", "x 1\n", "x 1\n"};
    struct profile_sample sample = profile_sample_cpu(1000);
    sample.kind = kind;
    profile_sample_side(side, "v", &sample, empty, count);
    for (size_t i = 0; i < count; i++) {
        struct replica_profile *file = &side->items[i].profiles[0];
        profile_free(file->profile);
        file->profile = make_profile(strcmp(kind, "mutex") == 0 ? EVENT_MODEL_MUTEX : EVENT_MODEL_BLOCK, waits[i]);
    }
}

static struct comparison *compare(struct replicas sides[SIDES], const char *type, const char *kind, double rate)
{
    struct profile_selector selector = {.name = type, .kind = kind, .type = type, .rate = rate};
    struct comparison *comparison = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(compare_profiles(&comparison, sides, &selector, NULL, &err), 0);
    replicas_clear(&sides[BASELINE]);
    replicas_clear(&sides[CANDIDATE]);
    return comparison;
}

static bool has_note(const struct comparison *comparison, const char *note)
{
    for (size_t i = 0; i < comparison->note_count; i++)
        if (strcmp(comparison->notes[i], note) == 0)
            return true;
    return false;
}

static void assert_near(double value, double expected)
{
    if (fabs(value - expected) > 1e-9 * fabs(expected))
        fail_msg("%.17g is not %.17g", value, expected);
}

/* The candidate's only stack has 40 contentions: alone it would be taken for one event in 40. */
static void a_side_has_one_factor(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    make_side(&sides[0], "mutex", (const struct waits[][WAITS_MOST]){{{"a", 20, 4000}}, {{"a", 15, 3000}}}, 2);
    make_side(&sides[1], "mutex", (const struct waits[][WAITS_MOST]){{{"a", 40, 8000}}, {{"a", 30, 6000}}}, 2);
    struct comparison *comparison = compare(sides, "contentions", "mutex", 0);
    assert_null(comparison->unfit);
    /* k = 20/5, 15/5, 40/10, 30/10; S2 = count^2/k */
    assert_true(comparison->sides[0].samples == 7 && comparison->sides[1].samples == 7);
    const double moments[] = {100, 75, 400, 300};
    for (size_t i = 0; i < 4; i++)
        assert_near(comparison->moment[i], moments[i]);
    assert_true(has_note(comparison, "one contention in 5 was recorded on the baseline's side, one in 10 on the "
                                     "candidate's, as their counts tell"));
    comparison_free(comparison);
}

/* Expected, by Python:
 *   D, k = [4000., 3500.], [8., 6.]; d = sum(D) / sum(k)
 *   sum((x / d - n) ** 2 / n for x, n in zip(D, k))     # each of the four sides and stacks
 * pooled over degrees of freedom 1 + 1 + 1 + 1.
 */
static void the_spread_is_measured_between_replicas(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    make_side(
        &sides[0], "mutex",
        (const struct waits[][WAITS_MOST]){{{"a", 40, 4000}, {"b", 50, 9000}}, {{"a", 30, 3500}, {"b", 55, 5000}}},
        2);
    make_side(
        &sides[1], "mutex",
        (const struct waits[][WAITS_MOST]){{{"a", 60, 9000}, {"b", 50, 5000}}, {{"a", 60, 7000}, {"b", 45, 7000}}},
        2);
    struct comparison *comparison = compare(sides, "delay", "mutex", 0);
    assert_null(comparison->unfit);
    const double cv2 = 0.9282200476992144;
    assert_near(comparison->moment[0], (4000.0 * 4000 / 8 + 9000.0 * 9000 / 10) * (1 + cv2));
    assert_near(comparison->moment[3], (7000.0 * 7000 / 12 + 7000.0 * 7000 / 9) * (1 + cv2));
    assert_true(has_note(comparison, "the delays of one stack scatter with a CV of 0.96, as measured between "
                                     "replicas"));
    comparison_free(comparison);
}

static void the_spread_is_assumed_without_replicas(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    make_side(&sides[0], "mutex", (const struct waits[][WAITS_MOST]){{{"a", 500, 4000}, {"b", 5, 10}}}, 1);
    make_side(&sides[1], "mutex", (const struct waits[][WAITS_MOST]){{{"a", 500, 4000}, {"b", 5, 10}}}, 1);
    struct comparison *comparison = compare(sides, "delay", "mutex", 0);
    assert_near(comparison->moment[0], 2 * (4000.0 * 4000 / 100 + 10.0 * 10));
    assert_true(has_note(comparison,
                         "the delays of one stack are assumed to scatter with a CV of 1: too few replicas "
                         "share a stack to measure it"));
    comparison_free(comparison);
}

static void a_block_profile_needs_its_rate(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    const struct waits waits[][WAITS_MOST] = {{{"a", 500, 60000}, {"b", 2, 90000}}};
    make_side(&sides[0], "block", waits, 1);
    make_side(&sides[1], "block", waits, 1);
    struct comparison *comparison = compare(sides, "delay", "block", 0);
    assert_string_equal(
        comparison->unfit,
        "a block profile does not say at which rate it was taken, so what is chance cannot be told: "
        "add what SetBlockProfileRate was given to the policy's profile, as in 'rate: 20us'");
    comparison_free(comparison);

    make_side(&sides[0], "block", waits, 1);
    make_side(&sides[1], "block", waits, 1);
    comparison = compare(sides, "delay", "block", 20000);
    assert_non_null(strstr(comparison->unfit, "at least 2 replicas a side"));
    /* a: 60000/20000 = 3 events; b: 2 */
    assert_true(comparison->sides[0].samples == 5);
    assert_near(comparison->moment[0], 2 * (60000.0 * 60000 / 3 + 90000.0 * 90000 / 2));
    comparison_free(comparison);

    make_side(&sides[0], "block", waits, 1);
    make_side(&sides[1], "block", waits, 1);
    comparison = compare(sides, "contentions", "block", 20000);
    assert_non_null(comparison->unfit);
    comparison_free(comparison);
}

static void one_profile_does_not_tell_how_waiting_varies(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    const struct waits two[][WAITS_MOST] = {{{"a", 500, 60000}}, {{"a", 400, 50000}}};
    static const char *const asked[][2] = {{"delay", "block"}, {"delay", "mutex"}, {"contentions", "mutex"}};
    for (size_t i = 0; i < 3; i++) {
        for (size_t count = 1; count <= 2; count++) {
            make_side(&sides[0], asked[i][1], two, 2);
            make_side(&sides[1], asked[i][1], two, count);
            struct comparison *comparison = compare(sides, asked[i][0], asked[i][1], 20000);
            assert_true((comparison->unfit == NULL) == (count == 2));
            comparison_free(comparison);
        }
    }
}

/* Only the runtime's own locks waited in the baseline: the profiler was at work, and what waits now is new. */
static void no_waiting_can_be_a_baseline(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    const struct waits quiet[][WAITS_MOST] = {{{"runtime.sysmon", 5, 100}}, {{"runtime.sysmon", 5, 100}}};
    const struct waits none[][WAITS_MOST] = {{{NULL, 0, 0}}, {{NULL, 0, 0}}};
    const struct waits busy[][WAITS_MOST] = {{{"a", 500, 60000}, {"b", 5, 90000}}, {{"a", 400, 50000}}};
    make_side(&sides[0], "mutex", quiet, 2);
    make_side(&sides[1], "mutex", busy, 2);
    struct comparison *comparison = compare(sides, "delay", "mutex", 0);
    assert_null(comparison->unfit);
    assert_true(comparison->sides[0].amount == 0);
    assert_true(has_note(comparison, "no 'delay' in scope on the baseline's side: whatever waits now is new"));
    comparison_free(comparison);

    make_side(&sides[0], "mutex", none, 2);
    make_side(&sides[1], "mutex", busy, 2);
    comparison = compare(sides, "delay", "mutex", 0);
    assert_string_equal(comparison->unfit, "no samples on the baseline's side");
    comparison_free(comparison);
}

/* A file whose name does not say what it is, is what --profile says. */
static void the_kind_asked_for_decides(void **state)
{
    (void)state;
    struct replicas sides[SIDES];
    const struct waits waits[][WAITS_MOST] = {{{"a", 500, 60000}, {"b", 5, 90000}}, {{"a", 400, 50000}}};
    for (int side = 0; side < SIDES; side++) {
        make_side(&sides[side], "mutex", waits, 2);
        for (size_t i = 0; i < 2; i++) {
            sides[side].items[i].profiles[0].kind[0] = '\0';
            for (size_t type = 0; type < 2; type++)
                sides[side].items[i].profiles[0].profile->types[type].model = EVENT_MODEL_UNKNOWN;
        }
    }
    struct comparison *comparison = compare(sides, "delay", "mutex", 0);
    assert_null(comparison->unfit);
    assert_int_equal(comparison->model, EVENT_MODEL_MUTEX);
    assert_true(comparison->period == 5 && comparison->sides[0].samples == 181);
    comparison_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_side_has_one_factor),
        cmocka_unit_test(the_spread_is_measured_between_replicas),
        cmocka_unit_test(the_spread_is_assumed_without_replicas),
        cmocka_unit_test(a_block_profile_needs_its_rate),
        cmocka_unit_test(one_profile_does_not_tell_how_waiting_varies),
        cmocka_unit_test(no_waiting_can_be_a_baseline),
        cmocka_unit_test(the_kind_asked_for_decides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

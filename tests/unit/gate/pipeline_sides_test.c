#include "gate/pipeline_sides.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define MINUTES(n) ((int64_t)(n)*60000000000)

static int list_versions(struct versions *out, void *session, struct time_span within, struct error *err)
{
    (void)session;
    (void)err;
    assert_true(within.end == MINUTES(100000));
    assert_true(within.start < within.end);
    const struct time_span first = {MINUTES(99000), MINUTES(99500)}, second = {MINUTES(99400), MINUTES(99999)};
    assert_int_equal(versions_add(out, "v2", 2, second), 0);
    assert_int_equal(versions_add(out, "v1", 2, first), 0);
    return 0;
}

static int64_t at_the_end(void *world)
{
    (void)world;
    return MINUTES(100000);
}

static size_t sentences;

static void count_sentences(void *world, const char *sentence)
{
    (void)world;
    (void)sentence;
    sentences++;
}

static const struct surroundings world = {.now = at_the_end, .progress = count_sentences};
static const struct source store = {.name = "store", .timed = true, .versions = list_versions};
static const struct source folders = {.name = "folders"};

static struct policy policy = {
    .service = "shop",
    .store = {.kind = "store", .window_length = MINUTES(30)},
    .baseline = {.choice = BASELINE_PREVIOUS, .label = "previous", .records = ""},
};

static void the_baseline_and_the_windows_are_found(void **state)
{
    (void)state;
    struct pipeline_plan plan = {.policy = &policy, .service = "shop", .sides = {{0}, {.version = "v2"}}};
    struct pipeline_sides sides;
    sentences = 0;
    assert_int_equal(pipeline_sides_settle(&sides, &plan, &store, NULL, &world, NULL), 0);
    assert_string_equal(sides.items[BASELINE].version, "v1");
    /* Both ran from 99400 to 99500. */
    assert_true(sides.items[BASELINE].window.start == MINUTES(99470));
    assert_true(sides.items[CANDIDATE].window.end == MINUTES(99500));
    assert_int_equal(sentences, 2);
    pipeline_sides_clear(&sides);
}

static void given_windows_are_used_as_they_are(void **state)
{
    (void)state;
    struct pipeline_plan plan = {.policy = &policy,
                                 .service = "shop",
                                 .sides = {{.version = "v7"}, {.version = "v8"}},
                                 .windows = {{5, 6}, {7, 8}}};
    struct pipeline_sides sides;
    assert_int_equal(pipeline_sides_settle(&sides, &plan, &store, NULL, &world, NULL), 0);
    assert_true(sides.items[BASELINE].window.start == 5);
    assert_true(sides.items[CANDIDATE].window.end == 8);
    pipeline_sides_clear(&sides);
}

static void what_is_not_known_is_unfit(void **state)
{
    (void)state;
    struct pipeline_plan plan = {
        .policy = &policy, .service = "shop", .sides = {{.version = "v1"}, {.version = "v22"}}};
    struct pipeline_sides sides;
    struct error err = ERROR_INIT;
    assert_int_equal(pipeline_sides_settle(&sides, &plan, &store, NULL, &world, &err), -1);
    assert_int_equal(err.kind, ERROR_UNFIT);
    assert_non_null(strstr(err.sentence, "did you mean 'v2'?"));
    assert_false(sides.baseline_is_missing);
    pipeline_sides_clear(&sides);
    plan.sides[BASELINE].version = "v0.9";
    plan.sides[CANDIDATE].version = "v2";
    assert_int_equal(pipeline_sides_settle(&sides, &plan, &store, NULL, &world, &err), -1);
    assert_true(sides.baseline_is_missing);
    pipeline_sides_clear(&sides);
    plan.sides[BASELINE].version = NULL;
    plan.sides[CANDIDATE].version = "v1";
    assert_int_equal(pipeline_sides_settle(&sides, &plan, &store, NULL, &world, &err), -1);
    assert_true(sides.baseline_is_missing);
    assert_string_equal(err.sentence, "there is no version before 'v1'");
    pipeline_sides_clear(&sides);
}

static void the_anchor_stands_beside_them(void **state)
{
    (void)state;
    struct policy anchored = policy;
    struct pipeline_plan plan = {
        .policy = &anchored, .service = "shop", .sides = {{.version = "v2"}, {.version = "v2"}}};
    struct pipeline_sides sides;
    struct source_side anchor;
    struct error err = ERROR_INIT;
    anchored.baseline = (struct policy_baseline){.choice = BASELINE_SAME_VERSION, .ago = MINUTES(60), .label = ""};
    anchored.anchor.label = "v1";
    sentences = 0;
    assert_int_equal(pipeline_sides_settle(&sides, &plan, &store, NULL, &world, NULL), 0);
    assert_int_equal(pipeline_sides_settle_anchor(&anchor, &sides, &plan, &store, NULL, &world, NULL), 0);
    assert_string_equal(anchor.version, "v1");
    /* It ended at 99500, long before the candidate's window. */
    assert_true(sides.items[CANDIDATE].window.start == MINUTES(99970));
    assert_true(anchor.window.start == MINUTES(99470) && anchor.window.end == MINUTES(99500));
    assert_int_equal(sentences, 3);
    plan.anchor_window = (struct time_span){5, 6};
    assert_int_equal(pipeline_sides_settle_anchor(&anchor, &sides, &plan, &store, NULL, &world, NULL), 0);
    assert_true(anchor.window.start == 5 && anchor.window.end == 6);
    plan.anchor_window = (struct time_span){0};
    anchored.anchor.label = "v0";
    assert_int_equal(pipeline_sides_settle_anchor(&anchor, &sides, &plan, &store, NULL, &world, &err), -1);
    assert_int_equal(err.kind, ERROR_UNFIT);
    assert_non_null(strstr(err.sentence, "the store knows no version 'v0' of late"));
    pipeline_sides_clear(&sides);
}

/* As if it were the baseline: both ran from 99400 to 99500. */
static void without_a_baseline_the_anchor_takes_its_place(void **state)
{
    (void)state;
    struct policy anchored = policy;
    struct pipeline_plan plan = {
        .policy = &anchored, .service = "shop", .sides = {{.version = "v0"}, {.version = "v2"}}};
    struct pipeline_sides sides;
    struct source_side anchor;
    struct error err = ERROR_INIT;
    anchored.anchor.label = "v1";
    assert_int_equal(pipeline_sides_settle(&sides, &plan, &store, NULL, &world, &err), -1);
    assert_true(sides.baseline_is_missing);
    sentences = 0;
    assert_int_equal(pipeline_sides_settle_first(&anchor, &sides, &plan, &store, NULL, &world, NULL), 0);
    assert_string_equal(anchor.version, "v1");
    assert_true(anchor.window.start == MINUTES(99470) && anchor.window.end == MINUTES(99500));
    assert_true(sides.items[CANDIDATE].window.start == MINUTES(99470));
    assert_int_equal(sentences, 2);
    anchored.anchor.label = "v7";
    assert_int_equal(pipeline_sides_settle_first(&anchor, &sides, &plan, &store, NULL, &world, &err), -1);
    assert_int_equal(err.kind, ERROR_UNFIT);
    assert_non_null(strstr(err.sentence, "the store knows no version 'v7' of late"));
    pipeline_sides_clear(&sides);
}

static void without_times_the_anchor_needs_no_window(void **state)
{
    (void)state;
    struct policy anchored = policy;
    struct pipeline_plan plan = {
        .policy = &anchored, .service = "shop", .sides = {{.version = "v1"}, {.version = "v2"}}};
    struct pipeline_sides sides;
    struct source_side anchor;
    anchored.anchor.label = "v0";
    sentences = 0;
    assert_int_equal(pipeline_sides_settle(&sides, &plan, &folders, NULL, &world, NULL), 0);
    assert_int_equal(pipeline_sides_settle_anchor(&anchor, &sides, &plan, &folders, NULL, &world, NULL), 0);
    assert_string_equal(anchor.version, "v0");
    assert_null(anchor.path);
    assert_int_equal(sentences, 0);
    pipeline_sides_clear(&sides);
}

static void paths_need_nothing_of_it(void **state)
{
    (void)state;
    struct pipeline_plan plan = {.policy = &policy, .sides = {{.path = "a"}, {.path = "b"}}};
    struct pipeline_sides sides;
    sentences = 0;
    assert_int_equal(pipeline_sides_settle(&sides, &plan, &folders, NULL, &world, NULL), 0);
    assert_string_equal(sides.items[BASELINE].path, "a");
    assert_null(sides.items[CANDIDATE].version);
    assert_int_equal(sentences, 0);
    pipeline_sides_clear(&sides);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_baseline_and_the_windows_are_found),
        cmocka_unit_test(given_windows_are_used_as_they_are),
        cmocka_unit_test(what_is_not_known_is_unfit),
        cmocka_unit_test(the_anchor_stands_beside_them),
        cmocka_unit_test(without_a_baseline_the_anchor_takes_its_place),
        cmocka_unit_test(without_times_the_anchor_needs_no_window),
        cmocka_unit_test(paths_need_nothing_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

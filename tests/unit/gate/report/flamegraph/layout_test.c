#include "gate/report/flamegraph/layout.h"

#include "gate/base/memory.h"
#include "tests/support/comparison_sample.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static struct comparison *comparison_of(const struct comparison_sample_row *rows, size_t count)
{
    return comparison_sample_new(rows, count,
                                 &(struct comparison_sample_settings){.profile = "cpu", .replicas = 1});
}

/* Everything is drawn, and costs are counted in samples. */
static struct layout_settings everything(const struct comparison *comparison)
{
    return (struct layout_settings){
        .divisor = {comparison->period, comparison->period},
        .frames_max = 1000000,
        .depth_max = 1000,
    };
}

static struct layout layout_of(const struct comparison *comparison, const struct layout_settings *settings)
{
    struct error err = ERROR_INIT;
    struct layout layout;
    assert_int_equal(layout_make(&layout, comparison, settings, &err), 0);
    return layout;
}

static const struct layout_frame *find(const struct layout *layout, const struct comparison *comparison,
                                       const char *name)
{
    for (size_t i = 1; i < layout->count; i++) {
        uint32_t symbol = comparison->tree->symbol[layout->frames[i].node];
        if (!layout->frames[i].rest &&
            bytes_equal(symbols_get(comparison->symbols, symbol)->name, bytes_of_text(name))) {
            return &layout->frames[i];
        }
    }
    return NULL;
}

static void expect_box(const struct layout_frame *frame, double x, double width, uint32_t depth)
{
    assert_non_null(frame);
    assert_true(fabs(frame->x - x) < 1e-12);
    assert_true(fabs(frame->width - width) < 1e-12);
    assert_int_equal(frame->depth, depth);
}

/* Candidate 200 and 60, vanished 100 + 50: 410 in all, and the vanished ones stay beside their siblings. */
static void what_vanished_keeps_its_place_and_width(void **state)
{
    (void)state;
    static const struct comparison_sample_row rows[] = {
        {"m;a", 0, {100, 200}}, {"m;gone", 0, {100, 0}}, {"m;gone;x", 0, {50, 0}}, {"m;z", 0, {0, 60}}};
    struct comparison *comparison = comparison_of(rows, COUNT(rows));
    struct layout_settings settings = everything(comparison);
    struct layout layout = layout_of(comparison, &settings);
    assert_int_equal(layout.count, 6);
    assert_int_equal(layout.rows, 4);
    expect_box(&layout.frames[0], 0, 1, 0);
    expect_box(find(&layout, comparison, "m"), 0, 1, 1);
    expect_box(find(&layout, comparison, "a"), 0, 200. / 410, 2);
    expect_box(find(&layout, comparison, "gone"), 200. / 410, 150. / 410, 2);
    expect_box(find(&layout, comparison, "x"), 200. / 410, 50. / 410, 3);
    expect_box(find(&layout, comparison, "z"), 350. / 410, 60. / 410, 2);
    assert_true(find(&layout, comparison, "gone")->gone);
    assert_true(find(&layout, comparison, "z")->fresh);
    assert_false(find(&layout, comparison, "a")->gone || find(&layout, comparison, "a")->fresh);
    assert_true(find(&layout, comparison, "gone")->total[BASELINE] == 150);
    assert_true(find(&layout, comparison, "gone")->self[BASELINE] == 100);
    layout_clear(&layout);
    comparison_free(comparison);
}

/* Sorting text lines would draw two frames of `a` here, as a blank sorts before the separator. */
static void one_function_under_one_caller_is_one_frame(void **state)
{
    (void)state;
    static const struct comparison_sample_row rows[] = {
        {"m;a", 0, {1, 1}}, {"m;a b;c", 0, {1, 1}}, {"m;a;d", 0, {1, 1}}};
    struct comparison *comparison = comparison_of(rows, COUNT(rows));
    struct layout_settings settings = everything(comparison);
    struct layout layout = layout_of(comparison, &settings);
    expect_box(find(&layout, comparison, "a"), 0, 2. / 3, 2);
    expect_box(find(&layout, comparison, "a b"), 2. / 3, 1. / 3, 2);
    expect_box(find(&layout, comparison, "d"), 0, 1. / 3, 3);
    layout_clear(&layout);
    comparison_free(comparison);
}

static void traffic_alone_changes_no_cost(void **state)
{
    (void)state;
    static const struct comparison_sample_row rows[] = {{"m;a", 0, {100, 200}}, {"m;b", 0, {50, 100}}};
    struct comparison *comparison = comparison_of(rows, COUNT(rows));
    struct layout_settings settings = everything(comparison);
    settings.divisor[CANDIDATE] *= 2;
    struct layout layout = layout_of(comparison, &settings);
    for (size_t i = 0; i < layout.count; i++) {
        assert_true(layout.frames[i].total[BASELINE] == layout.frames[i].total[CANDIDATE]);
    }
    layout_clear(&layout);
    comparison_free(comparison);
}

/* Room for m and two more: a and b are the largest, and the others, with all below them, become one rest. */
static void beyond_the_cap_there_is_one_rest_a_parent(void **state)
{
    (void)state;
    static const struct comparison_sample_row rows[] = {{"m;a", 0, {100, 100}},
                                                        {"m;b", 0, {90, 1}},
                                                        {"m;c", 0, {30, 40}},
                                                        {"m;c;c1", 0, {5, 5}},
                                                        {"m;d", 0, {7, 0}}};
    struct comparison *comparison = comparison_of(rows, COUNT(rows));
    struct layout_settings settings = everything(comparison);
    settings.frames_max = 4;
    struct layout layout = layout_of(comparison, &settings);
    assert_int_equal(layout.count, 5);
    assert_non_null(find(&layout, comparison, "a"));
    assert_non_null(find(&layout, comparison, "b"));
    const struct layout_frame *rest = &layout.frames[4];
    assert_true(rest->rest);
    assert_int_equal(rest->summed, 3);
    assert_int_equal(layout.summed, 3);
    assert_true(rest->total[BASELINE] == 42 && rest->total[CANDIDATE] == 45);
    /* 100 + 1 + 45 of the candidate and 7 gone: the rest has 45 + 7 of 153. */
    expect_box(rest, 101. / 153, 52. / 153, 2);
    layout_clear(&layout);
    comparison_free(comparison);
}

static void what_is_kept_is_drawn_with_its_ancestors(void **state)
{
    (void)state;
    static const struct comparison_sample_row rows[] = {
        {"m;a", 0, {100000, 100000}}, {"m;b;tiny", 0, {1, 2}}, {"m;c", 0, {1, 1}}};
    struct comparison *comparison = comparison_of(rows, COUNT(rows));
    struct layout_settings settings = everything(comparison);
    settings.least = 1e-3;
    uint8_t keep[8] = {0};
    struct layout layout = layout_of(comparison, &settings);
    assert_null(find(&layout, comparison, "tiny"));
    assert_int_equal(layout.summed, 3);
    layout_clear(&layout);
    for (uint32_t n = 1; n < comparison->tree->count; n++) {
        keep[n] = symbols_get(comparison->symbols, comparison->tree->symbol[n])->name.size == 4;
    }
    settings.keep = keep;
    settings.frames_max = 1;
    layout = layout_of(comparison, &settings);
    assert_non_null(find(&layout, comparison, "tiny"));
    assert_non_null(find(&layout, comparison, "b"));
    assert_null(find(&layout, comparison, "c"));
    layout_clear(&layout);
    comparison_free(comparison);
}

static void deep_stacks_end_at_the_last_row(void **state)
{
    (void)state;
    static const struct comparison_sample_row rows[] = {{"a;b;c;d;e", 0, {10, 10}}};
    struct comparison *comparison = comparison_of(rows, COUNT(rows));
    struct layout_settings settings = everything(comparison);
    settings.depth_max = 3;
    struct layout layout = layout_of(comparison, &settings);
    assert_int_equal(layout.rows, 4);
    assert_int_equal(layout.deep, 2);
    assert_int_equal(layout.summed, 0);
    expect_box(find(&layout, comparison, "c"), 0, 1, 3);
    layout_clear(&layout);
    comparison_free(comparison);
}

static void without_cost_there_is_no_picture(void **state)
{
    (void)state;
    static const struct comparison_sample_row rows[] = {{"a;b", 0, {0, 0}}};
    struct comparison *comparison = comparison_of(rows, COUNT(rows));
    struct layout_settings settings = everything(comparison);
    struct layout layout = layout_of(comparison, &settings);
    assert_int_equal(layout.count, 0);
    layout_clear(&layout);
    comparison_free(comparison);
}

/* In a large tree cut at 500 nodes: children lie side by side within their parent, in order, and with the rest they
 * have all of the parent's cost but its own. */
static void costs_and_widths_add_up(void **state)
{
    (void)state;
    struct comparison *comparison = comparison_sample_synthetic(20000, 3);
    struct layout_settings settings = everything(comparison);
    settings.frames_max = 500;
    settings.least = 1e-9;
    struct layout layout = layout_of(comparison, &settings);
    double *sums = memory_allocate_array(layout.count * 3, sizeof *sums);
    for (size_t i = 1; i < layout.count; i++) {
        const struct layout_frame *frame = &layout.frames[i], *above = &layout.frames[frame->parent];
        double *sum = &sums[frame->parent * 3];
        assert_true(frame->parent < i);
        assert_true(fabs(frame->x - (above->x + sum[2])) < 1e-9);
        assert_true(frame->x + frame->width <= above->x + above->width + 1e-9);
        sum[0] += frame->total[0];
        sum[1] += frame->total[1];
        sum[2] += frame->width;
    }
    for (size_t i = 0; i < layout.count; i++) {
        const struct layout_frame *frame = &layout.frames[i];
        for (size_t side = 0; side < SIDES && sums[i * 3 + 2] > 0; side++) {
            assert_true(fabs(frame->total[side] - frame->self[side] - sums[i * 3 + side]) <
                        1e-6 * frame->total[side]);
        }
    }
    assert_int_equal(layout.summed + 500, comparison->tree->count);
    memory_free(sums);
    layout_clear(&layout);
    comparison_free(comparison);
}

static void every_failing_allocation_is_told(void **state)
{
    (void)state;
    static const struct comparison_sample_row rows[] = {{"a;b", 0, {1, 2}}};
    struct comparison *comparison = comparison_of(rows, COUNT(rows));
    struct layout_settings settings = everything(comparison);
    size_t failed = 0;
    for (size_t n = 1; n < 20; n++) {
        struct error err = ERROR_INIT;
        struct layout layout;
        memory_fail_at(n);
        int result = layout_make(&layout, comparison, &settings, &err);
        memory_fail_at(0);
        if (result == 0) {
            layout_clear(&layout);
            continue;
        }
        assert_int_equal(err.kind, ERROR_MEMORY);
        failed++;
    }
    assert_int_equal(failed, 7);
    comparison_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_vanished_keeps_its_place_and_width),
        cmocka_unit_test(one_function_under_one_caller_is_one_frame),
        cmocka_unit_test(traffic_alone_changes_no_cost),
        cmocka_unit_test(beyond_the_cap_there_is_one_rest_a_parent),
        cmocka_unit_test(what_is_kept_is_drawn_with_its_ancestors),
        cmocka_unit_test(deep_stacks_end_at_the_last_row),
        cmocka_unit_test(without_cost_there_is_no_picture),
        cmocka_unit_test(costs_and_widths_add_up),
        cmocka_unit_test(every_failing_allocation_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

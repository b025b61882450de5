#include "gate/model/profile_difference.h"

#include "gate/model/profile_builder.h"

#include <math.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* One stack, "a;b", or "+a;b" if its samples carry the label, at an endpoint, with its values. */
struct line {
    const char *stack;
    const char *endpoint;
    double values[4];
};

static const struct profile_type heap[] = {
    {(char *)(uintptr_t) "alloc_objects", (char *)(uintptr_t) "count", EVENT_MODEL_HEAP, 524288},
    {(char *)(uintptr_t) "alloc_space", (char *)(uintptr_t) "bytes", EVENT_MODEL_HEAP, 524288},
    {(char *)(uintptr_t) "inuse_objects", (char *)(uintptr_t) "count", EVENT_MODEL_HEAP, 524288},
    {(char *)(uintptr_t) "inuse_space", (char *)(uintptr_t) "bytes", EVENT_MODEL_HEAP, 524288},
};

static const struct profile_type mutex[] = {
    {(char *)(uintptr_t) "contentions", (char *)(uintptr_t) "count", EVENT_MODEL_MUTEX, 0},
    {(char *)(uintptr_t) "delay", (char *)(uintptr_t) "nanoseconds", EVENT_MODEL_MUTEX, 0},
};

static struct profile *make(const struct profile_type *types, size_t type_count, int64_t start,
                            const struct line *lines, size_t count)
{
    struct profile_facts facts = {.format = "pprof", .start = start};
    struct error err = ERROR_INIT;
    struct profile_builder *builder = profile_builder_new(&facts, types, type_count, &err);
    struct profile *profile = NULL;
    assert_non_null(builder);
    assert_int_equal(profile_builder_label_keys(builder, (const char *[]){"request", NULL}, &err), 0);
    for (size_t i = 0; i < count; i++) {
        uint32_t frames[8], node, endpoint, depth = 0;
        bool labelled = lines[i].stack[0] == '+';
        for (const char *at = lines[i].stack + labelled; *at; at += at[1] ? 2 : 1) {
            struct symbol symbol = {.name = {(const uint8_t *)at, 1}};
            assert_int_equal(symbols_add(profile_builder_symbols(builder), &symbol, &frames[depth++], &err), 0);
        }
        assert_int_equal(profile_builder_stack(builder, frames, depth, &node, &err), 0);
        assert_int_equal(profile_builder_endpoint(builder, bytes_of_text(lines[i].endpoint), &endpoint, &err), 0);
        assert_int_equal(profile_builder_labelled_sample(builder, node, endpoint, labelled, lines[i].values, &err),
                         0);
    }
    assert_int_equal(profile_builder_finish(&profile, builder, &err), 0);
    profile_builder_free(builder);
    return profile;
}

static const struct event_sums *sums(const struct profile *profile, size_t type, size_t row)
{
    return &profile->sums[type * profile->row_count + row];
}

static void assert_near(double value, double expected)
{
    if (fabs(value - expected) > 1e-9 * fabs(expected))
        fail_msg("%.17g is not %.17g", value, expected);
}

/*
 * Two sizes at one stack: 10 of 64 bytes before, 30 of 64 and 3 of 1 MiB after. What is left is 20 of 64 and 3 of
 * 1 MiB: expected as in event_models_test, Python, R = 524288, p = -math.expm1(-size / R), k = objects * p:
 *   sum(n * -math.expm1(-s / R) for n, s in ((20, 64), (3, 1048576)))                 events
 *   sum(n * s * s / -math.expm1(-s / R) for n, s in ((20, 64), (3, 1048576)))         moment of bytes
 */
static void sizes_stay_apart(void **state)
{
    (void)state;
    const struct line before[] = {{"a;c", "", {10, 640, 4, 256}}, {"z", "", {1, 64, 1, 64}}};
    const struct line after[] = {
        {"b", "", {5, 320, 5, 320}}, {"a;c", "", {30, 1920, 2, 128}}, {"a;c", "", {3, 3145728, 0, 0}}};
    struct profile *first = make(heap, 4, 1000, before, 2), *second = make(heap, 4, 6000, after, 3);
    struct error err = ERROR_INIT;
    assert_int_equal(profile_difference(second, first, &err), 0);
    assert_int_equal(second->row_count, 2);
    assert_true(sums(second, 0, 0)->amount == 5 && sums(second, 1, 0)->amount == 320);
    assert_true(sums(second, 0, 1)->amount == 23 && sums(second, 1, 1)->amount == 1280 + 3145728);
    assert_near(sums(second, 1, 1)->events, 2.596435407534613);
    assert_near(sums(second, 1, 1)->moment, 3815484917394.8755);
    /* Gauges stay as they are. */
    assert_true(sums(second, 3, 1)->amount == 128);
    assert_true(second->facts.between && second->facts.start == 1000 && second->facts.duration == 5000);
    profile_free(first);
    profile_free(second);
}

/* Contentions 10 of 5 each before; 5 in 40 new ones: the factor of both is 5. By hand: 900^2/(30/5). */
static void delays_follow_from_what_is_left(void **state)
{
    (void)state;
    const struct line before[] = {{"a", "", {10, 100}}, {"b", "", {15, 70}}};
    const struct line after[] = {{"a", "", {40, 1000}}, {"b", "", {15, 70}}, {"c", "", {20, 8}}};
    struct profile *first = make(mutex, 2, 0, before, 2), *second = make(mutex, 2, 0, after, 3);
    struct error err = ERROR_INIT;
    assert_int_equal(profile_difference(second, first, &err), 0);
    assert_true(second->types[0].period == 5 && second->types[1].period == 5);
    assert_true(sums(second, 0, 0)->amount == 30 && sums(second, 0, 0)->events == 6);
    assert_true(sums(second, 1, 0)->amount == 900 && sums(second, 1, 0)->moment == 135000);
    assert_true(sums(second, 1, 1)->amount == 0 && sums(second, 1, 1)->moment == 0);
    assert_true(sums(second, 0, 2)->events == 4);
    assert_true(second->facts.between && second->facts.duration == 0);
    profile_free(first);
    profile_free(second);
}

static void what_would_be_negative_is_none(void **state)
{
    (void)state;
    const struct line before[] = {{"a", "x", {50, 100}}, {"a", "y", {5, 10}}};
    const struct line after[] = {{"a", "y", {15, 30}}, {"a", "x", {40, 1000}}};
    struct profile *first = make(mutex, 2, 0, before, 2), *second = make(mutex, 2, 0, after, 2);
    struct error err = ERROR_INIT;
    assert_int_equal(profile_difference(second, first, &err), 0);
    for (size_t row = 0; row < 2; row++) {
        bool x = strcmp(second->endpoints[second->rows[row].endpoint], "x") == 0;
        assert_true(sums(second, 0, row)->amount == (x ? 0 : 10));
    }
    profile_free(first);
    profile_free(second);
}

/* The same stack with and without a label: each is taken from its own. */
static void labels_stay_apart(void **state)
{
    (void)state;
    const struct line before[] = {{"a", "x", {10, 100}}, {"+a", "x", {5, 10}}, {"+b", "", {5, 5}}};
    const struct line after[] = {{"+a", "x", {15, 130}}, {"a", "x", {40, 1000}}, {"b", "", {5, 5}}};
    struct profile *first = make(mutex, 2, 0, before, 3), *second = make(mutex, 2, 0, after, 3);
    struct error err = ERROR_INIT;
    assert_int_equal(profile_difference(second, first, &err), 0);
    assert_int_equal(second->row_count, 3);
    assert_int_equal(second->labels[0], 0);
    assert_int_equal(second->labels[1], 1);
    assert_true(sums(second, 0, 0)->amount == 30 && sums(second, 1, 0)->amount == 900);
    assert_true(sums(second, 0, 1)->amount == 10 && sums(second, 1, 1)->amount == 120);
    assert_true(sums(second, 0, 2)->amount == 5);
    profile_free(first);
    profile_free(second);
}

static void assert_refused(struct profile *second, struct profile *first, const char *sentence)
{
    struct error err = ERROR_INIT;
    assert_int_equal(profile_difference(second, first, &err), -1);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.sentence, sentence);
    profile_free(first);
    profile_free(second);
}

static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    const struct line line[] = {{"a", "", {50, 100, 50, 100}}};
    assert_refused(make(mutex, 2, 1000, line, 1), make(mutex, 2, 2000, line, 1),
                   "the first of two snapshots was taken after the second");
    assert_refused(make(mutex, 2, 0, line, 1), make(heap, 4, 0, line, 1),
                   "the first of two snapshots holds no 'contentions'");
    struct profile_type rarer[] = {heap[0], heap[1]};
    rarer[0].period = rarer[1].period = 1048576;
    assert_refused(make(heap, 2, 0, line, 1), make(rarer, 2, 0, line, 1),
                   "two snapshots hold 'alloc_objects' in different units or with different periods");
}

static void types_that_add_up(void **state)
{
    (void)state;
    assert_true(profile_difference_applies("alloc_space") && profile_difference_applies("delay"));
    assert_false(profile_difference_applies("inuse_space") || profile_difference_applies("cpu"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_stay_apart),
        cmocka_unit_test(delays_follow_from_what_is_left),
        cmocka_unit_test(what_would_be_negative_is_none),
        cmocka_unit_test(labels_stay_apart),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(types_that_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "gate/model/profile_join.h"

#include "gate/base/memory.h"
#include "gate/model/profile_builder.h"
#include "tests/support/allocations.h"
#include "tests/support/profile_sample.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct profile_sample cpu = {
    .period_type = "", .kind = "", .type = "cpu", .unit = "nanoseconds", .period = 1e7};
static const struct profile_sample samples = {.period_type = "", .kind = "", .type = "samples", .unit = "count"};
static const struct profile_sample space = {.period_type = "", .kind = "", .type = "alloc_space", .unit = "bytes"};
static const struct profile_sample objects = {
    .period_type = "", .kind = "", .type = "alloc_objects", .unit = "count"};
static const struct profile_sample live = {.period_type = "", .kind = "", .type = "inuse_space", .unit = "bytes"};
static const struct profile_sample live_objects = {
    .period_type = "", .kind = "", .type = "inuse_objects", .unit = "count"};
static const struct profile_sample delay = {.period_type = "", .kind = "", .type = "delay", .unit = "nanoseconds"};
static const struct profile_sample contentions = {
    .period_type = "", .kind = "", .type = "contentions", .unit = "count"};
static const struct profile_sample goroutines = {
    .period_type = "", .kind = "", .type = "goroutine", .unit = "count"};

struct input {
    const struct profile_sample *of;
    const char *text;
    const char *endpoint;
    double share;
};

static int try_join(struct profile **out, const struct input *inputs, size_t count,
                    const struct profile_join_settings *settings, struct error *err)
{
    struct profile_join_part parts[4] = {{0}};
    for (size_t i = 0; i < count; i++)
        parts[i] = (struct profile_join_part){profile_sample_profile(inputs[i].of, inputs[i].text),
                                              inputs[i].endpoint, inputs[i].share > 0 ? inputs[i].share : 1};
    int status = profile_join(out, parts, count, settings, err);
    for (size_t i = 0; i < count; i++)
        profile_free((struct profile *)(uintptr_t)parts[i].profile);
    return status;
}

static struct profile *join(const struct input *inputs, size_t count, const char *kind, double period)
{
    const struct profile_join_settings settings = {.kind = kind, .period = period, .start = 5, .duration = 7};
    struct profile *out = NULL;
    struct error err = ERROR_INIT;
    if (try_join(&out, inputs, count, &settings, &err) != 0)
        fail_msg("%s", err.sentence);
    return out;
}

static struct event_sums sums(const struct profile *profile, const char *type, const char *frame)
{
    size_t at = profile_find_type(profile, type);
    assert_true(at < profile->type_count);
    for (size_t row = 0; row < profile->row_count; row++) {
        struct bytes name = symbols_get(profile->symbols, profile->tree->symbol[profile->rows[row].node])->name;
        if (bytes_equal(name, bytes_of_text(frame)))
            return profile->sums[at * profile->row_count + row];
    }
    fail_msg("no stack ends in '%s'", frame);
    return (struct event_sums){0};
}

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9 * fabs(expected)))
        fail_msg("%.17g is not %.17g", value, expected);
}

static void counts_tell_the_period(void **state)
{
    (void)state;
    /* 3 and 4 samples of 10 ms; what the header of a part says is not asked. */
    const struct input inputs[] = {{.of = &cpu, .text = "main;a 3\nmain;b 4\n"},
                                   {.of = &samples, .text = "main;b 4\nmain;a 3\n"}};
    struct profile *profile = join(inputs, 2, "cpu", 1);
    assert_int_equal(profile->type_count, 2);
    assert_int_equal(profile->types[0].model, EVENT_MODEL_CPU);
    assert_true(profile->types[0].period == 1e7);
    assert_int_equal(profile->types[1].model, EVENT_MODEL_COUNT);
    assert_int_equal(profile->row_count, 2);
    struct event_sums a = sums(profile, "cpu", "a");
    assert_true(a.amount == 3e7 && a.events == 3 && a.moment == 3e14);
    assert_true(profile->facts.start == 5 && profile->facts.duration == 7);
    assert_true(profile->facts.period == 0);
    assert_string_equal(profile->facts.period_type, "");
    assert_int_equal(profile->facts.default_type, 0);
    profile_free(profile);
}

static void without_counts_the_period_is_told_or_chance_is_unknown(void **state)
{
    (void)state;
    const struct input inputs[] = {{.of = &cpu, .text = "main;a 3\n"}};
    struct profile *told = join(inputs, 1, "cpu", 2e7);
    assert_int_equal(told->types[0].model, EVENT_MODEL_CPU);
    assert_true(sums(told, "cpu", "a").events == 1.5);
    profile_free(told);
    struct profile *unknown = join(inputs, 1, "cpu", 0);
    assert_int_equal(unknown->types[0].model, EVENT_MODEL_UNKNOWN);
    assert_true(isnan(sums(unknown, "cpu", "a").events));
    profile_free(unknown);
}

static void endpoints_become_rows(void **state)
{
    (void)state;
    const struct input inputs[] = {{.of = &cpu, .text = "main;a 3\n", .endpoint = "/search"},
                                   {.of = &samples, .text = "main;a 3\n", .endpoint = "/search"},
                                   {.of = &cpu, .text = "main;a 1\n", .endpoint = "/cart"},
                                   {.of = &samples, .text = "main;a 1\n", .endpoint = "/cart"}};
    struct profile *profile = join(inputs, 4, "cpu", 0);
    assert_int_equal(profile->row_count, 2);
    assert_int_equal(profile->endpoint_count, 3);
    assert_string_equal(profile->endpoints[profile->rows[0].endpoint], "/cart");
    assert_true(profile->sums[0].amount == 1e7);
    assert_string_equal(profile->endpoints[profile->rows[1].endpoint], "/search");
    assert_true(profile->sums[1].amount == 3e7);
    profile_free(profile);
}

/* A part that was not asked, or cannot tell, has none. */
static void labels_stay_with_their_rows(void **state)
{
    (void)state;
    struct profile_sample labelled = cpu, counted = samples;
    labelled.label = counted.label = "endpoint";
    const struct input inputs[] = {{.of = &goroutines, .text = "main;c 1 x\n"},
                                   {.of = &labelled, .text = "main;b 3 x\nmain;b 4\nmain;a 1\n"},
                                   {.of = &counted, .text = "main;b 4\nmain;a 1\nmain;b 3 x\n"}};
    struct profile *profile = join(inputs, 3, "cpu", 1);
    assert_int_equal(profile->row_count, 4);
    assert_int_equal(profile_label_bit(profile, "endpoint"), 1);
    assert_memory_equal(profile->labels, ((const uint8_t[]){0, 0, 1, 0}), 4);
    assert_true(profile->sums[profile->row_count + 2].amount == 3e7);
    profile_free(profile);
}

static void the_order_of_samples_does_not_matter(void **state)
{
    (void)state;
    const struct input one[] = {{.of = &cpu, .text = "m;b;x 1\nm;a 2\nm;b 3 /e\nz 4 /d\n"},
                                {.of = &samples, .text = "m;a 2\nm;b;x 1\nm;b 3 /e\nz 4 /d\n"}};
    const struct input other[] = {{.of = &cpu, .text = "z 4 /d\nm;b 3 /e\nm;a 2\nm;b;x 1\n"},
                                  {.of = &samples, .text = "m;b 3 /e\nz 4 /d\nm;b;x 1\nm;a 2\n"}};
    struct profile *a = join(one, 2, "cpu", 0), *b = join(other, 2, "cpu", 0);
    assert_int_equal(a->row_count, b->row_count);
    assert_memory_equal(a->rows, b->rows, a->row_count * sizeof *a->rows);
    assert_memory_equal(a->sums, b->sums, 2 * a->row_count * sizeof *a->sums);
    assert_int_equal(a->tree->count, b->tree->count);
    for (size_t n = 1; n < a->tree->count; n++) {
        assert_int_equal(a->tree->parent[n], b->tree->parent[n]);
        assert_true(bytes_equal(symbols_get(a->symbols, a->tree->symbol[n])->name,
                                symbols_get(b->symbols, b->tree->symbol[n])->name));
    }
    profile_free(a);
    profile_free(b);
}

/* Python, R = 524288, 100 objects of 1 MiB: 100 * -math.expm1(-1048576 / R) = 86.46647167633873 */
static void sizes_make_heap_events(void **state)
{
    (void)state;
    const struct input inputs[] = {{.of = &space, .text = "main;a 104857600\nmain;b 524320\n"},
                                   {.of = &objects, .text = "main;a 100\nmain;b 8192\n"}};
    struct profile *profile = join(inputs, 2, "allocs", 0);
    assert_int_equal(profile->types[0].model, EVENT_MODEL_HEAP);
    assert_true(profile->types[0].period >= PROFILE_JOIN_HEAP_PERIOD);
    assert_true(profile->types[0].period < 1.001 * PROFILE_JOIN_HEAP_PERIOD);
    double events = sums(profile, "alloc_space", "a").events;
    assert_true(fabs(events - 86.46647167633873) < 0.05);
    profile_free(profile);
}

/* Sampled every 4 MiB: each stack has at least one event, which stands for 4 MiB or more. */
static void a_rarely_sampled_heap_is_not_taken_for_a_usual_one(void **state)
{
    (void)state;
    const struct input inputs[] = {{.of = &space, .text = "main;a 12582912\nmain;b 4194304\n"},
                                   {.of = &objects, .text = "main;a 196608\nmain;b 65536\n"}};
    struct profile *profile = join(inputs, 2, "allocs", 0);
    assert_true(fabs(profile->types[0].period - 4194304) < 64);
    assert_true(fabs(sums(profile, "alloc_space", "a").events - 3) < 0.01);
    profile_free(profile);
}

static void gauges_are_means(void **state)
{
    (void)state;
    const struct input inputs[] = {{.of = &live, .text = "main;a 4194304\n", .share = 0.25},
                                   {.of = &live_objects, .text = "main;a 4\n", .share = 0.25}};
    struct profile *profile = join(inputs, 2, "heap", 0);
    assert_true(sums(profile, "inuse_space", "a").amount == 1048576);
    assert_true(sums(profile, "inuse_objects", "a").amount == 1);
    assert_true(profile->types[0].period == PROFILE_JOIN_HEAP_PERIOD);
    profile_free(profile);
    const struct input census[] = {{.of = &goroutines, .text = "main;a 30\n", .share = 0.1}};
    profile = join(census, 1, "goroutine", 0);
    assert_int_equal(profile->types[0].model, EVENT_MODEL_CENSUS);
    assert_near(sums(profile, "goroutine", "a").amount, 3);
    profile_free(profile);
}

static void locks_are_told_apart_by_kind(void **state)
{
    (void)state;
    const struct input inputs[] = {{.of = &delay, .text = "main;a 600\nmain;b 50\n"},
                                   {.of = &contentions, .text = "main;a 15\nmain;b 5\n"}};
    struct profile *mutex = join(inputs, 2, "mutex", 0);
    assert_int_equal(mutex->types[0].model, EVENT_MODEL_MUTEX);
    assert_true(mutex->types[0].period == 5); /* the greatest common divisor of 15 and 5 */
    assert_true(sums(mutex, "delay", "a").events == 3);
    profile_free(mutex);
    struct profile *block = join(inputs, 2, "block", 0);
    assert_int_equal(block->types[0].model, EVENT_MODEL_BLOCK);
    profile_free(block);
    struct profile *neither = join(inputs, 2, "", 0);
    assert_int_equal(neither->types[0].model, EVENT_MODEL_UNKNOWN);
    profile_free(neither);
}

static void nothing_stays_nothing(void **state)
{
    (void)state;
    const struct input inputs[] = {{.of = &cpu, .text = ""}, {.of = &samples, .text = ""}};
    struct profile *profile = join(inputs, 2, "cpu", 0);
    assert_int_equal(profile->row_count, 0);
    assert_int_equal(profile->type_count, 2);
    profile_free(profile);
}

static void units_must_agree(void **state)
{
    (void)state;
    struct profile_sample other = cpu;
    other.unit = "seconds";
    const struct input inputs[] = {{.of = &cpu, .text = "a 1\n"}, {.of = &other, .text = "a 1\n"}};
    const struct profile_join_settings settings = {.kind = "cpu"};
    struct profile *out = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(try_join(&out, inputs, 2, &settings, &err), -1);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.sentence, "its parts hold 'cpu' in different units, 'nanoseconds' and 'seconds'");
    assert_null(out);
}

static int join_once(void *context, struct error *err)
{
    const struct profile_join_settings settings = {.kind = "cpu"};
    struct profile *out = NULL;
    int status = profile_join(&out, context, 2, &settings, err);
    profile_free(out);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct profile_sample labelled = cpu;
    labelled.label = "endpoint";
    struct profile_join_part parts[] = {{profile_sample_profile(&labelled, "m;a 3 x\nm;b 4\n"), "/x", 1},
                                        {profile_sample_profile(&samples, "m;a 3\nm;b 4\n"), NULL, 1}};
    allocations_walk(join_once, parts);
    profile_free((struct profile *)(uintptr_t)parts[0].profile);
    profile_free((struct profile *)(uintptr_t)parts[1].profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_tell_the_period),
        cmocka_unit_test(without_counts_the_period_is_told_or_chance_is_unknown),
        cmocka_unit_test(endpoints_become_rows),
        cmocka_unit_test(labels_stay_with_their_rows),
        cmocka_unit_test(the_order_of_samples_does_not_matter),
        cmocka_unit_test(sizes_make_heap_events),
        cmocka_unit_test(a_rarely_sampled_heap_is_not_taken_for_a_usual_one),
        cmocka_unit_test(gauges_are_means),
        cmocka_unit_test(locks_are_told_apart_by_kind),
        cmocka_unit_test(nothing_stays_nothing),
        cmocka_unit_test(units_must_agree),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "gate/model/profile_builder.h"

#include "gate/base/limits.h"
#include "gate/base/memory.h"

#include <math.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct profile_type cpu_types[] = {
    {.name = (char[]){"samples"}, .unit = (char[]){"count"}, .model = EVENT_MODEL_COUNT},
    {.name = (char[]){"cpu"}, .unit = (char[]){"nanoseconds"}, .model = EVENT_MODEL_CPU, .period = 1e7},
};

static const struct profile_facts facts = {.format = "test", .period = 1e7};

static struct profile_builder *begin(const struct profile_type *types, size_t count)
{
    struct error err = ERROR_INIT;
    struct profile_builder *builder = profile_builder_new(&facts, types, count, &err);
    assert_non_null(builder);
    return builder;
}

/* A stack of one-letter frames. */
static uint32_t stack(struct profile_builder *builder, const char *letters)
{
    uint32_t frames[8], node;
    size_t count = 0;
    struct error err = ERROR_INIT;
    for (; letters[count]; count++) {
        struct symbol symbol = {.name = {(const uint8_t *)letters + count, 1}};
        assert_int_equal(symbols_add(profile_builder_symbols(builder), &symbol, &frames[count], &err), 0);
    }
    assert_int_equal(profile_builder_stack(builder, frames, count, &node, &err), 0);
    return node;
}

static void sample(struct profile_builder *builder, uint32_t node, const char *endpoint, const double *values)
{
    struct error err = ERROR_INIT;
    uint32_t index;
    assert_int_equal(profile_builder_endpoint(builder, bytes_of_text(endpoint), &index, &err), 0);
    assert_int_equal(profile_builder_sample(builder, node, index, values, &err), 0);
}

static struct profile *finish(struct profile_builder *builder)
{
    struct error err = ERROR_INIT;
    struct profile *profile = NULL;
    assert_int_equal(profile_builder_finish(&profile, builder, &err), 0);
    profile_builder_free(builder);
    return profile;
}

static const struct event_sums *sums(const struct profile *profile, size_t type, size_t row)
{
    return &profile->sums[type * profile->row_count + row];
}

static void rows_merge_by_stack_and_endpoint(void **state)
{
    (void)state;
    struct profile_builder *builder = begin(cpu_types, 2);
    uint32_t deep = stack(builder, "abc"), other = stack(builder, "ad");
    sample(builder, other, "", (double[]){1, 1e7});
    sample(builder, deep, "cart", (double[]){2, 2e7});
    sample(builder, deep, "", (double[]){3, 3e7});
    sample(builder, deep, "cart", (double[]){4, 4e7});
    struct profile *profile = finish(builder);
    assert_int_equal(profile->row_count, 3);
    assert_int_equal(profile->facts.samples, 4);
    assert_int_equal(profile->endpoint_count, 2);
    assert_string_equal(profile->endpoints[0], "");
    assert_string_equal(profile->endpoints[1], "cart");
    assert_int_equal(profile->rows[0].node, deep);
    assert_int_equal(profile->rows[0].endpoint, 0);
    assert_int_equal(profile->rows[1].endpoint, 1);
    assert_int_equal(profile->rows[2].node, other);
    assert_true(sums(profile, 0, 1)->amount == 6 && sums(profile, 0, 1)->moment == 6);
    assert_true(sums(profile, 1, 1)->amount == 6e7 && sums(profile, 1, 1)->events == 6);
    assert_true(sums(profile, 1, 1)->moment == 6e14);
    assert_true(sums(profile, 1, 2)->amount == 1e7);
    profile_free(profile);
}

/* A label with many values costs no more than one with a single value: rows know presence only. */
static void rows_are_told_apart_by_the_presence_of_labels(void **state)
{
    (void)state;
    struct profile_builder *builder = begin(cpu_types, 2);
    struct error err = ERROR_INIT;
    uint32_t node = stack(builder, "abc");
    assert_int_equal(profile_builder_label_keys(builder, (const char *[]){"tenant", "request", NULL}, &err), 0);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(profile_builder_labelled_sample(builder, node, 0, i % 2 ? 2 : 0, (double[]){1, i}, &err),
                         0);
    struct profile *profile = finish(builder);
    assert_int_equal(profile->row_count, 2);
    assert_int_equal(profile_label_bit(profile, "tenant"), 1);
    assert_int_equal(profile_label_bit(profile, "request"), 2);
    assert_int_equal(profile_label_bit(profile, "reques"), 0);
    assert_int_equal(profile->labels[0], 0);
    assert_int_equal(profile->labels[1], 2);
    assert_true(sums(profile, 0, 0)->amount == 500 && sums(profile, 0, 1)->amount == 500);
    assert_true(sums(profile, 1, 0)->amount == 249500 && sums(profile, 1, 1)->amount == 250000);
    profile_free(profile);
}

/* Nobody asked: then no sample has any. */
static void labels_nobody_wants_are_not_kept(void **state)
{
    (void)state;
    struct profile_builder *builder = begin(cpu_types, 2);
    struct error err = ERROR_INIT;
    uint32_t node = stack(builder, "abc");
    const char *many[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9", NULL};
    assert_int_equal(profile_builder_label_keys(builder, NULL, &err), 0);
    assert_int_equal(profile_builder_label_keys(builder, many, &err), -1);
    assert_int_equal(err.kind, ERROR_INTERNAL);
    sample(builder, node, "", (double[]){1, 1});
    assert_int_equal(profile_builder_labelled_sample(builder, node, 0, 1, (double[]){1, 1}, &err), 0);
    struct profile *profile = finish(builder);
    assert_int_equal(profile->row_count, 1);
    assert_int_equal(profile->label_count, 0);
    assert_null(profile->labels);
    profile_free(profile);
}

/* Two sizes under one stack: the model must see each before they are merged. Expected: see event_models_test.c. */
static void heap_types_find_their_pair(void **state)
{
    (void)state;
    struct profile_type types[] = {
        {.name = (char[]){"alloc_objects"}, .unit = (char[]){"count"}, .model = EVENT_MODEL_HEAP, .period = 524288},
        {.name = (char[]){"alloc_space"}, .unit = (char[]){"bytes"}, .model = EVENT_MODEL_HEAP, .period = 524288},
        {.name = (char[]){"inuse_space"}, .unit = (char[]){"bytes"}, .model = EVENT_MODEL_HEAP, .period = 524288},
    };
    struct profile_builder *builder = begin(types, 3);
    uint32_t node = stack(builder, "a");
    sample(builder, node, "", (double[]){10, 640, 0});
    sample(builder, node, "", (double[]){3, 3145728, 64});
    struct profile *profile = finish(builder);
    assert_int_equal(profile->row_count, 1);
    assert_true(sums(profile, 1, 0)->amount == 3146368);
    assert_true(fabs(sums(profile, 1, 0)->events - (0.0012206286222255873 + 2.593994150290162)) < 1e-12);
    assert_true(fabs(sums(profile, 1, 0)->moment - (335564800.4166667 + 3814813787794.0425)) < 1e-2);
    assert_true(fabs(sums(profile, 0, 0)->moment - (81925.00010172527 + 3.4695529282489974)) < 1e-9);
    /* Without inuse_objects a size is unknown, and so is chance. */
    assert_int_equal(profile->types[2].model, EVENT_MODEL_UNKNOWN);
    assert_true(isnan(sums(profile, 2, 0)->moment));
    profile_free(profile);
}

static void mutex_factor_is_found_in_the_counts(void **state)
{
    (void)state;
    struct profile_type types[] = {
        {.name = (char[]){"contentions"}, .unit = (char[]){"count"}, .model = EVENT_MODEL_MUTEX, .period = 1},
        {.name = (char[]){"delay"}, .unit = (char[]){"nanoseconds"}, .model = EVENT_MODEL_MUTEX, .period = 1},
    };
    struct profile_builder *builder = begin(types, 2);
    sample(builder, stack(builder, "a"), "", (double[]){10, 700});
    sample(builder, stack(builder, "b"), "", (double[]){15, 900});
    struct profile *profile = finish(builder);
    assert_true(profile->types[0].period == 5);
    assert_true(sums(profile, 0, 0)->events == 2 && sums(profile, 0, 0)->moment == 50);
    assert_true(sums(profile, 0, 1)->events == 3 && sums(profile, 0, 1)->moment == 75);
    /* By hand: 700^2/2 and 900^2/3. */
    assert_true(profile->types[1].model == EVENT_MODEL_MUTEX && profile->types[1].period == 5);
    assert_true(sums(profile, 1, 0)->events == 2 && sums(profile, 1, 0)->moment == 245000);
    assert_true(sums(profile, 1, 1)->events == 3 && sums(profile, 1, 1)->moment == 270000);
    profile_free(profile);
}

static void a_delay_without_its_contentions_is_unknown(void **state)
{
    (void)state;
    struct profile_type type = {
        .name = (char[]){"delay"}, .unit = (char[]){"nanoseconds"}, .model = EVENT_MODEL_MUTEX};
    struct profile_builder *builder = begin(&type, 1);
    sample(builder, stack(builder, "a"), "", (double[]){5});
    struct profile *profile = finish(builder);
    assert_int_equal(profile->types[0].model, EVENT_MODEL_UNKNOWN);
    profile_free(profile);
}

static void a_model_without_its_period_is_unknown(void **state)
{
    (void)state;
    struct profile_type type = {.name = (char[]){"cpu"}, .unit = (char[]){"nanoseconds"}, .model = EVENT_MODEL_CPU};
    struct profile_builder *builder = begin(&type, 1);
    sample(builder, stack(builder, "a"), "", (double[]){5});
    struct profile *profile = finish(builder);
    assert_int_equal(profile->types[0].model, EVENT_MODEL_UNKNOWN);
    profile_free(profile);
}

/* 2^53 + 1 + 1 is lost to a plain sum of doubles. */
static void large_sums_lose_nothing(void **state)
{
    (void)state;
    struct profile_builder *builder = begin(cpu_types, 1);
    uint32_t node = stack(builder, "a");
    sample(builder, node, "", (double[]){9007199254740992});
    sample(builder, node, "", (double[]){1});
    sample(builder, node, "", (double[]){1});
    struct profile *profile = finish(builder);
    assert_true(sums(profile, 0, 0)->amount == 9007199254740994);
    profile_free(profile);
}

static void sums_beyond_64_bits_are_refused(void **state)
{
    (void)state;
    struct profile_builder *builder = begin(cpu_types, 2);
    uint32_t node = stack(builder, "a");
    struct error err = ERROR_INIT;
    assert_int_equal(profile_builder_sample(builder, node, 0, (double[]){1, 9e18}, &err), 0);
    assert_int_equal(profile_builder_sample(builder, node, 0, (double[]){1, 9e18}, &err), -1);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.sentence, "the values of sample type 'cpu' add up to more than 64 bits hold");
    assert_int_equal(profile_builder_sample(builder, node, 0, (double[]){NAN, 1}, &err), -1);
    profile_builder_free(builder);
}

static void too_many_types_are_refused(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    assert_null(profile_builder_new(&facts, cpu_types, 0, &err));
    assert_null(profile_builder_new(&facts, cpu_types, LIMIT_SAMPLE_TYPES + 1, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
}

/* Whichever allocation fails: an error of memory, nothing lost. */
static void every_allocation_may_fail(void **state)
{
    (void)state;
    size_t used = memory_usage().used;
    bool done = false;
    for (size_t n = 1; !done; n++) {
        struct error err = ERROR_INIT;
        struct profile *profile = NULL;
        uint32_t frame = 0, node, endpoint;
        struct symbol symbol = {.name = bytes_of_text("a")};
        memory_fail_at(n);
        struct profile_builder *builder = profile_builder_new(&facts, cpu_types, 2, &err);
        done = builder &&
               profile_builder_label_keys(builder, (const char *[]){"tenant", "request", NULL}, &err) == 0 &&
               symbols_add(profile_builder_symbols(builder), &symbol, &frame, &err) == 0 &&
               profile_builder_stack(builder, &frame, 1, &node, &err) == 0 &&
               profile_builder_endpoint(builder, bytes_of_text("cart"), &endpoint, &err) == 0 &&
               profile_builder_labelled_sample(builder, node, endpoint, 2, (double[]){1, 1e7}, &err) == 0 &&
               profile_builder_finish(&profile, builder, &err) == 0;
        memory_fail_at(0);
        profile_builder_free(builder);
        profile_free(profile);
        assert_int_equal(err.kind, done ? ERROR_NONE : ERROR_MEMORY);
        assert_int_equal(memory_usage().used, used);
        assert_true(n < 200);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_merge_by_stack_and_endpoint),
        cmocka_unit_test(rows_are_told_apart_by_the_presence_of_labels),
        cmocka_unit_test(labels_nobody_wants_are_not_kept),
        cmocka_unit_test(heap_types_find_their_pair),
        cmocka_unit_test(mutex_factor_is_found_in_the_counts),
        cmocka_unit_test(a_delay_without_its_contentions_is_unknown),
        cmocka_unit_test(a_model_without_its_period_is_unknown),
        cmocka_unit_test(large_sums_lose_nothing),
        cmocka_unit_test(sums_beyond_64_bits_are_refused),
        cmocka_unit_test(too_many_types_are_refused),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "adapters/format/pprof_types.h"

#include "tests/support/pprof_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct read {
    struct pprof_tables tables;
    struct pprof_samples samples;
    struct pprof_types types;
};

static int read_all(struct read *read, struct pprof_sample_writer *writer, const char *kind, struct error *err)
{
    pprof_sample_strings(writer);
    assert_int_equal(pprof_tables_read(&read->tables, protobuf_view(&writer->out), err), 0);
    assert_int_equal(pprof_samples_read(&read->samples, &read->tables, &(struct profile_request){.kind = ""}, err),
                     0);
    return pprof_types_read(&read->types, &read->tables, &read->samples, kind, err);
}

static void free_all(struct read *read)
{
    pprof_types_free(&read->types);
    pprof_samples_free(&read->samples);
    pprof_tables_free(&read->tables);
}

/* A file of two sample types and one declared period, with a sample a row. */
struct file {
    const char *types[2][2];
    const char *period_type[2];
    uint64_t period;
    int64_t rows[4][2];
    size_t row_count;
};

static void make(struct read *read, const struct file *file, const char *kind)
{
    struct pprof_sample_writer writer = pprof_sample_begin();
    for (int i = 0; i < 2; i++)
        pprof_sample_type(&writer, 1, file->types[i][0], file->types[i][1]);
    if (file->period_type[0])
        pprof_sample_type(&writer, 11, file->period_type[0], file->period_type[1]);
    protobuf_number(&writer.out, 12, file->period);
    for (size_t i = 0; i < file->row_count; i++)
        pprof_sample_sample(&writer, NULL, 0, file->rows[i], 2, NULL, NULL);
    assert_int_equal(read_all(read, &writer, kind, NULL), 0);
}

static void assert_type(const struct read *read, size_t type, enum event_model model, double period)
{
    assert_int_equal(read->types.items[type].model, model);
    assert_true(read->types.items[type].period == period);
}

static void cpu_has_the_period_that_its_samples_show(void **state)
{
    (void)state;
    struct read read;
    struct file file = {.types = {{"samples", "count"}, {"cpu", "nanoseconds"}},
                        .period_type = {"cpu", "nanoseconds"},
                        .period = 10000000,
                        .rows = {{3, 30000000}, {1, 10000000}},
                        .row_count = 2};
    make(&read, &file, "");
    assert_type(&read, 0, EVENT_MODEL_COUNT, 0);
    assert_type(&read, 1, EVENT_MODEL_CPU, 10000000);
    assert_int_equal(read.types.default_type, 1);
    free_all(&read);

    /* A declared period that means nothing, or none at all: value / samples. */
    file.period = 1;
    make(&read, &file, "");
    assert_type(&read, 1, EVENT_MODEL_CPU, 10000000);
    free_all(&read);
    file.period_type[0] = NULL;
    make(&read, &file, "");
    assert_type(&read, 1, EVENT_MODEL_CPU, 10000000);
    free_all(&read);

    /* A declared period that the samples deny, all alike: theirs. */
    file.period_type[0] = "cpu";
    file.period = 20000000;
    make(&read, &file, "");
    assert_type(&read, 1, EVENT_MODEL_CPU, 10000000);
    free_all(&read);

    /* Samples that disagree: the declared one, and without it nothing. */
    file.rows[0][1] = 31000000;
    make(&read, &file, "");
    assert_type(&read, 1, EVENT_MODEL_CPU, 20000000);
    free_all(&read);
    file.period = 0;
    make(&read, &file, "");
    assert_type(&read, 1, EVENT_MODEL_UNKNOWN, 0);
    free_all(&read);
}

static void units_become_base_units(void **state)
{
    (void)state;
    struct read read;
    const struct file file = {.types = {{"sample", "count"}, {"wall", "microseconds"}},
                              .period_type = {"wall", "microseconds"},
                              .period = 1000,
                              .rows = {{2, 2000}},
                              .row_count = 1};
    make(&read, &file, "");
    assert_string_equal(read.types.items[1].unit, "nanoseconds");
    assert_true(read.types.factors[1] == 1000);
    assert_true(read.types.factors[0] == 1);
    assert_string_equal(read.types.period_unit, "nanoseconds");
    assert_true(read.types.period == 1e6);
    assert_type(&read, 1, EVENT_MODEL_CPU, 1e6);
    free_all(&read);
}

static void a_period_of_something_else_is_not_taken(void **state)
{
    (void)state;
    struct read read;
    const struct file file = {.types = {{"wall", "nanoseconds"}, {"cpu", "nanoseconds"}},
                              .period_type = {"wall", "nanoseconds"},
                              .period = 5000000,
                              .rows = {{5000000, 4711}},
                              .row_count = 1};
    make(&read, &file, "");
    assert_type(&read, 0, EVENT_MODEL_CPU, 5000000);
    assert_type(&read, 1, EVENT_MODEL_UNKNOWN, 0);
    free_all(&read);
}

static void heap_needs_its_distance(void **state)
{
    (void)state;
    struct read read;
    struct file file = {.types = {{"alloc_objects", "count"}, {"alloc_space", "bytes"}},
                        .period_type = {"space", "bytes"},
                        .period = 524288,
                        .rows = {{2, 64}},
                        .row_count = 1};
    make(&read, &file, "");
    assert_type(&read, 0, EVENT_MODEL_HEAP, 524288);
    assert_type(&read, 1, EVENT_MODEL_HEAP, 524288);
    free_all(&read);
    file.period = 0;
    make(&read, &file, "");
    assert_type(&read, 1, EVENT_MODEL_UNKNOWN, 0);
    free_all(&read);
    file.period = 524288;
    file.period_type[0] = "cpu";
    make(&read, &file, "");
    assert_type(&read, 1, EVENT_MODEL_UNKNOWN, 0);
    free_all(&read);
}

static void locks_are_told_apart_by_the_file_name(void **state)
{
    (void)state;
    struct read read;
    const struct file file = {.types = {{"contentions", "count"}, {"delay", "nanoseconds"}},
                              .period_type = {"contentions", "count"},
                              .period = 1,
                              .rows = {{10, 100}, {15, 100}},
                              .row_count = 2};
    make(&read, &file, "mutex");
    assert_int_equal(read.types.items[0].model, EVENT_MODEL_MUTEX);
    free_all(&read);
    make(&read, &file, "block");
    assert_int_equal(read.types.items[1].model, EVENT_MODEL_BLOCK);
    free_all(&read);
    make(&read, &file, "");
    assert_type(&read, 0, EVENT_MODEL_UNKNOWN, 0);
    free_all(&read);
}

static void counts_of_everything_are_a_census(void **state)
{
    (void)state;
    struct read read;
    const struct file file = {.types = {{"goroutine", "count"}, {"widgets", "count"}},
                              .period_type = {"goroutine", "count"},
                              .period = 1};
    make(&read, &file, "");
    assert_type(&read, 0, EVENT_MODEL_CENSUS, 0);
    assert_type(&read, 1, EVENT_MODEL_UNKNOWN, 0);
    free_all(&read);
}

static void the_default_type_is_looked_up_by_name(void **state)
{
    (void)state;
    static const char *const wanted[] = {"samples", "nowhere"};
    static const uint32_t expected[] = {0, 1};
    for (int i = 0; i < 2; i++) {
        struct pprof_sample_writer writer = pprof_sample_cpu();
        struct read read;
        protobuf_number(&writer.out, 14, pprof_sample_text(&writer, wanted[i]));
        assert_int_equal(read_all(&read, &writer, "", NULL), 0);
        assert_int_equal(read.types.default_type, expected[i]);
        free_all(&read);
    }
}

static void only_what_is_in_use_may_shrink(void **state)
{
    (void)state;
    struct pprof_sample_writer writer = pprof_sample_begin();
    struct read read;
    struct error err = ERROR_INIT;
    pprof_sample_type(&writer, 1, "inuse_space", "bytes");
    pprof_sample_sample(&writer, NULL, 0, (const int64_t[]){-5}, 1, NULL, NULL);
    assert_int_equal(read_all(&read, &writer, "", &err), 0);
    assert_true(read.types.negative);
    free_all(&read);

    writer = pprof_sample_begin();
    pprof_sample_type(&writer, 1, "alloc_space", "bytes");
    pprof_sample_sample(&writer, NULL, 0, (const int64_t[]){5}, 1, NULL, NULL);
    pprof_sample_sample(&writer, NULL, 0, (const int64_t[]){-5}, 1, NULL, NULL);
    assert_int_equal(read_all(&read, &writer, "", &err), -1);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.sentence,
                        "it is already a difference of two profiles (sample 2 has a negative value of "
                        "'alloc_space'): pass the two profiles themselves");
    free_all(&read);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cpu_has_the_period_that_its_samples_show),
        cmocka_unit_test(units_become_base_units),
        cmocka_unit_test(a_period_of_something_else_is_not_taken),
        cmocka_unit_test(heap_needs_its_distance),
        cmocka_unit_test(locks_are_told_apart_by_the_file_name),
        cmocka_unit_test(counts_of_everything_are_a_census),
        cmocka_unit_test(the_default_type_is_looked_up_by_name),
        cmocka_unit_test(only_what_is_in_use_may_shrink),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

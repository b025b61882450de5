#include "adapters/format/pprof_samples.h"

#include "gate/base/limits.h"
#include "gate/model/profile_request.h"
#include "tests/support/pprof_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct read {
    struct pprof_tables tables;
    struct pprof_samples samples;
};

static const char *const route[] = {"route", NULL};

static int read_all(struct read *read, struct pprof_sample_writer *writer, const char *const *endpoint_labels,
                    struct error *err)
{
    pprof_sample_strings(writer);
    assert_int_equal(pprof_tables_read(&read->tables, protobuf_view(&writer->out), err), 0);
    const struct profile_request request = {.endpoint_labels = endpoint_labels, .kind = ""};
    return pprof_samples_read(&read->samples, &read->tables, &request, err);
}

static void free_all(struct read *read)
{
    pprof_samples_free(&read->samples);
    pprof_tables_free(&read->tables);
}

static void samples_come_in_order(void **state)
{
    (void)state;
    struct pprof_sample_writer writer = pprof_sample_cpu();
    struct read read;
    struct error err = ERROR_INIT;
    pprof_sample_sample(&writer, (const uint64_t[]){2, 1}, 2, (const int64_t[]){5, 50}, 2, "route", "/buy");
    pprof_sample_sample(&writer, NULL, 0, (const int64_t[]){1, 10}, 2, "tenant", "x");
    pprof_sample_sample(&writer, (const uint64_t[]){2, 1}, 2, (const int64_t[]){2, -20}, 2, NULL, NULL);
    assert_int_equal(read_all(&read, &writer, route, &err), 0);
    assert_int_equal(read.samples.count, 3);
    assert_int_equal(read.samples.type_count, 2);
    assert_int_equal(read.samples.items[0].stack, read.samples.items[2].stack);
    assert_int_equal(read.samples.stacks.count, 2);
    assert_true(
        bytes_equal(pprof_tables_text(&read.tables, read.samples.items[0].endpoint_text), bytes_of_text("/buy")));
    assert_int_equal(read.samples.items[1].endpoint_text, 0);
    assert_null(read.samples.labels);
    assert_true(read.samples.values[0 * 2 + 1] == 50);
    assert_true(read.samples.values[1 * 2 + 0] == 1);
    assert_int_equal(read.samples.negative[0], 0);
    assert_int_equal(read.samples.negative[1], 3);
    free_all(&read);
}

static void the_first_value_of_an_endpoint_counts(void **state)
{
    (void)state;
    struct pprof_sample_writer writer = pprof_sample_cpu();
    struct protobuf_writer sample = {.size = 0};
    struct read read;
    struct error err = ERROR_INIT;
    protobuf_packed(&sample, 2, (const uint64_t[]){1, 10}, 2);
    for (int i = 0; i < 3; i++) {
        static const char *const values[] = {"", "first", "second"};
        struct protobuf_writer label = {.size = 0};
        protobuf_number(&label, 1, pprof_sample_text(&writer, "route"));
        protobuf_number(&label, 2, pprof_sample_text(&writer, values[i]));
        protobuf_number(&label, 3, 17);
        protobuf_message(&sample, 3, &label);
    }
    protobuf_message(&writer.out, 2, &sample);
    assert_int_equal(read_all(&read, &writer, route, &err), 0);
    assert_true(
        bytes_equal(pprof_tables_text(&read.tables, read.samples.items[0].endpoint_text), bytes_of_text("first")));
    free_all(&read);
}

/* A sample with two labels: the better of them names the endpoint, in whatever order they stand. */
static void the_best_label_names_the_endpoint(void **state)
{
    (void)state;
    struct pprof_sample_writer writer = pprof_sample_cpu();
    struct protobuf_writer sample = {.size = 0};
    struct read read;
    struct error err = ERROR_INIT;
    static const char *const pairs[][2] = {{"handler", "Buy"}, {"endpoint", "/buy"}, {"route", "/b"}};
    protobuf_packed(&sample, 2, (const uint64_t[]){1, 10}, 2);
    for (size_t i = 0; i < 3; i++) {
        struct protobuf_writer label = {.size = 0};
        protobuf_number(&label, 1, pprof_sample_text(&writer, pairs[i][0]));
        protobuf_number(&label, 2, pprof_sample_text(&writer, pairs[i][1]));
        protobuf_message(&sample, 3, &label);
    }
    protobuf_message(&writer.out, 2, &sample);
    pprof_sample_sample(&writer, NULL, 0, (const int64_t[]){1, 10}, 2, "handler", "Sell");
    assert_int_equal(read_all(&read, &writer, profile_request_endpoint_labels, &err), 0);
    assert_true(
        bytes_equal(pprof_tables_text(&read.tables, read.samples.items[0].endpoint_text), bytes_of_text("/buy")));
    assert_true(
        bytes_equal(pprof_tables_text(&read.tables, read.samples.items[1].endpoint_text), bytes_of_text("Sell")));
    free_all(&read);
}

/* Whatever the value: a text, a number, none. */
static void the_presence_of_labels_is_noted(void **state)
{
    (void)state;
    struct pprof_sample_writer writer = pprof_sample_cpu();
    static const char *const wanted[] = {"request", "tenant", NULL};
    static const char *const keys[] = {"tenant", "request", "other"};
    const struct profile_request request = {.labels = wanted, .kind = ""};
    struct protobuf_writer sample = {.size = 0};
    struct read read;
    struct error err = ERROR_INIT;
    protobuf_packed(&sample, 2, (const uint64_t[]){1, 10}, 2);
    for (uint64_t i = 0; i < 3; i++) {
        struct protobuf_writer label = {.size = 0};
        protobuf_number(&label, 1, pprof_sample_text(&writer, keys[i]));
        protobuf_number(&label, 3, i);
        protobuf_message(&sample, 3, &label);
    }
    protobuf_message(&writer.out, 2, &sample);
    pprof_sample_sample(&writer, NULL, 0, (const int64_t[]){1, 10}, 2, "other", "x");
    pprof_sample_sample(&writer, NULL, 0, (const int64_t[]){1, 10}, 2, "request", "17");
    pprof_sample_sample(&writer, NULL, 0, (const int64_t[]){1, 10}, 2, "tenant", "");
    pprof_sample_strings(&writer);
    assert_int_equal(pprof_tables_read(&read.tables, protobuf_view(&writer.out), &err), 0);
    assert_int_equal(pprof_samples_read(&read.samples, &read.tables, &request, &err), 0);
    assert_memory_equal(read.samples.labels, ((const uint8_t[]){3, 0, 1, 2}), 4);
    assert_int_equal(read.samples.items[2].endpoint_text, 0);
    free_all(&read);
}

/* Lists may be written in pieces, number by number and in any order: all of these are the stack 2, 1 with the
 * values 5 and -50. The first two samples are as producers write them, so that whatever reads those has room for
 * the others. */
static void however_it_is_written_a_sample_is_the_same(void **state)
{
    (void)state;
    static const uint64_t stack[] = {2, 1}, values[] = {5, (uint64_t)-50};
    struct pprof_sample_writer writer = pprof_sample_cpu();
    struct protobuf_writer samples[4] = {{.size = 0}};
    struct read read;
    struct error err = ERROR_INIT;
    pprof_sample_sample(&writer, (const uint64_t[]){2, 1, 2, 1}, 4, (const int64_t[]){7, 70}, 2, NULL, NULL);
    pprof_sample_sample(&writer, stack, 2, (const int64_t[]){5, -50}, 2, NULL, NULL);
    protobuf_packed(&samples[0], 2, values, 2);
    protobuf_packed(&samples[0], 1, stack, 2);
    protobuf_packed(&samples[1], 1, stack, 1);
    protobuf_packed(&samples[1], 2, values, 1);
    protobuf_packed(&samples[1], 1, stack + 1, 1);
    protobuf_packed(&samples[1], 2, values + 1, 1);
    for (int i = 0; i < 2; i++) {
        protobuf_number(&samples[2], 1, stack[i]);
        protobuf_number(&samples[2], 2, values[i]);
    }
    protobuf_packed(&samples[3], 1, stack, 2);
    protobuf_number(&samples[3], 99, 1); /* newer than we are */
    protobuf_packed(&samples[3], 2, values, 2);
    for (int i = 0; i < 4; i++)
        protobuf_message(&writer.out, 2, &samples[i]);
    assert_int_equal(read_all(&read, &writer, NULL, &err), 0);
    assert_int_equal(read.samples.count, 6);
    assert_int_equal(read.samples.stacks.count, 2);
    for (size_t i = 1; i < 6; i++) {
        assert_int_equal(read.samples.items[i].stack, 1);
        assert_true(read.samples.values[i * 2] == 5 && read.samples.values[i * 2 + 1] == -50);
    }
    assert_int_equal(read.samples.negative[1], 2);
    free_all(&read);
}

static void assert_refused(struct pprof_sample_writer *writer, const char *sentence)
{
    struct read read;
    struct error err = ERROR_INIT;
    assert_int_equal(read_all(&read, writer, NULL, &err), -1);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_true(err.offset != UINT64_MAX);
    assert_string_equal(err.sentence, sentence);
    free_all(&read);
}

static void bad_samples_are_refused(void **state)
{
    (void)state;
    struct pprof_sample_writer writer = pprof_sample_cpu();
    pprof_sample_sample(&writer, (const uint64_t[]){2}, 1, (const int64_t[]){5, 50}, 2, NULL, NULL);
    pprof_sample_sample(&writer, (const uint64_t[]){2, 7}, 2, (const int64_t[]){5, 50}, 2, NULL, NULL);
    assert_refused(&writer, "sample 2 refers to location 7, which the file does not have");

    writer = pprof_sample_cpu();
    pprof_sample_sample(&writer, (const uint64_t[]){0}, 1, (const int64_t[]){5, 50}, 2, NULL, NULL);
    assert_refused(&writer, "sample 1 refers to location 0, which the file does not have");

    /* Where one like it was read before. */
    writer = pprof_sample_cpu();
    pprof_sample_sample(&writer, (const uint64_t[]){2}, 1, (const int64_t[]){5, 50}, 2, NULL, NULL);
    pprof_sample_sample(&writer, (const uint64_t[]){2}, 1, (const int64_t[]){5, 50, 500}, 3, NULL, NULL);
    assert_refused(&writer,
                   "sample 2 has 3 values for 2 sample types: the file is damaged, or two profiles were joined "
                   "into one");

    writer = pprof_sample_cpu();
    pprof_sample_sample(&writer, NULL, 0, (const int64_t[]){5}, 1, NULL, NULL);
    assert_refused(&writer,
                   "sample 1 has 1 values for 2 sample types: the file is damaged, or two profiles were joined "
                   "into one");

    static uint64_t deep[LIMIT_DEPTH + 1];
    for (size_t i = 0; i < LIMIT_DEPTH + 1; i++)
        deep[i] = 2;
    writer = pprof_sample_cpu();
    pprof_sample_sample(&writer, deep, 10000, (const int64_t[]){5, 50}, 2, NULL, NULL);
    pprof_sample_sample(&writer, deep, LIMIT_DEPTH + 1, (const int64_t[]){5, 50}, 2, NULL, NULL);
    assert_refused(&writer, "sample 2 has a stack of 16385 locations, over the ceiling of 16384");

    writer = pprof_sample_begin();
    pprof_sample_sample(&writer, NULL, 0, (const int64_t[]){5}, 1, NULL, NULL);
    assert_refused(&writer, "it has samples but no sample types");

    writer = pprof_sample_cpu();
    pprof_sample_sample(&writer, NULL, 0, (const int64_t[]){5, 50}, 2, "pprof::base", "true");
    assert_refused(&writer, "it is already a difference of two profiles (its samples carry the label pprof::base): "
                            "pass the two profiles themselves");
}

static void labels_are_checked(void **state)
{
    (void)state;
    struct pprof_sample_writer writer = pprof_sample_cpu();
    struct protobuf_writer sample = {.size = 0};
    struct protobuf_writer label = {.size = 0};
    protobuf_packed(&sample, 2, (const uint64_t[]){1, 10}, 2);
    protobuf_number(&label, 1, 77);
    protobuf_message(&sample, 3, &label);
    protobuf_message(&writer.out, 2, &sample);
    assert_refused(&writer, "a label of sample 1 is malformed: string 77 lies outside the table of 8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_come_in_order),
        cmocka_unit_test(the_first_value_of_an_endpoint_counts),
        cmocka_unit_test(the_best_label_names_the_endpoint),
        cmocka_unit_test(the_presence_of_labels_is_noted),
        cmocka_unit_test(however_it_is_written_a_sample_is_the_same),
        cmocka_unit_test(bad_samples_are_refused),
        cmocka_unit_test(labels_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "adapters/format/pprof_split.h"

#include "adapters/format.h"
#include "gate/base/files.h"
#include "gate/base/gzip.h"
#include "tests/support/allocations.h"
#include "tests/support/pprof_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char *const pod[] = {"pod"};
static const char *const pod_and_route[] = {"pod", "route"};

/* The profile of one piece; NULL if there are no bytes at all. */
static struct profile *piece(const struct pprof_split *split, const char *const *values, size_t *samples)
{
    struct byte_buffer out;
    struct error err = ERROR_INIT;
    struct profile *profile = NULL;
    uint64_t hash;
    const struct profile_request request = {.kind = ""};
    byte_buffer_init(&out, 1 << 24);
    if (pprof_split_take(&out, samples, split, values, &err) != 0)
        fail_msg("%s", err.sentence);
    if (out.size > 0 && formats_decode(&profile, &hash, byte_buffer_view(&out), "a piece", &request, &err) != 0)
        fail_msg("%s", err.sentence);
    byte_buffer_free(&out);
    return profile;
}

static double total_of(const struct profile *profile, size_t type)
{
    double sum = 0;
    for (size_t row = 0; row < profile->row_count; row++)
        sum += profile->sums[type * profile->row_count + row].amount;
    return sum;
}

static void assert_piece(const struct pprof_split *split, const char *const *values, size_t samples, double total)
{
    size_t found;
    struct profile *profile = piece(split, values, &found);
    assert_int_equal(found, samples);
    assert_non_null(profile);
    assert_true(total_of(profile, profile->type_count - 1) == total);
    profile_free(profile);
}

/* Two labels, one of them missing, in a table that holds "b" twice. */
static struct pprof_sample_writer two_labels(void)
{
    static const uint64_t stack[] = {2, 1};
    struct pprof_sample_writer writer = pprof_sample_cpu();
    pprof_sample_sample(&writer, stack, 2, (const int64_t[]){1, 10}, 2, "pod", "a");
    pprof_sample_sample(&writer, stack, 2, (const int64_t[]){2, 20}, 2, "pod", "b");
    pprof_sample_sample(&writer, stack, 1, (const int64_t[]){3, 30}, 2, "route", "/buy");
    pprof_sample_sample(&writer, stack, 1, (const int64_t[]){4, 40}, 2, "pod", "a");
    struct protobuf_writer label = {0}, sample = {0};
    protobuf_number(&label, 1, pprof_sample_text(&writer, "pod"));
    protobuf_number(&label, 2, writer.string_count);
    protobuf_packed(&sample, 1, stack, 2);
    protobuf_packed(&sample, 2, (const uint64_t[]){5, 50}, 2);
    protobuf_message(&sample, 3, &label);
    protobuf_message(&writer.out, 2, &sample);
    writer.strings[writer.string_count++] = "b";
    pprof_sample_strings(&writer);
    return writer;
}

static void samples_go_by_their_values(void **state)
{
    (void)state;
    struct pprof_sample_writer writer = two_labels();
    struct pprof_split *split = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(pprof_split_new(&split, protobuf_view(&writer.out), pod, 1, &err), 0);
    assert_piece(split, (const char *const[]){"a"}, 2, 50);
    assert_piece(split, (const char *const[]){"b"}, 2, 70);
    assert_piece(split, (const char *const[]){""}, 1, 30);
    assert_piece(split, (const char *const[]){"c"}, 0, 0);
    assert_piece(split, (const char *const[]){"route"}, 0, 0);
    pprof_split_free(split);
    assert_int_equal(pprof_split_new(&split, protobuf_view(&writer.out), pod_and_route, 2, &err), 0);
    assert_piece(split, (const char *const[]){"a", ""}, 2, 50);
    assert_piece(split, (const char *const[]){"", "/buy"}, 1, 30);
    assert_piece(split, (const char *const[]){"a", "/buy"}, 0, 0);
    pprof_split_free(split);
    assert_int_equal(pprof_split_new(&split, protobuf_view(&writer.out), NULL, 0, &err), 0);
    assert_piece(split, NULL, 5, 150);
    pprof_split_free(split);
}

static struct byte_buffer recorded(const char *name)
{
    /* A frame of gRPC-Web, then a message whose only field, 6, is a gzipped pprof: 5 + 3 bytes before it, and the
     * frame of the trailer, 21 bytes, behind it. */
    struct byte_buffer body, out;
    struct error err = ERROR_INIT;
    byte_buffer_init(&body, 1 << 20);
    byte_buffer_init(&out, 1 << 20);
    if (files_read(&body, name, &err) != 0 ||
        gzip_unpack(&out, (struct bytes){body.data + 8, body.size - 8 - 21}, &err) != 0)
        fail_msg("%s", err.sentence);
    byte_buffer_free(&body);
    return out;
}

/* A recorded answer of Parca v0.28.0, grouped by pod. Totals are what was pushed (its README), samples are counted
 * by `go tool pprof -raw ANSWER.pb.gz | grep -c 'pod:\[shop-v1-N\]'`. */
static void a_recorded_answer_has_what_was_pushed(void **state)
{
    (void)state;
    struct byte_buffer content = recorded(FLAMEGATE_SOURCE "/tests/data/stores/parca-merge-cpu-v1-by-pod.body");
    struct pprof_split *split = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(pprof_split_new(&split, byte_buffer_view(&content), pod, 1, &err), 0);
    assert_piece(split, (const char *const[]){"shop-v1-1"}, 35, 490000000);
    assert_piece(split, (const char *const[]){"shop-v1-2"}, 37, 490000000);
    assert_piece(split, (const char *const[]){"shop-v1-3"}, 33, 530000000);
    assert_piece(split, (const char *const[]){""}, 0, 0);
    pprof_split_free(split);
    byte_buffer_free(&content);
}

static void what_is_malformed_is_refused(void **state)
{
    (void)state;
    struct pprof_split *split = NULL;
    struct error err = ERROR_INIT;
    static const uint8_t cut[] = {0x12, 0x7f, 0x00};
    static const uint8_t bad_label[] = {0x12, 0x04, 0x1a, 0x02, 0x08, 0x07};
    static const uint8_t bad_sample[] = {0x12, 0x02, 0x1a, 0x05};
    assert_int_equal(pprof_split_new(&split, (struct bytes){cut, sizeof cut}, pod, 1, &err), -1);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_int_equal(pprof_split_new(&split, (struct bytes){bad_label, sizeof bad_label}, pod, 1, &err), -1);
    assert_string_equal(err.sentence, "a label refers to string 7, which lies outside the table of 0");
    assert_int_equal(pprof_split_new(&split, (struct bytes){bad_sample, sizeof bad_sample}, pod, 1, &err), -1);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_null(split);
    size_t samples;
    assert_int_equal(pprof_split_new(&split, (struct bytes){0}, pod, 1, &err), 0);
    assert_null(piece(split, (const char *const[]){""}, &samples));
    assert_int_equal(samples, 0);
    pprof_split_free(split);
}

static int split_once(void *context, struct error *err)
{
    const struct pprof_sample_writer *writer = context;
    struct pprof_split *split = NULL;
    struct byte_buffer out;
    size_t samples;
    byte_buffer_init(&out, 1 << 20);
    int status = pprof_split_new(&split, protobuf_view(&writer->out), pod, 1, err);
    if (status == 0)
        status = pprof_split_take(&out, &samples, split, (const char *const[]){"b"}, err);
    pprof_split_free(split);
    byte_buffer_free(&out);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct pprof_sample_writer writer = two_labels();
    allocations_walk(split_once, &writer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_go_by_their_values),
        cmocka_unit_test(a_recorded_answer_has_what_was_pushed),
        cmocka_unit_test(what_is_malformed_is_refused),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "adapters/format/pprof.h"

#include "tests/support/allocations.h"
#include "tests/support/pprof_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct profile_request plain = {.kind = ""};

static struct profile *decode(struct pprof_sample_writer *writer, const struct profile_request *request)
{
    struct profile *profile = NULL;
    struct error err = ERROR_INIT;
    pprof_sample_strings(writer);
    assert_true(pprof_format.detect(protobuf_view(&writer->out)));
    if (pprof_format.decode(&profile, protobuf_view(&writer->out), request, &err))
        fail_msg("%s", err.sentence);
    return profile;
}

static void labels_are_known_by_their_presence(void **state)
{
    (void)state;
    struct pprof_sample_writer writer = pprof_sample_cpu();
    static const char *const labels[] = {"request", NULL};
    const struct profile_request request = {.labels = labels, .kind = "cpu"};
    pprof_sample_sample(&writer, (const uint64_t[]){2, 1}, 2, (const int64_t[]){5, 50000000}, 2, "request", "1");
    pprof_sample_sample(&writer, (const uint64_t[]){2, 1}, 2, (const int64_t[]){2, 20000000}, 2, "request", "2");
    pprof_sample_sample(&writer, (const uint64_t[]){2, 1}, 2, (const int64_t[]){1, 10000000}, 2, "route", "/buy");
    struct profile *profile = decode(&writer, &request);
    assert_int_equal(profile->endpoint_count, 1);
    assert_int_equal(profile->row_count, 2);
    assert_int_equal(profile_label_bit(profile, "request"), 1);
    assert_memory_equal(profile->labels, ((const uint8_t[]){0, 1}), 2);
    assert_true(profile->sums[0].amount == 1 && profile->sums[1].amount == 7);
    profile_free(profile);
}

static void samples_are_merged_by_stack_and_endpoint(void **state)
{
    (void)state;
    struct pprof_sample_writer writer = pprof_sample_cpu();
    static const char *const labels[] = {"route", NULL};
    const struct profile_request request = {.endpoint_labels = labels, .kind = "cpu"};
    protobuf_number(&writer.out, 9, 1795168800000000000);
    protobuf_number(&writer.out, 10, 5000000000);
    pprof_sample_sample(&writer, (const uint64_t[]){2, 1}, 2, (const int64_t[]){5, 50000000}, 2, "route", "/buy");
    pprof_sample_sample(&writer, (const uint64_t[]){2, 1}, 2, (const int64_t[]){2, 20000000}, 2, "route", "/buy");
    pprof_sample_sample(&writer, (const uint64_t[]){2, 1}, 2, (const int64_t[]){1, 10000000}, 2, NULL, NULL);
    pprof_sample_sample(&writer, NULL, 0, (const int64_t[]){1, 10000000}, 2, NULL, NULL);
    pprof_sample_sample(&writer, (const uint64_t[]){2, 2, 1}, 3, (const int64_t[]){3, 30000000}, 2, NULL, NULL);
    struct profile *profile = decode(&writer, &request);
    assert_string_equal(profile->facts.format, "pprof");
    assert_int_equal(profile->facts.samples, 5);
    assert_true(profile->facts.start == 1795168800000000000);
    assert_true(profile->facts.duration == 5000000000);
    assert_true(profile->facts.period == 10000000);
    assert_string_equal(profile->facts.period_type, "cpu");
    assert_int_equal(profile->facts.default_type, 1);
    assert_int_equal(profile->facts.cut_stacks, 0);
    assert_false(profile->facts.negative);
    assert_int_equal(profile->endpoint_count, 2);
    assert_string_equal(profile->endpoints[1], "/buy");
    assert_int_equal(profile->row_count, 4);
    /* The root's own row is what has no stack. */
    assert_int_equal(profile->rows[0].node, CALLTREE_ROOT);
    assert_true(profile->sums[profile->row_count].amount == 10000000);
    double total = 0;
    double events = 0;
    for (size_t row = 0; row < profile->row_count; row++) {
        total += profile->sums[profile->row_count + row].amount;
        events += profile->sums[profile->row_count + row].events;
    }
    assert_true(total == 120000000);
    assert_true(events == 12);
    profile_free(profile);
}

static void no_samples_are_a_profile(void **state)
{
    (void)state;
    struct pprof_sample_writer writer = pprof_sample_cpu();
    struct profile *profile = decode(&writer, &plain);
    assert_int_equal(profile->row_count, 0);
    assert_int_equal(profile->type_count, 2);
    assert_int_equal(profile->tree->count, 1);
    profile_free(profile);
}

/* Stacks of exactly 64 frames, when none is deeper, were cut by Go's CPU profiler. */
static void stacks_at_the_limit_are_counted(void **state)
{
    (void)state;
    for (size_t deepest = 63; deepest <= 65; deepest++) {
        struct pprof_sample_writer writer = pprof_sample_cpu();
        uint64_t locations[65];
        for (size_t i = 0; i < 65; i++)
            locations[i] = 1 + i % 2;
        pprof_sample_sample(&writer, locations, deepest, (const int64_t[]){1, 10000000}, 2, NULL, NULL);
        pprof_sample_sample(&writer, locations + 1, deepest - 1, (const int64_t[]){1, 10000000}, 2, NULL, NULL);
        struct profile *profile = decode(&writer, &plain);
        assert_int_equal(profile->facts.cut_stacks, deepest == 64);
        profile_free(profile);
    }
}

static void sums_beyond_64_bits_are_refused(void **state)
{
    (void)state;
    struct pprof_sample_writer writer = pprof_sample_begin();
    struct profile *profile = NULL;
    struct error err = ERROR_INIT;
    pprof_sample_type(&writer, 1, "samples", "count");
    for (int i = 0; i < 3; i++)
        pprof_sample_sample(&writer, NULL, 0, (const int64_t[]){1LL << 62}, 1, NULL, NULL);
    pprof_sample_strings(&writer);
    assert_int_equal(pprof_format.decode(&profile, protobuf_view(&writer.out), &plain, &err), -1);
    assert_null(profile);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.sentence, "the values of sample type 'samples' add up to more than 64 bits hold");
}

static void only_pprof_is_detected(void **state)
{
    (void)state;
    static const char *const others[] = {
        "", "main;work 12\n", "\n\nmain 3\n", "{\"nodes\": []}", "<!DOCTYPE html>", "8 apples 3\n", "2 pears 4\n"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(pprof_format.detect(bytes_of_text(others[i])));
    /* ResourceProfiles of OTLP has the number of a sample type, but begins with a message. */
    static const uint8_t otlp[] = {0x0a, 0x04, 0x0a, 0x02, 0x0a, 0x00};
    assert_false(pprof_format.detect((struct bytes){otlp, sizeof otlp}));
    /* Damage behind the first fields is for the decoder to explain. */
    static const uint8_t damaged[] = {0x0a, 0x04, 0x08, 0x01, 0x10, 0x02, 0x12, 0x7f};
    assert_true(pprof_format.detect((struct bytes){damaged, sizeof damaged}));
}

static int decode_and_free(void *context, struct error *err)
{
    static const char *const labels[] = {"route", NULL};
    const struct profile_request request = {.labels = labels, .kind = ""};
    struct profile *profile = NULL;
    int result = pprof_format.decode(&profile, *(struct bytes *)context, &request, err);
    if (result == 0)
        profile_free(profile);
    return result;
}

static void no_allocation_is_missed(void **state)
{
    (void)state;
    struct pprof_sample_writer writer = pprof_sample_cpu();
    pprof_sample_sample(&writer, (const uint64_t[]){2, 1}, 2, (const int64_t[]){5, 50}, 2, "route", "/buy");
    pprof_sample_sample(&writer, NULL, 0, (const int64_t[]){5, 50}, 2, NULL, NULL);
    pprof_sample_strings(&writer);
    struct bytes content = protobuf_view(&writer.out);
    assert_true(allocations_walk(decode_and_free, &content) > 30);
}

/* Every file cut short is refused or, if the cut leaves whole fields, read: it never breaks. */
static void every_cut_and_every_flipped_byte_ends_well(void **state)
{
    (void)state;
    struct pprof_sample_writer writer = pprof_sample_cpu();
    pprof_sample_mapping(&writer, 1, 0, "app");
    pprof_sample_sample(&writer, (const uint64_t[]){2, 1}, 2, (const int64_t[]){5, 50}, 2, "route", "/buy");
    pprof_sample_strings(&writer);
    struct bytes content = protobuf_view(&writer.out);
    for (size_t size = 0; size < content.size; size++) {
        struct bytes cut = {content.data, size};
        struct error err = ERROR_INIT;
        if (decode_and_free(&cut, &err))
            assert_true(err.kind == ERROR_INPUT && err.sentence[0] != '\0');
    }
    for (size_t at = 0; at < content.size; at++)
        for (unsigned mask = 1; mask < 256; mask <<= 1) {
            struct error err = ERROR_INIT;
            writer.out.data[at] = (uint8_t)(writer.out.data[at] ^ mask);
            if (decode_and_free(&content, &err))
                assert_true(err.kind == ERROR_INPUT && err.sentence[0] != '\0');
            writer.out.data[at] = (uint8_t)(writer.out.data[at] ^ mask);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_are_merged_by_stack_and_endpoint),
        cmocka_unit_test(labels_are_known_by_their_presence),
        cmocka_unit_test(no_samples_are_a_profile),
        cmocka_unit_test(stacks_at_the_limit_are_counted),
        cmocka_unit_test(sums_beyond_64_bits_are_refused),
        cmocka_unit_test(only_pprof_is_detected),
        cmocka_unit_test(no_allocation_is_missed),
        cmocka_unit_test(every_cut_and_every_flipped_byte_ends_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

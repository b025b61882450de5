#include "adapters/format/pprof_message.h"

#include "gate/base/memory.h"
#include "tests/support/protobuf_writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* Unpacks content as the sample of a profile in which it begins at byte 2. */
static const Perftools__Profiles__Sample *unpack(struct pprof_message *message,
                                                 const struct protobuf_writer *content, struct error *err)
{
    static struct protobuf_writer profile;
    profile.size = 0;
    protobuf_message(&profile, 2, content);
    struct wire_cursor cursor = wire_begin(protobuf_view(&profile), 0);
    struct wire_field field;
    assert_int_equal(wire_next(&field, &cursor, err), 1);
    return pprof_message_unpack(message, &perftools__profiles__sample__descriptor, &field, &cursor, "sample", err);
}

static void packed_single_and_mixed_lists_are_one(void **state)
{
    (void)state;
    struct pprof_message message;
    struct error err = ERROR_INIT;
    struct protobuf_writer content = {.size = 0};
    protobuf_packed(&content, 1, (const uint64_t[]){1, UINT64_MAX}, 2);
    protobuf_packed(&content, 1, NULL, 0);
    protobuf_number(&content, 1, 3);
    protobuf_packed(&content, 1, (const uint64_t[]){4}, 1);
    protobuf_number(&content, 2, (uint64_t)-7);
    protobuf_packed(&content, 2, (const uint64_t[]){8}, 1);
    assert_int_equal(pprof_message_init(&message, &err), 0);
    const Perftools__Profiles__Sample *sample = unpack(&message, &content, &err);
    assert_non_null(sample);
    assert_int_equal(sample->n_location_id, 4);
    assert_int_equal(sample->location_id[0], 1);
    assert_true(sample->location_id[1] == UINT64_MAX);
    assert_int_equal(sample->location_id[2], 3);
    assert_int_equal(sample->location_id[3], 4);
    assert_int_equal(sample->n_value, 2);
    assert_true(sample->value[0] == -7);
    assert_true(sample->value[1] == 8);
    pprof_message_free(&message);
}

static void unknown_fields_are_skipped(void **state)
{
    (void)state;
    struct pprof_message message;
    struct error err = ERROR_INIT;
    struct protobuf_writer content = {.size = 0};
    protobuf_text(&content, 99, "newer than we are");
    protobuf_number(&content, 2, 5);
    assert_int_equal(pprof_message_init(&message, &err), 0);
    const Perftools__Profiles__Sample *sample = unpack(&message, &content, &err);
    assert_non_null(sample);
    assert_int_equal(sample->n_value, 1);
    pprof_message_free(&message);
}

static void a_refusal_says_what_and_where(void **state)
{
    (void)state;
    static const uint8_t cut_number[] = {0x08, 0x80};
    static const uint8_t long_number[] = {0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
                                          0x80, 0x80, 0x80, 0x80, 0x80, 0x00};
    static const uint8_t group[] = {0x23, 0x24};
    static const uint8_t wrong_type[] = {0x18, 0x05}; /* a label as a number */
    static const struct {
        const uint8_t *data;
        size_t size;
        const char *sentence;
        uint64_t offset;
    } cases[] = {
        {cut_number, sizeof cut_number,
         "a sample is malformed: the data ends inside a number: the file is truncated", 3},
        {long_number, sizeof long_number, "a sample is malformed: a number is longer than 10 bytes", 3},
        {group, sizeof group,
         "a sample is malformed: field 4 is a group (wire type 3), which profiles do not have: the file is damaged",
         2},
        {wrong_type, sizeof wrong_type,
         "a sample is malformed: a field has the wrong wire type, or a packed list is damaged", 0},
    };
    struct pprof_message message;
    assert_int_equal(pprof_message_init(&message, NULL), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct protobuf_writer content = {.size = 0};
        struct error err = ERROR_INIT;
        protobuf_raw(&content, cases[i].data, cases[i].size);
        assert_null(unpack(&message, &content, &err));
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_string_equal(err.sentence, cases[i].sentence);
        assert_int_equal(err.offset, cases[i].offset);
    }
    pprof_message_free(&message);
}

static void no_memory_is_not_taken_for_damage(void **state)
{
    (void)state;
    struct protobuf_writer content = {.size = 0};
    for (int i = 0; i < 50; i++)
        protobuf_packed(&content, 1, (const uint64_t[]){1, 2, 3}, 3);
    struct protobuf_writer label = {.size = 0};
    protobuf_number(&label, 1, 1);
    protobuf_message(&content, 3, &label);
    int refused = 0;
    for (size_t n = 1; n < 50; n++) {
        struct pprof_message message;
        struct error err = ERROR_INIT;
        memory_fail_at(n);
        if (pprof_message_init(&message, &err) == 0) {
            const void *sample = unpack(&message, &content, &err);
            assert_true(sample != NULL || err.kind == ERROR_MEMORY);
            refused += sample == NULL;
            pprof_message_free(&message);
        }
        memory_fail_at(0);
    }
    assert_true(refused > 0);
    assert_int_equal(memory_usage().used, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packed_single_and_mixed_lists_are_one),
        cmocka_unit_test(unknown_fields_are_skipped),
        cmocka_unit_test(a_refusal_says_what_and_where),
        cmocka_unit_test(no_memory_is_not_taken_for_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "adapters/format/wire.h"

#include "tests/support/protobuf_writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Fields of every wire type, as the encoding page of the protobuf documentation lays them out. */
static void fields_come_with_number_type_and_place(void **state)
{
    (void)state;
    static const uint8_t message[] = {0x08, 0x96, 0x01,                               /* 1: varint 150 */
                                      0x12, 0x02, 'h',  'i',                          /* 2: "hi" */
                                      0x1d, 0x04, 0x03, 0x02, 0x01,                   /* 3: fixed 32 */
                                      0x21, 0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, /* 4: fixed 64 */
                                      0x01};
    struct wire_cursor cursor = wire_begin((struct bytes){message, sizeof message}, 100);
    struct wire_field field;
    struct error err = ERROR_INIT;
    assert_int_equal(wire_next(&field, &cursor, &err), 1);
    assert_int_equal(field.number, 1);
    assert_int_equal(field.type, WIRE_VARINT);
    assert_int_equal(field.value, 150);
    assert_int_equal(field.offset, 100);
    assert_int_equal(wire_next(&field, &cursor, &err), 1);
    assert_int_equal(field.type, WIRE_LENGTH);
    assert_true(bytes_equal(field.body, bytes_of_text("hi")));
    assert_int_equal(field.offset, 103);
    assert_int_equal(wire_body_offset(&cursor, &field), 105);
    assert_int_equal(wire_next(&field, &cursor, &err), 1);
    assert_int_equal(field.type, WIRE_FIXED32);
    assert_int_equal(field.value, 0x01020304);
    assert_int_equal(wire_next(&field, &cursor, &err), 1);
    assert_int_equal(field.type, WIRE_FIXED64);
    assert_true(field.value == 0x0102030405060708);
    assert_int_equal(wire_next(&field, &cursor, &err), 0);
    assert_int_equal(wire_next(&field, &cursor, &err), 0);
}

static void a_number_has_ten_bytes_at_most(void **state)
{
    (void)state;
    /* -1 as int64, and 2^64 - 1 with surplus bits in byte 10, which are dropped. */
    static const uint8_t ten[] = {0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f};
    static const uint8_t eleven[] = {0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00};
    struct wire_cursor cursor = wire_begin((struct bytes){ten, sizeof ten}, 0);
    struct wire_field field;
    struct error err = ERROR_INIT;
    assert_int_equal(wire_next(&field, &cursor, &err), 1);
    assert_true(field.value == UINT64_MAX);
    assert_int_equal(wire_check((struct bytes){eleven, sizeof eleven}, 7, &err), -1);
    assert_string_equal(err.sentence, "a number is longer than 10 bytes");
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_int_equal(err.offset, 8);
}

static void a_length_beyond_the_rest_is_refused(void **state)
{
    (void)state;
    const uint64_t lengths[] = {4, 1ULL << 31, 1ULL << 63, UINT64_MAX, UINT64_MAX - 1};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct protobuf_writer message = {.size = 0};
        protobuf_number(&message, 1, 5);
        protobuf_varint(&message, 2 << 3 | 2);
        protobuf_varint(&message, lengths[i]);
        protobuf_raw(&message, "abc", 3);
        struct error err = ERROR_INIT;
        char expected[128];
        snprintf(expected, sizeof expected,
                 "field 2 claims %llu bytes but only 3 are left: the file is truncated or damaged",
                 (unsigned long long)lengths[i]);
        assert_int_equal(wire_check(protobuf_view(&message), 0, &err), -1);
        assert_string_equal(err.sentence, expected);
        assert_int_equal(err.offset, 2);
    }
}

static void groups_and_unknown_types_are_refused(void **state)
{
    (void)state;
    for (unsigned type = 3; type < 8; type++) {
        if (type == WIRE_FIXED32)
            continue;
        const uint8_t message[] = {0x08, 0x01, (uint8_t)(9 << 3 | type), 0x00};
        struct error err = ERROR_INIT;
        assert_int_equal(wire_check((struct bytes){message, sizeof message}, 0, &err), -1);
        assert_int_equal(err.offset, 2);
        assert_non_null(strstr(err.sentence, type < 5 ? "field 9 is a group" : "field 9 has wire type"));
    }
}

static void every_cut_is_seen(void **state)
{
    (void)state;
    struct protobuf_writer message = {.size = 0};
    protobuf_number(&message, 1, 1000000);
    protobuf_text(&message, 2, "text");
    static const uint8_t fixed[] = {0x1d, 1, 2, 3, 4, 0x21, 1, 2, 3, 4, 5, 6, 7, 8};
    protobuf_raw(&message, fixed, sizeof fixed);
    for (size_t size = 0; size <= message.size; size++) {
        bool whole = size == 0 || size == 4 || size == 10 || size == 15 || size == message.size;
        assert_int_equal(wire_check((struct bytes){message.data, size}, 0, NULL), whole ? 0 : -1);
    }
}

static void field_zero_is_handed_over(void **state)
{
    (void)state;
    static const uint8_t message[] = {0x00, 0x05};
    struct wire_cursor cursor = wire_begin((struct bytes){message, sizeof message}, 0);
    struct wire_field field;
    assert_int_equal(wire_next(&field, &cursor, NULL), 1);
    assert_int_equal(field.number, 0);
    assert_int_equal(field.value, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_come_with_number_type_and_place),
        cmocka_unit_test(a_number_has_ten_bytes_at_most),
        cmocka_unit_test(a_length_beyond_the_rest_is_refused),
        cmocka_unit_test(groups_and_unknown_types_are_refused),
        cmocka_unit_test(every_cut_is_seen),
        cmocka_unit_test(field_zero_is_handed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

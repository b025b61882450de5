#include "gate/base/sink_json.h"

#include "gate/base/json.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define REPLACED "\xef\xbf\xbd" /* U+FFFD */

struct writer {
    struct byte_buffer buffer;
    struct sink sink;
    struct sink_json json;
};

static void begin(struct writer *writer)
{
    byte_buffer_init(&writer->buffer, 1 << 20);
    writer->sink = sink_to_buffer(&writer->buffer);
    writer->json = sink_json_begin(&writer->sink);
}

static void expect(struct writer *writer, const char *expected)
{
    sink_json_end(&writer->json);
    assert_int_equal(sink_finish(&writer->sink, NULL), 0);
    byte_buffer_append(&writer->buffer, "", 1);
    assert_string_equal((const char *)writer->buffer.data, expected);
    byte_buffer_free(&writer->buffer);
}

static void a_document_is_laid_out_for_reading(void **state)
{
    (void)state;
    struct writer writer;
    begin(&writer);
    struct sink_json *json = &writer.json;
    sink_json_object_open(json);
    sink_json_key(json, "schema");
    sink_json_integer(json, 1);
    sink_json_key(json, "interval");
    sink_json_array_open(json);
    sink_json_number(json, 0.081, 3);
    sink_json_number(json, 0.2, 3);
    sink_json_array_close(json);
    sink_json_key(json, "findings");
    sink_json_array_open(json);
    sink_json_object_open(json);
    sink_json_key(json, "ok");
    sink_json_bool(json, true);
    sink_json_key(json, "path");
    sink_json_array_open(json);
    sink_json_array_close(json);
    sink_json_object_close(json);
    sink_json_object_open(json);
    sink_json_object_close(json);
    sink_json_null(json);
    sink_json_array_close(json);
    sink_json_key(json, "owner");
    sink_json_text(json, NULL);
    sink_json_object_close(json);
    expect(&writer, "{\n"
                    " \"schema\": 1,\n"
                    " \"interval\": [0.081, 0.2],\n"
                    " \"findings\": [\n"
                    "  {\n"
                    "   \"ok\": true,\n"
                    "   \"path\": []\n"
                    "  },\n"
                    "  {},\n"
                    "  null\n"
                    " ],\n"
                    " \"owner\": null\n"
                    "}\n");
}

static void an_array_is_broken_by_its_first_container(void **state)
{
    (void)state;
    struct writer writer;
    begin(&writer);
    sink_json_array_open(&writer.json);
    sink_json_integer(&writer.json, 1);
    sink_json_array_open(&writer.json);
    sink_json_bool(&writer.json, false);
    sink_json_array_close(&writer.json);
    sink_json_integer(&writer.json, 2);
    sink_json_array_close(&writer.json);
    expect(&writer, "[1,\n [false],\n 2\n]\n");
}

/* RFC 8259, section 7. */
static void text_is_escaped(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *expected;
    } cases[] = {
        {"", "\"\"\n"},
        {"a/b<c>&'", "\"a/b<c>&'\"\n"},
        {"\"\\", "\"\\\"\\\\\"\n"},
        {"\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"\n"},
        {"\x01\x1f\x7f", "\"\\u0001\\u001f\\u007f\"\n"},
        {"caf\xc3\xa9 \xf0\x9f\x94\xa5", "\"caf\xc3\xa9 \xf0\x9f\x94\xa5\"\n"},
        {"\xff"
         "a\xc3",
         "\"" REPLACED "a" REPLACED "\"\n"},
        {"\xed\xa0\x80", "\"" REPLACED REPLACED REPLACED "\"\n"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct writer writer;
        begin(&writer);
        sink_json_text(&writer.json, cases[i].text);
        expect(&writer, cases[i].expected);
    }
    struct writer writer;
    begin(&writer);
    sink_json_bytes(&writer.json, (struct bytes){(const uint8_t *)"a\0b", 3});
    expect(&writer, "\"a\\u0000b\"\n");
    begin(&writer);
    sink_json_bytes(&writer.json, (struct bytes){NULL, 0});
    expect(&writer, "\"\"\n");
}

static void numbers_are_what_json_can_hold(void **state)
{
    (void)state;
    struct writer writer;
    begin(&writer);
    struct sink_json *json = &writer.json;
    sink_json_array_open(json);
    sink_json_integer(json, INT64_MIN);
    sink_json_integer(json, INT64_MAX);
    sink_json_number(json, NAN, 3);
    sink_json_number(json, -INFINITY, 3);
    sink_json_number(json, -0.0, 3);
    sink_json_number(json, 1.0 / 3, 6);
    sink_json_number(json, 2.5, 17);
    sink_json_number(json, 1.5e-9, 6);
    sink_json_number(json, 1e20, 6);
    sink_json_array_close(json);
    expect(&writer, "[-9223372036854775808, 9223372036854775807, null, null, 0, 0.333333, 2.5, 1.5e-9, 1e20]\n");
}

static void keys_are_escaped_too(void **state)
{
    (void)state;
    struct writer writer;
    begin(&writer);
    sink_json_object_open(&writer.json);
    sink_json_key(&writer.json, "a\"\n");
    sink_json_integer(&writer.json, 0);
    sink_json_object_close(&writer.json);
    expect(&writer, "{\n \"a\\\"\\n\": 0\n}\n");
}

static void what_is_written_can_be_read(void **state)
{
    (void)state;
    struct writer writer;
    begin(&writer);
    char all[256];
    for (size_t i = 0; i < sizeof(all); i++) {
        all[i] = (char)(unsigned char)i;
    }
    for (int i = 0; i < SINK_JSON_DEPTH_MAX; i++) {
        sink_json_array_open(&writer.json);
    }
    sink_json_bytes(&writer.json, (struct bytes){(const uint8_t *)all, sizeof(all)});
    sink_json_number(&writer.json, 0.1, 17);
    for (int i = 0; i < SINK_JSON_DEPTH_MAX; i++) {
        sink_json_array_close(&writer.json);
    }
    sink_json_end(&writer.json);
    assert_int_equal(sink_finish(&writer.sink, NULL), 0);
    struct json_document *document = NULL;
    assert_int_equal(json_parse(&document, byte_buffer_view(&writer.buffer), "", NULL), 0);
    const struct json_value *value = json_root(document);
    while (value->kind == JSON_ARRAY) {
        value = value->first;
    }
    assert_int_equal(value->kind, JSON_TEXT);
    assert_memory_equal(value->text.data, all, 128);
    assert_int_equal(value->text.size, 128 + 3 * 128);
    assert_true(value->next->number == 0.1);
    json_free(document);
    byte_buffer_free(&writer.buffer);
}

enum { OPEN, CLOSE, KEY, END };

static void wrong_calls_fail_instead_of_writing(void **state)
{
    (void)state;
    static const int wrong[][4] = {{CLOSE, END, END, END},
                                   {KEY, END, END, END},
                                   {OPEN, END, END, END},
                                   {OPEN, KEY, KEY, END},
                                   {OPEN, KEY, CLOSE, END}};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct writer writer;
        begin(&writer);
        for (size_t j = 0; j < 4; j++) {
            switch (wrong[i][j]) {
            case OPEN:
                sink_json_object_open(&writer.json);
                break;
            case CLOSE:
                sink_json_object_close(&writer.json);
                break;
            case KEY:
                sink_json_key(&writer.json, "key");
                break;
            default:
                sink_json_end(&writer.json);
            }
        }
        struct error err = ERROR_INIT;
        assert_int_equal(sink_finish(&writer.sink, &err), -1);
        assert_int_equal(err.kind, ERROR_INTERNAL);
        byte_buffer_free(&writer.buffer);
    }
}

static void nesting_ends_at_its_limit(void **state)
{
    (void)state;
    struct writer writer;
    begin(&writer);
    for (int i = 0; i < SINK_JSON_DEPTH_MAX; i++) {
        sink_json_array_open(&writer.json);
    }
    assert_false(writer.sink.failed);
    sink_json_array_open(&writer.json);
    assert_true(writer.sink.failed);
    byte_buffer_free(&writer.buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_is_laid_out_for_reading),
        cmocka_unit_test(an_array_is_broken_by_its_first_container),
        cmocka_unit_test(text_is_escaped),
        cmocka_unit_test(numbers_are_what_json_can_hold),
        cmocka_unit_test(keys_are_escaped_too),
        cmocka_unit_test(what_is_written_can_be_read),
        cmocka_unit_test(wrong_calls_fail_instead_of_writing),
        cmocka_unit_test(nesting_ends_at_its_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "gate/base/json.h"

#include "gate/base/memory.h"
#include "tests/support/allocations.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct json_document *parse(const char *text)
{
    struct json_document *document = NULL;
    struct error err = ERROR_INIT;
    if (json_parse(&document, bytes_of_text(text), "meta.json", &err) != 0) {
        fail_msg("%s", err.sentence);
    }
    assert_int_equal(err.kind, ERROR_NONE);
    return document;
}

static void expect_text(struct bytes text, const char *expected)
{
    assert_int_equal(text.size, strlen(expected));
    assert_memory_equal(text.data, expected, text.size);
}

static void expect_place(const struct json_value *value, uint64_t line, uint64_t column)
{
    assert_int_equal(value->line, line);
    assert_int_equal(value->column, column);
}

static void a_document_becomes_a_tree(void **state)
{
    (void)state;
    struct json_document *document = parse("{\n"
                                           "  \"service\": \"shop\",\n"
                                           "  \"requests\" : 2481 , \"endpoints\":{\"search\":310},\n"
                                           "\t\"flags\": [true, false, null, -1.50e+2, []]\n"
                                           "}\n");
    const struct json_value *root = json_root(document);
    assert_int_equal(root->kind, JSON_OBJECT);
    assert_int_equal(root->count, 4);
    expect_place(root, 1, 1);

    const struct json_value *service = json_member(root, "service");
    assert_ptr_equal(service, root->first);
    assert_int_equal(service->kind, JSON_TEXT);
    expect_text(service->text, "shop");
    expect_text(service->key, "service");
    expect_place(service, 2, 14);

    const struct json_value *requests = json_member(root, "requests");
    assert_ptr_equal(requests, service->next);
    assert_int_equal(requests->kind, JSON_NUMBER);
    assert_true(requests->number == 2481);
    expect_text(requests->text, "2481");
    expect_place(requests, 3, 16);

    const struct json_value *endpoints = json_member(root, "endpoints");
    assert_int_equal(endpoints->kind, JSON_OBJECT);
    expect_place(endpoints, 3, 35);
    expect_place(json_member(endpoints, "search"), 3, 45);

    const struct json_value *flag = json_member(root, "flags")->first;
    assert_int_equal(json_member(root, "flags")->count, 5);
    assert_int_equal(flag->kind, JSON_BOOL);
    assert_int_equal(flag->boolean, 1);
    expect_place(flag, 4, 12);
    assert_int_equal(flag->key.size, 0);
    flag = flag->next;
    assert_int_equal(flag->boolean, 0);
    flag = flag->next;
    assert_int_equal(flag->kind, JSON_NULL);
    expect_place(flag, 4, 25);
    flag = flag->next;
    assert_true(flag->number == -150);
    expect_text(flag->text, "-1.50e+2");
    expect_place(flag, 4, 31);
    flag = flag->next;
    assert_int_equal(flag->kind, JSON_ARRAY);
    assert_int_equal(flag->count, 0);
    assert_null(flag->first);
    assert_null(flag->next);

    assert_null(json_member(root, "Service"));
    assert_null(json_member(service, "service"));
    assert_null(json_member(NULL, "service"));
    json_free(document);
    json_free(NULL);
    assert_int_equal(memory_usage().used, 0);
}

static void any_value_may_stand_alone(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum json_kind kind;
        uint64_t column;
    } cases[] = {
        {"null", JSON_NULL, 1},  {" true", JSON_BOOL, 2}, {"12", JSON_NUMBER, 1},   {" 0.5 ", JSON_NUMBER, 2},
        {"\"x\"", JSON_TEXT, 1}, {"[]", JSON_ARRAY, 1},   {"\t{}", JSON_OBJECT, 2},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct json_document *document = parse(cases[i].text);
        assert_int_equal(json_root(document)->kind, cases[i].kind);
        expect_place(json_root(document), 1, cases[i].column);
        json_free(document);
    }
}

/* RFC 8259, section 7. */
static void text_is_decoded(void **state)
{
    (void)state;
    struct json_document *document = parse("[\"\", \"\\\"\\\\\\/\\b\\f\\n\\r\\t\", "
                                           "\"\\u00e9\\u20AC\\ud83d\\udd25\", \"caf\xc3\xa9\", \"a\\u0000b\", 1]");
    const struct json_value *value = json_root(document)->first;
    expect_text(value->text, "");
    value = value->next;
    expect_text(value->text, "\"\\/\b\f\n\r\t");
    value = value->next;
    expect_text(value->text, "\xc3\xa9\xe2\x82\xac\xf0\x9f\x94\xa5");
    value = value->next;
    expect_text(value->text, "caf\xc3\xa9");
    value = value->next;
    assert_int_equal(value->text.size, 3);
    assert_memory_equal(value->text.data, "a\0b", 3);
    /* Escapes are longer than what they stand for; the place behind them is right all the same. */
    expect_place(value->next, 1, 75);
    json_free(document);
}

static void a_byte_order_mark_is_skipped(void **state)
{
    (void)state;
    struct json_document *document = parse("\xef\xbb\xbf{\"a\":\n 1}");
    expect_place(json_root(document), 1, 1);
    expect_place(json_member(json_root(document), "a"), 2, 2);
    json_free(document);
    struct error err = ERROR_INIT;
    assert_int_equal(json_parse(&document, bytes_of_text("\xef\xbb\xbf[1,]"), NULL, &err), -1);
    assert_int_equal(err.column, 4);
    assert_int_equal(err.offset, 6);
    assert_string_equal(err.file, "");
}

static void damage_is_refused_with_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t line;
        uint64_t column;
        const char *part; /* of the sentence */
    } cases[] = {
        {"", 1, 1, "premature EOF"},
        {" \n ", 2, 2, "premature EOF"},
        {"{\"a\": [1, 2", 1, 12, "premature EOF"},
        {"\"abc", 1, 5, "premature EOF"},
        {"[1 2]", 1, 4, "after array element"},
        {"[1,]", 1, 4, "unallowed token"},
        {"{\"a\":1,}", 1, 8, "object key"},
        {"{\"a\":1,,}", 1, 8, "object key"},
        {"{\"a\" 1}", 1, 6, "colon"},
        {"{1: 2}", 1, 2, "object key"},
        {"[1 2", 1, 4, "after array element"},
        {"[01]", 1, 3, "after array element"},
        {"[+1]", 1, 2, "not valid JSON"},
        {"[.5]", 1, 2, "not valid JSON"},
        {"{} x", 1, 4, "trailing garbage"},
        {"{}\n[]", 2, 1, "trailing garbage"},
        {"12 13", 1, 4, "trailing garbage"},
        {"12 \"cut", 1, 4, "trailing garbage"},
        {"[]\n\"cut", 2, 1, "trailing garbage"},
        {"\"a\" tru", 1, 5, ""},
        {"{} -", 1, 4, ""},
        {"tru", 1, 1, "invalid string"},
        {"[trux]", 1, 2, "invalid string"},
        {"[1, -x]", 1, 5, "malformed number"},
        {"[NaN]", 1, 2, "invalid char"},
        {"['a']", 1, 2, "invalid char"},
        {"[\"\\x\"]", 1, 4, "occurs before a character which it may not"},
        {"[\"a\nb\"]", 1, 4, "invalid character inside string"},
        {"[\n  \"ok\", // no\n1]", 2, 9, "not valid JSON"},
        {"[\"\xff\"]", 1, 3, "broken UTF-8"},
        {"[\"\xc0\xaf\"]", 1, 3, "broken UTF-8"},
        {"[\"\xed\xa0\x80\"]", 1, 3, "broken UTF-8"},
        {"[\v1]", 1, 2, "control character"},
        {"[1e999]", 1, 2, "the number '1e999' is too large"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct json_document *document = NULL;
        struct error err = ERROR_INIT;
        assert_int_equal(json_parse(&document, bytes_of_text(cases[i].text), "meta.json", &err), -1);
        assert_null(document);
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_string_equal(err.file, "meta.json");
        if (err.line != cases[i].line || err.column != cases[i].column ||
            strstr(err.sentence, cases[i].part) == NULL) {
            fail_msg("'%s' gives %d:%d %s", cases[i].text, (int)err.line, (int)err.column, err.sentence);
        }
    }
    struct json_document *document = NULL;
    assert_int_equal(json_parse(&document, (struct bytes){NULL, 0}, "x", NULL), -1);
    assert_int_equal(json_parse(&document, (struct bytes){(const uint8_t *)"1\0", 2}, "x", NULL), -1);
    assert_int_equal(memory_usage().used, 0);
}

static void a_key_stands_once_in_an_object(void **state)
{
    (void)state;
    struct json_document *document =
        parse("{\"a\": {\"a\": 1, \"b\": {\"a\": 2}}, \"b\": [{\"a\": 3}, {\"a\": 4}]}");
    json_free(document);
    struct error err = ERROR_INIT;
    assert_int_equal(
        json_parse(&document, bytes_of_text("{\"a\": {\"x\": 1},\n \"b\": 2, \"\\u0061\": 3}"), "m", &err), -1);
    assert_string_equal(err.sentence, "the key 'a' stands twice in one object");
    assert_int_equal(err.line, 2);
    assert_int_equal(err.column, 10);
}

enum { KEYS = 60000 };

static void large_objects_are_checked_for_twins_quickly(void **state)
{
    (void)state;
    struct byte_buffer text;
    byte_buffer_init(&text, 2 << 20);
    byte_buffer_append(&text, "{", 1);
    for (int i = 0; i < KEYS; i++) {
        char member[32];
        int length = snprintf(member, sizeof(member), "\"k%d\":%d,\n", i, i);
        byte_buffer_append(&text, member, (size_t)length);
    }
    byte_buffer_append(&text, "\"k777\":0}", 9);
    struct json_document *document = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(json_parse(&document, byte_buffer_view(&text), "m", &err), -1);
    assert_string_equal(err.sentence, "the key 'k777' stands twice in one object");
    assert_int_equal(err.line, KEYS + 1);
    assert_int_equal(err.column, 1);
    text.data[text.size - 5] = 'x';
    assert_int_equal(json_parse(&document, byte_buffer_view(&text), "m", &err), 0);
    assert_int_equal(json_root(document)->count, KEYS + 1);
    json_free(document);
    byte_buffer_free(&text);
}

static int parse_nested(int depth, struct error *err)
{
    char text[2 * 200 + 1];
    memset(text, '[', (size_t)depth);
    memset(text + depth, ']', (size_t)depth);
    struct json_document *document = NULL;
    int result = json_parse(&document, (struct bytes){(const uint8_t *)text, 2 * (size_t)depth}, "m", err);
    json_free(document);
    return result;
}

static void nesting_ends_at_64(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    assert_int_equal(parse_nested(64, &err), 0);
    assert_int_equal(parse_nested(65, &err), -1);
    assert_string_equal(err.sentence, "nested deeper than 64 levels");
    assert_int_equal(err.column, 65);
    assert_int_equal(parse_nested(200, &err), -1);
}

static int parse_something(void *context, struct error *err)
{
    struct json_document *document = NULL;
    int result = json_parse(&document, bytes_of_text(context), "meta.json", err);
    json_free(document);
    return result;
}

static void every_refused_allocation_is_reported(void **state)
{
    (void)state;
    /* Long text with escapes makes yajl's own buffers grow. */
    static char text[20000];
    static char filling[9001];
    memset(filling, 'x', sizeof(filling) - 1);
    snprintf(text, sizeof(text), "{\"a\": [1, 2.5, true, null, {\"b\": \"\\n%s\"}], \"c\": \"d\"}", filling);
    assert_true(allocations_walk(parse_something, text) > 5);
}

static int parse_damaged(void *context, struct error *err)
{
    int result = parse_something(context, err);
    /* Whatever the allocator does, it ends as the refusal of this text. */
    if (result == -1 && err->kind == ERROR_INPUT) {
        error_clear(err);
        return 0;
    }
    return result;
}

static void every_refused_allocation_of_a_refusal_is_reported(void **state)
{
    (void)state;
    static char text[] = "{\"a\": [1, 2.5,, true]}";
    assert_true(allocations_walk(parse_damaged, text) > 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_becomes_a_tree),
        cmocka_unit_test(any_value_may_stand_alone),
        cmocka_unit_test(text_is_decoded),
        cmocka_unit_test(a_byte_order_mark_is_skipped),
        cmocka_unit_test(damage_is_refused_with_its_place),
        cmocka_unit_test(a_key_stands_once_in_an_object),
        cmocka_unit_test(large_objects_are_checked_for_twins_quickly),
        cmocka_unit_test(nesting_ends_at_64),
        cmocka_unit_test(every_refused_allocation_is_reported),
        cmocka_unit_test(every_refused_allocation_of_a_refusal_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

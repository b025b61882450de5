#include "adapters/transport/http_answer.h"

#include "tests/support/allocations.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct http_answer answer_of(int status, const char *head, const void *body, size_t size)
{
    struct http_answer answer;
    http_answer_init(&answer, 1 << 20);
    answer.status = status;
    byte_buffer_append(&answer.head, head, strlen(head));
    byte_buffer_append(&answer.body, body, size);
    return answer;
}

static void assert_header(const struct http_answer *answer, const char *name, const char *expected)
{
    struct bytes value;
    assert_int_equal(http_answer_header(&value, answer, name), expected != NULL);
    assert_true(bytes_equal(value, expected ? bytes_of_text(expected) : (struct bytes){0}));
}

static void headers_are_found_whatever_their_capitals(void **state)
{
    (void)state;
    struct http_answer answer = answer_of(200,
                                          "Content-Type: text/HTML; charset=utf-8\r\nGRPC-Status:  3 \r\n"
                                          "Vary: a\r\nVary: b\r\nX-Empty:\r\nExpose: Grpc-Message: no\r\n\r\n",
                                          "", 0);
    assert_header(&answer, "grpc-status", "3");
    assert_header(&answer, "VARY", "a");
    assert_header(&answer, "x-empty", "");
    assert_header(&answer, "Grpc-Message", NULL);
    assert_header(&answer, "Var", NULL);
    assert_true(http_answer_is_type(&answer, "text/html"));
    assert_false(http_answer_is_type(&answer, "text"));
    http_answer_clear(&answer);
    http_answer_init(&answer, 1);
    assert_header(&answer, "Vary", NULL);
    assert_false(http_answer_is_type(&answer, ""));
    http_answer_clear(&answer);
}

/* printf hello | gzip -9n | xxd -i */
static const uint8_t hello[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xcb, 0x48, 0xcd,
                                0xc9, 0xc9, 0x07, 0x00, 0x86, 0xa6, 0x10, 0x36, 0x05, 0x00, 0x00, 0x00};

static void only_gzip_is_unpacked(void **state)
{
    (void)state;
    static const struct {
        const char *head;
        size_t size, ceiling;
        const char *said; /* NULL: fine */
        size_t unpacked;
    } cases[] = {
        {"Content-Encoding: gzip\r\n", sizeof hello, 5, NULL, 5},
        {"Content-Encoding: X-GZIP\r\n", sizeof hello, 5, NULL, 5},
        {"Content-Encoding: gzip\r\n", 0, 5, NULL, 0},
        {"Content-Encoding: identity\r\n", sizeof hello, 5, NULL, sizeof hello},
        {"Content-Encoding:\r\n", sizeof hello, 5, NULL, sizeof hello},
        {"Accept-Encoding: gzip\r\n", sizeof hello, 5, NULL, sizeof hello},
        {"Content-Encoding: gzip\r\n", sizeof hello, 4, "more than the ceiling of 4 B", 0},
        {"Content-Encoding: gzip\r\n", sizeof hello - 1, 5, "the gzip stream is truncated", 0},
        {"Content-Encoding: gzip, br\r\n", sizeof hello, 5, "packed as 'gzip, br', though only gzip was asked for",
         0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct http_answer answer = answer_of(200, cases[i].head, hello, cases[i].size);
        struct error err = ERROR_INIT;
        int result = http_answer_unpack(&answer, cases[i].ceiling, &err);
        assert_int_equal(result, cases[i].said ? -1 : 0);
        if (cases[i].said && !strstr(err.sentence, cases[i].said))
            fail_msg("said: %s", err.sentence);
        if (result == 0)
            assert_int_equal(answer.body.size, cases[i].unpacked);
        http_answer_clear(&answer);
    }
}

static void a_refusal_says_why(void **state)
{
    (void)state;
    static const struct {
        const char *head, *body, *reason;
    } cases[] = {
        {"", "{\"code\":\"x\",\"message\":\"no org id\"}", "no org id"},
        {"", "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"parse error\"}", "parse error"},
        {"", "{\"status\":\"error\",\"error\":{\"a\":1}}", ""},
        {"", "{broken", ""},
        {"Content-Type: text/html\r\n", "<html><head><TITLE class=x>\n 502 Bad\nGateway </title>",
         "502 Bad Gateway"},
        {"", "<!doctype html><title>Sign in</title>", "Sign in"},
        {"Content-Type: text/html\r\n", "<p>no title", ""},
        {"Content-Type: text/html\r\n", "<p>cut <title", ""},
        {"Content-Type: text/html\r\n", "<p>cut <title>He", "He"},
        {"Content-Type: text/plain\r\n", "\n 404 page not found\nsecond line\n", "404 page not found"},
        {"", "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char reason[100];
        struct http_answer answer = answer_of(500, cases[i].head, cases[i].body, strlen(cases[i].body));
        assert_string_equal(http_answer_reason(reason, sizeof reason, &answer), cases[i].reason);
        http_answer_clear(&answer);
    }
    char reason[10];
    struct http_answer answer = answer_of(500, "", "\x1f\x8b\x00\x01", 4);
    assert_string_equal(http_answer_reason(reason, sizeof reason, &answer), "");
    http_answer_clear(&answer);
    answer = answer_of(500, "", "a line that is too long", 23);
    assert_string_equal(http_answer_reason(reason, sizeof reason, &answer), "a line th");
    http_answer_clear(&answer);
}

static int unpack(void *context, struct error *err)
{
    (void)context;
    struct http_answer answer = answer_of(200, "Content-Encoding: gzip\r\n", hello, sizeof hello);
    int result = answer.head.failed || answer.body.failed ? error_set_memory(err, "making an answer")
                                                          : http_answer_unpack(&answer, 100, err);
    http_answer_clear(&answer);
    return result;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    assert_true(allocations_walk(unpack, NULL) >= 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers_are_found_whatever_their_capitals),
        cmocka_unit_test(only_gzip_is_unpacked),
        cmocka_unit_test(a_refusal_says_why),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "adapters/transport/grpc_web.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define TYPE "Content-Type: application/grpc-web+proto\r\n"
#define TRAILER(text) "\x80\0\0\0" text

/* A body as a literal, NUL bytes inside. */
#define BODY(text)                                                                                                 \
    {                                                                                                              \
        (const uint8_t *)(text), sizeof(text) - 1                                                                  \
    }

static const struct {
    const char *head;
    struct bytes body;
    int status;
    const char *message;
    const char *payload; /* NULL: refused */
    const char *said;
} cases[] = {
    {TYPE, BODY("\0\0\0\0\3abc" TRAILER("\x10") "grpc-status: 0\r\n"), 0, "", "abc", NULL},
    {"content-type: application/grpc-web\r\n", BODY("\0\0\0\0\0" TRAILER("\x10") "Grpc-Status: 0\r\n"), 0, "", "",
     NULL},
    /* The trailer may come first, and the header lines may say it already. */
    {TYPE, BODY(TRAILER("\x10") "grpc-status: 0\r\n\0\0\0\0\1x"), 0, "", "x", NULL},
    {TYPE "grpc-status: 0\r\n", BODY("\0\0\0\0\1x"), 0, "", "x", NULL},
    /* Refusals: in the header lines, in the trailer, after data. */
    {TYPE "Grpc-Message: failed to parse query\r\nGrpc-Status: 3\r\n", BODY(""), 3, "failed to parse query", NULL,
     "the server refuses the request (invalid argument: failed to parse query); correct what is asked for"},
    {TYPE "Access-Control-Expose-Headers: Grpc-Status, grpc-status\r\n",
     BODY(TRAILER("\x40") "grpc-status: 8\r\ngrpc-message: memory%3A 100%25 used%0Aup%zz %4\r\n"), 8,
     "memory: 100% used up%zz %4", NULL, "(resource exhausted: memory: 100% used up%zz %4); ask for less"},
    {TYPE, BODY("\0\0\0\0\1x" TRAILER("\x11") "grpc-status: 13\r\n"), 13, "", NULL, "(internal error); look"},
    {TYPE "grpc-status: 77\r\n", BODY(""), 77, "", NULL, "(a status that is not known)"},
    {TYPE "grpc-status: x\r\n", BODY(""), 2, "", NULL, "(unknown error)"},
    /* Refused without the type too: a gateway may drop it. */
    {"grpc-status: 16\r\n", BODY(""), 16, "", NULL, "(unauthenticated); check the login"},
    /* Cut, or something else. */
    {TYPE, BODY("\0\0\0\0\3ab"), -1, "", NULL, "the answer is cut after 7 bytes"},
    {TYPE, BODY("\0\0\0"), -1, "", NULL, "the answer is cut after 3 bytes"},
    {TYPE, BODY("\0\xff\xff\xff\xffx"), -1, "", NULL, "the answer is cut after 6 bytes"},
    {TYPE, BODY("\0\0\0\0\3abc"), -1, "", NULL, "ends without its trailer"},
    {TYPE, BODY(""), -1, "", NULL, "ends without its trailer"},
    {TYPE, BODY("\0\0\0\0\3abc" TRAILER("\2") "\r\n"), -1, "", NULL, "ends without its trailer"},
    {TYPE, BODY("\1\0\0\0\1x"), -1, "", NULL, "a packed frame"},
    {TYPE, BODY("\x82\0\0\0\1x"), -1, "", NULL, "a frame of an unknown kind"},
    {TYPE "grpc-status: 0\r\n", BODY(""), 0, "", NULL, "the answer holds 0 messages instead of one"},
    {TYPE "grpc-status: 0\r\n", BODY("\0\0\0\0\1x\0\0\0\0\1y"), 0, "", NULL, "the answer holds 2 messages"},
    {"Content-Type: application/json\r\n", BODY("{}"), -1, "", NULL, "the answer is no gRPC-Web"},
};

static void answers_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct http_answer answer;
        struct grpc_web_reply reply;
        struct error err = ERROR_INIT;
        http_answer_init(&answer, 1000);
        byte_buffer_append(&answer.head, cases[i].head, strlen(cases[i].head));
        byte_buffer_append(&answer.body, cases[i].body.data, cases[i].body.size);
        int result = grpc_web_read(&reply, &answer, &err);
        if (result != (cases[i].payload ? 0 : -1) || (cases[i].said && !strstr(err.sentence, cases[i].said)))
            fail_msg("case %zu said: %s", i, err.sentence);
        assert_int_equal(err.kind, cases[i].payload ? ERROR_NONE : ERROR_INPUT);
        assert_int_equal(reply.status, cases[i].status);
        assert_string_equal(reply.message, cases[i].message);
        if (cases[i].payload)
            assert_true(bytes_equal(reply.payload, bytes_of_text(cases[i].payload)));
        http_answer_clear(&answer);
    }
}

static void a_request_is_one_frame(void **state)
{
    (void)state;
    struct byte_buffer out;
    char message[300];
    memset(message, 'm', sizeof message);
    byte_buffer_init(&out, 1000);
    grpc_web_frame(&out, (struct bytes){(uint8_t *)message, sizeof message});
    assert_int_equal(out.size, 305);
    assert_memory_equal(out.data, "\0\0\0\1\x2cmm", 7);
    byte_buffer_free(&out);
    byte_buffer_init(&out, 1000);
    grpc_web_frame(&out, (struct bytes){0});
    assert_int_equal(out.size, 5);
    byte_buffer_free(&out);
}

static void only_unavailable_means_not_now(void **state)
{
    (void)state;
    static const char *const heads[] = {"grpc-status: 14\r\n", "grpc-status: 8\r\n", ""};
    for (size_t i = 0; i < 3; i++) {
        struct http_answer answer;
        http_answer_init(&answer, 1);
        byte_buffer_append(&answer.head, heads[i], strlen(heads[i]));
        assert_int_equal(grpc_web_is_busy(&answer), i == 0);
        http_answer_clear(&answer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_read),
        cmocka_unit_test(a_request_is_one_frame),
        cmocka_unit_test(only_unavailable_means_not_now),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

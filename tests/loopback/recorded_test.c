/*
 * Answers of real servers (tests/data/README.md, stores/), served again and read: what each body is after
 * unpacking, what each refusal becomes, and what the frames of gRPC-Web hold. Sizes and words are those of the
 * recording's own README.
 */
#include "adapters/transport/grpc_web.h"
#include "gate/base/memory.h"
#include "tests/loopback/loopback.h"
#include "tests/support/http_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct recorded {
    const char *name;
    size_t size;      /* of the body, or of gRPC-Web's message */
    const char *said; /* NULL: it is an answer */
} plain[] =
    {
        {"pyroscope-v2store-merge-cpu-v1", 13424, NULL},
        {"pyroscope-v2store-merge-cpu-v1-gzip", 13424, NULL},
        {"pyroscope-v2store-empty-version", 6, NULL},
        {"pyroscope-v2store-empty-version-gzip", 6, NULL},
        {"pyroscope-v2store-empty-window", 0, NULL},
        {"pyroscope-v2store-empty-window-gzip", 0, NULL},
        {"pyroscope-v2store-labelvalues-empty", 0, NULL},
        {"pyroscope-v1store-empty-window", 6, NULL},
        {"pyroscope-v2store-ready", 5, NULL},
        {"parca-rest-types", 1058, NULL},
        {"prometheus-ok", 209, NULL},
        {"prometheus-ok-gzip", 209, NULL},
        {"prometheus-warnings", 463, NULL},
        {"gopprof-profile-1s", 597, NULL}, /* a gzip file, which is not unpacked on the way */
        {"gopprof-heap", 8739, NULL},
        {"pyroscope-v2store-error-selector", 0, "(400: parsing label selector \"{service_name="},
        {"pyroscope-v2store-error-selector-json", 0, "(400: parsing label selector"},
        {"pyroscope-v2store-error-type", 0, "(400: profile-type selection must be of the form <name>:"},
        {"pyroscope-v2store-error-start-after-end", 0, "(400: query start time is after end time)"},
        {"pyroscope-v2store-error-window-too-long", 0, "(400: the query time range exceeds the limit"},
        {"pyroscope-v1store-error-labelvalues", 0, "(500: unknown: rpc error: code = InvalidArgument"},
        {"parca-error-content-type", 0, "(404: 404 page not found)"},
        {"parca-rest-notfound", 0, "(404: 404 page not found)"},
        {"parca-rest-error-query", 0, "(400: failed to parse query)"},
        {"prometheus-error-400-syntax", 0,
         "(400: invalid parameter \"query\": 1:5: parse error: unclosed left parenthesis)"},
        {"prometheus-error-400-time", 0, "(400: invalid parameter \"time\""},
        {"gopprof-error-400-seconds", 0, "(400: invalid value for \"seconds\" - must be a positive integer)"},
        {"gopprof-error-404", 0, "(404: Unknown profile)"},
        {"gopprof-error-405", 0, "(405: Method Not Allowed)"},
        {"gopprof-busy", 0, "(500: Could not enable CPU profiling: cpu profiling already in use)"},
},
  framed[] = {
      {"parca-merge-cpu-v1", 6916, NULL},
      {"parca-merge-cpu-v1-by-pod", 7070, NULL},
      {"parca-profiletypes", 382, NULL},
      {"parca-values-version", 8, NULL},
      {"parca-error-in-headers", 0, "the server refuses the request (invalid argument: failed to parse query)"},
      {"parca-error-in-headers-type", 0, "(invalid argument: profile-type selection must be of the form <name>:"},
      {"parca-error-in-headers-deadline", 0, "(deadline exceeded: context deadline exceeded)"},
      {"parca-error-in-headers-notfound", 0, "(not found: No data found for the query, try a different query"},
      {"parca-error-in-headers-unimplemented", 0, "(unimplemented: unknown method Nope"},
      {"parca-error-in-trailer", 0, "(resource exhausted: out of memory: 100% used)"},
      {"parca-data-then-error-trailer", 0, "the server refuses the request ("},
      {"parca-cut-mid-frame", 0, "the answer is cut after 3471 bytes, in the middle of a frame"},
      {"parca-no-trailer", 0, "the answer ends without its trailer"},
      {"parca-rest-types", 0, "the answer is no gRPC-Web"},
};

static struct http_server *server;

static int start(void **state)
{
    (void)state;
    static char script[1 << 14];
    size_t length = 0;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        length += (size_t)snprintf(script + length, sizeof script - length, "GET /%s\n    answer %s\n",
                                   plain[i].name, plain[i].name);
    for (size_t i = 0; i < sizeof framed / sizeof *framed; i++)
        length += (size_t)snprintf(script + length, sizeof script - length,
                                   "POST /%s\n    header Content-Type: application/grpc-web+proto\n    answer %s\n",
                                   framed[i].name, framed[i].name);
    server = http_server_start(script, NULL);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    http_server_stop(server);
    return memory_usage().used == 0 ? 0 : -1;
}

static void assert_is(const struct recorded *recorded, int result, size_t size, const struct error *err)
{
    bool said_it = recorded->said && err->kind == ERROR_INPUT && strstr(err->sentence, recorded->said);
    if (recorded->said ? !said_it : result != 0)
        fail_msg("%s said: %s", recorded->name, err->sentence);
    if (size != recorded->size)
        fail_msg("%s: %zu bytes", recorded->name, size);
}

static void plain_answers(void **state)
{
    (void)state;
    struct http_client *client = loopback_client(http_server_url(server), 20 * LOOPBACK_SECOND);
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        char path[100];
        const struct http_request request = {.what = "it", .path = path};
        struct http_answer answer;
        struct error err = ERROR_INIT;
        snprintf(path, sizeof path, "/%s", plain[i].name);
        int result = http_perform(client, &request, &answer, &err);
        assert_is(&plain[i], result, result == 0 ? answer.body.size : 0, &err);
        http_answer_clear(&answer);
    }
    http_client_free(client);
    assert_string_equal(http_server_complaints(server), "");
}

static void framed_answers(void **state)
{
    (void)state;
    struct http_client *client = loopback_client(http_server_url(server), 20 * LOOPBACK_SECOND);
    for (size_t i = 0; i < sizeof framed / sizeof *framed; i++) {
        char path[100];
        const struct http_header type = {"Content-Type", GRPC_WEB_TYPE};
        const struct http_request request = {
            .what = "it", .method = HTTP_POST, .path = path, .headers = &type, .header_count = 1};
        struct http_answer answer;
        struct grpc_web_reply reply = {.status = -1};
        struct error err = ERROR_INIT;
        snprintf(path, sizeof path, "/%s", framed[i].name);
        assert_int_equal(http_perform(client, &request, &answer, &err), 0);
        int result = grpc_web_read(&reply, &answer, &err);
        assert_is(&framed[i], result, result == 0 ? reply.payload.size : 0, &err);
        http_answer_clear(&answer);
    }
    http_client_free(client);
    assert_string_equal(http_server_complaints(server), "");
}

/* A server that takes whatever comes would prove nothing. */
static void the_server_checks_what_it_is_asked(void **state)
{
    (void)state;
    struct http_server *strict =
        http_server_start("POST /x\n    header X-Scope-OrgID: shop\n    no-header X-Other\n"
                          "    query a=b c\n    no-query d\n    body-has ell\n"
                          "    body-file parca-values-version.request\n    text well\n",
                          NULL);
    struct http_client *client = loopback_client(http_server_url(strict), 20 * LOOPBACK_SECOND);
    const struct http_header header = {"X-Other", "1"};
    const struct http_parameter parameters[] = {{"a", "b"}, {"d", ""}};
    const struct http_request request = {.what = "it",
                                         .method = HTTP_POST,
                                         .path = "/x",
                                         .parameters = parameters,
                                         .parameter_count = 2,
                                         .headers = &header,
                                         .header_count = 1,
                                         .body = bytes_of_text("abc")};
    static const char *const complaints[] = {
        "no rule answers POST /x?a=b&d=; ",
        "wants header X-Scope-OrgID 'shop', which is nothing;",
        "wants no-header 'X-Other', which is 1;",
        "wants query a 'b c', which is b;",
        "wants no-query 'd', which is ;",
        "wants body-has 'ell', which is abc;",
        "wants body-file '...', which is 3 bytes instead of 42, from byte 0 on: 61 62 63",
    };
    struct http_answer answer;
    struct error err = ERROR_INIT;
    assert_int_equal(http_perform(client, &request, &answer, &err), -1);
    assert_int_equal(answer.status, 400);
    for (size_t i = 0; i < sizeof complaints / sizeof *complaints; i++)
        if (!strstr(http_server_complaints(strict), complaints[i]))
            fail_msg("'%s' is not in: %s", complaints[i], http_server_complaints(strict));
    http_answer_clear(&answer);
    http_client_free(client);
    http_server_stop(strict);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_answers),
        cmocka_unit_test(framed_answers),
        cmocka_unit_test(the_server_checks_what_it_is_asked),
    };
    return cmocka_run_group_tests(tests, start, stop);
}

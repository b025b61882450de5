/*
 * Each way in which a server can fail, on order (tests/support/http_script.h): one sentence that says what to do,
 * exit code 4, no secret, in time, without a leak.
 */
#include "gate/base/memory.h"
#include "tests/loopback/loopback.h"
#include "tests/support/http_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ANSWER "HTTP/1.1 200 OK\\r\\n"

static const struct failure {
    const char *name;   /* the path too */
    const char *script; /* what the server does, a line each */
    const char *said;   /* NULL: the request goes well */
    int status;
    unsigned asked; /* how often it was asked */
} failures[] = {
    /* Silence: told once, for what is slow will be slow again. */
    {"silent", "stall 0", "the server fell silent in the middle of it; look at", 0, 1},
    {"silent-in-head", "text hello\nstall 10", "fell silent", 0, 1},
    {"silent-in-body", "zeros 1000\nstall 300", "fell silent", 0, 1},
    /* Broken connections: asked again. */
    {"reset", "reset 0", "the connection broke", 0, 3},
    {"reset-in-head", "reset 10", "the connection broke", 0, 3},
    {"reset-in-body", "zeros 1000\nreset 300", "the connection broke", 0, 3},
    {"closed", "close 0", "closed the connection without an answer; ask for less", 0, 3},
    {"closed-in-status", "close 9", "; ", 0, 3},
    {"closed-in-head", "close 30", "the answer is cut", 0, 3},
    {"closed-behind-head", "raw HTTP/1.1 200 OK\\r\\n\\r\\n", "the answer is cut", 0, 3},
    {"closed-in-body", "zeros 1000\nclose 300", "the answer is cut: the connection ended before", 0, 3},
    {"closed-in-chunk", "zeros 1000\nchunked\nclose 300", "the answer is cut", 0, 3},
    /* Lies. */
    {"longer-than-said", "zeros 1000\ngzip\nlength 10", "the gzip stream is truncated", 0, 1},
    {"shorter-than-said", "zeros 10\nlength 1000", "the answer is cut", 0, 3},
    {"bad-chunk", "zeros 10\nbad-chunk", "; ", 0, 3},
    {"bad-length", "send Content-Length: abc\ntext x", "; ", 0, 1},
    {"two-lengths", "send Content-Length: 3\nlength 5\ntext abc", "; ", 0, 0},
    {"no-http", "raw SSH-2.0-OpenSSH_9.2\\r\\n", "does not speak proper HTTP", 0, 1},
    {"old-http", "raw hello\\n", "does not speak proper HTTP", 0, 1},
    {"odd-version", "raw HTTP/7.3 200 OK\\r\\n\\r\\n", "does not speak proper HTTP", 0, 1},
    /* Too much. */
    {"endless", "zeros 100000\nendless", "the answer is larger than the ceiling of 1 MiB; ask for less", 0, 1},
    {"large", "zeros 2000000", "the answer is larger than the ceiling of 1 MiB", 0, 1},
    {"endless-head", "endless-head", "header is larger than any that makes sense", 0, 1},
    {"bomb", "zeros 64000000\ngzip", "unpacks to more than the ceiling of 1 MiB", 0, 1},
    {"endless-refusal", "status 400 x\ntext why\nendless", "(400: whywhywhy", 400, 1},
    /* Packed otherwise. */
    {"no-gzip", "send Content-Encoding: gzip\ntext this is not packed",
     "cannot unpack the answer: not gzip: it does not begin", 0, 1},
    {"cut-gzip", "send Content-Encoding: gzip\ntext \\x1f\\x8b\\x08", "the gzip stream is truncated", 0, 1},
    {"brotli", "send Content-Encoding: br\ntext x", "packed as 'br', though only gzip was asked for", 0, 1},
    {"refusal-in-brotli", "status 500 x\nsend Content-Encoding: br\ntext x", "the server failed (500); look", 500,
     1},
    /* Redirects. */
    {"elsewhere", "status 302 x\nsend Location: http://other.example/x?token=1",
     "redirects to 'other.example', which", 302, 1},
    {"to-a-file", "status 302 x\nsend Location: file:///etc/passwd", "redirects to 'file:', which is not followed",
     302, 1},
    {"to-a-user", "status 307 x\nsend Location: http://joe:pw@other.example/", "redirects to 'other.example'", 307,
     1},
    {"to-another-port", "status 301 x\nsend Location: http://127.0.0.1:1/", "redirects to '127.0.0.1:1'", 301, 1},
    {"round-and-round", "status 302 x\nsend Location: /round-and-round", "redirects more than five times", 302, 6},
    {"nowhere", "status 302 x", "a redirect that leads nowhere (302); check", 302, 1},
    {"not-modified", "status 304 x", "(304); check", 304, 1},
    /* Refusals. */
    {"bad-request", "answer pyroscope-v2store-error-no-time", "(400: missing time range in the query); correct",
     400, 1},
    {"nested", "answer pyroscope-v1store-error-selector", "(400: 1:21: parse error: unexpected end of input", 400,
     1},
    {"nested-500", "answer pyroscope-v1store-error-labelvalues", "(500: unknown: rpc error: code = InvalidArgument",
     500, 1},
    {"no-tenant", "answer pyroscope-multitenant-error-no-tenant",
     "the server refuses the login (401: no org id); check the token, or the user and password, of store.pyroscope",
     401, 1},
    {"forbidden", "status 403 x\ntext forbidden", "this login may not read that (403: forbidden); give", 403, 1},
    {"not-found", "answer pyroscope-v2store-error-unknown-method",
     "(404: 404 page not found); check the path in the URL of store.pyroscope: is that a Pyroscope server?", 404,
     1},
    {"wrong-method", "answer pyroscope-v2store-error-get", "(405); check the path", 405, 1},
    {"wrong-type", "answer pyroscope-v2store-error-content-type", "(415); is that a Pyroscope server", 415, 1},
    {"wrong-query", "answer prometheus-error-422", "the server cannot carry out the query (422: ", 422, 1},
    {"too-large", "answer parca-rest-too-large",
     "the server finds that too large (429: grpc: received message larger than max", 429, 1},
    {"too-many", "status 429 x\nsend Retry-After: 2", "the server wants fewer requests (429); try", 429, 3},
    {"too-many-for-long", "status 429 x\nsend Retry-After: 3600", "(429); try again later", 429, 1},
    {"gave-up", "status 499 x", "the server gave up (499); try", 499, 3},
    {"failed", "status 500 x\ntext panic: nil\\nstack", "the server failed (500: panic: nil); look at its log", 500,
     1},
    {"bad-gateway", "status 502 x\nsend Content-Type: text/html\ntext <html><title>502 Bad Gateway</title><p>long",
     "the server is not ready (502: 502 Bad Gateway); try", 502, 3},
    {"not-ready", "status 503 x", "the server is not ready (503); try", 503, 3},
    {"deadline", "answer pyroscope-v2store-error-deadline", "(504: request timed out, decrease the duration", 504,
     3},
    {"page", "send Content-Type: text/html; charset=utf-8\ntext <!doctype html><title>Sign in</title>",
     "a web page ('Sign in') came back, no data; check the URL and the login of store.pyroscope", 200, 1},
    {"tells-the-login", "status 401 x\necho Authorization", "(401: Bearer ***); check the token", 401, 1},
    {"escapes", "status 400 x\ntext \\x1b]0;title\\x07::warning::x\\x0d\\nmore", "(400: ", 400, 1},
    /* Well in the end. */
    {"plain", "text hello", NULL, 200, 1},
    {"packed", "zeros 100000\ngzip", NULL, 200, 1},
    {"chunked", "zeros 100000\nchunked", NULL, 200, 1},
    {"nothing", "status 200 OK", NULL, 200, 1},
    {"no-content", "status 204 x", NULL, 204, 1},
    {"after-continue", "raw HTTP/1.1 100 Continue\\r\\n\\r\\n" ANSWER "Content-Length: 2\\r\\n\\r\\nok", NULL, 200,
     1},
    {"no-length", "raw " ANSWER "\\r\\nuntil the end", NULL, 200, 1},
};

enum { FAILURES = sizeof failures / sizeof *failures };

static struct http_server *server;

static int start(void **state)
{
    (void)state;
    static char script[1 << 16];
    size_t length = 0;
    for (size_t i = 0; i < FAILURES; i++) {
        length += (size_t)snprintf(script + length, sizeof script - length, "GET /%s\n", failures[i].name);
        for (const char *line = failures[i].script; *line;) {
            size_t size = strcspn(line, "\n");
            length += (size_t)snprintf(script + length, sizeof script - length, "    %.*s\n", (int)size, line);
            line += size + (line[size] == '\n');
        }
    }
    assert_true(length < sizeof script);
    server = http_server_start(script, NULL);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    http_server_stop(server);
    return 0;
}

static void assert_sentence(const struct failure *failure, const struct error *err)
{
    static const char prefix[] = "cannot fetch the cpu profile of 'pod-3' from 'http://127.0.0.1:";
    const char *sentence = err->sentence;
    bool as_expected = err->kind == ERROR_INPUT && strstr(sentence, failure->said);
    /* What could be printed by mistake: the login, a page's tags, control characters. */
    bool clean = !strstr(sentence, LOOPBACK_TOKEN) && !strstr(sentence, "pw") && !strchr(sentence, '<');
    for (const char *byte = sentence; *byte; byte++)
        clean = clean && (unsigned char)*byte >= 0x20 && *byte != 0x7f;
    bool one_sentence = strncmp(sentence, prefix, sizeof prefix - 1) == 0 && sentence[strlen(sentence) - 1] != '.';
    if (!as_expected || !clean || !one_sentence || error_exit_code(err->kind) != 4)
        fail_msg("%s said: %s", failure->name, sentence);
}

static void each_failure_has_its_sentence(void **state)
{
    (void)state;
    for (size_t i = 0; i < FAILURES; i++) {
        const struct failure *failure = &failures[i];
        char path[64];
        struct http_request request = {
            .what = "the cpu profile of 'pod-3'", .path = path, .packed_ceiling = 1 << 20, .ceiling = 1 << 20};
        struct http_answer answer;
        struct error err = ERROR_INIT;
        size_t before = http_server_count(server);
        int64_t began = loopback_machine_now();
        snprintf(path, sizeof path, "/%s", failure->name);
        bool is_silent = strncmp(failure->name, "silent", 6) == 0;
        struct http_client *client =
            loopback_client(http_server_url(server), (is_silent ? 200 : 20000) * LOOPBACK_MILLISECOND);
        int result = http_perform(client, &request, &answer, &err);
        size_t asked = http_server_count(server) - before;
        if (getenv("LOOPBACK_SHOW"))
            printf("%-18s %3d %zu %s\n", failure->name, answer.status, asked, err.sentence);
        if (result != (failure->said ? -1 : 0))
            fail_msg("%s: %d, %s", failure->name, result, err.sentence);
        if (failure->said)
            assert_sentence(failure, &err);
        if (answer.status != failure->status || (failure->asked && asked != failure->asked))
            fail_msg("%s: status %d, asked %zu times", failure->name, answer.status, asked);
        http_answer_clear(&answer);
        http_client_free(client);
        assert_int_equal(memory_usage().used, 0);
        if (loopback_machine_now() - began > 5 * LOOPBACK_SECOND)
            fail_msg("%s took too long", failure->name);
    }
    assert_string_equal(http_server_complaints(server), "");
}

static void a_bomb_costs_no_more_than_its_ceiling(void **state)
{
    (void)state;
    /* The cases above ran in this process: none may ever have held more than two answers of 1 MiB, which is what a
     * buffer that doubles takes, and what zlib works with. */
    assert_true(memory_usage().peak < 4 << 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_failure_has_its_sentence),
        cmocka_unit_test(a_bomb_costs_no_more_than_its_ceiling),
    };
    return cmocka_run_group_tests(tests, start, stop);
}

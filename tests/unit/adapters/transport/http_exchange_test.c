#include "adapters/transport/http_exchange.h"

#include "gate/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SECOND 1000000000LL

static int64_t clock_now;

static int64_t now(void *world)
{
    (void)world;
    return clock_now;
}

static struct surroundings world = {.now = now};
static struct http_plan plan;
static struct http_exchange exchange;

static int make_plan(void **state)
{
    (void)state;
    clock_now = 1000 * SECOND;
    const struct server_settings access = {.url = "http://h:1/prefix", .timeout = 100 * SECOND};
    const struct http_settings settings = {.access = &access, .server = "Parca", .key = "store.parca"};
    return http_plan_make(&plan, &settings, &world, NULL);
}

static int clear_plan(void **state)
{
    (void)state;
    http_exchange_clear(&exchange);
    http_plan_clear(&plan);
    return memory_usage().used == 0 ? 0 : -1;
}

static void begin(const struct http_request *request)
{
    struct error err = ERROR_INIT;
    assert_int_equal(http_exchange_make(&exchange, &plan, request, 0, &err), 0);
    http_exchange_begin(&exchange);
}

/* The lines of head and, where they begin with a status line, the empty one behind them. */
static bool hear(const char *head, const char *body)
{
    bool is_whole = *head != '\0';
    while (*head != '\0') {
        size_t length = strcspn(head, "\n") + 1;
        if (!http_exchange_head(&exchange, (struct bytes){(const uint8_t *)head, length}))
            return false;
        head += length;
    }
    if (is_whole && !http_exchange_head(&exchange, bytes_of_text("\r\n")))
        return false;
    return *body == '\0' || http_exchange_body(&exchange, bytes_of_text(body));
}

static void assert_failed(const char *part)
{
    if (exchange.failure.kind != ERROR_INPUT || !strstr(exchange.failure.sentence, part))
        fail_msg("said: %s", exchange.failure.sentence);
}

static const struct http_request plain = {.what = "it", .path = "/a"};

static void a_good_answer_ends_it(void **state)
{
    (void)state;
    const struct http_parameter parameters[] = {{"query", "a b"}, {"time", "1"}};
    const struct http_request request = {
        .what = "it", .path = "/a", .parameters = parameters, .parameter_count = 2};
    begin(&request);
    assert_string_equal((char *)exchange.url.data, "http://h:1/prefix/a?query=a%20b&time=1");
    assert_true(hear("HTTP/1.1 100 Continue\r\nX: a\r\n\r\nHTTP/1.1 200 OK\r\nY: b\r\n\r\n", "body"));
    assert_false(http_exchange_ended(&exchange, HTTP_END_ANSWER, NULL, ""));
    assert_int_equal(exchange.failure.kind, ERROR_NONE);
    assert_int_equal(exchange.answer.status, 200);
    struct bytes value;
    assert_false(http_answer_header(&value, &exchange.answer, "X"));
    assert_true(http_answer_header(&value, &exchange.answer, "Y"));
    assert_true(bytes_equal(byte_buffer_view(&exchange.answer.body), bytes_of_text("body")));
}

static void not_now_is_asked_again_a_few_times(void **state)
{
    (void)state;
    begin(&plain);
    for (int attempt = 1; attempt < 5; attempt++) {
        assert_true(hear("HTTP/1.1 503 x\r\n", "down"));
        assert_true(http_exchange_ended(&exchange, HTTP_END_ANSWER, NULL, ""));
        int64_t pause = exchange.not_before - clock_now, longest = (SECOND / 2) << (attempt - 1);
        assert_true(pause >= longest / 2 && pause <= longest);
        clock_now = exchange.not_before;
        http_exchange_begin(&exchange);
    }
    assert_true(hear("HTTP/1.1 503 x\r\n", "down"));
    assert_false(http_exchange_ended(&exchange, HTTP_END_ANSWER, NULL, ""));
    assert_failed("the server is not ready (503: down)");
    assert_int_equal(exchange.answer.status, 503);
}

static void a_lasting_refusal_is_asked_once(void **state)
{
    (void)state;
    begin(&plain);
    assert_true(hear("HTTP/1.1 400 x\r\n", "{\"message\":\"why\"}"));
    assert_false(http_exchange_ended(&exchange, HTTP_END_ANSWER, NULL, ""));
    assert_failed("(400: why)");
}

static void retry_after_is_heeded_within_the_deadline(void **state)
{
    (void)state;
    begin(&plain);
    assert_true(hear("HTTP/1.1 429 x\r\nRetry-After: 100\r\n", ""));
    assert_true(http_exchange_ended(&exchange, HTTP_END_ANSWER, NULL, ""));
    assert_true(exchange.not_before == clock_now + 100 * SECOND);
    http_exchange_begin(&exchange);
    assert_true(hear("HTTP/1.1 429 x\r\nRetry-After: 300\r\n", ""));
    assert_false(http_exchange_ended(&exchange, HTTP_END_ANSWER, NULL, ""));
    assert_failed("(429)");
}

static bool is_busy(const struct http_answer *answer)
{
    return answer->status == 500;
}

static void a_request_has_its_own_idea_of_busy(void **state)
{
    (void)state;
    const struct http_request request = {.what = "it", .path = "/a", .is_busy = is_busy, .attempts = 2};
    begin(&request);
    assert_true(hear("HTTP/1.1 500 x\r\n", "already in use"));
    assert_true(http_exchange_ended(&exchange, HTTP_END_ANSWER, NULL, ""));
    http_exchange_begin(&exchange);
    assert_true(hear("HTTP/1.1 500 x\r\n", "already in use"));
    assert_false(http_exchange_ended(&exchange, HTTP_END_ANSWER, NULL, ""));
    assert_failed("(500: already in use)");
}

static void redirects_stay_with_the_server(void **state)
{
    (void)state;
    begin(&plain);
    assert_true(hear("HTTP/1.1 302 x\r\n", ""));
    assert_false(http_exchange_ended(&exchange, HTTP_END_ANSWER, "http://other/", ""));
    assert_failed("redirects to 'other'");
    http_exchange_clear(&exchange);
    begin(&plain);
    assert_true(hear("HTTP/1.1 302 x\r\n", ""));
    assert_false(http_exchange_ended(&exchange, HTTP_END_ANSWER, NULL, ""));
    assert_failed("a redirect that leads nowhere (302)");
    http_exchange_clear(&exchange);
    begin(&plain);
    for (int i = 0; i < 5; i++) {
        assert_true(hear("HTTP/1.1 301 x\r\n", ""));
        assert_true(http_exchange_ended(&exchange, HTTP_END_ANSWER, "http://h:1/b?c", ""));
        assert_string_equal((char *)exchange.url.data, "http://h:1/b?c");
        assert_true(exchange.not_before == clock_now);
        http_exchange_begin(&exchange);
    }
    assert_true(hear("HTTP/1.1 301 x\r\n", ""));
    assert_false(http_exchange_ended(&exchange, HTTP_END_ANSWER, "http://h:1/b?c", ""));
    assert_failed("more than five times");
}

static void ceilings_hold_while_it_comes(void **state)
{
    (void)state;
    static const struct {
        size_t packed, unpacked;
        const char *head;
        bool fits;
    } cases[] = {
        {10, 20, "HTTP/1.1 200 x\r\n", true},
        {9, 20, "HTTP/1.1 200 x\r\n", false},
        {20, 9, "HTTP/1.1 200 x\r\n", false},
        {20, 9, "HTTP/1.1 200 x\r\nContent-Encoding: gzip\r\n", true},
        {9, 20, "HTTP/1.1 200 x\r\nContent-Encoding: gzip\r\n", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct http_request request = {
            .what = "it", .path = "/", .packed_ceiling = cases[i].packed, .ceiling = cases[i].unpacked};
        begin(&request);
        assert_true(hear(cases[i].head, "12345"));
        assert_int_equal(hear("", "67890"), cases[i].fits);
        if (!cases[i].fits) {
            assert_false(http_exchange_ended(&exchange, HTTP_END_OTHER, NULL, "write error"));
            assert_failed("larger than the ceiling of 9 B");
            assert_int_equal(exchange.answer.status, 0);
        }
        http_exchange_clear(&exchange);
    }
}

static void a_head_has_a_ceiling(void **state)
{
    (void)state;
    char line[1000];
    memset(line, 'a', sizeof line);
    begin(&plain);
    assert_true(hear("HTTP/1.1 200 x\r\n", ""));
    size_t lines = 0;
    while (http_exchange_head(&exchange, (struct bytes){(uint8_t *)line, sizeof line}))
        lines++;
    assert_int_equal(lines, HTTP_ANSWER_HEAD_CEILING / sizeof line);
    assert_false(http_exchange_ended(&exchange, HTTP_END_OTHER, NULL, ""));
    assert_failed("header is larger");
}

static void of_a_refusal_enough_is_enough(void **state)
{
    (void)state;
    char piece[1 << 14];
    memset(piece, 'a', sizeof piece);
    begin(&plain);
    assert_true(hear("HTTP/1.1 400 x\r\n", ""));
    while (http_exchange_body(&exchange, (struct bytes){(uint8_t *)piece, sizeof piece}))
        assert_true(exchange.answer.body.size <= 64 << 10);
    assert_false(http_exchange_ended(&exchange, HTTP_END_OTHER, NULL, "write error"));
    assert_failed("refuses the request (400: aaa");
}

static void broken_connections_pass_but_for_some(void **state)
{
    (void)state;
    begin(&plain);
    assert_true(http_exchange_ended(&exchange, HTTP_END_RESET, NULL, "words"));
    assert_failed("the connection broke (words)");
    http_exchange_begin(&exchange);
    assert_false(http_exchange_ended(&exchange, HTTP_END_UNTRUSTED, NULL, "words"));
    http_exchange_clear(&exchange);
    /* Hung up after long: by the server's own clock. */
    begin(&plain);
    clock_now += 60 * SECOND;
    assert_false(http_exchange_ended(&exchange, HTTP_END_SILENT, NULL, ""));
    assert_failed("without an answer; ask for less");
    http_exchange_clear(&exchange);
    begin(&plain);
    assert_true(http_exchange_ended(&exchange, HTTP_END_SILENT, NULL, ""));
}

static void the_clock_has_its_measures(void **state)
{
    (void)state;
    const struct http_request request = {.what = "it", .path = "/", .silence = 30 * SECOND};
    begin(&request);
    clock_now += 90 * SECOND;
    assert_int_equal(http_exchange_late(&exchange), HTTP_END_ANSWER);
    clock_now += 1;
    assert_int_equal(http_exchange_late(&exchange), HTTP_END_STALLED);
    hear("HTTP/1.1 200 x\r\n", "");
    assert_int_equal(http_exchange_late(&exchange), HTTP_END_ANSWER);
    clock_now += 30 * SECOND;
    hear("", "a");
    clock_now += 10 * SECOND - 1;
    assert_int_equal(http_exchange_late(&exchange), HTTP_END_ANSWER);
    clock_now += 1;
    assert_int_equal(http_exchange_late(&exchange), HTTP_END_TIMEOUT);
    clock_now += 60 * SECOND;
    assert_int_equal(http_exchange_late(&exchange), HTTP_END_STALLED);
}

static void a_cut_answer_is_none(void **state)
{
    (void)state;
    begin(&plain);
    assert_true(http_exchange_head(&exchange, bytes_of_text("HTTP/1.1 200 x\r\n")));
    assert_true(http_exchange_head(&exchange, bytes_of_text("Content-Length: 0\r\n")));
    assert_true(http_exchange_ended(&exchange, HTTP_END_ANSWER, NULL, ""));
    assert_failed("the answer is cut");
    http_exchange_begin(&exchange);
    assert_true(hear("HTTP/1.1 200 x\r\n", ""));
    assert_true(http_exchange_ended(&exchange, HTTP_END_ANSWER, NULL, ""));
    assert_failed("the answer is cut");
    http_exchange_begin(&exchange);
    assert_true(hear("HTTP/1.1 200 x\r\nContent-Length: 0\r\n", ""));
    assert_false(http_exchange_ended(&exchange, HTTP_END_ANSWER, NULL, ""));
    assert_int_equal(exchange.failure.kind, ERROR_NONE);
}

static void the_end_of_all_time(void **state)
{
    (void)state;
    begin(&plain);
    assert_true(http_exchange_ended(&exchange, HTTP_END_REFUSED, NULL, ""));
    http_exchange_overdue(&exchange);
    assert_failed("the 300 s allowed for all of it are over; at last: nobody accepts a connection there");
    http_exchange_stop(&exchange);
    assert_failed("stopped before it was done");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, make_plan, clear_plan)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_good_answer_ends_it),
        CASE(not_now_is_asked_again_a_few_times),
        CASE(a_lasting_refusal_is_asked_once),
        CASE(retry_after_is_heeded_within_the_deadline),
        CASE(a_request_has_its_own_idea_of_busy),
        CASE(redirects_stay_with_the_server),
        CASE(ceilings_hold_while_it_comes),
        CASE(a_head_has_a_ceiling),
        CASE(of_a_refusal_enough_is_enough),
        CASE(broken_connections_pass_but_for_some),
        CASE(the_clock_has_its_measures),
        CASE(a_cut_answer_is_none),
        CASE(the_end_of_all_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "adapters/transport/http.h"

#include "gate/base/memory.h"
#include "tests/loopback/loopback.h"
#include "tests/support/allocations.h"
#include "tests/support/http_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

/* How servers fail is in tests/loopback/failures_test.c, TLS in tls_test.c; here is what goes well, and the run. */

static struct http_server *server;
static struct http_client *client;

static void start(const char *script)
{
    server = http_server_start(script, NULL);
    client = loopback_client(http_server_url(server), 20 * LOOPBACK_SECOND);
}

static int stop(void **state)
{
    (void)state;
    http_client_free(client);
    http_server_stop(server);
    client = NULL;
    server = NULL;
    loopback_cancelled = false;
    loopback_set(NULL, NULL);
    return memory_usage().used == 0 ? 0 : -1;
}

/* Asks, and wants that body back. */
static void assert_answers(const struct http_request *request, const char *body)
{
    struct http_answer answer;
    struct error err = ERROR_INIT;
    if (http_perform(client, request, &answer, &err) != 0)
        fail_msg("%s", err.sentence);
    assert_true(bytes_equal(byte_buffer_view(&answer.body), bytes_of_text(body)));
    http_answer_clear(&answer);
    assert_string_equal(http_server_complaints(server), "");
}

static void assert_fails(const struct http_request *request, const char *part)
{
    struct http_answer answer;
    struct error err = ERROR_INIT;
    assert_int_equal(http_perform(client, request, &answer, &err), -1);
    if (err.kind != ERROR_INPUT || !strstr(err.sentence, part))
        fail_msg("said: %s", err.sentence);
    http_answer_clear(&answer);
}

static void a_request_is_sent_as_it_is_said(void **state)
{
    (void)state;
    start("POST /prefix/a/../b\n"
          "    query query=sum(x{a=\"b\"}) & c\n"
          "    query time=1795202997.833\n"
          "    header Authorization: Bearer " LOOPBACK_TOKEN "\n"
          "    header Content-Type: application/proto\n"
          "    header Accept: */*\n"
          "    header Accept-Encoding: gzip\n"
          "    header User-Agent: flamegate\n"
          "    header X-Empty: \n"
          "    header Content-Length: 5\n"
          "    no-header Expect\n"
          "    body a\\x00b\\r\\n\n"
          "    text done\n"
          "GET /prefix/b\n"
          "    no-header Content-Length\n"
          "    no-header Content-Type\n"
          "    send Content-Type: text/plain\n"
          "    text got\n");
    char url[100];
    snprintf(url, sizeof url, "%s/prefix/", http_server_url(server));
    http_client_free(client);
    client = loopback_client(url, 20 * LOOPBACK_SECOND);
    url[strlen(url) - 1] = '\0';
    assert_string_equal(http_client_place(client), url);
    const struct http_parameter parameters[] = {{"query", "sum(x{a=\"b\"}) & c"}, {"time", "1795202997.833"}};
    const struct http_header headers[] = {{"Content-Type", "application/proto"}, {"X-Empty", ""}};
    const struct http_request post = {.what = "it",
                                      .method = HTTP_POST,
                                      .path = "/a/../b",
                                      .parameters = parameters,
                                      .parameter_count = 2,
                                      .headers = headers,
                                      .header_count = 2,
                                      .body = {(const uint8_t *)"a\0b\r\n", 5}};
    assert_answers(&post, "done");
    assert_answers(&(struct http_request){.what = "it", .path = "/b"}, "got");
    assert_answers(&post, "done");
}

static void a_post_without_a_body_is_one(void **state)
{
    (void)state;
    start("POST /x\n    header Content-Length: 0\n    body\n    text done\n");
    assert_answers(&(struct http_request){.what = "it", .method = HTTP_POST, .path = "/x"}, "done");
}

static void packed_answers_are_unpacked(void **state)
{
    (void)state;
    char body[20001];
    memset(body, '\0', sizeof body);
    start("GET /packed\n    zeros 20000\n    gzip\nGET /chunked\n    zeros 20000\n    gzip\n    chunked\n");
    const char *const paths[] = {"/packed", "/chunked"};
    for (size_t i = 0; i < 2; i++) {
        struct http_answer answer;
        struct error err = ERROR_INIT;
        const struct http_request request = {
            .what = "it", .path = paths[i], .packed_ceiling = 1000, .ceiling = 20000};
        assert_int_equal(http_perform(client, &request, &answer, &err), 0);
        assert_int_equal(answer.body.size, 20000);
        assert_memory_equal(answer.body.data, body, 20000);
        http_answer_clear(&answer);
    }
}

static void a_redirect_keeps_method_body_and_login(void **state)
{
    (void)state;
    start("POST /old\n    status 302 x\n    send Location: $HERE/new?a=b\n"
          "POST /new\n    query a=b\n    header Authorization: Bearer " LOOPBACK_TOKEN
          "\n    body ask\n    text done\n");
    assert_answers(
        &(struct http_request){.what = "it", .method = HTTP_POST, .path = "/old", .body = bytes_of_text("ask")},
        "done");
}

static void another_host_never_hears_of_us(void **state)
{
    (void)state;
    char script[200];
    struct http_server *other = http_server_start("GET /x\n    text hello\n", NULL);
    snprintf(script, sizeof script, "GET /x\n    status 307 x\n    send Location: %s/x\n", http_server_url(other));
    start(script);
    assert_fails(&(struct http_request){.what = "it", .path = "/x"}, "which is not followed");
    assert_int_equal(http_server_count(other), 0);
    http_server_stop(other);
}

static void a_server_that_comes_back_is_asked_again(void **state)
{
    (void)state;
    start("GET /x\n    times 1\n    status 503 x\n"
          "GET /x\n    times 1\n    reset 0\n"
          "GET /x\n    text hello\n"
          "GET /busy\n    times 1\n    status 429 x\n    send Retry-After: 7\n"
          "GET /busy\n    text hello\n");
    assert_answers(&(struct http_request){.what = "it", .path = "/x"}, "hello");
    int64_t before = loopback_now();
    assert_answers(&(struct http_request){.what = "it", .path = "/busy"}, "hello");
    int64_t pause = loopback_now() - before;
    assert_true(pause >= 7 * LOOPBACK_SECOND && pause < 9 * LOOPBACK_SECOND);
}

static bool is_in_use(const struct http_answer *answer)
{
    struct bytes body = byte_buffer_view(&answer->body);
    return answer->status == 500 && bytes_start_with(body, "Could not enable CPU profiling");
}

static void a_caller_may_know_what_busy_looks_like(void **state)
{
    (void)state;
    start("GET /x\n    times 2\n    answer gopprof-busy\nGET /x\n    answer gopprof-profile-1s\n"
          "GET /y\n    answer gopprof-busy\n");
    const struct http_request request = {.what = "it", .path = "/x", .is_busy = is_in_use};
    struct http_answer answer;
    struct error err = ERROR_INIT;
    assert_int_equal(http_perform(client, &request, &answer, &err), 0);
    assert_int_equal(answer.body.size, 597);
    http_answer_clear(&answer);
    assert_fails(&(struct http_request){.what = "it", .path = "/y", .is_busy = is_in_use, .attempts = 2},
                 "(500: Could not enable CPU profiling: cpu profiling already in use)");
    assert_int_equal(http_server_count(server), 5);
}

static void a_basic_login_is_sent_and_not_told(void **state)
{
    (void)state;
    /* printf 'joe:hunter2-and-more' | base64 */
    start("GET /x\n    header Authorization: Basic am9lOmh1bnRlcjItYW5kLW1vcmU=\n    text hello\n"
          "GET /y\n    status 403 x\n    echo Authorization\n");
    const struct server_settings access = {
        .url = http_server_url(server), .user = "joe", .password = {.environment = "PASSWORD"}, .tenant = "shop"};
    const struct http_settings settings = {.access = &access};
    struct error err = ERROR_INIT;
    http_client_free(client);
    assert_int_equal(http_client_new(&client, &settings, &loopback_world, &err), 0);
    assert_answers(&(struct http_request){.what = "it", .path = "/x"}, "hello");
    assert_fails(&(struct http_request){.what = "it", .path = "/y"}, "(403: Basic ***)");
    assert_non_null(strstr(http_server_heard(server), "X-Scope-OrgID: shop\r\n"));
}

static void proxies_are_what_the_environment_says(void **state)
{
    (void)state;
    struct http_server *proxy =
        http_server_start("* *\n    no-header Proxy-Authorization\n    text by proxy\n", NULL);
    server = http_server_start("GET /x\n    text direct\n", NULL);
    const struct http_request request = {.what = "it", .path = "/x"};
    static const struct {
        const char *name, *body;
    } cases[] = {
        {"http_proxy", "by proxy"}, {"all_proxy", "by proxy"}, {"HTTP_PROXY", "direct"},
        {"https_proxy", "direct"},  {"no_proxy", "direct"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        loopback_set(cases[i].name, http_server_url(proxy));
        client = loopback_client(http_server_url(server), 20 * LOOPBACK_SECOND);
        assert_answers(&request, cases[i].body);
        http_client_free(client);
        client = NULL;
    }
    assert_int_equal(http_server_count(proxy), 2);
    http_server_stop(proxy);

    loopback_set("http_proxy", "http://joe:" LOOPBACK_TOKEN "@127.0.0.1:1");
    client = loopback_client(http_server_url(server), 20 * LOOPBACK_SECOND);
    struct http_answer answer;
    struct error err = ERROR_INIT;
    assert_int_equal(http_perform(client, &request, &answer, &err), -1);
    assert_non_null(strstr(err.sentence, "nobody accepts a connection there"));
    assert_null(strstr(err.sentence, LOOPBACK_TOKEN));
    http_answer_clear(&answer);
}

static void the_machines_own_environment_is_not_asked(void **state)
{
    (void)state;
    setenv("http_proxy", "http://127.0.0.1:1", 1);
    start("GET /x\n    text direct\n");
    assert_answers(&(struct http_request){.what = "it", .path = "/x"}, "direct");
    unsetenv("http_proxy");
}

static void nobody_there_is_asked_again_and_then_told(void **state)
{
    (void)state;
    /* Port 1 of this machine: nobody listens. */
    int64_t before = loopback_now();
    client = loopback_client("http://127.0.0.1:1", LOOPBACK_SECOND);
    assert_fails(&(struct http_request){.what = "it", .path = "/x", .attempts = 5},
                 "nobody accepts a connection there");
    /* Four pauses of 0.5, 1, 2 and 4 s, each of which may be half of it. */
    int64_t pauses = loopback_now() - before;
    assert_true(pauses >= 3750000000 && pauses <= 9 * LOOPBACK_SECOND);
    assert_true(loopback_lines > 0);
}

static void a_name_without_a_host_is_told(void **state)
{
    (void)state;
    client = loopback_client("http://no-such-host.invalid", LOOPBACK_SECOND);
    assert_fails(&(struct http_request){.what = "it", .path = "/x", .attempts = 1},
                 "the host's name cannot be resolved");
}

static void the_deadline_ends_everything(void **state)
{
    (void)state;
    start("GET /x\n    stall 5\nGET /y\n    text hello\n");
    const struct server_settings access = {.url = http_server_url(server), .deadline = 300 * LOOPBACK_MILLISECOND};
    const struct http_settings settings = {.access = &access};
    struct error err = ERROR_INIT;
    http_client_free(client);
    assert_int_equal(http_client_new(&client, &settings, &loopback_world, &err), 0);
    int64_t before = loopback_machine_now();
    assert_fails(&(struct http_request){.what = "it", .path = "/x"},
                 "the 300 ms allowed for all of it are over; ask");
    assert_true(loopback_machine_now() - before < 5 * LOOPBACK_SECOND);
    assert_fails(&(struct http_request){.what = "it", .path = "/y"}, "are over");
    http_client_restart_deadline(client);
    assert_answers(&(struct http_request){.what = "it", .path = "/y"}, "hello");
}

static int64_t frozen_now(void *world)
{
    (void)world;
    return 1;
}

static void a_clock_that_stands_still_holds_nobody_up(void **state)
{
    (void)state;
    start("GET /x\n    stall 5\n");
    struct surroundings frozen = loopback_world;
    frozen.now = frozen_now;
    const struct server_settings access = {.url = http_server_url(server), .deadline = 100 * LOOPBACK_MILLISECOND};
    const struct http_settings settings = {.access = &access};
    struct error err = ERROR_INIT;
    http_client_free(client);
    assert_int_equal(http_client_new(&client, &settings, &frozen, &err), 0);
    assert_fails(&(struct http_request){.what = "it", .path = "/x"}, "fell silent");
}

static void one_answer_has_its_own_time(void **state)
{
    (void)state;
    start("GET /x\n    stall 5\n");
    const struct server_settings access = {.url = http_server_url(server), .timeout = 200 * LOOPBACK_MILLISECOND};
    const struct http_settings settings = {.access = &access, .key = "store.parca"};
    struct error err = ERROR_INIT;
    http_client_free(client);
    assert_int_equal(http_client_new(&client, &settings, &loopback_world, &err), 0);
    assert_fails(&(struct http_request){.what = "it", .path = "/x"},
                 "longer than one is allowed to; ask for less, or raise "
                 "the timeout of store.parca");
}

static void a_server_may_be_given_time(void **state)
{
    (void)state;
    start("GET /x\n    delay 600\n    text hello\n");
    http_client_free(client);
    client = loopback_client(http_server_url(server), 200 * LOOPBACK_MILLISECOND);
    assert_fails(&(struct http_request){.what = "it", .path = "/x"}, "fell silent");
    assert_answers(&(struct http_request){.what = "it", .path = "/x", .silence = 20 * LOOPBACK_SECOND}, "hello");
}

/* ---- many at once ---- */

struct seen {
    unsigned good[40], failed[40];
    size_t calls, stop_after;
};

static int see(void *context, size_t index, struct http_answer *answer, const struct error *failure,
               struct error *err)
{
    struct seen *seen = context;
    (failure ? seen->failed : seen->good)[index]++;
    assert_int_equal(answer->status == 200, !failure);
    /* The body may be taken away. */
    if (index % 2 == 0) {
        struct byte_buffer body = answer->body;
        answer->body = (struct byte_buffer){0};
        byte_buffer_free(&body);
    }
    if (++seen->calls == seen->stop_after)
        return error_set(err, ERROR_UNFIT, "enough");
    return 0;
}

static struct http_request requests[40];
static char paths[40][20];

static void prepare(void)
{
    for (size_t i = 0; i < 40; i++) {
        snprintf(paths[i], sizeof paths[i], "/x?%zu", i);
        requests[i] = (struct http_request){.what = "it", .path = i % 10 == 3 ? "/lost" : paths[i]};
    }
}

static void many_are_asked_and_each_is_told(void **state)
{
    (void)state;
    prepare();
    start("GET /x\n    zeros 10000\n    gzip\nGET /lost\n    status 404 x\n");
    for (size_t parallel = 0; parallel < 50; parallel += 8) {
        struct seen seen = {.calls = 0};
        struct error err = ERROR_INIT;
        assert_int_equal(http_perform_all(client, requests, 40, parallel, see, &seen, &err), 0);
        assert_int_equal(seen.calls, 40);
        for (size_t i = 0; i < 40; i++) {
            assert_int_equal(seen.failed[i], i % 10 == 3);
            assert_int_equal(seen.good[i], i % 10 != 3);
        }
    }
    assert_int_equal(http_perform_all(client, requests, 0, 4, see, NULL, NULL), 0);
}

static void wait_really(void *world, int64_t nanoseconds)
{
    (void)world;
    const struct timespec pause = {.tv_nsec = (long)(nanoseconds % LOOPBACK_SECOND)};
    nanosleep(&pause, NULL);
}

static void no_time_is_lost_between_requests(void **state)
{
    (void)state;
    prepare();
    start("GET /x\n    text x\nGET /lost\n    status 404 x\n");
    struct surroundings waiting = loopback_world;
    waiting.sleep = wait_really;
    const struct server_settings access = {.url = http_server_url(server)};
    const struct http_settings settings = {.access = &access};
    struct seen seen = {.calls = 0};
    struct error err = ERROR_INIT;
    http_client_free(client);
    assert_int_equal(http_client_new(&client, &settings, &waiting, &err), 0);
    int64_t before = loopback_machine_now();
    assert_int_equal(http_perform_all(client, requests, 40, 1, see, &seen, &err), 0);
    /* A slice of waiting for each would be 4 s. */
    assert_true(loopback_machine_now() - before < 2 * LOOPBACK_SECOND);
}

static void the_slow_ones_do_not_hold_up_the_others(void **state)
{
    (void)state;
    prepare();
    for (size_t i = 0; i < 8; i++)
        requests[i].path = "/slow";
    start("GET /slow\n    delay 300\n    text x\n");
    struct seen seen = {.calls = 0};
    struct error err = ERROR_INIT;
    int64_t before = loopback_machine_now();
    assert_int_equal(http_perform_all(client, requests, 8, 8, see, &seen, &err), 0);
    /* One after another would be 2.4 s. */
    assert_true(loopback_machine_now() - before < 2 * LOOPBACK_SECOND);
    assert_int_equal(seen.calls, 8);
}

static void the_one_who_is_told_may_stop_it(void **state)
{
    (void)state;
    prepare();
    start("GET /x\n    text x\nGET /lost\n    stall 0\n");
    for (size_t after = 1; after < 4; after++) {
        struct seen seen = {.stop_after = after};
        struct error err = ERROR_INIT;
        assert_int_equal(http_perform_all(client, requests, 40, 6, see, &seen, &err), -1);
        assert_string_equal(err.sentence, "enough");
        assert_int_equal(seen.calls, after);
    }
}

static void a_wish_to_stop_is_heard(void **state)
{
    (void)state;
    prepare();
    start("GET /x\n    text x\nGET /lost\n    stall 0\n");
    struct seen seen = {.calls = 0};
    struct error err = ERROR_INIT;
    loopback_cancelled = true;
    assert_int_equal(http_perform_all(client, requests, 40, 6, see, &seen, &err), 0);
    assert_int_equal(seen.calls, 40);
    for (size_t i = 0; i < 40; i++)
        assert_int_equal(seen.failed[i], 1);
    assert_int_equal(http_server_count(server), 0);
    assert_fails(&requests[0], "stopped before it was done");
}

static void a_header_that_cannot_be_sent_is_refused(void **state)
{
    (void)state;
    start("GET /x\n    text x\n");
    const struct http_header header = {"X-A", "b\r\nX-C: d"};
    const struct http_request request = {.what = "it", .path = "/x", .headers = &header, .header_count = 1};
    struct http_answer answer;
    struct error err = ERROR_INIT;
    assert_int_equal(http_perform(client, &request, &answer, &err), -1);
    assert_int_equal(err.kind, ERROR_POLICY);
    http_answer_clear(&answer);
    assert_int_equal(http_server_count(server), 0);
}

/* ---- memory ---- */

static int fetch(void *context, struct error *err)
{
    const struct server_settings access = {
        .url = http_server_url(server), .token = {.environment = "TOKEN"}, .tenant = "shop"};
    const struct http_settings settings = {.access = &access, .server = "Parca", .key = "store.parca"};
    const struct http_parameter parameter = {"a", "b c"};
    const struct http_header header = {"X-A", "b"};
    const struct http_request request = {.what = "it",
                                         .path = context,
                                         .parameters = &parameter,
                                         .parameter_count = 1,
                                         .headers = &header,
                                         .header_count = 1};
    struct http_client *fetching = NULL;
    struct http_answer answer = {0};
    int result = http_client_new(&fetching, &settings, &loopback_world, err);
    if (result == 0)
        result = http_perform(fetching, &request, &answer, err);
    http_answer_clear(&answer);
    http_client_free(fetching);
    return result;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    start("GET /x\n    zeros 100000\n    gzip\nGET /old\n    status 302 x\n    send Location: /x\n");
    http_client_free(client);
    client = NULL;
    assert_true(allocations_walk(fetch, (void *)(uintptr_t) "/x") > 15);
    assert_true(allocations_walk(fetch, (void *)(uintptr_t) "/old") > 15);
}

#define CASE(name) cmocka_unit_test_teardown(name, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_request_is_sent_as_it_is_said),
        CASE(a_post_without_a_body_is_one),
        CASE(packed_answers_are_unpacked),
        CASE(a_redirect_keeps_method_body_and_login),
        CASE(another_host_never_hears_of_us),
        CASE(a_server_that_comes_back_is_asked_again),
        CASE(a_caller_may_know_what_busy_looks_like),
        CASE(a_basic_login_is_sent_and_not_told),
        CASE(proxies_are_what_the_environment_says),
        CASE(the_machines_own_environment_is_not_asked),
        CASE(nobody_there_is_asked_again_and_then_told),
        CASE(a_name_without_a_host_is_told),
        CASE(the_deadline_ends_everything),
        CASE(a_clock_that_stands_still_holds_nobody_up),
        CASE(one_answer_has_its_own_time),
        CASE(a_server_may_be_given_time),
        CASE(many_are_asked_and_each_is_told),
        CASE(no_time_is_lost_between_requests),
        CASE(the_slow_ones_do_not_hold_up_the_others),
        CASE(the_one_who_is_told_may_stop_it),
        CASE(a_wish_to_stop_is_heard),
        CASE(a_header_that_cannot_be_sent_is_refused),
        CASE(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

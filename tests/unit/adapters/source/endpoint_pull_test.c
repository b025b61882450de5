#include "adapters/source/endpoint_pull.h"

#include "gate/base/memory.h"
#include "tests/support/http_server.h"
#include "tests/support/scratch.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static int64_t clock_now;

static int64_t now(void *world)
{
    (void)world;
    return clock_now += 1000000; /* it moves with each look at it */
}

static void pass_time(void *world, int64_t nanoseconds)
{
    (void)world;
    clock_now += nanoseconds;
}

static const char *environment(void *world, const char *name)
{
    (void)world;
    return strcmp(name, "GITHUB_ACTOR") == 0 ? "octocat" : strcmp(name, "FLAMEGATE_INCIDENT") == 0 ? "INC-7" : NULL;
}

static void say_nothing(void *world, const char *sentence)
{
    (void)world;
    (void)sentence;
}

static bool never(void *world)
{
    (void)world;
    return false;
}

static const struct surroundings world = {
    .now = now, .sleep = pass_time, .environment = environment, .progress = say_nothing, .cancelled = never};

static struct endpoints_settings settings = {
    .path = "/debug/pprof", .seconds = 2000000000, .metrics = "/metrics", .counter = "requests_total"};

static struct endpoint_target target;
static struct capture_audit audit;

static int take(struct endpoint_pull *out, const struct http_server *server, const char *type, struct error *err)
{
    const struct endpoint_kind *kinds[ENDPOINT_KINDS_MOST];
    const struct source_type types[] = {{.name = "n", .type = type}, {.name = "cpu", .type = "cpu"}};
    const struct server_settings access = {.url = http_server_url(server)};
    const struct http_settings http = {.access = &access, .server = "a pprof endpoint", .key = "store.endpoints"};
    static char path[512];
    snprintf(path, sizeof path, "%s", scratch_path("audit.jsonl"));
    audit = (struct capture_audit){.path = path, .world = &world};
    target = (struct endpoint_target){
        .url = access.url, .settings = &settings, .kinds = kinds, .audit = &audit, .world = &world};
    assert_int_equal(endpoint_kinds_choose(kinds, &target.kind_count, types, 2, NULL), 0);
    assert_int_equal(http_client_new(&target.client, &http, &world, NULL), 0);
    int status = endpoint_pull_take(out, &target, err);
    http_client_free(target.client);
    return status;
}

static void profiles_and_requests_come_together(void **state)
{
    (void)state;
    struct http_server *server = http_server_start("GET /metrics\n"
                                                   "    times 1\n"
                                                   "    text requests_total 100\\n\n"
                                                   "GET /metrics\n"
                                                   "    text requests_total 300\\n\n"
                                                   "GET /debug/pprof/profile\n"
                                                   "    query seconds=2\n"
                                                   "    no-query debug\n"
                                                   "    text cpu bytes\n"
                                                   "GET /debug/pprof/allocs\n"
                                                   "    query seconds=2\n"
                                                   "    text alloc bytes\n",
                                                   NULL);
    struct endpoint_pull pull;
    assert_int_equal(take(&pull, server, "allocs", NULL), 0);
    assert_string_equal(http_server_complaints(server), "");
    assert_true(bytes_equal(byte_buffer_view(&pull.profiles[0].bytes), bytes_of_text("cpu bytes")));
    assert_true(bytes_equal(byte_buffer_view(&pull.profiles[1].bytes), bytes_of_text("alloc bytes")));
    char *lines = scratch_read("audit.jsonl");
    size_t count = 0;
    for (const char *at = lines; (at = strchr(at, '\n')) != NULL; at++) {
        count++;
    }
    assert_int_equal(count, 4); /* begun and ended, of two profiles */
    memory_free(lines);
    endpoint_pull_clear(&pull);
    http_server_stop(server);
}

static void a_profiler_in_use_is_waited_for(void **state)
{
    (void)state;
    struct http_server *server =
        http_server_start("GET /metrics\n    text requests_total 5\\n\n"
                          "GET /debug/pprof/profile\n"
                          "    times 3\n"
                          "    status 500 Internal Server Error\n"
                          "    send X-Go-Pprof: 1\n"
                          "    text Could not enable CPU profiling: cpu profiling already in use\\n\n"
                          "GET /debug/pprof/profile\n"
                          "    text cpu bytes\n",
                          NULL);
    struct endpoint_pull pull;
    assert_int_equal(take(&pull, server, "cpu", NULL), 0);
    assert_null(pull.profiles[0].failure);
    assert_true(bytes_equal(byte_buffer_view(&pull.profiles[0].bytes), bytes_of_text("cpu bytes")));
    assert_int_equal(http_server_count(server), 6); /* the counter twice, the profile four times */
    endpoint_pull_clear(&pull);
    http_server_stop(server);
}

static void what_is_refused_is_kept_with_its_reason(void **state)
{
    (void)state;
    struct http_server *server = http_server_start("GET /metrics\n    text requests_total 5\\n\n"
                                                   "GET /debug/pprof/profile\n"
                                                   "    answer gopprof-error-404\n",
                                                   NULL);
    struct endpoint_pull pull;
    assert_int_equal(take(&pull, server, "cpu", NULL), 0);
    assert_non_null(strstr(pull.profiles[0].failure, "the cpu profile of"));
    assert_int_equal(pull.profiles[0].bytes.size, 0);
    endpoint_pull_clear(&pull);
    http_server_stop(server);
}

static void a_restart_during_a_pull_is_noticed(void **state)
{
    (void)state;
    struct http_server *server = http_server_start("GET /metrics\n    times 1\n    text requests_total 500\\n\n"
                                                   "GET /metrics\n    delay 50\n    text requests_total 5\\n\n"
                                                   "GET /debug/pprof/profile\n    text cpu bytes\n",
                                                   NULL);
    struct endpoint_pull pull;
    struct error err = ERROR_INIT;
    clock_now = 0;
    int status = take(&pull, server, "cpu", &err);
    assert_int_equal(status, -1);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_non_null(strstr(err.sentence, "the process was restarted"));
    http_server_stop(server);
}

static void a_counter_that_is_not_there_is_said(void **state)
{
    (void)state;
    struct http_server *server = http_server_start("GET /metrics\n    text other 5\\n\n", NULL);
    struct endpoint_pull pull;
    struct error err = ERROR_INIT;
    assert_int_equal(take(&pull, server, "cpu", &err), -1);
    assert_int_equal(err.kind, ERROR_UNFIT);
    assert_non_null(strstr(err.sentence, "there is no counter 'requests_total'"));
    http_server_stop(server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(profiles_and_requests_come_together),
        cmocka_unit_test(a_profiler_in_use_is_waited_for),
        cmocka_unit_test(what_is_refused_is_kept_with_its_reason),
        cmocka_unit_test(a_restart_during_a_pull_is_noticed),
        cmocka_unit_test(a_counter_that_is_not_there_is_said),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}

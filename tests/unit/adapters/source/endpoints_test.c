#include "adapters/source/endpoints.h"

#include "tests/support/http_server.h"

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
    return clock_now += 1000000;
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

static const char script[] = "GET /debug/pprof/profile\n    text cpu bytes\n";

/* Two targets a side, all of them the one server. */
static struct store_settings store;
static const char *targets[9];

static void use(const struct http_server *server, size_t count, size_t at_most)
{
    for (size_t i = 0; i < 9; i++) {
        targets[i] = http_server_url(server);
    }
    store = (struct store_settings){.kind = "endpoints",
                                    .endpoints = {.targets = {targets, targets},
                                                  .target_count = {count, count},
                                                  .path = "/debug/pprof",
                                                  .seconds = 1000000000,
                                                  .rounds = 3,
                                                  .at_most = at_most}};
}

static int count_bytes(void *context, size_t index, struct bytes bytes, const struct error *failure,
                       struct error *err)
{
    (void)index;
    (void)err;
    assert_null(failure);
    assert_true(bytes_equal(bytes, bytes_of_text("cpu bytes")));
    ++*(size_t *)context;
    return 0;
}

static void both_sides_are_taken_in_turn(void **state)
{
    (void)state;
    struct http_server *server = http_server_start(script, NULL);
    const struct source_setup setup = {.store = &store, .service = ""};
    const struct source_side sides[SIDES] = {{.side = BASELINE, .version = "v1"},
                                             {.side = CANDIDATE, .version = "v2"}};
    struct captures captures[SIDES];
    void *session;
    use(server, 2, 1);
    assert_int_equal(endpoints_source.open(&session, &setup, &world, NULL), 0);
    assert_int_equal(endpoints_source.prepare(session, sides, NULL), 0);
    for (int side = 0; side < SIDES; side++) {
        assert_int_equal(endpoints_source.plan(&captures[side], session, &sides[side], NULL), 0);
        assert_int_equal(captures[side].count, 3); /* the first target only: nobody asked for more */
        assert_string_equal(captures[side].items[0].instance, http_server_url(server));
    }
    /* A B, B A, A B: the first pull of the candidate comes before the second of the baseline, and so on. */
    assert_true(captures[BASELINE].items[0].window.end < captures[CANDIDATE].items[0].window.end);
    assert_true(captures[CANDIDATE].items[1].window.end < captures[BASELINE].items[1].window.end);
    assert_true(captures[BASELINE].items[2].window.end < captures[CANDIDATE].items[2].window.end);
    const struct source_order order = {&captures[0].items[1], &captures[0].items[1].parts[0]};
    size_t fetched = 0;
    assert_int_equal(endpoints_source.fetch(session, &order, 1, count_bytes, &fetched, NULL), 0);
    assert_int_equal(fetched, 1);
    captures_clear(&captures[0]);
    captures_clear(&captures[1]);
    endpoints_source.close(session);
    assert_int_equal(http_server_count(server), 6);
    http_server_stop(server);
}

static void many_processes_are_not_touched_by_mistake(void **state)
{
    (void)state;
    struct http_server *server = http_server_start(script, NULL);
    struct source_setup setup = {.store = &store, .service = ""};
    struct error err = ERROR_INIT;
    void *session;
    use(server, 5, 5);
    assert_int_equal(endpoints_source.open(&session, &setup, &world, &err), -1);
    assert_int_equal(err.kind, ERROR_USAGE);
    assert_string_equal(err.sentence,
                        "10 processes would be profiled, more than 8: nothing was touched; if that is "
                        "meant, say --fan-out 10");
    setup.fan_out = 10;
    assert_int_equal(endpoints_source.open(&session, &setup, &world, NULL), 0);
    endpoints_source.close(session);
    assert_int_equal(http_server_count(server), 0);
    http_server_stop(server);
}

static void what_fails_at_once_is_not_tried_for_minutes(void **state)
{
    (void)state;
    struct http_server *server = http_server_start("GET /debug/pprof/profile\n    status 404 Not Found\n", NULL);
    const struct source_setup setup = {.store = &store, .service = ""};
    const struct source_side sides[SIDES] = {{.side = BASELINE, .version = "v1"},
                                             {.side = CANDIDATE, .version = "v2"}};
    struct error err = ERROR_INIT;
    void *session;
    use(server, 1, 1);
    assert_int_equal(endpoints_source.open(&session, &setup, &world, NULL), 0);
    assert_int_equal(endpoints_source.prepare(session, sides, &err), -1);
    assert_int_equal(err.kind, ERROR_INPUT);
    endpoints_source.close(session);
    assert_int_equal(http_server_count(server), 1);
    http_server_stop(server);
}

/* TEST-NET-1 of RFC 5737: nobody is there, and nothing is sent to it. */
static void public_addresses_are_left_alone(void **state)
{
    (void)state;
    static const char *const public_targets[] = {"http://192.0.2.1:6060"};
    const struct source_setup setup = {.store = &store, .service = ""};
    const struct source_side sides[SIDES] = {{.side = BASELINE, .version = "v1"},
                                             {.side = CANDIDATE, .version = "v2"}};
    struct error err = ERROR_INIT;
    void *session;
    store = (struct store_settings){.kind = "endpoints",
                                    .endpoints = {.targets = {public_targets, public_targets},
                                                  .target_count = {1, 1},
                                                  .path = "/debug/pprof",
                                                  .seconds = 1000000000,
                                                  .rounds = 1,
                                                  .at_most = 1}};
    assert_int_equal(endpoints_source.open(&session, &setup, &world, NULL), 0);
    assert_int_equal(endpoints_source.prepare(session, sides, &err), -1);
    assert_non_null(strstr(err.sentence, "its address is neither loopback nor private"));
    endpoints_source.close(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_sides_are_taken_in_turn),
        cmocka_unit_test(many_processes_are_not_touched_by_mistake),
        cmocka_unit_test(what_fails_at_once_is_not_tried_for_minutes),
        cmocka_unit_test(public_addresses_are_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

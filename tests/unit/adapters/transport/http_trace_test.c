#include "adapters/transport/http_trace.h"

#include "gate/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define MILLISECOND 1000000LL

static char said[8192];
static int64_t clock_now;

static int64_t now(void *world)
{
    (void)world;
    return clock_now;
}

static void hear(void *world, const char *line)
{
    size_t length = strlen(said);
    (void)world;
    snprintf(said + length, sizeof said - length, "%s\n", line);
}

static const char *variable(void *world, const char *name)
{
    (void)world;
    return strcmp(name, "TOKEN") == 0   ? "tok-1234567"
           : strcmp(name, "SHORT") == 0 ? "abc"
           : strcmp(name, "PW") == 0    ? "pass-7654321"
                                        : NULL;
}

static struct surroundings world = {.now = now, .environment = variable, .trace = hear};
static struct http_plan plan;
static struct http_exchange exchange;

static void begin(const struct server_settings *access, const struct http_request *request)
{
    const struct http_settings settings = {.access = access, .server = "Parca", .key = "store.parca"};
    struct error err = ERROR_INIT;
    said[0] = '\0';
    clock_now = 1000000 * MILLISECOND;
    if (http_plan_make(&plan, &settings, &world, &err) != 0 ||
        http_exchange_make(&exchange, &plan, request, 0, &err) != 0)
        fail_msg("%s", err.sentence);
    http_exchange_begin(&exchange);
}

static void end(void)
{
    http_exchange_clear(&exchange);
    http_plan_clear(&plan);
    world.trace = hear;
    assert_int_equal(memory_usage().used, 0);
}

static const struct http_request plain = {.what = "the types", .path = "/a"};

static void headers_are_named_and_secrets_are_not(void **state)
{
    (void)state;
    const struct header_setting headers[] = {{.name = "X-Key", .value = "value-with-key"},
                                             {.name = "X-Short", .secret = {.environment = "SHORT"}}};
    const struct server_settings access = {.url = "http://h:1/p",
                                           .token = {.environment = "TOKEN"},
                                           .tenant = "team-a",
                                           .project = "p-1",
                                           .headers = headers,
                                           .header_count = 2};
    const struct http_header own[] = {{"Content-Type", "application/proto"}};
    const struct http_request request = {.what = "the types of tok-1234567",
                                         .method = HTTP_POST,
                                         .path = "/a",
                                         .headers = own,
                                         .header_count = 1,
                                         .body = {(const uint8_t *)"body", 4}};
    begin(&access, &request);
    assert_string_equal(said, "> POST http://h:1/p/a (the types of ***), 4 bytes; X-Scope-OrgID: team-a; "
                              "projectID: p-1; X-Key: ***; X-Short: ***; Authorization: ***; "
                              "Content-Type: application/proto\n");
    end();
}

static void of_a_query_only_names_are_shown(void **state)
{
    (void)state;
    const struct server_settings access = {.url = "http://h:1", .user = "me", .password = {.environment = "PW"}};
    const struct http_parameter parameters[] = {{"seconds", "10"}, {"sig", "pass-7654321"}};
    const struct http_request request = {
        .what = "it", .path = "/a", .parameters = parameters, .parameter_count = 2};
    begin(&access, &request);
    assert_string_equal(said, "> GET http://h:1/a?seconds=***&sig=*** (it), 0 bytes; Authorization: ***\n");
    end();
}

static void an_answer_is_told_with_its_time(void **state)
{
    (void)state;
    const struct server_settings access = {.url = "http://h:1"};
    begin(&access, &plain);
    said[0] = '\0';
    assert_true(http_exchange_head(&exchange, bytes_of_text("HTTP/1.1 200 OK\r\n")));
    assert_true(http_exchange_head(&exchange, bytes_of_text("\r\n")));
    assert_true(http_exchange_body(&exchange, bytes_of_text("abc")));
    clock_now += 31 * MILLISECOND;
    assert_false(http_exchange_ended(&exchange, HTTP_END_ANSWER, NULL, ""));
    assert_string_equal(said, "< 200, 3 bytes, in 31 ms\n");
    end();
}

static void another_attempt_is_told(void **state)
{
    (void)state;
    const struct server_settings access = {.url = "http://h:1"};
    begin(&access, &plain);
    said[0] = '\0';
    clock_now += 2 * MILLISECOND;
    assert_true(http_exchange_ended(&exchange, HTTP_END_REFUSED, NULL, ""));
    assert_memory_equal(said, "< no answer, in 2 ms; asking again in ", 38);
    said[0] = '\0';
    http_exchange_begin(&exchange);
    assert_string_equal(said, "> GET http://h:1/a (the types), 0 bytes, attempt 2\n");
    said[0] = '\0';
    assert_true(http_exchange_head(&exchange, bytes_of_text("HTTP/1.1 404 Not Found\r\n")));
    assert_true(http_exchange_head(&exchange, bytes_of_text("\r\n")));
    assert_true(http_exchange_body(&exchange, bytes_of_text("no\x1b[31m")));
    assert_false(http_exchange_ended(&exchange, HTTP_END_ANSWER, NULL, ""));
    assert_memory_equal(said, "< 404, 7 bytes, in 0", 20);
    assert_non_null(strstr(said, "cannot fetch the types from 'http://h:1'"));
    assert_null(strchr(said, '\x1b'));
    end();
}

static void nobody_is_told_who_did_not_ask(void **state)
{
    (void)state;
    const struct server_settings access = {.url = "http://h:1"};
    world.trace = NULL;
    begin(&access, &plain);
    http_exchange_ended(&exchange, HTTP_END_REFUSED, NULL, "");
    assert_string_equal(said, "");
    end();
}

/* A line is cut where it is full, and a secret at its end is cut with it. */
static void long_lines_are_cut(void **state)
{
    (void)state;
    const struct server_settings access = {.url = "http://h:1", .token = {.environment = "TOKEN"}};
    char what[3000] = "";
    for (size_t i = 0; i < sizeof what - 12; i += 11)
        memcpy(what + i, "tok-1234567", 12);
    const struct http_request request = {.what = what, .path = "/a"};
    begin(&access, &request);
    assert_null(strstr(said, "tok-"));
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers_are_named_and_secrets_are_not), cmocka_unit_test(of_a_query_only_names_are_shown),
        cmocka_unit_test(an_answer_is_told_with_its_time),       cmocka_unit_test(another_attempt_is_told),
        cmocka_unit_test(nobody_is_told_who_did_not_ask),        cmocka_unit_test(long_lines_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

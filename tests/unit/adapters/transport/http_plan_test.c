#include "adapters/transport/http_plan.h"

#include "gate/base/memory.h"
#include "tests/support/allocations.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char *environment(void *world, const char *name)
{
    (void)world;
    static const char *const values[][2] = {
        {"TOKEN", "glsa_12345"},          {"PASSWORD", "hunter2"},
        {"HTTP_PROXY", "http://never:1"}, {"http_proxy", ""},
        {"ALL_PROXY", "http://all:2"},    {"HTTPS_PROXY", "http://joe:pw@secure:3"},
        {"NO_PROXY", "localhost,.svc"},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (strcmp(values[i][0], name) == 0)
            return values[i][1];
    return NULL;
}

static int64_t now(void *world)
{
    (void)world;
    return 1000;
}

static const struct surroundings world = {.environment = environment, .now = now};

static int plan_of(struct http_plan *plan, const struct server_settings *access, struct error *err)
{
    const struct http_settings settings = {.access = access, .key = "store.parca"};
    return http_plan_make(plan, &settings, &world, err);
}

static void defaults_are_put_in(void **state)
{
    (void)state;
    struct http_plan plan;
    struct error err = ERROR_INIT;
    assert_int_equal(plan_of(&plan, &(struct server_settings){.url = "https://h/prefix//"}, &err), 0);
    assert_string_equal(plan.url, "https://h/prefix");
    assert_true(plan.connect_timeout == 10000000000 && plan.stall_timeout == 60000000000);
    assert_true(plan.timeout == 0 && plan.deadline == 300000000000 && plan.deadline_end == 300000001000);
    assert_int_equal(plan.attempts, 5);
    assert_int_equal(plan.line_count, 0);
    assert_false(plan.has_login);
    /* HTTP_PROXY is not asked: a header named Proxy can set it where a web server runs us. */
    assert_string_equal(plan.http_proxy, "http://all:2");
    assert_string_equal(plan.https_proxy, "http://joe:pw@secure:3");
    assert_string_equal(plan.not_proxied, "localhost,.svc");
    http_plan_clear(&plan);
}

static void logins_become_lines_and_secrets(void **state)
{
    (void)state;
    const struct header_setting headers[] = {{.name = "X-Key", .secret = {.environment = "PASSWORD"}},
                                             {.name = "X-Empty", .value = ""},
                                             {.name = "Authorization", .value = "Bearer written-down"}};
    struct server_settings settings = {.url = "https://h",
                                       .token = {.environment = "TOKEN"},
                                       .tenant = "shop",
                                       .project = "p-1",
                                       .headers = headers,
                                       .header_count = 3};
    struct http_plan plan;
    struct error err = ERROR_INIT;
    assert_int_equal(plan_of(&plan, &settings, &err), 0);
    assert_int_equal(plan.line_count, 6);
    assert_string_equal(plan.lines[0], "X-Scope-OrgID: shop");
    assert_string_equal(plan.lines[1], "projectID: p-1");
    assert_string_equal(plan.lines[2], "X-Key: hunter2");
    assert_string_equal(plan.lines[3], "X-Empty;");
    assert_string_equal(plan.lines[4], "Authorization: Bearer written-down");
    assert_string_equal(plan.lines[5], "Authorization: Bearer glsa_12345");
    /* What stands in the policy is shown as little as what does not. */
    assert_int_equal(plan.secrets.count, 4);
    assert_string_equal(plan.secrets.items[2], "written-down");
    assert_true(plan.has_login);
    http_plan_clear(&plan);

    settings = (struct server_settings){.url = "https://h", .user = "joe", .password = {.environment = "PASSWORD"}};
    assert_int_equal(plan_of(&plan, &settings, &err), 0);
    assert_string_equal(plan.user, "joe");
    assert_string_equal(plan.password, "hunter2");
    assert_int_equal(plan.secrets.count, 2);
    assert_string_equal(plan.secrets.items[1], "am9lOmh1bnRlcjI="); /* printf joe:hunter2 | base64 */
    http_plan_clear(&plan);
}

static void assert_refused(struct server_settings settings, enum error_kind kind, const char *sentence)
{
    struct http_plan plan;
    struct error err = ERROR_INIT;
    size_t used = memory_usage().used;
    settings.url = settings.url ? settings.url : "https://h";
    assert_int_equal(plan_of(&plan, &settings, &err), -1);
    assert_int_equal(err.kind, kind);
    if (!strstr(err.sentence, sentence))
        fail_msg("said: %s", err.sentence);
    assert_int_equal(memory_usage().used, used);
}

static void what_cannot_be_meant_is_refused(void **state)
{
    (void)state;
    const struct secret_place token = {.environment = "TOKEN"};
    const struct header_setting bad_name = {.name = "a b", .value = ""}, no_name = {.value = "x"},
                                two_lines = {.name = "a", .value = "b\r\nc: d"};
    assert_refused((struct server_settings){.url = "https://joe:pw@h"}, ERROR_POLICY, "holds a user or a password");
    assert_refused((struct server_settings){.token = token, .user = "joe"}, ERROR_POLICY, "a token and a user");
    assert_refused((struct server_settings){.password = token}, ERROR_POLICY, "a password but no user");
    assert_refused((struct server_settings){.user = "joe"}, ERROR_POLICY,
                   "the password of store.parca is not given");
    assert_refused((struct server_settings){.user = "joe:pw", .password = token}, ERROR_POLICY, "holds a ':'");
    assert_refused((struct server_settings){.token = {.environment = "NONE"}}, ERROR_INPUT, "'NONE' is not set");
    assert_refused((struct server_settings){.headers = &bad_name, .header_count = 1}, ERROR_POLICY,
                   "store.parca: 'a b' is no name of a header");
    assert_refused((struct server_settings){.headers = &no_name, .header_count = 1}, ERROR_POLICY, "'' is no name");
    assert_refused((struct server_settings){.headers = &two_lines, .header_count = 1}, ERROR_POLICY,
                   "the header 'a' holds a line break");
    assert_refused((struct server_settings){.key = "x"}, ERROR_POLICY, "but not the certificate");
    assert_refused((struct server_settings){.ca = "/nowhere/ca.pem"}, ERROR_INPUT,
                   "cannot use the CA file of store.parca: ");
    assert_refused((struct server_settings){.ca = scratch_path("")}, ERROR_INPUT, "is no file");
}

static int make(void *context, struct error *err)
{
    struct http_plan plan;
    if (plan_of(&plan, context, err) != 0)
        return -1;
    http_plan_clear(&plan);
    return 0;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    scratch_write("pem", "x");
    const struct header_setting headers[] = {{.name = "a", .value = "b"},
                                             {.name = "c", .secret = {.environment = "TOKEN"}}};
    struct server_settings with_token = {.url = "https://h",
                                         .token = {.environment = "TOKEN"},
                                         .ca = scratch_path("pem"),
                                         .headers = headers,
                                         .header_count = 2};
    struct server_settings with_user = {.url = "https://h", .user = "joe", .password = {.environment = "TOKEN"}};
    assert_true(allocations_walk(make, &with_token) > 10);
    assert_true(allocations_walk(make, &with_user) > 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_are_put_in),
        cmocka_unit_test(logins_become_lines_and_secrets),
        cmocka_unit_test(what_cannot_be_meant_is_refused),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}

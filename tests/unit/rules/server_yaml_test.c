#include "rules/server_yaml.h"

#include "tests/support/policy_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Lines 1 to 3 of every text below. */
static const char beginning[] = "version: 1\n"
                                "rules:\n"
                                "  - {id: all, match: {any: true}, fail_over: [{of_itself: 10%, of_total: 2%}]}\n";

static struct policy *read_policy(const char *settings)
{
    char yaml[2048];
    snprintf(yaml, sizeof yaml, "%s%s", beginning, settings);
    return policy_text_read(yaml);
}

static const struct policy_text_case cases[] = {
    {"requests: {prometheus: {url: ftp://x, query: 'sum(increase(x{v=\"$version\"}[$window]))'}}\n",
     "p.yaml:4:30: 'url' must begin with http:// or https:// and name a host\n"
     "    requests: {prometheus: {url: ftp://x, query: 'sum(increase(x{v=\"$version\"}[$window]))'}}\n"
     "                                 ^~~~~~~\n"},
    {"requests: {prometheus: {url: \"https://u:p@host/\", query: 'sum(increase(x{v=\"$version\"}[$window]))'}}\n",
     "p.yaml:4:30: 'url' must not hold a login: give 'user' and 'password', or 'token'\n"
     "    (the line is not shown: it holds a secret)\n"},
    {"requests: {prometheus: {url: \"http://h?x=1\", query: 'sum(increase(x{v=\"$version\"}[$window]))'}}\n",
     "p.yaml:4:30: 'url' is the server's address and at most a path: without '?', '#' and blanks\n"
     "    requests: {prometheus: {url: \"http://h?x=1\", query: 'sum(increase(x{v=\"$version\"}[$window]))'}}\n"
     "                                 ^~~~~~~~~~~~~~\n"},
    {"requests: {prometheus: {url: \"http://h\", tenant: [a], query: "
     "'sum(increase(x{v=\"$version\"}[$window]))'}}\n",
     "p.yaml:4:50: 'tenant' must be a text\n"
     "    requests: {prometheus: {url: \"http://h\", tenant: [a], query: "
     "'sum(increase(x{v=\"$version\"}[$window])...\n"
     "                                                     ^~~\n"},
    {"requests: {prometheus: {url: \"http://h\", user: me, query: 'sum(increase(x{v=\"$version\"}[$window]))'}}\n",
     "p.yaml:4:24: 'user' and 'password' go together\n"
     "    requests: {prometheus: {url: \"http://h\", user: me, query: "
     "'sum(increase(x{v=\"$version\"}[$window]))'}...\n"
     "                           ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n"},
    {"requests: {prometheus: {url: \"http://h\", user: me, password: secret, query: "
     "'sum(increase(x{v=\"$version\"}[$window]))'}}\n",
     "p.yaml:4:62: a secret never stands in the policy: say where 'password' lies, as {env: NAME} or {file: PATH}\n"
     "    (the line is not shown: it holds a secret)\n"},
    {"requests: {prometheus: {url: \"http://h\", token: abc, query: "
     "'sum(increase(x{v=\"$version\"}[$window]))'}}\n",
     "p.yaml:4:49: a secret never stands in the policy: say where 'token' lies, as {env: NAME} or {file: PATH}\n"
     "    (the line is not shown: it holds a secret)\n"},
    {"requests: {prometheus: {url: \"http://h\", token: {env: A, file: b}, query: "
     "'sum(increase(x{v=\"$version\"}[$window]))'}}\n",
     "p.yaml:4:49: 'token' lies in one place: either 'env' or 'file'\n"
     "    requests: {prometheus: {url: \"http://h\", token: {env: A, file: b}, query: "
     "'sum(increase(x{v=\"$versio...\n"
     "                                                    ^~~~~~~~~~~~~~~~~\n"},
    {"requests: {prometheus: {url: \"http://h\", token: {}, query: 'sum(increase(x{v=\"$version\"}[$window]))'}}\n",
     "p.yaml:4:49: 'token' lies in one place: either 'env' or 'file'\n"
     "    requests: {prometheus: {url: \"http://h\", token: {}, query: "
     "'sum(increase(x{v=\"$version\"}[$window]))'...\n"
     "                                                    ^~\n"},
    {"requests: {prometheus: {url: \"http://h\", user: me, password: {env: P}, token: {env: T}, query: "
     "'sum(increase(x{v=\"$version\"}[$window]))'}}\n",
     "p.yaml:4:24: there is one login: either 'user' with 'password', or 'token'\n"
     "    requests: {prometheus: {url: \"http://h\", user: me, password: {env: P}, token: {env: T}, query: "
     "'sum(...\n"
     "                           ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n"},
    {"requests: {prometheus: {url: \"http://h\", key: k.pem, query: "
     "'sum(increase(x{v=\"$version\"}[$window]))'}}\n",
     "p.yaml:4:24: 'key' needs the 'certificate' that it belongs to\n"
     "    requests: {prometheus: {url: \"http://h\", key: k.pem, query: "
     "'sum(increase(x{v=\"$version\"}[$window]))...\n"
     "                           ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n"},
    {"requests: {prometheus: {url: \"http://h\", timeout: 5, query: "
     "'sum(increase(x{v=\"$version\"}[$window]))'}}\n",
     "p.yaml:4:51: 'timeout' must be a time above 0 with its unit (ms, s, m, h, d), such as 30m, not '5'\n"
     "    requests: {prometheus: {url: \"http://h\", timeout: 5, query: "
     "'sum(increase(x{v=\"$version\"}[$window]))...\n"
     "                                                      ^\n"},
    {"requests: {prometheus: {url: \"http://h\", timeout: 5 years, query: "
     "'sum(increase(x{v=\"$version\"}[$window]))'}}\n",
     "p.yaml:4:51: 'timeout' must be a time above 0 with its unit (ms, s, m, h, d), such as 30m, not '5 years'\n"
     "    requests: {prometheus: {url: \"http://h\", timeout: 5 years, query: "
     "'sum(increase(x{v=\"$version\"}[$win...\n"
     "                                                      ^~~~~~~\n"},
    {"requests: {prometheus: {url: \"http://h\", timeout: 0s, query: "
     "'sum(increase(x{v=\"$version\"}[$window]))'}}\n",
     "p.yaml:4:51: 'timeout' must be a time above 0 with its unit (ms, s, m, h, d), such as 30m, not '0s'\n"
     "    requests: {prometheus: {url: \"http://h\", timeout: 0s, query: "
     "'sum(increase(x{v=\"$version\"}[$window])...\n"
     "                                                      ^~\n"},
    {"requests: {prometheus: {url: \"http://h\", headers: {\"X Y\": a}, query: "
     "'sum(increase(x{v=\"$version\"}[$window]))'}}\n",
     "p.yaml:4:52: 'X Y' is no name of a header\n"
     "    requests: {prometheus: {url: \"http://h\", headers: {\"X Y\": a}, query: "
     "'sum(increase(x{v=\"$version\"}[$...\n"
     "                                                       ^~~~~\n"},
    {"requests: {prometheus: {url: \"http://h\", headers: {X-Y: \"a\\nb\"}, query: "
     "'sum(increase(x{v=\"$version\"}[$window]))'}}\n",
     "p.yaml:4:57: the header 'X-Y' must stand on one line\n"
     "    requests: {prometheus: {url: \"http://h\", headers: {X-Y: \"a\\nb\"}, query: "
     "'sum(increase(x{v=\"$version\"...\n"
     "                                                            ^~~~~~\n"},
    {"requests: {prometheus: {url: \"http://h\", headers: [a], query: "
     "'sum(increase(x{v=\"$version\"}[$window]))'}}\n",
     "p.yaml:4:51: 'headers' must be a map such as {X-Team: shop}\n"
     "    requests: {prometheus: {url: \"http://h\", headers: [a], query: "
     "'sum(increase(x{v=\"$version\"}[$window]...\n"
     "                                                      ^~~\n"},
    {"requests: {prometheus: {url: \"http://h\", retries: 3, query: "
     "'sum(increase(x{v=\"$version\"}[$window]))'}}\n",
     "p.yaml:4:42: unknown key 'retries'; a counter has: url, tenant, project, user, password, token, ca, "
     "certificate, key, headers, timeout, deadline, query, by, per_endpoint, at_least, parameters\n"
     "    requests: {prometheus: {url: \"http://h\", retries: 3, query: "
     "'sum(increase(x{v=\"$version\"}[$window]))...\n"
     "                                             ^~~~~~~\n"},
};

static void every_fault_is_told_at_its_place(void **state)
{
    (void)state;
    policy_text_check(beginning, cases, sizeof cases / sizeof cases[0]);
}

static void a_login_says_where_its_secrets_lie(void **state)
{
    (void)state;
    struct policy *policy = read_policy("requests:\n"
                                        "  prometheus:\n"
                                        "    url: https://p.example.com/prometheus\n"
                                        "    user: 12345\n"
                                        "    password: {env: PROM_TOKEN}\n"
                                        "    certificate: client.pem\n"
                                        "    key: client.key\n"
                                        "    ca: ca.pem\n"
                                        "    headers: {X-Team: shop, X-Key: {file: key.txt}}\n"
                                        "    timeout: 30s\n"
                                        "    deadline: 1.5h\n"
                                        "    query: 'sum(increase(x{v=\"$version\"}[$window]))'\n");
    const struct server_settings *server = &policy->counting.server;
    assert_string_equal(server->user, "12345");
    assert_string_equal(server->password.environment, "PROM_TOKEN");
    assert_null(server->password.file);
    assert_string_equal(server->certificate, "client.pem");
    assert_string_equal(server->key, "client.key");
    assert_string_equal(server->ca, "ca.pem");
    assert_int_equal(server->header_count, 2);
    assert_string_equal(server->headers[0].value, "shop");
    assert_string_equal(server->headers[1].secret.file, "key.txt");
    assert_int_equal(server->timeout, 30000000000);
    assert_int_equal(server->deadline, 5400000000000);
    policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_is_told_at_its_place),
        cmocka_unit_test(a_login_says_where_its_secrets_lie),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

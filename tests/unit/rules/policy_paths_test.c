#include "rules/policy_paths.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void paths_are_meant_from_where_the_policy_stands(void **state)
{
    (void)state;
    const struct header_setting headers[] = {{.name = "X-Key", .secret = {.file = "key"}},
                                             {.name = "X-Team", .value = "shop"}};
    struct policy *policy;
    assert_int_equal(policy_new(&policy, "ci/gate/flamegate.yaml", NULL), 0);
    policy->store.server = (struct server_settings){
        .ca = "/etc/ca.pem", .token = {.file = "token"}, .headers = headers, .header_count = 2};
    policy->counting.server = (struct server_settings){.password = {.environment = "PW"}, .certificate = "c.pem"};
    policy->store.endpoints.audit = "audit.jsonl";
    policy->baseline.records = ".flamegate";
    assert_int_equal(policy_paths_resolve(policy), 0);
    assert_string_equal(policy->store.server.ca, "/etc/ca.pem");
    assert_string_equal(policy->store.server.token.file, "ci/gate/token");
    assert_string_equal(policy->store.server.headers[0].secret.file, "ci/gate/key");
    assert_null(policy->store.server.headers[1].secret.file);
    assert_string_equal(policy->counting.server.certificate, "ci/gate/c.pem");
    assert_string_equal(policy->counting.server.password.environment, "PW");
    assert_string_equal(policy->store.endpoints.audit, "ci/gate/audit.jsonl");
    assert_string_equal(policy->baseline.records, "ci/gate/.flamegate");
    policy_free(policy);
}

static void a_policy_of_this_folder_leaves_them_alone(void **state)
{
    (void)state;
    struct policy *policy;
    assert_int_equal(policy_new(&policy, "flamegate.yaml", NULL), 0);
    assert_string_equal(policy_paths_beside(policy, "a/b"), "a/b");
    assert_int_equal(policy_paths_resolve(policy), 0);
    assert_string_equal(policy->baseline.records, "");
    assert_null(policy->store.server.ca);
    policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_are_meant_from_where_the_policy_stands),
        cmocka_unit_test(a_policy_of_this_folder_leaves_them_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "rules/endpoints_yaml.h"

#include "tests/support/policy_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static struct policy *read_endpoints(const char *keys)
{
    char yaml[1024];
    snprintf(yaml, sizeof yaml,
             "version: 1\nrules: [{id: all, match: {any: true}, fail_over: [{of_itself: 10%%}]}]\n"
             "store: {endpoints: {baseline: \"http://a:1\", candidate: [\"http://b:1\"]%s}}\n",
             keys);
    return policy_text_read(yaml);
}

static void usual_captures_are_gentle(void **state)
{
    (void)state;
    struct policy *policy = read_endpoints("");
    const struct endpoints_settings *endpoints = &policy->store.endpoints;
    assert_string_equal(endpoints->targets[0][0], "http://a:1");
    assert_string_equal(endpoints->path, "/debug/pprof");
    assert_int_equal(endpoints->seconds, 10000000000);
    assert_int_equal(endpoints->rounds, 8);
    assert_int_equal(endpoints->at_most, 1);
    assert_false(endpoints->allow_public);
    assert_null(endpoints->audit);
    policy_free(policy);
}

static void every_key_is_taken(void **state)
{
    (void)state;
    struct policy *policy =
        read_endpoints(", path: /internal/pprof, pull: 60s, rounds: 12, at_most: 2, "
                       "allow_public: true, audit: a.jsonl, metrics: /metrics, counter: r_total");
    const struct endpoints_settings *endpoints = &policy->store.endpoints;
    assert_string_equal(endpoints->path, "/internal/pprof");
    assert_int_equal(endpoints->seconds, 60000000000);
    assert_int_equal(endpoints->rounds, 12);
    assert_int_equal(endpoints->at_most, 2);
    assert_true(endpoints->allow_public);
    assert_string_equal(endpoints->audit, "a.jsonl");
    assert_string_equal(endpoints->metrics, "/metrics");
    assert_string_equal(endpoints->counter, "r_total");
    policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(usual_captures_are_gentle),
        cmocka_unit_test(every_key_is_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

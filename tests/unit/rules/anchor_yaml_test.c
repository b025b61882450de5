#include "rules/anchor_yaml.h"

#include "tests/support/policy_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Lines 1 to 6 of every text below. */
static const char beginning[] =
    "version: 1\n"
    "profiles: {cpu: {type: cpu}, alloc: {type: alloc_space}}\n"
    "rules:\n"
    "  - {id: total-cpu, profile: cpu, match: {total: true}, fail_over: [{of_itself: 5%}]}\n"
    "  - {id: any, match: {any: true}, warn_over: [{of_itself: 10%, of_total: 2%}]}\n"
    "  - {id: promised, match: {function: [f]}, expect: {of_itself: -10%, in: v3}}\n";

static struct policy *read_policy(const char *anchor)
{
    char yaml[2048];
    snprintf(yaml, sizeof yaml, "%sstore: {files: 'p/$version'}\n%s", beginning, anchor);
    return policy_text_read(yaml);
}

static void its_rules_are_the_named_ones(void **state)
{
    (void)state;
    struct policy *policy = read_policy("anchor: {version: v2.0, rules: [total-cpu]}\n");
    assert_string_equal(policy->anchor.label, "v2.0");
    assert_int_equal(policy->anchor.rule_count, 1);
    assert_true(policy->rules[0].anchored);
    assert_false(policy->rules[1].anchored);
    assert_false(policy->rules[2].anchored);
    assert_true(policy_anchors(policy, "cpu"));
    assert_false(policy_anchors(policy, "alloc"));
    policy_free(policy);
}

static void without_names_it_is_for_every_rule_with_a_limit(void **state)
{
    (void)state;
    static const char *const texts[] = {"anchor: v2.0\n", "anchor: {version: v2.0}\n"};
    for (size_t i = 0; i < 2; i++) {
        struct policy *policy = read_policy(texts[i]);
        assert_string_equal(policy->anchor.label, "v2.0");
        assert_true(policy->rules[0].anchored);
        assert_true(policy->rules[1].anchored);
        assert_false(policy->rules[2].anchored);
        assert_true(policy_anchors(policy, "alloc"));
        policy_free(policy);
    }
}

static void there_may_be_none(void **state)
{
    (void)state;
    struct policy *policy = read_policy("");
    assert_string_equal(policy->anchor.label, "");
    assert_false(policy->rules[0].anchored);
    assert_false(policy_anchors(policy, "cpu"));
    policy_free(policy);
}

#define STORE "store: {files: 'p/$version'}\n"

static const struct policy_text_case cases[] = {
    {STORE "anchor: {version: v2.0, rules: [total-cpu, totl-cpu]}\n",
     "p.yaml:8:44: no rule has the id 'totl-cpu'; did you mean 'total-cpu'?\n"
     "    anchor: {version: v2.0, rules: [total-cpu, totl-cpu]}\n"
     "                                               ^~~~~~~~\n"},
    {STORE "anchor: {version: v2.0, rules: latency}\n", "p.yaml:8:32: no rule has the id 'latency'\n"
                                                        "    anchor: {version: v2.0, rules: latency}\n"
                                                        "                                   ^~~~~~~\n"},
    {STORE "anchor: {version: v2.0, rules: [promised]}\n",
     "p.yaml:8:33: rule 'promised' has no limit, only a promise, and that is about the baseline\n"
     "    anchor: {version: v2.0, rules: [promised]}\n"
     "                                    ^~~~~~~~\n"},
    {STORE "anchor: previous\n", "p.yaml:8:9: the anchor is one version that stays, such as v2.0: 'previous' would "
                                 "creep along with the releases\n"
                                 "    anchor: previous\n"
                                 "            ^~~~~~~~\n"},
    {STORE "anchor: {rules: [total-cpu]}\n", "p.yaml:8:9: the anchor needs the key 'version'\n"
                                             "    anchor: {rules: [total-cpu]}\n"
                                             "            ^\n"},
    {STORE "anchor: [v2.0]\n", "p.yaml:8:9: 'anchor' must be a version, or a map such as {version: v2.0}\n"
                               "    anchor: [v2.0]\n"
                               "            ^~~~~~\n"},
    {"anchor: v2.0\n",
     "p.yaml:7:1: an anchor needs a store that has its version, such as store: {files: \"profiles/$version\"}\n"
     "    anchor: v2.0\n"
     "    ^~~~~~\n"},
    {"store: {endpoints: {baseline: ['http://127.0.0.1:1'], candidate: ['http://127.0.0.1:2']}}\n"
     "anchor: v2.0\n",
     "p.yaml:8:1: live endpoints have no versions, so there is nothing to anchor to: an anchor needs a store of "
     "files, "
     "pyroscope or parca\n"
     "    anchor: v2.0\n"
     "    ^~~~~~\n"},
    {STORE "requests: option\nanchor: v2.0\n", "p.yaml:9:1: by 'requests: option' the command line counts the "
                                               "requests of both sides, but nobody those of the "
                                               "anchor: say 'requests: meta', or count by prometheus\n"
                                               "    anchor: v2.0\n"
                                               "    ^~~~~~\n"},
};

static void what_cannot_hold_is_told(void **state)
{
    (void)state;
    policy_text_check(beginning, cases, sizeof cases / sizeof cases[0]);
}

static void its_names_are_free(void **state)
{
    (void)state;
    static const struct policy_text_case clash[] = {
        {"anchor: v1\n", "p.yaml:5:1: reports call what profile 'cpu' is against the anchor 'cpu-anchor', which is "
                         "a profile as well: "
                         "give that one another name\n"
                         "    anchor: v1\n"
                         "    ^~~~~~\n"},
    };
    policy_text_check("version: 1\n"
                      "store: {files: 'p/$version'}\n"
                      "profiles: {cpu: {type: cpu}, cpu-anchor: {type: wall}}\n"
                      "rules: [{id: all, match: {any: true}, fail_over: [{of_itself: 10%, of_total: 2%}]}]\n",
                      clash, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_rules_are_the_named_ones),
        cmocka_unit_test(without_names_it_is_for_every_rule_with_a_limit),
        cmocka_unit_test(there_may_be_none),
        cmocka_unit_test(what_cannot_hold_is_told),
        cmocka_unit_test(its_names_are_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

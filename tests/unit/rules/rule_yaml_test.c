#include "rules/rule_yaml.h"

#include "tests/support/policy_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Lines 1 to 7 of every text below. */
static const char beginning[] = "version: 1\n"
                                "profiles:\n"
                                "  cpu: {type: cpu}\n"
                                "  alloc: {type: alloc_space}\n"
                                "  mine: {type: mine}\n"
                                "rules:\n"
                                "  - {id: all, match: {any: true}, fail_over: [{of_itself: 10%, of_total: 2%}]}\n";

static const struct policy_text_case promise_cases[] = {
    {"  - id: a\n"
     "    match: {function: f}\n"
     "    expect: {of_itself: 10%, in: v2}\n",
     "p.yaml:10:25: a promise is a fall: write -10%; a growth that may not be exceeded is for fail_over\n"
     "    expect: {of_itself: 10%, in: v2}\n"
     "                        ^~~\n"},
    {"  - id: a\n"
     "    match: {function: f}\n"
     "    expect: {of_itself: +10%, in: v2}\n",
     "p.yaml:10:25: a promise is a fall: write -10%; a growth that may not be exceeded is for fail_over\n"
     "    expect: {of_itself: +10%, in: v2}\n"
     "                        ^~~~\n"},
    {"  - id: a\n"
     "    match: {function: f}\n"
     "    expect: {of_itself: -10, in: v2}\n",
     "p.yaml:10:25: '-10' has no unit: write -10%\n"
     "    expect: {of_itself: -10, in: v2}\n"
     "                        ^~~\n"},
    {"  - id: a\n"
     "    match: {function: f}\n"
     "    expect: {of_itself: -10us, in: v2}\n",
     "p.yaml:10:25: 'of_itself' must be a percentage such as 10%, not '-10us'\n"
     "    expect: {of_itself: -10us, in: v2}\n"
     "                        ^~~~~\n"},
    {"  - id: a\n"
     "    match: {function: f}\n"
     "    expect: {of_itself: -0%, in: v2}\n",
     "p.yaml:10:25: a promise of 0 is none: say how much less it will cost, as in -10%\n"
     "    expect: {of_itself: -0%, in: v2}\n"
     "                        ^~~\n"},
    {"  - id: a\n"
     "    match: {function: f}\n"
     "    expect: {of_itself: -100%, in: v2}\n",
     "p.yaml:10:25: '-100%' leaves nothing to measure: promise less than -100%\n"
     "    expect: {of_itself: -100%, in: v2}\n"
     "                        ^~~~~\n"},
    {"  - id: a\n"
     "    match: {function: f}\n"
     "    expect: {of_itself: -10%}\n",
     "p.yaml:10:13: a promise needs the key 'in'\n"
     "    expect: {of_itself: -10%}\n"
     "            ^\n"},
    {"  - id: a\n"
     "    match: {function: f}\n"
     "    expect: {in: v2}\n",
     "p.yaml:10:13: a promise needs the key 'of_itself'\n"
     "    expect: {in: v2}\n"
     "            ^\n"},
    {"  - id: a\n"
     "    match: {function: f}\n"
     "    expect: {of_itself: -10%, in: ''}\n",
     "p.yaml:10:35: 'in' must not be empty\n"
     "    expect: {of_itself: -10%, in: ''}\n"
     "                                  ^~\n"},
    {"  - id: a\n"
     "    match: {function: f}\n"
     "    expect: {of_itself: -10%, in: [v2]}\n",
     "p.yaml:10:35: 'in' must be a text\n"
     "    expect: {of_itself: -10%, in: [v2]}\n"
     "                                  ^~~~\n"},
    {"  - id: a\n"
     "    match: {function: f}\n"
     "    expect: {of_itself: -10%, in: v2, of_total: -1%}\n",
     "p.yaml:10:39: unknown key 'of_total'; a promise has: of_itself, in\n"
     "    expect: {of_itself: -10%, in: v2, of_total: -1%}\n"
     "                                      ^~~~~~~~\n"},
    {"  - id: a\n"
     "    match: {function: f}\n"
     "    expect: -10%\n",
     "p.yaml:10:13: 'expect' must be a map such as {of_itself: -10%, in: v2.4}\n"
     "    expect: -10%\n"
     "            ^~~~\n"},
    {"  - id: a\n"
     "    match: {any: true}\n"
     "    expect: {of_itself: -10%, in: v2}\n",
     "p.yaml:10:5: 'expect' needs total: true or function: [...]: nobody promises it of every function\n"
     "    expect: {of_itself: -10%, in: v2}\n"
     "    ^~~~~~\n"},
};

static const struct policy_text_case rule_cases[] = {
    {"  - id: total-cpu\n"
     "    match: {total: true}\n"
     "    fail_ove: [{of_itself: 5%}]\n",
     "p.yaml:10:5: unknown key 'fail_ove'; did you mean 'fail_over'?\n"
     "    fail_ove: [{of_itself: 5%}]\n"
     "    ^~~~~~~~\n"},
    {"  - id: a\n"
     "    match: {total: true}\n",
     "p.yaml:8:5: a rule needs fail_over, warn_over or expect: this one could never fire\n"
     "    - id: a\n"
     "      ^\n"},
    {"  - match: {total: true}\n"
     "    fail_over: [{of_itself: 5%}]\n",
     "p.yaml:8:5: a rule needs the key 'id'\n"
     "    - match: {total: true}\n"
     "      ^\n"},
    {"  - id: a\n"
     "    fail_over: [{of_itself: 5%}]\n",
     "p.yaml:8:5: a rule needs the key 'match'\n"
     "    - id: a\n"
     "      ^\n"},
    {"  - plain\n", "p.yaml:8:5: a rule must be a map of keys\n"
                    "    - plain\n"
                    "      ^~~~~\n"},
    {"  - id: [a]\n"
     "    match: {total: true}\n"
     "    fail_over: [{of_itself: 5%}]\n",
     "p.yaml:8:9: 'id' must be a text\n"
     "    - id: [a]\n"
     "          ^~~\n"},
    {"  - id: a/b\n"
     "    match: {total: true}\n"
     "    fail_over: [{of_itself: 5%}]\n",
     "p.yaml:8:9: 'a/b' is no name: use letters, digits, '.', '_' and '-', and begin with a letter or digit\n"
     "    - id: a/b\n"
     "          ^~~\n"},
    {"  - id: ''\n"
     "    match: {total: true}\n"
     "    fail_over: [{of_itself: 5%}]\n",
     "p.yaml:8:9: 'id' must not be empty\n"
     "    - id: ''\n"
     "          ^~\n"},
    {"  - id: a\n"
     "    match: {}\n"
     "    fail_over: [{of_itself: 5%}]\n",
     "p.yaml:9:12: 'match' needs one of total: true, any: true and function: [...]\n"
     "    match: {}\n"
     "           ^~\n"},
    {"  - id: a\n"
     "    match: {any: false}\n"
     "    fail_over: [{of_itself: 5%}]\n",
     "p.yaml:9:12: 'match' needs one of total: true, any: true and function: [...]\n"
     "    match: {any: false}\n"
     "           ^~~~~~~~~~~~\n"},
    {"  - id: a\n"
     "    match: {any: yes}\n"
     "    fail_over: [{of_itself: 5%}]\n",
     "p.yaml:9:18: 'any' must be true or false\n"
     "    match: {any: yes}\n"
     "                 ^~~\n"},
    {"  - id: a\n"
     "    match: {any: true, function: [\"f\"]}\n"
     "    fail_over: [{of_itself: 5%}]\n",
     "p.yaml:9:12: 'match' needs exactly one of total: true, any: true and function: [...]\n"
     "    match: {any: true, function: [\"f\"]}\n"
     "           ^~~~~~~~~~~~~~~~~~~~~~~~~~~~\n"},
    {"  - id: a\n"
     "    match: {functions: [\"f\"]}\n"
     "    fail_over: [{of_itself: 5%}]\n",
     "p.yaml:9:13: unknown key 'functions'; did you mean 'function'?\n"
     "    match: {functions: [\"f\"]}\n"
     "            ^~~~~~~~~\n"},
    {"  - id: a\n"
     "    match: {function: []}\n"
     "    fail_over: [{of_itself: 5%}]\n",
     "p.yaml:9:23: 'function' is empty\n"
     "    match: {function: []}\n"
     "                      ^~\n"},
    {"  - id: a\n"
     "    match: {function: [{a: b}]}\n"
     "    fail_over: [{of_itself: 5%}]\n",
     "p.yaml:9:24: 'function' must be a text\n"
     "    match: {function: [{a: b}]}\n"
     "                       ^~~~~~\n"},
    {"  - id: a\n"
     "    match: {total: true, not: [\"f\"]}\n"
     "    fail_over: [{of_itself: 5%}]\n",
     "p.yaml:9:26: 'not' leaves functions out, but the total has none\n"
     "    match: {total: true, not: [\"f\"]}\n"
     "                         ^~~\n"},
    {"  - id: a\n"
     "    match: any\n"
     "    fail_over: [{of_itself: 5%}]\n",
     "p.yaml:9:12: 'match' must be a map such as {function: [\"main.*\"]}\n"
     "    match: any\n"
     "           ^~~\n"},
    {"  - id: a\n"
     "    match: {total: true}\n"
     "    value: self\n"
     "    fail_over: [{of_itself: 5%}]\n",
     "p.yaml:10:12: 'value' is for functions: the total has no self cost\n"
     "    value: self\n"
     "           ^~~~\n"},
    {"  - id: a\n"
     "    match: {any: true}\n"
     "    value: slef\n"
     "    fail_over: [{of_itself: 5%}]\n",
     "p.yaml:10:12: 'value' must be both, total or self; did you mean 'self'?\n"
     "    value: slef\n"
     "           ^~~~\n"},
    {"  - id: a\n"
     "    match: {any: true}\n"
     "    fail_over: 5%\n",
     "p.yaml:10:16: 'fail_over' must be a list of limits such as [{of_itself: 10%}]\n"
     "    fail_over: 5%\n"
     "               ^~\n"},
    {"  - id: a\n"
     "    match: {any: true}\n"
     "    fail_over: []\n",
     "p.yaml:10:16: 'fail_over' is empty: write [{of_itself: 10%}]\n"
     "    fail_over: []\n"
     "               ^~\n"},
    {"  - id: a\n"
     "    match: {any: true}\n"
     "    fail_over:\n",
     "p.yaml:10:5: 'fail_over' has no value: it must be a list of limits such as [{of_itself: 10%}]\n"
     "    fail_over:\n"
     "    ^~~~~~~~~\n"},
    {"  - id: a\n"
     "    match: {any: true}\n"
     "    fail_over: [{}]\n",
     "p.yaml:10:17: a limit needs of_itself, of_total or absolute\n"
     "    fail_over: [{}]\n"
     "                ^~\n"},
    {"  - id: a\n"
     "    match: {any: true}\n"
     "    fail_over: [{of_itself: 5}]\n",
     "p.yaml:10:29: '5' has no unit: write 5%\n"
     "    fail_over: [{of_itself: 5}]\n"
     "                            ^\n"},
    {"  - id: a\n"
     "    match: {any: true}\n"
     "    fail_over: [{of_itself: 0.5 %, of_totl: 1%}]\n",
     "p.yaml:10:36: unknown key 'of_totl'; did you mean 'of_total'?\n"
     "    fail_over: [{of_itself: 0.5 %, of_totl: 1%}]\n"
     "                                   ^~~~~~~\n"},
    {"  - id: a\n"
     "    match: {any: true}\n"
     "    fail_over: [{of_itself: -5%}]\n",
     "p.yaml:10:29: a limit cannot be negative: '-5%' is the growth that must be caught\n"
     "    fail_over: [{of_itself: -5%}]\n"
     "                            ^~~\n"},
    {"  - id: a\n"
     "    match: {any: true}\n"
     "    fail_over: [{of_itself: 0%}]\n",
     "p.yaml:10:29: a limit of 0 can never pass: no number of samples excludes every growth\n"
     "    fail_over: [{of_itself: 0%}]\n"
     "                            ^~\n"},
    {"  - id: a\n"
     "    match: {any: true}\n"
     "    fail_over: [{of_itself: 1001%}]\n",
     "p.yaml:10:29: '1001%' is more than 1000%, the largest limit\n"
     "    fail_over: [{of_itself: 1001%}]\n"
     "                            ^~~~~\n"},
    {"  - id: a\n"
     "    match: {any: true}\n"
     "    fail_over: [{of_itself: 5 percent}]\n",
     "p.yaml:10:29: 'of_itself' must be a percentage such as 10%, not '5 percent'\n"
     "    fail_over: [{of_itself: 5 percent}]\n"
     "                            ^~~~~~~~~\n"},
    {"  - id: a\n"
     "    match: {any: true}\n"
     "    fail_over: [{of_itself: [5%]}]\n",
     "p.yaml:10:29: 'of_itself' must be a percentage such as 10%\n"
     "    fail_over: [{of_itself: [5%]}]\n"
     "                            ^~~~\n"},
    {"  - id: a\n"
     "    match: {any: true}\n"
     "    fail_over: [{absolute: 20}]\n",
     "p.yaml:10:28: '20' has no unit: write 20us, 20KiB or 20 objects\n"
     "    fail_over: [{absolute: 20}]\n"
     "                           ^~\n"},
    {"  - id: a\n"
     "    match: {any: true}\n"
     "    fail_over: [{absolute: 20%}]\n",
     "p.yaml:10:28: 'absolute' must be an amount such as 20us, 4KiB or 100 objects: the unit '%' is not known\n"
     "    fail_over: [{absolute: 20%}]\n"
     "                           ^~~\n"},
    {"  - id: a\n"
     "    match: {any: true}\n"
     "    fail_over: [{absolute: much}]\n",
     "p.yaml:10:28: 'absolute' must be an amount such as 20us, 4KiB or 100 objects, not 'much'\n"
     "    fail_over: [{absolute: much}]\n"
     "                           ^~~~\n"},
    {"  - id: a\n"
     "    match: {any: true}\n"
     "    fail_over: [{absolute: 20us}, {absolute: 4KiB}]\n",
     "p.yaml:10:46: '4KiB' is in bytes, but another limit of this rule is in nanoseconds\n"
     "    fail_over: [{absolute: 20us}, {absolute: 4KiB}]\n"
     "                                             ^~~~\n"},
    {"  - id: a\n"
     "    match: {any: true}\n"
     "    fail_over: [{cost: 25000 USD/yr}]\n",
     "p.yaml:10:18: 'cost' is not supported by this version\n"
     "    fail_over: [{cost: 25000 USD/yr}]\n"
     "                 ^~~~\n"},
    {"  - id: a\n"
     "    match: {any: true}\n"
     "    fail_over: [{of_itself: 1%}, {of_itself: 2%}, {of_itself: 3%}, {of_itself: 4%}, {of_itself: 5%},\n"
     "                {of_itself: 6%}, {of_itself: 7%}, {of_itself: 8%}, {of_itself: 9%}]\n",
     "p.yaml:11:68: 'fail_over' has more than 8 limits\n"
     "    {of_itself: 6%}, {of_itself: 7%}, {of_itself: 8%}, {of_itself: 9%}]\n"
     "                                                       ^~~~~~~~~~~~~~~\n"},
    {"  - id: a\n"
     "    match: {any: true}\n"
     "    optional: 1\n"
     "    warn_over: [{of_itself: 0%}]\n",
     "p.yaml:10:15: 'optional' must be true or false\n"
     "    optional: 1\n"
     "              ^\n"},
    {"  - id: all\n"
     "    match: {any: true}\n"
     "    fail_over: [{of_itself: 5%}]\n",
     "p.yaml:8:9: the id 'all' is given twice: first in line 7\n"
     "    - id: all\n"
     "          ^~~\n"},
    {"  - id: a\n"
     "    profile: cpi\n"
     "    match: {any: true}\n"
     "    fail_over: [{of_itself: 5%}]\n",
     "p.yaml:9:14: no profile is named 'cpi'; did you mean 'cpu'?\n"
     "    profile: cpi\n"
     "             ^~~\n"},
    {"  - id: a\n"
     "    profile: latency\n"
     "    match: {any: true}\n"
     "    fail_over: [{of_itself: 5%}]\n",
     "p.yaml:9:14: no profile is named 'latency': name it under 'profiles:', as in {latency: {type: cpu}}\n"
     "    profile: latency\n"
     "             ^~~~~~~\n"},
    {"  - id: a\n"
     "    profile: alloc\n"
     "    match: {any: true}\n"
     "    fail_over: [{absolute: 20us}]\n",
     "p.yaml:11:28: this limit is in nanoseconds, but profile 'alloc' (alloc_space) is measured in bytes\n"
     "    fail_over: [{absolute: 20us}]\n"
     "                           ^~~~\n"},
    {"  - id: a\n"
     "    profile: cpu\n"
     "    match: {any: true}\n"
     "    fail_over: [{absolute: 20 objects}]\n",
     "p.yaml:11:28: this limit is in objects, but profile 'cpu' (cpu) is measured in nanoseconds\n"
     "    fail_over: [{absolute: 20 objects}]\n"
     "                           ^~~~~~~~~~\n"},
};

static void every_fault_of_a_rule_is_told_at_its_place(void **state)
{
    (void)state;
    policy_text_check(beginning, rule_cases, sizeof rule_cases / sizeof rule_cases[0]);
    policy_text_check(beginning, promise_cases, sizeof promise_cases / sizeof promise_cases[0]);
}

static struct policy *read_rule(const char *rule)
{
    char yaml[1024];
    snprintf(yaml, sizeof yaml, "version: 1\nrules:\n  - %s\n", rule);
    return policy_text_read(yaml);
}

static void a_rule_has_what_its_keys_say(void **state)
{
    (void)state;
    struct policy *policy = read_rule(
        "{id: hot-1, match: {function: [\"*acme/*\", f], not: \"*_test*\"}, value: self, optional: true,\n"
        "     fail_over: [{of_itself: 15%, of_total: 0.5 %}, {absolute: 20us}], warn_over: {of_itself: 5%}}");
    assert_int_equal(policy->rule_count, 1);
    const struct policy_rule *rule = &policy->rules[0];
    assert_string_equal(rule->id, "hot-1");
    assert_null(rule->profile);
    assert_false(rule->match.total || rule->match.any);
    assert_int_equal(rule->match.function_count, 2);
    assert_string_equal(rule->match.functions[0], "*acme/*");
    assert_string_equal(rule->match.functions[1], "f");
    assert_int_equal(rule->match.excluded_count, 1);
    assert_string_equal(rule->match.excluded[0], "*_test*");
    assert_int_equal(rule->value, POLICY_VALUE_SELF);
    assert_true(rule->optional && rule->has_fail && rule->has_warn);
    assert_int_equal(rule->fail_over.count, 2);
    assert_true(rule->fail_over.bounds[0].set[LIMIT_OF_ITSELF] && rule->fail_over.bounds[0].set[LIMIT_OF_TOTAL]);
    assert_false(rule->fail_over.bounds[0].set[LIMIT_ABSOLUTE] || rule->fail_over.bounds[1].set[LIMIT_OF_ITSELF]);
    assert_float_equal(rule->fail_over.bounds[0].value[LIMIT_OF_ITSELF], 0.15, 1e-12);
    assert_float_equal(rule->fail_over.bounds[0].value[LIMIT_OF_TOTAL], 0.005, 1e-12);
    assert_float_equal(rule->fail_over.bounds[1].value[LIMIT_ABSOLUTE], 20000, 1e-9);
    assert_string_equal(rule->absolute_unit, "nanoseconds");
    assert_int_equal(rule->warn_over.count, 1);
    assert_float_equal(rule->warn_over.bounds[0].value[LIMIT_OF_ITSELF], 0.05, 1e-12);
    assert_memory_equal(&rule->fail_over, &rule->fail_over_assumed, sizeof rule->fail_over);
    assert_string_equal(rule->place.file, "p.yaml");
    assert_int_equal(rule->place.line, 3);
    assert_int_equal(rule->place.column, 5);
    policy_free(policy);
}

static void a_rule_without_a_value_is_about_both(void **state)
{
    (void)state;
    struct policy *policy = read_rule("{id: a, match: {total: true}, warn_over: [{of_itself: 0%}]}");
    assert_int_equal(policy->rules[0].value, POLICY_VALUE_BOTH);
    assert_true(policy->rules[0].match.total);
    assert_false(policy->rules[0].has_fail || policy->rules[0].optional);
    assert_string_equal(policy->rules[0].absolute_unit, "");
    policy_free(policy);
}

static void a_promise_says_how_much_and_when(void **state)
{
    (void)state;
    struct policy *policy = read_rule("{id: a, match: {function: f}, expect: {of_itself: -12.5 %, in: 2.4}}");
    assert_true(policy->rules[0].has_expect);
    assert_false(policy->rules[0].has_fail || policy->rules[0].has_warn);
    assert_float_equal(policy->rules[0].expect, -0.125, 1e-12);
    assert_string_equal(policy->rules[0].expect_in, "2.4");
    policy_free(policy);
    /* Limits may stand beside it. */
    policy =
        read_rule("{id: a, match: {total: true}, fail_over: [{of_itself: 5%}], expect: {of_itself: -1%, in: a b}}");
    assert_true(policy->rules[0].has_expect && policy->rules[0].has_fail);
    assert_string_equal(policy->rules[0].expect_in, "a b");
    policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_of_a_rule_is_told_at_its_place),
        cmocka_unit_test(a_rule_has_what_its_keys_say),
        cmocka_unit_test(a_rule_without_a_value_is_about_both),
        cmocka_unit_test(a_promise_says_how_much_and_when),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

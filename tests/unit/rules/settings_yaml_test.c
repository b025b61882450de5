#include "rules/settings_yaml.h"

#include "tests/support/policy_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* Lines 1 to 3 of every text below. */
static const char beginning[] = "version: 1\n"
                                "rules:\n"
                                "  - {id: all, match: {any: true}, fail_over: [{of_itself: 10%, of_total: 2%}]}\n";

static const struct policy_text_case settings_cases[] = {
    {"noise: 1%\n", "p.yaml:4:8: 'noise' must be a map such as {false_fail: 1%}\n"
                    "    noise: 1%\n"
                    "           ^~\n"},
    {"noise: {false_fail: 1}\n", "p.yaml:4:21: '1' has no unit: write 1%\n"
                                 "    noise: {false_fail: 1}\n"
                                 "                        ^\n"},
    {"noise: {false_fail: 0%}\n", "p.yaml:4:21: 'false_fail' must be above 0% and at most 20%, not '0%'\n"
                                  "    noise: {false_fail: 0%}\n"
                                  "                        ^~\n"},
    {"noise: {pass_error: 21%}\n", "p.yaml:4:21: 'pass_error' must be above 0% and at most 20%, not '21%'\n"
                                   "    noise: {pass_error: 21%}\n"
                                   "                        ^~~\n"},
    {"noise: {proven_over: 150% of limit}\n",
     "p.yaml:4:22: 'proven_over' must be above 0% and at most 100% of limit, not '150%'\n"
     "    noise: {proven_over: 150% of limit}\n"
     "                         ^~~~~~~~~~~~~\n"},
    {"noise: {proven_over: 50% of the limit}\n",
     "p.yaml:4:22: 'proven_over' must be a percentage such as 10%, not '50% of the limit'\n"
     "    noise: {proven_over: 50% of the limit}\n"
     "                         ^~~~~~~~~~~~~~~~\n"},
    {"noise: {proven_over: half}\n", "p.yaml:4:22: 'proven_over' must be a percentage such as 10%, not 'half'\n"
                                     "    noise: {proven_over: half}\n"
                                     "                         ^~~~\n"},
    {"noise: {pair_by: hosts}\n", "p.yaml:4:18: 'pair_by' must be auto, none, host or time; did you mean 'host'?\n"
                                  "    noise: {pair_by: hosts}\n"
                                  "                     ^~~~~\n"},
    {"noise: {strict: very}\n", "p.yaml:4:17: 'strict' must be true or false\n"
                                "    noise: {strict: very}\n"
                                "                    ^~~~\n"},
    {"noise: {on_inconclusive: no}\n", "p.yaml:4:26: 'on_inconclusive' must be report, pass or fail\n"
                                       "    noise: {on_inconclusive: no}\n"
                                       "                             ^~\n"},
    {"noise: {on_no_baseline: passed}\n",
     "p.yaml:4:25: 'on_no_baseline' must be report, pass or fail; did you mean 'pass'?\n"
     "    noise: {on_no_baseline: passed}\n"
     "                            ^~~~~~\n"},
    {"noise: {history: [a.json]}\n", "p.yaml:4:18: 'history' must be a text\n"
                                     "    noise: {history: [a.json]}\n"
                                     "                     ^~~~~~~~\n"},
    {"noise: {history: ''}\n", "p.yaml:4:18: 'history' must not be empty\n"
                               "    noise: {history: ''}\n"
                               "                     ^~\n"},
    {"noise: {falsefail: 1%}\n", "p.yaml:4:9: unknown key 'falsefail'; did you mean 'false_fail'?\n"
                                 "    noise: {falsefail: 1%}\n"
                                 "            ^~~~~~~~~\n"},
    {"noise: {alpha: 1%}\n", "p.yaml:4:9: unknown key 'alpha'; noise has: false_fail, pass_error, proven_over, "
                             "pair_by, strict, on_inconclusive, on_no_baseline, history\n"
                             "    noise: {alpha: 1%}\n"
                             "            ^~~~~\n"},
};

static void every_fault_of_a_setting_is_told_at_its_place(void **state)
{
    (void)state;
    policy_text_check(beginning, settings_cases, sizeof settings_cases / sizeof settings_cases[0]);
}

static struct policy *read_settings(const char *settings)
{
    char yaml[1024];
    snprintf(yaml, sizeof yaml, "%s%s", beginning, settings);
    return policy_text_read(yaml);
}

static void settings_have_what_their_keys_say(void **state)
{
    (void)state;
    struct policy *policy = read_settings(
        "noise: {false_fail: 2%, pass_error: 10%, proven_over: 60 % of limit,\n"
        "        pair_by: time, strict: true, on_inconclusive: pass, on_no_baseline: fail, history: n.json}\n");
    assert_string_equal(policy->history, "n.json");
    assert_float_equal(policy->noise.false_fail, 0.02, 1e-12);
    assert_float_equal(policy->noise.pass_error, 0.1, 1e-12);
    assert_float_equal(policy->noise.proven_over, 0.6, 1e-12);
    assert_int_equal(policy->noise.pair_by, PAIR_TIME);
    assert_true(policy->noise.strict);
    assert_int_equal(policy->on_inconclusive, POLICY_PASS);
    assert_int_equal(policy->on_no_baseline, POLICY_FAIL);
    policy_free(policy);
}

/* The defaults of PRODUCT.md. */
static void what_is_not_set_has_its_default(void **state)
{
    (void)state;
    struct policy *policy = read_settings("");
    assert_string_equal(policy->history, "");
    assert_float_equal(policy->noise.false_fail, 0.01, 1e-12);
    assert_float_equal(policy->noise.pass_error, 0.05, 1e-12);
    assert_float_equal(policy->noise.proven_over, 0.5, 1e-12);
    assert_int_equal(policy->noise.pair_by, PAIR_AUTO);
    assert_false(policy->noise.strict);
    assert_int_equal(policy->on_inconclusive, POLICY_REPORT);
    assert_int_equal(policy->on_no_baseline, POLICY_REPORT);
    policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_of_a_setting_is_told_at_its_place),
        cmocka_unit_test(settings_have_what_their_keys_say),
        cmocka_unit_test(what_is_not_set_has_its_default),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

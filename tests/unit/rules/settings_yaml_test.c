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
    {"store: files\n", "p.yaml:4:8: 'store' must be a map such as {files: \"profiles/$version\"}\n"
                       "    store: files\n"
                       "           ^~~~~\n"},
    {"store: {}\n", "p.yaml:4:8: a store needs the key 'files'\n"
                    "    store: {}\n"
                    "           ^~\n"},
    {"store:\n"
     "  pyroscope: {url: x}\n",
     "p.yaml:5:3: 'pyroscope' is not supported by this version\n"
     "    pyroscope: {url: x}\n"
     "    ^~~~~~~~~\n"},
    {"store: {files: profiles}\n",
     "p.yaml:4:16: 'files' must hold $version, as in profiles/$version: it tells the two sides apart\n"
     "    store: {files: profiles}\n"
     "                   ^~~~~~~~\n"},
    {"store: {files: 'p/$vesion'}\n", "p.yaml:4:16: '$vesion' is not known; did you mean '$version'?\n"
                                      "    store: {files: 'p/$vesion'}\n"
                                      "                   ^~~~~~~~~~~\n"},
    {"store: {files: 'p/$version/$window'}\n", "p.yaml:4:16: '$window' has no meaning in a store of files\n"
                                               "    store: {files: 'p/$version/$window'}\n"
                                               "                   ^~~~~~~~~~~~~~~~~~~~\n"},
    {"store: {files: 'p/$version/$what'}\n", "p.yaml:4:16: '$what' is not known: there are $service and $version\n"
                                             "    store: {files: 'p/$version/$what'}\n"
                                             "                   ^~~~~~~~~~~~~~~~~~\n"},
    {"store: {files: ['p/$version']}\n", "p.yaml:4:16: 'files' must be a text\n"
                                         "    store: {files: ['p/$version']}\n"
                                         "                   ^~~~~~~~~~~~~~\n"},
    {"store: {file: 'p/$version'}\n", "p.yaml:4:9: unknown key 'file'; did you mean 'files'?\n"
                                      "    store: {file: 'p/$version'}\n"
                                      "            ^~~~\n"},
    {"store: {files: 'p/$version', select: x, window: x, replicas: x, split_by: x}\n",
     "p.yaml:4:30: 'select' is not supported by this version\n"
     "    store: {files: 'p/$version', select: x, window: x, replicas: x, split_by: x}\n"
     "                                 ^~~~~~\n"
     "p.yaml:4:41: 'window' is not supported by this version\n"
     "    store: {files: 'p/$version', select: x, window: x, replicas: x, split_by: x}\n"
     "                                            ^~~~~~\n"
     "p.yaml:4:52: 'replicas' is not supported by this version\n"
     "    store: {files: 'p/$version', select: x, window: x, replicas: x, split_by: x}\n"
     "                                                       ^~~~~~~~\n"
     "p.yaml:4:65: 'split_by' is not supported by this version\n"
     "    ...e: {files: 'p/$version', select: x, window: x, replicas: x, split_by: x}\n"
     "                                                                   ^~~~~~~~\n"},
    {"baseline: previous\n",
     "p.yaml:4:11: 'previous' needs a store that knows its versions: a store of files needs a fixed label\n"
     "    baseline: previous\n"
     "              ^~~~~~~~\n"},
    {"baseline: last-passed\n",
     "p.yaml:4:11: 'last-passed' needs a store that knows its versions: a store of files needs a fixed label\n"
     "    baseline: last-passed\n"
     "              ^~~~~~~~~~~\n"},
    {"baseline: {exclude: [a]}\n", "p.yaml:4:11: the baseline needs the key 'version'\n"
                                   "    baseline: {exclude: [a]}\n"
                                   "              ^\n"
                                   "p.yaml:4:12: 'exclude' is not supported by this version\n"
                                   "    baseline: {exclude: [a]}\n"
                                   "               ^~~~~~~\n"},
    {"baseline: {same_version: -24h}\n", "p.yaml:4:11: the baseline needs the key 'version'\n"
                                         "    baseline: {same_version: -24h}\n"
                                         "              ^\n"
                                         "p.yaml:4:12: 'same_version' is not supported by this version\n"
                                         "    baseline: {same_version: -24h}\n"
                                         "               ^~~~~~~~~~~~\n"},
    {"baseline: {version: previous}\n",
     "p.yaml:4:21: 'previous' needs a store that knows its versions: a store of files needs a fixed label\n"
     "    baseline: {version: previous}\n"
     "                        ^~~~~~~~\n"},
    {"baseline: [v1]\n", "p.yaml:4:11: 'baseline' must be a text\n"
                         "    baseline: [v1]\n"
                         "              ^~~~\n"},
    {"baseline: ''\n", "p.yaml:4:11: 'baseline' must not be empty\n"
                       "    baseline: ''\n"
                       "              ^~\n"},
    {"requests: mta\n", "p.yaml:4:11: 'requests' must be meta, option or none; did you mean 'meta'?\n"
                        "    requests: mta\n"
                        "              ^~~\n"},
    {"requests: [meta]\n", "p.yaml:4:11: 'requests' must be meta, option or none\n"
                           "    requests: [meta]\n"
                           "              ^~~~~~\n"},
    {"requests: {prometheus: {url: x}}\n", "p.yaml:4:12: 'prometheus' is not supported by this version\n"
                                           "    requests: {prometheus: {url: x}}\n"
                                           "               ^~~~~~~~~~\n"},
    {"requests: {meta: x}\n", "p.yaml:4:12: unknown key 'meta'\n"
                              "    requests: {meta: x}\n"
                              "               ^~~~\n"},
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
        "store: {files: \"p/$service/$version\"}\n"
        "baseline: {version: v2.3}\n"
        "requests: option\n"
        "noise: {false_fail: 2%, pass_error: 10%, proven_over: 60 % of limit,\n"
        "        pair_by: time, strict: true, on_inconclusive: pass, on_no_baseline: fail, history: n.json}\n");
    assert_string_equal(policy->history, "n.json");
    assert_string_equal(policy->store.kind, "files");
    assert_string_equal(policy->store.location, "p/$service/$version");
    assert_string_equal(policy->baseline, "v2.3");
    assert_int_equal(policy->requests, POLICY_REQUESTS_OPTION);
    assert_float_equal(policy->noise.false_fail, 0.02, 1e-12);
    assert_float_equal(policy->noise.pass_error, 0.1, 1e-12);
    assert_float_equal(policy->noise.proven_over, 0.6, 1e-12);
    assert_int_equal(policy->noise.pair_by, PAIR_TIME);
    assert_true(policy->noise.strict);
    assert_int_equal(policy->on_inconclusive, POLICY_PASS);
    assert_int_equal(policy->on_no_baseline, POLICY_FAIL);
    policy_free(policy);
}

static void nobody_may_count(void **state)
{
    (void)state;
    struct policy *policy = read_settings("requests: none\n");
    assert_int_equal(policy->requests, POLICY_REQUESTS_NONE);
    policy_free(policy);
}

static void a_baseline_may_be_a_plain_label(void **state)
{
    (void)state;
    struct policy *policy = read_settings("baseline: v2.3\nnoise: {proven_over: 100%}\nrequests: meta\n");
    assert_string_equal(policy->baseline, "v2.3");
    assert_float_equal(policy->noise.proven_over, 1, 1e-12);
    assert_int_equal(policy->requests, POLICY_REQUESTS_META);
    policy_free(policy);
}

/* The defaults of PRODUCT.md. */
static void what_is_not_set_has_its_default(void **state)
{
    (void)state;
    struct policy *policy = read_settings("");
    assert_string_equal(policy->service, "");
    assert_string_equal(policy->store.kind, "");
    assert_string_equal(policy->baseline, "");
    assert_string_equal(policy->history, "");
    assert_int_equal(policy->requests, POLICY_REQUESTS_META);
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
        cmocka_unit_test(nobody_may_count),
        cmocka_unit_test(a_baseline_may_be_a_plain_label),
        cmocka_unit_test(what_is_not_set_has_its_default),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

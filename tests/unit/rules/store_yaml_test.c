#include "rules/store_yaml.h"

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
    {"store: files\n", "p.yaml:4:8: 'store' must be a map such as {files: \"profiles/$version\"}\n"
                       "    store: files\n"
                       "           ^~~~~\n"},
    {"store: {}\n", "p.yaml:4:8: a store needs one of the keys 'files', 'pyroscope', 'parca', 'endpoints'\n"
                    "    store: {}\n"
                    "           ^~\n"},
    {"store: {pyroscope: {url: x}}\n", "p.yaml:4:26: 'url' must begin with http:// or https:// and name a host\n"
                                       "    store: {pyroscope: {url: x}}\n"
                                       "                             ^\n"},
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
    {"store: {files: 'p/$version', window: {length: 30m}}\n",
     "p.yaml:4:8: 'select', 'window', 'replicas' and 'split_by' are asked of a server: a store of the kind 'files' "
     "does not know them\n"
     "    store: {files: 'p/$version', window: {length: 30m}}\n"
     "           ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n"},
    {"store:\n"
     "  pyroscope: {url: \"http://p\"}\n",
     "p.yaml:5:3: a store of the kind 'pyroscope' needs 'select' and 'window', as in select: "
     "'{service_name=\"$service\", version=\"$version\"}' and window: {length: 30m}\n"
     "    pyroscope: {url: \"http://p\"}\n"
     "    ^~~~~~~~~~~~~~~~~~~~~~~~~~~~\n"},
    {"store:\n"
     "  pyroscope: {url: \"http://p\"}\n"
     "  parca: {url: \"http://q\"}\n"
     "  select: '{service_name=\"$service\", version=\"$version\"}'\n"
     "  window: {length: 30m}\n",
     "p.yaml:6:3: there is one store: either 'pyroscope' or 'parca'\n"
     "    parca: {url: \"http://q\"}\n"
     "    ^~~~~\n"},
    {"store:\n"
     "  pyroscope: {url: \"http://p\"}\n"
     "  select: service\n"
     "  window: {length: 30m}\n",
     "p.yaml:6:11: 'select' must be matchers with the label of the version, such as {service_name=\"$service\", "
     "version=\"$version\"}\n"
     "    select: service\n"
     "            ^~~~~~~\n"},
    {"store:\n"
     "  pyroscope: {url: \"http://p\"}\n"
     "  select: '{service_name=\"$service\", version=\"$version\"}'\n"
     "  window: {length: 30}\n",
     "p.yaml:7:20: 'length' must be a time above 0 with its unit (ms, s, m, h, d), such as 30m, not '30'\n"
     "    window: {length: 30}\n"
     "                     ^~\n"},
    {"store:\n"
     "  pyroscope: {url: \"http://p\"}\n"
     "  select: '{service_name=\"$service\", version=\"$version\"}'\n"
     "  window: {skip_first: 1m}\n",
     "p.yaml:7:11: a window needs the key 'length'\n"
     "    window: {skip_first: 1m}\n"
     "            ^\n"},
    {"store:\n"
     "  pyroscope: {url: \"http://p\"}\n"
     "  select: '{service_name=\"$service\", version=\"$version\"}'\n"
     "  window: {length: 30m}\n"
     "  replicas: {by: pod, windows: 3}\n",
     "p.yaml:8:13: replicas are told apart by a label or by windows: either {by: pod} or {windows: 8}\n"
     "    replicas: {by: pod, windows: 3}\n"
     "              ^~~~~~~~~~~~~~~~~~~~~\n"},
    {"store:\n"
     "  pyroscope: {url: \"http://p\"}\n"
     "  select: '{service_name=\"$service\", version=\"$version\"}'\n"
     "  window: {length: 30m}\n"
     "  replicas: {by: pod, at_most: 0}\n",
     "p.yaml:8:32: 'at_most' must be a whole number from 1 to 1000\n"
     "    replicas: {by: pod, at_most: 0}\n"
     "                                 ^\n"},
    {"store: {endpoints: {baseline: [\"http://a:6060\"]}}\n",
     "p.yaml:4:20: endpoints needs the key 'candidate'\n"
     "    store: {endpoints: {baseline: [\"http://a:6060\"]}}\n"
     "                       ^\n"},
    {"store: {endpoints: {baseline: [\"a:6060\"], candidate: [\"http://b\"]}}\n",
     "p.yaml:4:32: 'url' must begin with http:// or https:// and name a host\n"
     "    store: {endpoints: {baseline: [\"a:6060\"], candidate: [\"http://b\"]}}\n"
     "                                   ^~~~~~~~\n"},
    {"store: {endpoints: {baseline: [\"http://a\"], candidate: [\"http://b\"], pull: 5m}}\n",
     "p.yaml:4:76: 'pull' must be from 1s to 60s: a profiler runs in a serving process for that long\n"
     "    ...ts: {baseline: [\"http://a\"], candidate: [\"http://b\"], pull: 5m}}\n"
     "                                                                   ^~\n"},
    {"store: {endpoints: {baseline: [\"http://a\"], candidate: [\"http://b\"], path: debug, counter: x}}\n",
     "p.yaml:4:20: 'metrics' (a path) and 'counter' (the name of a counter there) go together\n"
     "    store: {endpoints: {baseline: [\"http://a\"], candidate: [\"http://b\"], path: debug, counter: x}}\n"
     "                       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n"
     "p.yaml:4:76: 'path' must begin with '/'\n"
     "    ...ts: {baseline: [\"http://a\"], candidate: [\"http://b\"], path: debug, counter: x}}\n"
     "                                                                   ^~~~~\n"},
    {"baseline: previous\n", "p.yaml:4:11: 'previous' needs a store that knows when its versions ran (pyroscope, "
                             "parca): name a fixed label instead\n"
                             "    baseline: previous\n"
                             "              ^~~~~~~~\n"},
    {"baseline: prevous\n", "p.yaml:4:11: 'prevous' looks like 'previous', misspelt\n"
                            "    baseline: prevous\n"
                            "              ^~~~~~~\n"},
    {"baseline: last-passed\n",
     "p.yaml:4:11: 'last-passed' needs 'records', the folder in which verdicts are kept\n"
     "    baseline: last-passed\n"
     "              ^~~~~~~~~~~\n"},
    {"baseline: {exclude: [a]}\n",
     "p.yaml:4:11: the baseline needs one of 'version' (previous, last-passed or a label) and 'same_version'\n"
     "    baseline: {exclude: [a]}\n"
     "              ^~~~~~~~~~~~~~\n"},
    {"baseline: {same_version: -24h}\n", "p.yaml:4:11: 'same_version' needs a store that knows when its versions "
                                         "ran (pyroscope, parca): name a fixed label instead\n"
                                         "    baseline: {same_version: -24h}\n"
                                         "              ^~~~~~~~~~~~~~~~~~~~\n"},
    {"baseline: {same_version: 24h}\n", "p.yaml:4:26: 'same_version' must be a time before, such as -24h\n"
                                        "    baseline: {same_version: 24h}\n"
                                        "                             ^~~\n"},
    {"baseline: {version: previous}\n", "p.yaml:4:11: 'previous' needs a store that knows when its versions ran "
                                        "(pyroscope, parca): name a fixed label instead\n"
                                        "    baseline: {version: previous}\n"
                                        "              ^~~~~~~~~~~~~~~~~~~\n"},
    {"baseline: {version: v1, same_version: -24h}\n",
     "p.yaml:4:11: the baseline needs one of 'version' (previous, last-passed or a label) and 'same_version'\n"
     "    baseline: {version: v1, same_version: -24h}\n"
     "              ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n"},
    {"baseline: [v1]\n", "p.yaml:4:11: 'baseline' must be a version, or a map such as {version: previous}\n"
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
    {"requests: {prometheus: {url: x}}\n",
     "p.yaml:4:24: a counter needs the key 'query'\n"
     "    requests: {prometheus: {url: x}}\n"
     "                           ^\n"
     "p.yaml:4:30: 'url' must begin with http:// or https:// and name a host\n"
     "    requests: {prometheus: {url: x}}\n"
     "                                 ^\n"},
    {"requests: {meta: x}\n", "p.yaml:4:11: requests needs the key 'prometheus'\n"
                              "    requests: {meta: x}\n"
                              "              ^\n"
                              "p.yaml:4:12: unknown key 'meta'; requests has: prometheus\n"
                              "    requests: {meta: x}\n"
                              "               ^~~~\n"},
    {"requests: {prometheus: {url: \"http://p\", query: 'sum(increase(x[$window]))'}}\n",
     "p.yaml:4:49: 'query' must count over $window and for $version, as in "
     "sum(increase(http_requests_total{version=\"$version\"}[$window]))\n"
     "    requests: {prometheus: {url: \"http://p\", query: 'sum(increase(x[$window]))'}}\n"
     "                                                    ^~~~~~~~~~~~~~~~~~~~~~~~~~~\n"},
};

static void every_fault_is_told_at_its_place(void **state)
{
    (void)state;
    policy_text_check(beginning, cases, sizeof cases / sizeof cases[0]);
}

static void a_server_is_asked_as_the_policy_says(void **state)
{
    (void)state;
    struct policy *policy =
        read_policy("store:\n"
                    "  pyroscope: {url: \"https://p.example.com/x\", tenant: shop}\n"
                    "  select: '{service_name=\"$service\", version = \"$version\"}'\n"
                    "  window: {length: 30m, skip_first: 5m}\n"
                    "  replicas: {by: pod, at_most: 16}\n"
                    "  split_by: endpoint\n"
                    "  parallel: 2\n"
                    "  period: 10ms\n"
                    "baseline: {version: previous, exclude: [\"pr-*\"], records: .flamegate}\n");
    const struct store_settings *store = &policy->store;
    assert_string_equal(store->kind, "pyroscope");
    assert_string_equal(store->server.url, "https://p.example.com/x");
    assert_string_equal(store->server.tenant, "shop");
    assert_string_equal(store->version_label, "version");
    assert_int_equal(store->window_length, 1800000000000);
    assert_int_equal(store->window_skip_first, 300000000000);
    assert_string_equal(store->replicas_by, "pod");
    assert_int_equal(store->replicas_at_most, 16);
    assert_string_equal(store->split_by, "endpoint");
    assert_int_equal(store->parallel, 2);
    assert_true(store->period == 1e7);
    assert_int_equal(policy->baseline.choice, BASELINE_PREVIOUS);
    assert_string_equal(policy->baseline.exclude[0], "pr-*");
    assert_string_equal(policy->baseline.records, ".flamegate");
    policy_free(policy);
}

static void the_label_of_the_version_may_stand_in_quotes(void **state)
{
    (void)state;
    struct policy *policy = read_policy("store:\n"
                                        "  parca: {url: \"http://localhost:7070\"}\n"
                                        "  select: '{\"service.version\"=\"$version\",job=\"shop\"}'\n"
                                        "  window: {length: 1h}\n"
                                        "  replicas: {windows: 8}\n"
                                        "baseline: {same_version: -24h}\n");
    assert_string_equal(policy->store.version_label, "service.version");
    assert_int_equal(policy->store.windows, 8);
    assert_int_equal(policy->baseline.choice, BASELINE_SAME_VERSION);
    assert_int_equal(policy->baseline.ago, 86400000000000);
    policy_free(policy);
}

static void endpoints_have_their_targets(void **state)
{
    (void)state;
    struct policy *policy =
        read_policy("store:\n"
                    "  endpoints: {baseline: [\"http://127.0.0.1:1\"],\n"
                    "              candidate: [\"http://127.0.0.1:2\", \"http://127.0.0.1:3\"],\n"
                    "              pull: 5s, metrics: /metrics, counter: requests_total}\n");
    const struct endpoints_settings *endpoints = &policy->store.endpoints;
    assert_string_equal(policy->store.kind, "endpoints");
    assert_int_equal(endpoints->target_count[0], 1);
    assert_int_equal(endpoints->target_count[1], 2);
    assert_string_equal(endpoints->targets[1][1], "http://127.0.0.1:3");
    assert_int_equal(endpoints->seconds, 5000000000);
    assert_int_equal(endpoints->at_most, 1);
    assert_string_equal(endpoints->path, "/debug/pprof");
    policy_free(policy);
}

static void files_are_named_by_a_template(void **state)
{
    (void)state;
    struct policy *policy = read_policy("store: {files: \"p/$service/$version\"}\n"
                                        "baseline: {version: v2.3}\n"
                                        "requests: option\n");
    assert_string_equal(policy->store.kind, "files");
    assert_string_equal(policy->store.location, "p/$service/$version");
    assert_int_equal(policy->baseline.choice, BASELINE_FIXED);
    assert_string_equal(policy->baseline.label, "v2.3");
    assert_int_equal(policy->requests, POLICY_REQUESTS_OPTION);
    policy_free(policy);
}

static void nobody_may_count(void **state)
{
    (void)state;
    struct policy *policy = read_policy("requests: none\nbaseline: v2.3\n");
    assert_int_equal(policy->requests, POLICY_REQUESTS_NONE);
    assert_string_equal(policy->baseline.label, "v2.3");
    assert_null(policy->counting.server.url);
    policy_free(policy);
}

static void a_server_may_count(void **state)
{
    (void)state;
    struct policy *policy = read_policy(
        "requests: {prometheus: {url: \"http://p:9090\", by: pod, per_endpoint: handler, at_least: 500,\n"
        "  parameters: {dedup: true, partial_response: false},\n"
        "  query: 'sum by (pod) (increase(r{version=\"$version\"}[$window]))'}}\n");
    assert_string_equal(policy->counting.server.url, "http://p:9090");
    assert_string_equal(policy->counting.by, "pod");
    assert_string_equal(policy->counting.per_endpoint, "handler");
    assert_true(policy->counting.at_least == 500);
    assert_int_equal(policy->counting.parameter_count, 2);
    assert_string_equal(policy->counting.parameters[1].name, "partial_response");
    assert_string_equal(policy->counting.parameters[1].value, "false");
    policy_free(policy);
}

/* The defaults of PRODUCT.md. */
static void what_is_not_set_has_its_default(void **state)
{
    (void)state;
    struct policy *policy = read_policy("");
    assert_string_equal(policy->service, "");
    assert_string_equal(policy->store.kind, "");
    assert_int_equal(policy->store.parallel, 4);
    assert_int_equal(policy->baseline.choice, BASELINE_NONE);
    assert_int_equal(policy->requests, POLICY_REQUESTS_META);
    policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_is_told_at_its_place),
        cmocka_unit_test(a_server_is_asked_as_the_policy_says),
        cmocka_unit_test(the_label_of_the_version_may_stand_in_quotes),
        cmocka_unit_test(endpoints_have_their_targets),
        cmocka_unit_test(files_are_named_by_a_template),
        cmocka_unit_test(nobody_may_count),
        cmocka_unit_test(a_server_may_count),
        cmocka_unit_test(what_is_not_set_has_its_default),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "rules/policy_yaml.h"

#include "tests/support/allocations.h"
#include "tests/support/policy_text.h"

#include "gate/base/limits.h"
#include "gate/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct policy_text_case policy_cases[] = {
    {"", "p.yaml:1:1: there is no policy in this file: begin with 'version: 1'\n"},
    {"# nothing but a comment\n", "p.yaml:1:1: there is no policy in this file: begin with 'version: 1'\n"
                                  "    # nothing but a comment\n"
                                  "    ^\n"},
    {"~\n", "p.yaml:1:1: the policy must be a map of keys\n"
            "    ~\n"
            "    ^\n"},
    {"- a\n"
     "- b\n",
     "p.yaml:1:1: the policy must be a map of keys\n"
     "    - a\n"
     "    ^~~\n"},
    {"rules:\n"
     "  - {id: a, match: {any: true}, fail_over: [{of_itself: 10%}]}\n",
     "p.yaml:1:1: the policy needs the key 'version'\n"
     "    rules:\n"
     "    ^\n"},
    {"version: 1\n", "p.yaml:1:1: the policy needs the key 'rules'\n"
                     "    version: 1\n"
                     "    ^\n"},
    {"version: 2\n"
     "rules: [{id: a, match: {any: true}, fail_over: [{of_itself: 10%}]}]\n",
     "p.yaml:1:10: policy version '2' is not known: this program reads version 1\n"
     "    version: 2\n"
     "             ^\n"},
    {"version:\n"
     "rules: [{id: a, match: {any: true}, fail_over: [{of_itself: 10%}]}]\n",
     "p.yaml:1:1: 'version' has no value: it must be 1\n"
     "    version:\n"
     "    ^~~~~~~\n"},
    {"version: 1\n"
     "rules: []\n",
     "p.yaml:2:8: there is no rule: this gate could never fail\n"
     "    rules: []\n"
     "           ^~\n"},
    {"version: 1\n"
     "rules: {}\n",
     "p.yaml:2:8: 'rules' must be a list of rules\n"
     "    rules: {}\n"
     "           ^~\n"},
    {"version: 1\n"
     "rules:\n",
     "p.yaml:2:1: 'rules' has no value: it must be a list of rules\n"
     "    rules:\n"
     "    ^~~~~\n"},
    {"version: 1\n"
     "service: [a]\n"
     "rules: [{id: a, match: {any: true}, fail_over: [{of_itself: 10%}]}]\n",
     "p.yaml:2:10: 'service' must be a text\n"
     "    service: [a]\n"
     "             ^~~\n"},
    {"version: 1\n"
     "extends: a\n"
     "owners: {}\n"
     "cost: {}\n"
     "waivers: []\n"
     "rules: [{id: a, match: {any: true}, fail_over: [{of_itself: 10%}]}]\n",
     "p.yaml:2:1: 'extends' is not supported by this version\n"
     "    extends: a\n"
     "    ^~~~~~~\n"
     "p.yaml:3:9: owners needs the key 'codeowners'\n"
     "    owners: {}\n"
     "            ^\n"
     "p.yaml:4:1: 'cost' is not supported by this version\n"
     "    cost: {}\n"
     "    ^~~~\n"
     "p.yaml:5:1: 'waivers' is not supported by this version\n"
     "    waivers: []\n"
     "    ^~~~~~~\n"},
    {"version: 1\n"
     "stroe: {}\n"
     "whatever: 1\n"
     "rules: [{id: a, match: {any: true}, fail_over: [{of_itself: 10%}]}]\n",
     "p.yaml:2:1: unknown key 'stroe'; did you mean 'store'?\n"
     "    stroe: {}\n"
     "    ^~~~~\n"
     "p.yaml:3:1: unknown key 'whatever'; the policy has: version, service, store, baseline, anchor, profiles, "
     "requests, noise, names, owners, rules\n"
     "    whatever: 1\n"
     "    ^~~~~~~~\n"},
    {"version: 1\n"
     "profiles: cpu\n"
     "rules: [{id: a, match: {any: true}, fail_over: [{of_itself: 10%}]}]\n",
     "p.yaml:2:11: 'profiles' must be a map such as {cpu: {type: cpu}}\n"
     "    profiles: cpu\n"
     "              ^~~\n"},
    {"version: 1\n"
     "profiles:\n"
     "  cpu:\n"
     "  ../x: {type: cpu}\n"
     "  alloc: {typ: alloc_space, per: pod}\n"
     "  wall: {report_only: yes, per: instance}\n"
     "  lock: {type: block, rate: 4KiB}\n"
     "rules: [{id: a, match: {any: true}, fail_over: [{of_itself: 10%}]}]\n",
     "p.yaml:3:3: 'cpu' has no value: it must be a map such as {type: cpu}\n"
     "    cpu:\n"
     "    ^~~\n"
     "p.yaml:4:3: '../x' is no name: use letters, digits, '.', '_' and '-', and begin with a letter or digit\n"
     "    ../x: {type: cpu}\n"
     "    ^~~~\n"
     "p.yaml:5:11: unknown key 'typ'; did you mean 'type'?\n"
     "    alloc: {typ: alloc_space, per: pod}\n"
     "            ^~~\n"
     "p.yaml:5:34: 'per' must be request or instance\n"
     "    alloc: {typ: alloc_space, per: pod}\n"
     "                                   ^~~\n"
     "p.yaml:6:9: a profile needs the key 'type'\n"
     "    wall: {report_only: yes, per: instance}\n"
     "          ^\n"
     "p.yaml:6:23: 'report_only' must be true or false\n"
     "    wall: {report_only: yes, per: instance}\n"
     "                        ^~~\n"
     "p.yaml:7:29: 'rate' must be a time above 0, such as 20us: what SetBlockProfileRate was given\n"
     "    lock: {type: block, rate: 4KiB}\n"
     "                              ^~~~\n"},
    {"version: 1\n"
     "profiles:\n"
     "  cpu: {type: cpu}\n"
     "  wall: {type: wall}\n"
     "  lock: {type: mutex, report_only: true}\n"
     "rules: [{id: a, profile: cpu, match: {any: true}, fail_over: [{of_itself: 10%}]}]\n",
     "p.yaml:4:3: no rule is held against profile 'wall': add one, or report_only: true\n"
     "    wall: {type: wall}\n"
     "    ^~~~\n"},
    {"version: 1\n"
     "rules: [{id: a, profile: cpu, match: {any: true}, fail_over: [{of_itself: 10%}]}]\n",
     "p.yaml:2:26: no profile is named 'cpu': name it under 'profiles:', as in {cpu: {type: cpu}}\n"
     "    rules: [{id: a, profile: cpu, match: {any: true}, fail_over: [{of_itself: 10%}]}]\n"
     "                             ^~~\n"},
    {"version: 1\n"
     "service: x\n"
     "service: y\n"
     "rules: [{id: a, match: {any: true}, fail_over: [{of_itself: 10}]}, {id: a, match: {any: true}, fail_over: "
     "[{of_itself: 10%}]}]\n",
     "p.yaml:3:1: the key 'service' is given twice: first in line 2\n"
     "    service: y\n"
     "    ^~~~~~~\n"
     "p.yaml:4:61: '10' has no unit: write 10%\n"
     "    rules: [{id: a, match: {any: true}, fail_over: [{of_itself: 10}]}, {id: a, match: {any: true}, fail_...\n"
     "                                                                ^~\n"
     "p.yaml:4:73: the id 'a' is given twice: first in line 4\n"
     "    ... a, match: {any: true}, fail_over: [{of_itself: 10}]}, {id: a, match: {any: true}, fail_over: "
     "[{of_i...\n"
     "                                                                   ^\n"},
};

static void every_fault_is_told_at_its_place(void **state)
{
    (void)state;
    policy_text_check("", policy_cases, sizeof policy_cases / sizeof policy_cases[0]);
}

static const char whole[] =
    "version: 1\n"
    "service: checkout\n"
    "store: {files: \"profiles/$version\"}\n"
    "baseline: v2.3\n"
    "profiles:\n"
    "  cpu:\n"
    "    type: process_cpu:cpu:nanoseconds:cpu:nanoseconds\n"
    "    request_roots: [\"label:endpoint\", \"net/http.(*conn).serve\"]\n"
    "  live: {type: \"memory:inuse_space:bytes:space:bytes\", per: instance}\n"
    "  lock: {type: block, rate: 20us, report_only: true}\n"
    "noise: {false_fail: 1%}\n"
    "rules:\n"
    "  - id: total\n"
    "    profile: cpu\n"
    "    match: {total: true}\n"
    "    fail_over: [{of_itself: 5%}]\n"
    "  - {id: heap, profile: live, match: {any: true}, fail_over: [{of_itself: 20%, absolute: 8MiB}]}\n";

static void a_whole_policy_is_read(void **state)
{
    (void)state;
    struct policy *policy = policy_text_read(whole);
    assert_string_equal(policy->origin, "p.yaml");
    assert_string_equal(policy->service, "checkout");
    assert_int_equal(policy->profile_count, 3);
    assert_string_equal(policy->profiles[0].name, "cpu");
    assert_string_equal(policy->profiles[0].type, "process_cpu:cpu:nanoseconds:cpu:nanoseconds");
    assert_int_equal(policy->profiles[0].request_root_count, 1);
    assert_string_equal(policy->profiles[0].request_roots[0], "net/http.(*conn).serve");
    assert_int_equal(policy->profiles[0].request_label_count, 1);
    assert_string_equal(policy->profiles[0].request_labels[0], "endpoint");
    assert_int_equal(policy->profiles[1].request_label_count, 0);
    assert_int_equal(policy->profiles[0].place.line, 6);
    assert_false(policy->profiles[0].per_instance || policy->profiles[0].report_only);
    assert_true(policy->profiles[1].per_instance);
    assert_true(policy->profiles[2].report_only);
    assert_true(policy->profiles[2].rate == 20000 && policy->profiles[0].rate == 0);
    assert_int_equal(policy->rule_count, 2);
    assert_string_equal(policy->rules[0].profile, "cpu");
    assert_float_equal(policy->rules[1].fail_over.bounds[0].value[LIMIT_ABSOLUTE], 8388608, 1e-6);
    assert_string_equal(policy->rules[1].absolute_unit, "bytes");
    policy_free(policy);
}

/* Windows editors write both. */
static void a_byte_order_mark_and_carriage_returns_do_no_harm(void **state)
{
    (void)state;
    policy_free(policy_text_read("\xef\xbb\xbfversion: 1\r\nrules:\r\n  - id: a\r\n    match: {total: true}\r\n"
                                 "    fail_over: [{of_itself: 5%}]\r\n"));
    assert_string_equal(policy_text_complaints("\xef\xbb\xbfversion: 3\r\nrules: x\r\n"),
                        "p.yaml:1:10: policy version '3' is not known: this program reads version 1\n"
                        "    version: 3\n"
                        "             ^\n"
                        "p.yaml:2:8: 'rules' must be a list of rules\n"
                        "    rules: x\n"
                        "           ^\n");
}

static void request_labels_are_few_and_have_names(void **state)
{
    (void)state;
    const char *text = "version: 1\n"
                       "profiles:\n"
                       "  cpu: {type: cpu, request_roots: [main.*, \"label:\"]}\n"
                       "rules: [{id: a, match: {any: true}, fail_over: [{of_itself: 5%}]}]\n";
    assert_non_null(strstr(policy_text_complaints(text),
                           "p.yaml:3:44: 'label:' in 'request_roots' needs the key of a label, as in "
                           "label:endpoint\n"));
    text = "version: 1\n"
           "profiles:\n"
           "  cpu: {type: cpu, request_roots: [label:1, label:2, label:3, label:4, label:5, label:1]}\n"
           "  wall: {type: wall, request_roots: [label:1, label:6, label:7, label:8, label:9]}\n"
           "rules: [{id: a, match: {any: true}, fail_over: [{of_itself: 5%}]}]\n";
    assert_non_null(strstr(policy_text_complaints(text),
                           "p.yaml:3:3: the profiles name more than 8 different labels in 'request_roots'\n"));
}

static void a_huge_file_is_refused_unread(void **state)
{
    (void)state;
    size_t size = LIMIT_POLICY_BYTES + 2;
    char *text = memory_allocate_array(size, 1);
    memset(text, '[', size - 1);
    assert_non_null(strstr(policy_text_complaints(text), "p.yaml:1:1: the file is larger than 1048576 bytes"));
    memory_free(text);
}

/* A list of a hundred thousand faults, and a map of as many keys, cost no more than the file's own size allows. */
static void many_faults_are_counted_not_all_told(void **state)
{
    (void)state;
    enum { FAULTS = 900 };
    static char text[32 + 8 * FAULTS];
    size_t used = (size_t)snprintf(text, sizeof text, "version: 1\nrules:\n");
    for (int i = 0; i < FAULTS; i++) {
        used += (size_t)snprintf(text + used, sizeof text - used, "- x%d\n", i);
    }
    const char *told = policy_text_complaints(text);
    assert_non_null(strstr(told, "p.yaml:3:3: a rule must be a map of keys\n"));
    assert_non_null(strstr(told, "p.yaml: and 800 more errors\n"));
}

static int read_both(void *context, struct error *err)
{
    struct byte_buffer buffer;
    struct policy *policy = NULL;
    byte_buffer_init(&buffer, 1 << 20);
    struct sink sink = sink_to_buffer(&buffer);
    int status = policy_yaml_read(&policy, bytes_of_text(context), "p.yaml", &sink, err);
    policy_free(policy);
    byte_buffer_free(&buffer);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    char text[sizeof whole];
    memcpy(text, whole, sizeof whole);
    assert_true(allocations_walk(read_both, text) >= 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_is_told_at_its_place),
        cmocka_unit_test(a_whole_policy_is_read),
        cmocka_unit_test(a_byte_order_mark_and_carriage_returns_do_no_harm),
        cmocka_unit_test(request_labels_are_few_and_have_names),
        cmocka_unit_test(a_huge_file_is_refused_unread),
        cmocka_unit_test(many_faults_are_counted_not_all_told),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

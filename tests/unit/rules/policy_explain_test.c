#include "rules/policy.h"

#include "tests/support/policy_text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void check(const struct policy *policy, const char *expected)
{
    struct byte_buffer buffer;
    byte_buffer_init(&buffer, 100000);
    struct sink sink = sink_to_buffer(&buffer);
    policy_explain(policy, &sink);
    sink_bytes(&sink, "", 1);
    assert_false(sink.failed);
    assert_string_equal((const char *)buffer.data, expected);
    byte_buffer_free(&buffer);
}

static void the_built_in_policy_reads_well(void **state)
{
    (void)state;
    struct policy *policy = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(policy_builtin(&policy, &err), 0);
    check(
        policy,
        "policy: built-in\n"
        "\n"
        "what is judged\n"
        "  requests     counted by the command line, else by meta.json; costs are per request\n"
        "  profile      cpu if either side has it, else wall, else alloc_space, else the one type that both share\n"
        "\n"
        "rules\n"
        "  total\n"
        "    holds for  the service's total\n"
        "    fails at   +10 % of itself, if proven above +5 % of itself\n"
        "    or at      +25 % of itself, if proven above +12.5 % of itself\n"
        "               where the noise between replicas is not measured but assumed\n"
        "  any-frame\n"
        "    holds for  every function\n"
        "    fails at   +10 % of itself and +2 % of the total, if proven above +5 % of itself and +1 % of the "
        "total\n"
        "\n"
        "verdicts\n"
        "  REGRESSION   exit 1: some growth is measured at or above its fail limit, and proven above 50 % of\n"
        "               the limit, beyond what chance explains\n"
        "  PASS         exit 0: for every rule and every function a growth of the fail limit is excluded\n"
        "  INCONCLUSIVE exit 3: neither, or a rule matches nothing; the report says what is missing\n"
        "  no baseline  exit 3\n"
        "\n"
        "noise\n"
        "  false_fail   1 %    of runs on unchanged code may be red, over all profiles and rules; 20 % of it\n"
        "                      is kept for the total and for functions that a rule names\n"
        "  pass_error   5 %    of growths as large as a limit may pass\n"
        "  proven_over  50 %   of a limit must be proven exceeded before anything is red\n"
        "  pair_by      auto   captures that interleave in time (A B B A) are paired\n"
        "  assumed      5 %    from host to host, where one profile a side leaves that unmeasured\n");
    policy_free(policy);
}

static void a_whole_policy_reads_well(void **state)
{
    (void)state;
    struct policy *policy = policy_text_read(
        "version: 1\n"
        "service: checkout\n"
        "store: {files: \"profiles/$version\"}\n"
        "baseline: v2.3\n"
        "profiles:\n"
        "  cpu:  {type: cpu, request_roots: [\"net/http.(*conn).serve\"]}\n"
        "  live: {type: heap}\n"
        "  lock: {type: block, rate: 20us, report_only: true, request_roots: \"label:endpoint\"}\n"
        "  wall: {type: wall, report_only: true, request_roots: [main.serve, \"label:a\", \"label:b\"]}\n"
        "requests: option\n"
        "names: {presets: [go, cpp], merge: [{match: \"runtime.gc*\", as: \"[gc]\"}], "
        "rewrite: [{match: '_v[0-9]+$', as: ''}, {match: '^(a)b', as: '\\1'}]}\n"
        "noise: {false_fail: 2%, proven_over: 60% of limit, pair_by: host, strict: true, "
        "on_inconclusive: pass, on_no_baseline: fail, history: n.json}\n"
        "rules:\n"
        "  - id: total-cpu\n"
        "    profile: cpu\n"
        "    match: {total: true}\n"
        "    fail_over: [{of_itself: 5%}, {absolute: 20us}]\n"
        "    warn_over: [{of_itself: 2%}]\n"
        "  - id: hot\n"
        "    match: {function: [\"acme/*\", main.serve], not: [\"*_test*\"]}\n"
        "    value: self\n"
        "    fail_over: [{of_itself: 15%}]\n"
        "    optional: true\n");
    check(policy,
          "policy: p.yaml\n"
          "\n"
          "what is judged\n"
          "  service      checkout\n"
          "  store        files: profiles/$version\n"
          "  baseline     v2.3\n"
          "  requests     counted by the command line; costs are per request\n"
          "  profile      cpu: cpu, per request, only stacks that go through 'net/http.(*conn).serve'\n"
          "  profile      live: heap, per instance\n"
          "  profile      lock: block, per request, recorded at one event in 20 us of waiting, only stacks whose "
          "samples carry the label 'endpoint'; report only: shown, never judged\n"
          "  profile      wall: wall, per request, only stacks that go through 'main.serve' or whose samples carry "
          "the label 'a' or 'b'; report only: shown, never judged\n"
          "  names        of go, cpp alone are freed of what compilers and runtimes add\n"
          "  rewritten    in every name, the first '_v[0-9]+$' becomes ''\n"
          "               in every name, the first '^(a)b' becomes '\\1'\n"
          "  merged       every function that fits 'runtime.gc*' is '[gc]'\n"
          "\n"
          "rules\n"
          "  total-cpu\n"
          "    holds for  the service's total\n"
          "    profile    cpu\n"
          "    fails at   +5 % of itself, or +20 us, if proven above +3 % of itself, or +12 us\n"
          "    warns at   +2 % of itself, if proven above +1.2 % of itself\n"
          "  hot\n"
          "    holds for  every function that fits 'acme/*' or 'main.serve', but not '*_test*', its own cost "
          "without what it calls\n"
          "    profile    every judged one\n"
          "    fails at   +15 % of itself, if proven above +9 % of itself\n"
          "    optional   it may match no function at all\n"
          "    note       it can hardly ever pass: no sample count excludes such a growth of rare functions;\n"
          "               add a part of the total, as in {of_itself: 10%, of_total: 1%}\n"
          "\n"
          "verdicts\n"
          "  REGRESSION   exit 1: some growth is measured at or above its fail limit, and proven above 60 % of\n"
          "               the limit, beyond what chance explains\n"
          "  PASS         exit 0: for every rule and every function a growth of the fail limit is excluded\n"
          "  INCONCLUSIVE exit 0 by this policy: neither, or a rule matches nothing; the report says what is "
          "missing\n"
          "  no baseline  exit 1 by this policy\n"
          "\n"
          "noise\n"
          "  false_fail   2 %    of runs on unchanged code may be red, over all profiles and rules; 20 % of it\n"
          "                      is kept for the total and for functions that a rule names\n"
          "  pass_error   5 %    of growths as large as a limit may pass\n"
          "  proven_over  60 %   of a limit must be proven exceeded before anything is red\n"
          "  pair_by      host   captures of one host are paired\n"
          "  strict       true   no growth is excused because its cost came from a function nearby\n"
          "  assumed      5 %    from host to host, where one profile a side leaves that unmeasured\n"
          "  history      n.json\n"
          "               the noise that was measured between unchanged versions stands beside that of a run,\n"
          "               and in its place where there is one profile a side\n");
    policy_free(policy);
}

static void a_promise_says_what_keeps_and_what_breaks_it(void **state)
{
    (void)state;
    struct policy *policy =
        policy_text_read("version: 1\nrules:\n"
                         "  - {id: p, match: {function: f}, expect: {of_itself: -10%, in: v2.4}}\n");
    struct byte_buffer buffer;
    byte_buffer_init(&buffer, 100000);
    struct sink sink = sink_to_buffer(&buffer);
    policy_explain(policy, &sink);
    sink_bytes(&sink, "", 1);
    assert_non_null(
        strstr((const char *)buffer.data,
               "  p\n"
               "    holds for  the function 'f'\n"
               "    promises   -10 % of itself in release v2.4; no other candidate is held to it\n"
               "               kept if measured so, and -5 % proven; broken (a regression) if less than\n"
               "               -5 % is measured, and -10 % disproved\n"
               "\n"));
    byte_buffer_free(&buffer);
    policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_built_in_policy_reads_well),
        cmocka_unit_test(a_whole_policy_reads_well),
        cmocka_unit_test(a_promise_says_what_keeps_and_what_breaks_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "rules/names_yaml.h"

#include "gate/base/memory.h"
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

static const struct policy_text_case cases[] = {
    {"names: go\n", "p.yaml:4:8: 'names' must be a map such as {presets: [go]}\n"
                    "    names: go\n"
                    "           ^~\n"},
    {"names: {presets: [go, golang, jvn]}\n",
     "p.yaml:4:23: there is no preset 'golang'; known: go, jvm, rust, cpp, node, python\n"
     "    names: {presets: [go, golang, jvn]}\n"
     "                          ^~~~~~\n"
     "p.yaml:4:31: there is no preset 'jvn'; did you mean 'jvm'?\n"
     "    names: {presets: [go, golang, jvn]}\n"
     "                                  ^~~\n"},
    {"names: {preset: [go]}\n", "p.yaml:4:9: unknown key 'preset'; did you mean 'presets'?\n"
                                "    names: {preset: [go]}\n"
                                "            ^~~~~~\n"},
    {"names: {merge: {match: a, as: b}}\n",
     "p.yaml:4:16: 'merge' must be a list such as [{match: \"runtime.gc*\", as: \"[gc]\"}]\n"
     "    names: {merge: {match: a, as: b}}\n"
     "                   ^~~~~~~~~~~~~~~~~\n"},
    {"names: {merge: [{match: a}]}\n", "p.yaml:4:17: a merge needs the key 'as'\n"
                                       "    names: {merge: [{match: a}]}\n"
                                       "                    ^\n"},
    {"names: {merge: [{match: a, as: ''}]}\n", "p.yaml:4:32: 'as' must not be empty\n"
                                               "    names: {merge: [{match: a, as: ''}]}\n"
                                               "                                   ^~\n"},
    {"names: {rewrite: {match: a, as: b}}\n",
     "p.yaml:4:18: 'rewrite' must be a list such as [{match: '_v[0-9]+$', as: ''}]\n"
     "    names: {rewrite: {match: a, as: b}}\n"
     "                     ^~~~~~~~~~~~~~~~~\n"},
    {"names: {rewrite: [{as: b}, {match: 'a(', as: \\1}, {match: '(a)\\1', as: b}]}\n",
     "p.yaml:4:19: a rewrite needs the key 'match'\n"
     "    names: {rewrite: [{as: b}, {match: 'a(', as: \\1}, {match: '(a)\\1', as: b}]}\n"
     "                      ^\n"
     "p.yaml:4:36: 'match' is no regular expression that can be used: Unmatched ( or \\(\n" /* glibc's words */
     "    names: {rewrite: [{as: b}, {match: 'a(', as: \\1}, {match: '(a)\\1', as: b}]}\n"
     "                                       ^~~~\n"
     "p.yaml:4:59: 'match' is no regular expression that can be used: looking back at a group, '\\1', is not "
     "supported\n"
     "    names: {rewrite: [{as: b}, {match: 'a(', as: \\1}, {match: '(a)\\1', as: b}]}\n"
     "                                                              ^~~~~~~\n"},
    {"names: {rewrite: [{as: '\\2', match: (a)}, {match: a, as: '\\n'}]}\n",
     "p.yaml:4:24: 'as' wants group 2, but 'match' has 1\n"
     "    names: {rewrite: [{as: '\\2', match: (a)}, {match: a, as: '\\n'}]}\n"
     "                           ^~~~\n"
     "p.yaml:4:58: a '\\' of 'as' must stand before the number of a group, or before another one\n"
     "    names: {rewrite: [{as: '\\2', match: (a)}, {match: a, as: '\\n'}]}\n"
     "                                                             ^~~~\n"},
    {"names: {rewrite: [{match: a, as: }]}\n", "p.yaml:4:30: 'as' has no value: it must be a text\n"
                                               "    names: {rewrite: [{match: a, as: }]}\n"
                                               "                                 ^~\n"},
};

static void every_fault_of_names_is_told_at_its_place(void **state)
{
    (void)state;
    policy_text_check(beginning, cases, sizeof cases / sizeof cases[0]);
}

static void names_have_what_their_keys_say(void **state)
{
    (void)state;
    char yaml[1024];
    snprintf(yaml, sizeof yaml, "%s%s", beginning,
             "names: {presets: [jvm, go], merge: [{match: \"runtime.gc*\", as: \"[gc]\"}, {match: x, as: y}]}\n");
    struct policy *policy = policy_text_read(yaml);
    assert_int_equal(policy->names.presets, NAME_PRESET_GO | NAME_PRESET_JVM);
    assert_int_equal(policy->names.merge_count, 2);
    assert_string_equal(policy->names.merges[0].match, "runtime.gc*");
    assert_string_equal(policy->names.merges[0].as, "[gc]");
    assert_string_equal(policy->names.merges[1].as, "y");
    policy_free(policy);
    snprintf(yaml, sizeof yaml, "%s%s", beginning,
             "names: {rewrite: [{match: '_v[0-9]+$', as: ''}, {as: '\\2.\\1\\\\', match: '(a)(b)'}]}\n");
    policy = policy_text_read(yaml);
    assert_int_equal(policy->names.rewrite_count, 2);
    assert_string_equal(policy->names.rewrites[0].match, "_v[0-9]+$");
    assert_string_equal(policy->names.rewrites[0].as, "");
    assert_string_equal(policy->names.rewrites[1].match, "(a)(b)");
    assert_string_equal(policy->names.rewrites[1].as, "\\2.\\1\\\\");
    policy_free(policy);
    policy = policy_text_read(beginning);
    assert_int_equal(policy->names.presets, NAME_PRESETS_ALL);
    assert_int_equal(policy->names.merge_count, 0);
    policy_free(policy);
}

static void rewrites_have_ceilings(void **state)
{
    (void)state;
    enum { SIZE = 4000 };
    char *yaml = memory_allocate(SIZE);
    size_t used = (size_t)snprintf(yaml, SIZE, "%snames: {rewrite: [", beginning);
    for (int i = 0; i <= NAMES_YAML_REWRITES_MAX; i++)
        used += (size_t)snprintf(yaml + used, SIZE - used, "{match: a%d, as: b}, ", i);
    snprintf(yaml + used, SIZE - used, "]}\n");
    assert_non_null(strstr(policy_text_complaints(yaml), "p.yaml:4:18: there may be at most 50 rewrites, not 51"));
    snprintf(yaml, SIZE, "%snames: {rewrite: [{match: a, as: %0*d}]}\n", beginning, NAMES_YAML_AS_MAX + 1, 0);
    assert_non_null(strstr(policy_text_complaints(yaml), "p.yaml:4:34: 'as' is longer than 256 bytes"));
    memory_free(yaml);
}

static void merges_have_a_ceiling(void **state)
{
    (void)state;
    enum { SIZE = 20000 };
    char *yaml = memory_allocate(SIZE);
    size_t used = (size_t)snprintf(yaml, SIZE, "%snames: {merge: [", beginning);
    for (int i = 0; i <= NAMES_YAML_MERGES_MAX; i++)
        used += (size_t)snprintf(yaml + used, SIZE - used, "{match: a%d, as: b}, ", i);
    snprintf(yaml + used, SIZE - used, "]}\n");
    assert_non_null(strstr(policy_text_complaints(yaml), "p.yaml:4:16: there may be at most 200 merges, not 201"));
    memory_free(yaml);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_of_names_is_told_at_its_place),
        cmocka_unit_test(names_have_what_their_keys_say),
        cmocka_unit_test(merges_have_a_ceiling),
        cmocka_unit_test(rewrites_have_ceilings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

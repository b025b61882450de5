#include "rules/rule_kind.h"

#include "gate/base/memory.h"
#include "tests/support/hand_comparison.h"
#include "tests/support/policy_text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void every_rule_has_its_kind(void **state)
{
    (void)state;
    struct policy *policy =
        policy_text_read("version: 1\nrules:\n  - {id: a, match: {total: true}, fail_over: [{of_itself: 5%}]}\n"
                         "  - {id: b, match: {function: f}, fail_over: [{of_itself: 5%}]}\n"
                         "  - {id: c, match: {any: true, not: f}, fail_over: [{of_itself: 5%}]}\n");
    const char *const names[] = {"total", "function", "any"};
    assert_int_equal(rule_kind_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(rule_kind_of(&policy->rules[i])->name, names[i]);
        assert_string_equal(rule_kinds[i]->name, names[i]);
    }
    policy_free(policy);
}

static void value_takes_self_or_total_or_both(void **state)
{
    (void)state;
    const struct hand_stack stacks[] = {{"f", (double[]){1, 1}}};
    struct comparison *comparison = hand_comparison(stacks, 1, 1, 1, (double[]){1, 1});
    static const struct {
        enum policy_value value;
        bool total, self;
    } cases[] = {
        {POLICY_VALUE_BOTH, true, true}, {POLICY_VALUE_TOTAL, true, false}, {POLICY_VALUE_SELF, false, true}};
    for (size_t i = 0; i < 3; i++) {
        struct policy_rule rule = {.value = cases[i].value};
        assert_false(rule_kind_takes_value(&rule, comparison, 0));
        assert_int_equal(rule_kind_takes_value(&rule, comparison, hand_entry(comparison, "f", ENTRY_TOTAL)),
                         cases[i].total);
        assert_int_equal(rule_kind_takes_value(&rule, comparison, hand_entry(comparison, "f", ENTRY_SELF)),
                         cases[i].self);
    }
    comparison_free(comparison);
}

static void globs_are_listed_in_words(void **state)
{
    (void)state;
    static const struct {
        const char *globs[3];
        size_t count;
        const char *words;
    } cases[] = {
        {{"a"}, 1, "'a'"}, {{"a", "b"}, 2, "'a' or 'b'"}, {{"a", "b\n", "c"}, 3, "'a', 'b\xef\xbf\xbd' or 'c'"}};
    for (size_t i = 0; i < 3; i++) {
        struct byte_buffer buffer;
        byte_buffer_init(&buffer, 1000);
        struct sink sink = sink_to_buffer(&buffer);
        rule_kind_describe_globs(cases[i].globs, cases[i].count, &sink);
        assert_int_equal(buffer.size, strlen(cases[i].words));
        assert_memory_equal(buffer.data, cases[i].words, buffer.size);
        byte_buffer_free(&buffer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_has_its_kind),
        cmocka_unit_test(value_takes_self_or_total_or_both),
        cmocka_unit_test(globs_are_listed_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

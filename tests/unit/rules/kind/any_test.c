#include "rules/rule_kind.h"

#include "tests/support/hand_comparison.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct comparison *sample(void)
{
    const struct hand_stack stacks[] = {{"main;net/http.(*conn).serve;acme/a", (double[]){1, 1}},
                                        {"main;net/http.(conn).serve;acme/a_test", (double[]){1, 1}}};
    return hand_comparison(stacks, 2, 1, 1, (double[]){1, 1});
}

static bool matches(const struct policy_rule *rule, const struct comparison *comparison, const char *function)
{
    size_t entry = function != NULL ? hand_entry(comparison, function, ENTRY_TOTAL) : 0;
    assert_true(entry < comparison->entry_count);
    return kind_any.matches(rule, comparison, entry);
}

static void check_words(const struct policy_rule *rule, const char *words)
{
    struct byte_buffer buffer;
    byte_buffer_init(&buffer, 1000);
    struct sink sink = sink_to_buffer(&buffer);
    kind_any.describe(rule, &sink);
    sink_bytes(&sink, "", 1);
    assert_string_equal((const char *)buffer.data, words);
    byte_buffer_free(&buffer);
}

static void it_is_every_function_not_left_out(void **state)
{
    (void)state;
    struct comparison *comparison = sample();
    const char *excluded[] = {"*_test", "main"};
    struct policy_rule rule = {.match = {.any = true, .excluded = excluded, .excluded_count = 2}};
    assert_true(kind_any.owns(&rule));
    assert_false(matches(&rule, comparison, NULL));
    assert_true(matches(&rule, comparison, "acme/a"));
    assert_false(matches(&rule, comparison, "acme/a_test"));
    assert_false(matches(&rule, comparison, "main"));
    assert_int_equal(kind_any.slice(&rule, comparison, 1), QUESTION_WILDCARD);
    assert_true(kind_any.many);
    check_words(&rule, "every function, but not '*_test' or 'main'");
    rule.match.excluded_count = 0;
    rule.value = POLICY_VALUE_SELF;
    check_words(&rule, "every function, its own cost without what it calls");
    comparison_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_every_function_not_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

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
    return kind_total.matches(rule, comparison, entry);
}

static void check_words(const struct policy_rule *rule, const char *words)
{
    struct byte_buffer buffer;
    byte_buffer_init(&buffer, 1000);
    struct sink sink = sink_to_buffer(&buffer);
    kind_total.describe(rule, &sink);
    sink_bytes(&sink, "", 1);
    assert_string_equal((const char *)buffer.data, words);
    byte_buffer_free(&buffer);
}

static void it_is_the_service_and_nothing_else(void **state)
{
    (void)state;
    struct comparison *comparison = sample();
    struct policy_rule rule = {.match.total = true}, other = {.match.any = true};
    assert_true(kind_total.owns(&rule));
    assert_false(kind_total.owns(&other));
    assert_true(matches(&rule, comparison, NULL));
    assert_false(matches(&rule, comparison, "main"));
    assert_int_equal(kind_total.slice(&rule, comparison, 0), QUESTION_NAMED);
    assert_false(kind_total.many);
    check_words(&rule, "the service's total");
    comparison_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_the_service_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

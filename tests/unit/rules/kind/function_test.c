#include "rules/rule_kind.h"

#include "gate/base/memory.h"
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
    return kind_function.matches(rule, comparison, entry);
}

static void check_words(const struct policy_rule *rule, const char *words)
{
    struct byte_buffer buffer;
    byte_buffer_init(&buffer, 1000);
    struct sink sink = sink_to_buffer(&buffer);
    kind_function.describe(rule, &sink);
    sink_bytes(&sink, "", 1);
    assert_string_equal((const char *)buffer.data, words);
    byte_buffer_free(&buffer);
}

static void it_is_what_some_glob_fits(void **state)
{
    (void)state;
    struct comparison *comparison = sample();
    const char *functions[] = {"acme/*", "main"}, *excluded[] = {"*_test"};
    struct policy_rule rule = {
        .match = {.functions = functions, .function_count = 2, .excluded = excluded, .excluded_count = 1}};
    assert_true(kind_function.owns(&rule));
    assert_false(matches(&rule, comparison, NULL));
    assert_true(matches(&rule, comparison, "acme/a"));
    assert_false(matches(&rule, comparison, "acme/a_test"));
    assert_true(matches(&rule, comparison, "main"));
    assert_false(matches(&rule, comparison, "net/http.(*conn).serve"));
    assert_true(kind_function.many);
    check_words(&rule, "every function that fits 'acme/*' or 'main', but not '*_test'");
    comparison_free(comparison);
}

/* The whole name counts, and a '*' of the name itself is no wildcard for naming it. */
static void a_function_is_named_by_its_very_name(void **state)
{
    (void)state;
    struct comparison *comparison = sample();
    const char *functions[] = {"net/http.(*conn).serve", "acme"};
    struct policy_rule rule = {.match = {.functions = functions, .function_count = 2}};
    size_t pointer = hand_entry(comparison, "net/http.(*conn).serve", ENTRY_TOTAL);
    size_t plain = hand_entry(comparison, "net/http.(conn).serve", ENTRY_TOTAL);
    assert_true(matches(&rule, comparison, "net/http.(*conn).serve"));
    assert_true(matches(&rule, comparison, "net/http.(conn).serve"));
    assert_false(matches(&rule, comparison, "acme/a"));
    assert_int_equal(kind_function.slice(&rule, comparison, pointer), QUESTION_NAMED);
    assert_int_equal(kind_function.slice(&rule, comparison, plain), QUESTION_WILDCARD);
    rule.match.functions = functions + 1;
    rule.match.function_count = 1;
    rule.value = POLICY_VALUE_TOTAL;
    check_words(&rule, "the function 'acme', its cost with all it calls");
    comparison_free(comparison);
}

static void a_renamed_function_is_meant_by_its_old_name(void **state)
{
    (void)state;
    struct comparison *comparison = sample();
    struct symbol old = {.name = bytes_of_text("acme/before")};
    struct error err = ERROR_INIT;
    uint32_t from;
    assert_int_equal(symbols_add(comparison->symbols, &old, &from, &err), 0);
    comparison->renames = memory_allocate_array(1, sizeof *comparison->renames);
    comparison->renames[0] =
        (struct comparison_rename){from, symbols_find(comparison->symbols, bytes_of_text("acme/a")), 0.9};
    comparison->rename_count = 1;
    const char *functions[] = {"acme/before"};
    struct policy_rule rule = {.match = {.functions = functions, .function_count = 1}};
    assert_true(matches(&rule, comparison, "acme/a"));
    assert_false(matches(&rule, comparison, "main"));
    assert_int_equal(kind_function.slice(&rule, comparison, hand_entry(comparison, "acme/a", ENTRY_TOTAL)),
                     QUESTION_NAMED);
    comparison_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_what_some_glob_fits),
        cmocka_unit_test(a_function_is_named_by_its_very_name),
        cmocka_unit_test(a_renamed_function_is_meant_by_its_old_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

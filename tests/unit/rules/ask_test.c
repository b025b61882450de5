#include "rules/ask.h"

#include "tests/support/allocations.h"
#include "tests/support/hand_comparison.h"
#include "tests/support/policy_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct comparison *sample(const char *profile)
{
    const struct hand_stack stacks[] = {
        {"main;net/http.(*conn).serve;acme/cart.Add", (double[]){30, 40}},
        {"main;net/http.(*conn).serve;acme/cart_test.Add", (double[]){10, 10}},
        {"main", (double[]){5, 0}},
    };
    struct comparison *comparison = hand_comparison(stacks, 3, 1, 1, (double[]){10, 10});
    comparison->profile = profile;
    comparison->unit = "nanoseconds";
    return comparison;
}

/* One question as text: rule, entry, purpose, slice. */
static const char *describe(char out[256], const struct policy *policy, const struct comparison *comparison,
                            const struct question *question)
{
    static const char *const values[] = {"", " total", " self"};
    static const char *const purposes[] = {"fail", "warn", "expect"};
    struct bytes name = comparison_entry_name(comparison, question->entry);
    snprintf(out, 256, "%s: %.*s%s %s %s", policy->rules[question->rule].id, (int)name.size,
             (const char *)name.data, values[comparison->entries[question->entry].value],
             purposes[question->purpose], question->slice == QUESTION_NAMED ? "named" : "wildcard");
    return out;
}

/* Checks what a policy asks of the sample; ends with NULL. */
static void check(const char *rules, const char *const *expected)
{
    char yaml[1024], text[256];
    snprintf(yaml, sizeof yaml,
             "version: 1\nprofiles: {cpu: {type: cpu}, wall: {type: wall, report_only: true}}\nrules:\n%s", rules);
    struct policy *policy = policy_text_read(yaml);
    struct comparison *comparison = sample("cpu");
    struct questions questions;
    struct error err = ERROR_INIT;
    assert_int_equal(ask_questions(&questions, policy, (const struct comparison *const[]){comparison}, 1, &err), 0);
    size_t count = 0;
    for (; expected[count] != NULL; count++) {
        assert_true(count < questions.count);
        assert_string_equal(describe(text, policy, comparison, &questions.items[count]), expected[count]);
    }
    assert_int_equal(questions.count, count);
    questions_clear(&questions);
    comparison_free(comparison);
    policy_free(policy);
}

static void the_anchor_is_asked_about_by_its_rules_alone(void **state)
{
    (void)state;
    struct policy *policy =
        policy_text_read("version: 1\nstore: {files: 'p/$version'}\nanchor: {version: v1, rules: [t]}\n"
                         "profiles: {cpu: {type: cpu}}\nrules:\n"
                         "  - {id: t, profile: cpu, match: {total: true}, fail_over: [{of_itself: 5%}], "
                         "expect: {of_itself: -10%, in: v9}}\n"
                         "  - {id: f, match: {function: [main]}, value: total, fail_over: [{of_itself: 5%}]}\n");
    struct comparison *comparison = sample("cpu-anchor");
    struct questions questions;
    struct error err = ERROR_INIT;
    comparison->anchored = "cpu";
    comparison->sides[CANDIDATE].label = "v9";
    assert_int_equal(ask_questions(&questions, policy, (const struct comparison *const[]){comparison}, 1, &err), 0);
    assert_int_equal(questions.count, 1);
    assert_int_equal(questions.items[0].rule, 0);
    /* What v9 promises is a change since the release before. */
    assert_int_equal(questions.items[0].purpose, QUESTION_FAIL);
    assert_false(ask_expects(&policy->rules[0], comparison));
    assert_false(ask_applies(&policy->rules[1], comparison));
    questions_clear(&questions);
    comparison->anchored = NULL;
    comparison->profile = "cpu";
    assert_true(ask_applies(&policy->rules[1], comparison));
    assert_true(ask_expects(&policy->rules[0], comparison));
    comparison_free(comparison);
    policy_free(policy);
}

static void shares_are_not_asked_about_their_total(void **state)
{
    (void)state;
    struct policy *policy =
        policy_text_read("version: 1\nrules:\n"
                         "  - {id: t, match: {total: true}, fail_over: [{of_itself: 5%}]}\n"
                         "  - {id: f, match: {function: [main]}, value: total, fail_over: [{of_itself: 5%}]}\n");
    struct comparison *comparison = sample("cpu");
    struct questions questions;
    struct error err = ERROR_INIT;
    comparison->exposure_kind = EXPOSURE_SHARE;
    assert_int_equal(ask_questions(&questions, policy, (const struct comparison *const[]){comparison}, 1, &err), 0);
    assert_int_equal(questions.count, 1);
    assert_int_equal(questions.items[0].rule, 1);
    assert_int_equal(questions.unmatched_count, 0);
    questions_clear(&questions);
    /* Without a verdict the rule stands open, as all of them do. */
    comparison->unfit = "no request count";
    assert_true(ask_applies(&policy->rules[0], comparison));
    comparison_free(comparison);
    policy_free(policy);
}

static void shares_are_not_held_against_amounts(void **state)
{
    (void)state;
    struct policy *policy = policy_text_read("version: 1\nrules:\n  - {id: a, match: {any: true}, "
                                             "fail_over: [{of_itself: 5%, absolute: 20us}]}\n");
    struct comparison *comparison = sample("cpu");
    struct questions questions;
    struct error err = ERROR_INIT;
    comparison->exposure_kind = EXPOSURE_SHARE;
    assert_int_equal(ask_questions(&questions, policy, (const struct comparison *const[]){comparison}, 1, &err),
                     -1);
    assert_int_equal(err.kind, ERROR_POLICY);
    assert_string_equal(err.sentence,
                        "rule 'a' limits an amount per request, but by 'requests: none' nobody counts requests: "
                        "give it of_itself or of_total");
    comparison_free(comparison);
    policy_free(policy);
}

static void the_total_is_asked_of_the_service(void **state)
{
    (void)state;
    check("  - {id: t, match: {total: true}, fail_over: [{of_itself: 5%}], warn_over: [{of_itself: 2%}]}\n",
          (const char *const[]){"t: total fail named", "t: total warn named", NULL});
}

static void any_is_asked_of_every_function_but_not_of_the_total(void **state)
{
    (void)state;
    check("  - {id: a, match: {any: true, not: ['*_test*']}, fail_over: [{of_itself: 5%}]}\n",
          (const char *const[]){"a: main total fail wildcard", "a: main self fail wildcard",
                                "a: net/http.(*conn).serve total fail wildcard",
                                "a: acme/cart.Add total fail wildcard", "a: acme/cart.Add self fail wildcard",
                                NULL});
}

/* Wildcards cross '/' and '.'; a pattern that is a function's very name names it, even with a '*' in it. */
static void functions_are_found_by_glob_and_named_by_name(void **state)
{
    (void)state;
    check("  - {id: f, match: {function: ['acme/*', 'net/http.(*conn).serve'], not: '*_test*'}, value: total,\n"
          "     fail_over: [{of_itself: 5%}]}\n",
          (const char *const[]){"f: net/http.(*conn).serve total fail named",
                                "f: acme/cart.Add total fail wildcard", NULL});
    check("  - {id: f, match: {function: ['acme/*', 'main']}, value: self, warn_over: [{of_itself: 5%}]}\n",
          (const char *const[]){"f: main self warn named", "f: acme/cart.Add self warn wildcard",
                                "f: acme/cart_test.Add self warn wildcard", NULL});
}

static void questions_come_by_rule(void **state)
{
    (void)state;
    check("  - {id: z, match: {function: main}, value: total, fail_over: [{of_itself: 5%}]}\n"
          "  - {id: a, profile: cpu, match: {total: true}, fail_over: [{of_itself: 5%}]}\n",
          (const char *const[]){"z: main total fail named", "a: total fail named", NULL});
}

static void a_rule_of_another_profile_is_not_asked(void **state)
{
    (void)state;
    check("  - {id: w, profile: wall, match: {total: true}, fail_over: [{of_itself: 5%}]}\n"
          "  - {id: c, profile: cpu, match: {total: true}, fail_over: [{of_itself: 5%}]}\n",
          (const char *const[]){"c: total fail named", NULL});
}

static void what_is_report_only_is_asked_nothing(void **state)
{
    (void)state;
    struct policy *policy = NULL;
    struct comparison *comparison = sample("cpu");
    struct questions questions;
    struct error err = ERROR_INIT;
    comparison->report_only = true;
    assert_int_equal(policy_builtin(&policy, &err), 0);
    assert_int_equal(ask_questions(&questions, policy, (const struct comparison *const[]){comparison}, 1, &err), 0);
    assert_int_equal(questions.count, 0);
    assert_int_equal(questions.unmatched_count, 0);
    assert_int_equal(ask_differences(&questions, (const struct comparison *const[]){comparison}, 1, &err), 0);
    assert_int_equal(questions.count, comparison->entry_count);
    questions_clear(&questions);
    comparison_free(comparison);
    policy_free(policy);
}

/* A function that is on the stacks but never a leaf has no self cost to ask about. */
static void a_rule_that_matches_nothing_is_noted(void **state)
{
    (void)state;
    struct policy *policy = policy_text_read(
        "version: 1\nrules:\n"
        "  - {id: a, match: {function: 'acme/pay.*'}, fail_over: [{of_itself: 5%}]}\n"
        "  - {id: b, match: {function: 'nothing'}, optional: true, fail_over: [{of_itself: 5%}]}\n"
        "  - {id: c, match: {function: 'net/http.(*conn).serve'}, value: self, fail_over: [{of_itself: 5%}]}\n"
        "  - {id: d, match: {total: true}, fail_over: [{of_itself: 5%}]}\n");
    struct comparison *comparison = sample("cpu");
    struct questions questions;
    struct error err = ERROR_INIT;
    assert_int_equal(ask_questions(&questions, policy, (const struct comparison *const[]){comparison}, 1, &err), 0);
    assert_int_equal(questions.count, 1);
    assert_int_equal(questions.unmatched_count, 3);
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(questions.unmatched[i].rule, i);
        assert_int_equal(questions.unmatched[i].comparison, 0);
        assert_int_equal(questions.unmatched[i].optional, i == 1);
    }
    questions_clear(&questions);
    comparison_free(comparison);
    policy_free(policy);
}

static void both_limits_of_a_rule_go_with_its_question(void **state)
{
    (void)state;
    struct policy *policy = NULL;
    struct comparison *comparison = sample("cpu");
    struct questions questions;
    struct error err = ERROR_INIT;
    assert_int_equal(policy_builtin(&policy, &err), 0);
    assert_int_equal(ask_questions(&questions, policy, (const struct comparison *const[]){comparison}, 1, &err), 0);
    assert_float_equal(questions.items[0].limit.bounds[0].value[LIMIT_OF_ITSELF], 0.10, 1e-12);
    assert_float_equal(questions.items[0].limit_assumed.bounds[0].value[LIMIT_OF_ITSELF], 0.25, 1e-12);
    assert_float_equal(questions.items[1].limit_assumed.bounds[0].value[LIMIT_OF_TOTAL], 0.02, 1e-12);
    questions_clear(&questions);
    comparison_free(comparison);
    policy_free(policy);
}

static void an_amount_in_another_unit_is_a_fault_of_the_policy(void **state)
{
    (void)state;
    struct policy *policy =
        policy_text_read("version: 1\nrules:\n  - {id: a, match: {any: true}, fail_over: [{absolute: 4KiB}]}\n");
    struct comparison *comparison = sample("cpu");
    struct questions questions;
    struct error err = ERROR_INIT;
    assert_int_equal(ask_questions(&questions, policy, (const struct comparison *const[]){comparison}, 1, &err),
                     -1);
    assert_int_equal(err.kind, ERROR_POLICY);
    assert_int_equal(err.line, 3);
    assert_string_equal(err.sentence,
                        "an absolute limit of rule 'a' is in bytes, but profile 'cpu' is measured in nanoseconds");
    comparison->unit = "KB";
    assert_int_equal(ask_questions(&questions, policy, (const struct comparison *const[]){comparison}, 1, &err), 0);
    questions_clear(&questions);
    comparison_free(comparison);
    policy_free(policy);
}

/* What diff asks: any growth, of everything. */
static void differences_are_asked_of_every_entry(void **state)
{
    (void)state;
    struct comparison *comparison = sample("cpu");
    struct questions questions;
    struct error err = ERROR_INIT;
    assert_int_equal(ask_differences(&questions, (const struct comparison *const[]){comparison}, 1, &err), 0);
    assert_int_equal(questions.count, comparison->entry_count);
    for (size_t q = 0; q < questions.count; q++) {
        assert_int_equal(questions.items[q].entry, q);
        assert_int_equal(questions.items[q].rule, UINT32_MAX);
        assert_int_equal(questions.items[q].limit.count, 0);
    }
    questions_clear(&questions);
    comparison_free(comparison);
}

struct asked {
    const struct policy *policy;
    const struct comparison *comparison;
};

static int ask_again(void *context, struct error *err)
{
    const struct asked *asked = context;
    struct questions questions = {0};
    int status = ask_questions(&questions, asked->policy, &asked->comparison, 1, err);
    if (status == 0) {
        questions_clear(&questions);
        status = ask_differences(&questions, &asked->comparison, 1, err);
    }
    questions_clear(&questions);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct policy *policy = policy_text_read("version: 1\nrules:\n"
                                             "  - {id: a, match: {any: true}, fail_over: [{of_itself: 5%}]}\n"
                                             "  - {id: b, match: {function: x}, fail_over: [{of_itself: 5%}]}\n");
    struct comparison *comparison = sample("cpu");
    struct asked asked = {policy, comparison};
    assert_true(allocations_walk(ask_again, &asked) >= 3);
    comparison_free(comparison);
    policy_free(policy);
}

/* What a policy with one rule asks when the candidate has that label and version: questions, and rules unmatched.
 */
static size_t asked_of(const char *rule, const char *label, const char *version, size_t *unmatched)
{
    char yaml[1024];
    snprintf(yaml, sizeof yaml, "version: 1\nrules:\n  - %s\n", rule);
    struct policy *policy = policy_text_read(yaml);
    struct comparison *comparison = sample("cpu");
    struct questions questions;
    struct error err = ERROR_INIT;
    comparison->sides[CANDIDATE].label = label;
    comparison->sides[CANDIDATE].version = version;
    assert_int_equal(ask_questions(&questions, policy, (const struct comparison *const[]){comparison}, 1, &err), 0);
    size_t count = questions.count;
    *unmatched = questions.unmatched_count;
    assert_int_equal(ask_idles(&policy->rules[0], comparison), count == 0 && *unmatched == 0);
    for (size_t i = 0; i < count && !policy->rules[0].has_fail; i++) {
        assert_int_equal(questions.items[i].purpose, QUESTION_EXPECT);
        assert_float_equal(questions.items[i].expected, -0.1, 1e-12);
        assert_int_equal(questions.items[i].limit.count, 0);
        assert_int_equal(comparison->entries[questions.items[i].entry].value,
                         policy->rules[0].value == POLICY_VALUE_SELF ? ENTRY_SELF : ENTRY_TOTAL);
    }
    questions_clear(&questions);
    comparison_free(comparison);
    policy_free(policy);
    return count;
}

static void a_promise_is_asked_of_its_release_only(void **state)
{
    (void)state;
    static const char rule[] = "{id: p, match: {function: acme/cart.Add}, expect: {of_itself: -10%, in: v2.4}}";
    size_t unmatched;
    assert_int_equal(asked_of(rule, "v2.4", "", &unmatched), 1);
    assert_int_equal(asked_of(rule, "out/profiles", "v2.4", &unmatched), 1);
    assert_int_equal(asked_of(rule, "v2.5", "", &unmatched), 0);
    assert_int_equal(unmatched, 0);
    assert_int_equal(asked_of(rule, "v2.40", NULL, &unmatched), 0);
    assert_int_equal(asked_of(rule, NULL, NULL, &unmatched), 0);
    /* Its own cost, if that is what the rule is about. */
    assert_int_equal(
        asked_of("{id: p, match: {function: acme/cart.Add}, value: self, expect: {of_itself: -10%, in: "
                 "v2.4}}",
                 "v2.4", "", &unmatched),
        1);
    /* A function that nobody has is a fault of the pattern, but only when it is its turn. */
    static const char nobody[] = "{id: p, match: {function: nobody}, expect: {of_itself: -10%, in: v2.4}}";
    assert_int_equal(asked_of(nobody, "v2.4", "", &unmatched), 0);
    assert_int_equal(unmatched, 1);
    assert_int_equal(asked_of(nobody, "v2.5", "", &unmatched), 0);
    assert_int_equal(unmatched, 0);
    /* A limit of the same rule holds for every release, here of the total and the own cost. */
    static const char both[] = "{id: p, match: {function: acme/cart.Add}, fail_over: [{of_itself: 5%}], expect: "
                               "{of_itself: -10%, in: v2.4}}";
    assert_int_equal(asked_of(both, "v2.5", "", &unmatched), 2);
    assert_int_equal(asked_of(both, "v2.4", "", &unmatched), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_total_is_asked_of_the_service),
        cmocka_unit_test(the_anchor_is_asked_about_by_its_rules_alone),
        cmocka_unit_test(shares_are_not_asked_about_their_total),
        cmocka_unit_test(shares_are_not_held_against_amounts),
        cmocka_unit_test(any_is_asked_of_every_function_but_not_of_the_total),
        cmocka_unit_test(functions_are_found_by_glob_and_named_by_name),
        cmocka_unit_test(questions_come_by_rule),
        cmocka_unit_test(a_rule_of_another_profile_is_not_asked),
        cmocka_unit_test(what_is_report_only_is_asked_nothing),
        cmocka_unit_test(a_rule_that_matches_nothing_is_noted),
        cmocka_unit_test(both_limits_of_a_rule_go_with_its_question),
        cmocka_unit_test(an_amount_in_another_unit_is_a_fault_of_the_policy),
        cmocka_unit_test(differences_are_asked_of_every_entry),
        cmocka_unit_test(a_promise_is_asked_of_its_release_only),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

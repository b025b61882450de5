#include "rules/policy.h"

#include "tests/support/allocations.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* PRODUCT.md: every frame 10 % of itself and 2 % of the total; the total 10 %, or 25 % where the noise is assumed.
 */
static void the_built_in_policy_is_what_the_contract_says(void **state)
{
    (void)state;
    struct policy *policy = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(policy_builtin(&policy, &err), 0);
    assert_string_equal(policy->origin, "built-in");
    assert_int_equal(policy->profile_count, 0);
    assert_int_equal(policy->rule_count, 2);
    const struct policy_rule *total = &policy->rules[0], *frame = &policy->rules[1];
    assert_string_equal(total->id, "total");
    assert_true(total->match.total && total->has_fail && !total->has_warn);
    assert_float_equal(total->fail_over.bounds[0].value[LIMIT_OF_ITSELF], 0.10, 1e-12);
    assert_float_equal(total->fail_over_assumed.bounds[0].value[LIMIT_OF_ITSELF], 0.25, 1e-12);
    assert_false(total->fail_over.bounds[0].set[LIMIT_OF_TOTAL]);
    assert_string_equal(frame->id, "any-frame");
    assert_true(frame->match.any && frame->has_fail && !frame->has_warn);
    assert_int_equal(frame->value, POLICY_VALUE_BOTH);
    assert_float_equal(frame->fail_over.bounds[0].value[LIMIT_OF_ITSELF], 0.10, 1e-12);
    assert_float_equal(frame->fail_over.bounds[0].value[LIMIT_OF_TOTAL], 0.02, 1e-12);
    assert_memory_equal(&frame->fail_over, &frame->fail_over_assumed, sizeof frame->fail_over);
    policy_free(policy);
    policy_free(NULL);
}

static void check_words(const struct policy_rule *rule, const char *words)
{
    struct byte_buffer buffer;
    byte_buffer_init(&buffer, 1000);
    struct sink sink = sink_to_buffer(&buffer);
    policy_describe_rule(rule, &sink);
    sink_bytes(&sink, "", 1);
    assert_string_equal((const char *)buffer.data, words);
    byte_buffer_free(&buffer);
}

static void a_rule_reads_in_one_line(void **state)
{
    (void)state;
    struct policy *policy = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(policy_builtin(&policy, &err), 0);
    check_words(&policy->rules[0],
                "the service's total: fails at +10 % of itself (+25 % of itself where the noise is assumed)");
    check_words(&policy->rules[1], "every function: fails at +10 % of itself and +2 % of the total");
    struct policy_rule warned = policy->rules[1];
    warned.has_fail = false;
    warned.has_warn = true;
    warned.warn_over.count = 1;
    warned.warn_over.bounds[0] =
        (struct limit_bound){.set = {[LIMIT_ABSOLUTE] = true}, .value = {[LIMIT_ABSOLUTE] = 4096}};
    warned.absolute_unit = "bytes";
    check_words(&warned, "every function: warns at +4 KiB");
    policy_free(policy);
}

static void a_profile_is_found_by_its_whole_name(void **state)
{
    (void)state;
    static struct policy_profile profiles[] = {{.name = "cpu-old"}, {.name = "cpu"}};
    const struct policy policy = {.profiles = profiles, .profile_count = 2};
    assert_ptr_equal(policy_find_profile(&policy, "cpu"), &profiles[1]);
    assert_ptr_equal(policy_find_profile(&policy, "cpu-old"), &profiles[0]);
    assert_null(policy_find_profile(&policy, "cpu-"));
    assert_null(policy_find_profile(&policy, ""));
}

static int make(void *context, struct error *err)
{
    (void)context;
    struct policy *policy = NULL;
    int status = policy_builtin(&policy, err);
    policy_free(policy);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    assert_true(allocations_walk(make, NULL) >= 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_built_in_policy_is_what_the_contract_says),
        cmocka_unit_test(a_rule_reads_in_one_line),
        cmocka_unit_test(a_profile_is_found_by_its_whole_name),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "gate/cli/policy_file.h"

#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char small_policy[] =
    "version: 1\n"
    "rules:\n"
    "  - {id: all, match: {any: true}, fail_over: [{of_itself: 10%, of_total: 2%}]}\n";

static void a_named_file_is_read(void **state)
{
    (void)state;
    struct options options = {0};
    struct policy *policy = NULL;
    struct error err = ERROR_INIT;
    scratch_write("gate.yaml", small_policy);
    options.config = scratch_path("gate.yaml");
    assert_int_equal(policy_file_load(&policy, &options, &err), 0);
    assert_string_equal(policy->origin, options.config);
    assert_int_equal(policy->rule_count, 1);
    policy_free(policy);
}

static void the_usual_file_is_found_unless_the_builtin_is_asked_for(void **state)
{
    (void)state;
    char home[4096];
    struct options options = {0};
    struct policy *policy = NULL;
    struct error err = ERROR_INIT;
    scratch_write("flamegate.yaml", small_policy);
    assert_non_null(getcwd(home, sizeof home));
    assert_int_equal(chdir(scratch_path("")), 0);
    assert_int_equal(policy_file_load(&policy, &options, &err), 0);
    assert_string_equal(policy->origin, "flamegate.yaml");
    policy_free(policy);
    options.builtin = true;
    assert_int_equal(policy_file_load(&policy, &options, &err), 0);
    assert_string_equal(policy->origin, "built-in");
    policy_free(policy);
    assert_int_equal(chdir(home), 0);
}

static void a_missing_file_is_a_policy_error(void **state)
{
    (void)state;
    struct options options = {0};
    struct policy *policy = NULL;
    struct error err = ERROR_INIT;
    options.config = scratch_path("nowhere.yaml");
    assert_int_equal(policy_file_load(&policy, &options, &err), -1);
    assert_int_equal(err.kind, ERROR_POLICY);
    assert_non_null(strstr(err.sentence, "nowhere.yaml"));
    options.builtin = true;
    assert_int_equal(policy_file_load(&policy, &options, &err), -1);
    assert_int_equal(err.kind, ERROR_USAGE);
}

static void all_errors_of_a_file_are_left_for_the_reports(void **state)
{
    (void)state;
    struct options options = {0};
    struct policy *policy = NULL;
    struct complaints found = {0};
    struct error err = ERROR_INIT;
    scratch_write("gate.yaml", "version: 1\nservcie: shop\nrules: 7\n");
    options.config = scratch_path("gate.yaml");
    assert_int_equal(policy_file_load_listed(&policy, &found, true, &options, &err), -1);
    assert_int_equal(found.count, 2);
    assert_int_equal(found.items[0].place.line, 2);
    assert_non_null(strstr(found.items[0].sentence, "did you mean 'service'"));
    assert_int_equal(found.items[1].place.line, 3);
    assert_int_equal(err.line, 2);
    complaints_clear(&found);
    scratch_write("gate.yaml", small_policy);
    assert_int_equal(policy_file_load_listed(&policy, &found, true, &options, &err), 0);
    assert_int_equal(found.count, 0);
    complaints_clear(&found);
    policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_named_file_is_read),
        cmocka_unit_test(all_errors_of_a_file_are_left_for_the_reports),
        cmocka_unit_test(the_usual_file_is_found_unless_the_builtin_is_asked_for),
        cmocka_unit_test(a_missing_file_is_a_policy_error),
    };
    return cmocka_run_group_tests_name("policy_file", tests, scratch_open, scratch_close);
}

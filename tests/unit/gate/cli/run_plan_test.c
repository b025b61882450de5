#include "gate/cli/run_plan.h"

#include "gate/cli/surroundings.h"
#include "tests/support/scratch.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct options quiet_options(void)
{
    return (struct options){
        .quiet = true, .builtin = true, .requests_baseline = NAN, .requests_candidate = NAN, .max_memory = 1e9};
}

static int execute(const struct options *options, struct error *err)
{
    struct surroundings world = surroundings_real();
    return run_plan_execute(PIPELINE_CHECK, options, &world, err);
}

static void sides_must_be_told_in_one_way(void **state)
{
    (void)state;
    static const struct {
        size_t operands;
        const char *baseline, *candidate, *sentence;
    } cases[] = {
        {0, NULL, NULL, "two profiles or folders are needed, BASE and CANDIDATE, but 0 were given"},
        {1, NULL, NULL, "two profiles or folders are needed, BASE and CANDIDATE, but 1 was given"},
        {3, NULL, NULL, "two profiles or folders are needed, BASE and CANDIDATE, but 3 were given"},
        {2, "v1", "v2", "give either two paths, or --baseline and --candidate, not both"},
        {0, "v1", "v2", "--baseline and --candidate need a policy with a store"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct options options = quiet_options();
        struct error err = ERROR_INIT;
        options.operands.count = cases[i].operands;
        for (size_t k = 0; k < cases[i].operands; k++) {
            options.operands.items[k] = "x";
        }
        options.baseline = cases[i].baseline;
        options.candidate = cases[i].candidate;
        assert_int_equal(execute(&options, &err), -1);
        assert_int_equal(err.kind, ERROR_USAGE);
        assert_memory_equal(err.sentence, cases[i].sentence, strlen(cases[i].sentence));
    }
}

static void labels_are_looked_up_in_the_store(void **state)
{
    (void)state;
    char policy[1024];
    struct options options = quiet_options();
    struct error err = ERROR_INIT;
    snprintf(policy, sizeof policy,
             "version: 1\nservice: shop\nstore: {files: \"%s\"}\n"
             "rules: [{id: all, match: {any: true}, fail_over: [{of_itself: 10%%, of_total: 2%%}]}]\n",
             scratch_path("profiles/$version"));
    scratch_write("gate.yaml", policy);
    scratch_write("profiles/v1/a.folded", "main;a 300\n");
    scratch_write("profiles/v2/a.folded", "main;a 300\n");
    options.builtin = false;
    options.config = scratch_path("gate.yaml");
    options.baseline = "v1";
    assert_int_equal(execute(&options, &err), -1);
    assert_string_equal(err.sentence, "--candidate LABEL is missing");
    options.candidate = "v2";
    /* No requests: inconclusive. */
    assert_int_equal(execute(&options, &err), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sides_must_be_told_in_one_way),
        cmocka_unit_test(labels_are_looked_up_in_the_store),
    };
    return cmocka_run_group_tests_name("run_plan", tests, scratch_open, scratch_close);
}

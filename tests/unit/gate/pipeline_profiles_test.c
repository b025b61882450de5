#include "gate/pipeline_profiles.h"

#include "gate/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct policy_profile profiles[] = {
    {.name = "cpu", .type = "process_cpu:cpu:nanoseconds:cpu:nanoseconds"},
    {.name = "live", .type = "memory:inuse_space:bytes:space:bytes", .per_instance = true},
};
static const struct policy policy = {.profiles = profiles, .profile_count = 2};

static void a_store_is_told_types_as_the_policy_writes_them(void **state)
{
    (void)state;
    const struct pipeline_plan plan = {.policy = &policy};
    struct run run = {.plan = &plan, .arena = arena_new()};
    assert_int_equal(pipeline_profiles_choose_named(&run, NULL), 0);
    assert_int_equal(run.profile_count, 2);
    assert_string_equal(run.selectors[1].type, "inuse_space");
    assert_int_equal(pipeline_profiles_set_types(&run, NULL), 0);
    assert_int_equal(run.setup.type_count, 2);
    assert_string_equal(run.setup.types[0].type, "process_cpu:cpu:nanoseconds:cpu:nanoseconds");
    assert_string_equal(run.setup.types[1].name, "live");
    assert_true(run.setup.types[1].per_instance);
    memory_free(run.comparisons);
    arena_free(run.arena);
}

static void a_word_may_name_what_no_policy_names(void **state)
{
    (void)state;
    static const char *const words[] = {"live", "mutex"};
    const struct pipeline_plan plan = {.policy = &policy, .selected = words, .selected_count = 2};
    struct run run = {.plan = &plan, .arena = arena_new()};
    assert_int_equal(pipeline_profiles_choose_named(&run, NULL), 0);
    assert_int_equal(pipeline_profiles_set_types(&run, NULL), 0);
    assert_string_equal(run.setup.types[0].type, "memory:inuse_space:bytes:space:bytes");
    assert_string_equal(run.setup.types[1].type, "mutex");
    assert_string_equal(run.selectors[1].type, "delay");
    memory_free(run.comparisons);
    arena_free(run.arena);
}

static size_t choose(struct run *run, const struct pipeline_plan *plan)
{
    *run = (struct run){.plan = plan, .arena = arena_new()};
    assert_int_equal(pipeline_profiles_choose_named(run, NULL), 0);
    assert_int_equal(pipeline_profiles_set_types(run, NULL), 0);
    memory_free(run->comparisons);
    return run->profile_count;
}

static void a_profile_is_held_against_the_anchor_too(void **state)
{
    (void)state;
    struct policy_rule rules[] = {{.id = "a", .profile = "live", .anchored = true}, {.id = "b", .profile = "cpu"}};
    struct policy anchored = policy;
    anchored.rules = rules;
    anchored.rule_count = 2;
    anchored.anchor.label = "v1";
    struct pipeline_plan plan = {.policy = &anchored, .sides = {{.version = "v2"}, {.version = "v3"}}};
    struct run run;
    assert_int_equal(choose(&run, &plan), 3);
    assert_string_equal(run.selectors[2].name, "live-anchor");
    assert_string_equal(run.selectors[2].anchored, "live");
    assert_string_equal(run.selectors[2].type, "inuse_space");
    assert_string_equal(run.profile_names[2], "live-anchor");
    assert_int_equal(run.anchor.state, ANCHOR_WANTED);
    /* The store is asked for each type once. */
    assert_int_equal(run.setup.type_count, 2);
    arena_free(run.arena);
    /* The anchor is a side, or there are no versions, or no verdict. */
    static const char *const pairs[][2] = {{"v1", "v3"}, {"v2", "v1"}};
    for (size_t i = 0; i < 4; i++) {
        plan.purpose = i == 3 ? PIPELINE_DIFF : PIPELINE_CHECK;
        plan.sides[0].version = i < 2 ? pairs[i][0] : "v2";
        plan.sides[1].version = i < 2 ? pairs[i][1] : i == 2 ? NULL : "v3";
        assert_int_equal(choose(&run, &plan), 2);
        assert_int_equal(run.anchor.state, ANCHOR_NONE);
        arena_free(run.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_store_is_told_types_as_the_policy_writes_them),
        cmocka_unit_test(a_profile_is_held_against_the_anchor_too),
        cmocka_unit_test(a_word_may_name_what_no_policy_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

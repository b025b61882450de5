#include "gate/pipeline_owners.h"

#include "gate/report/links.h"
#include "tests/support/evaluation_sample.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static bool holds_all(void *world, const char *path)
{
    (void)world;
    (void)path;
    return true;
}

/* What a run needs for its owners: a policy that names the file, and a checkout that holds every path. */
struct scene {
    struct policy *policy;
    struct links links;
    struct pipeline_plan plan;
    struct run run;
};

static void scene_make(struct scene *out, const char *path)
{
    *out = (struct scene){.links = {.root = "", .module = "", .has_file = holds_all}};
    assert_int_equal(policy_builtin(&out->policy, NULL), 0);
    out->policy->owners = path;
    out->plan = (struct pipeline_plan){.policy = out->policy, .options = {.links = &out->links}};
    out->run = (struct run){.plan = &out->plan, .arena = arena_new()};
    assert_non_null(out->run.arena);
}

static void scene_clear(struct scene *scene)
{
    arena_free(scene->run.arena);
    policy_free(scene->policy);
}

static void findings_name_whose_they_are(void **state)
{
    (void)state;
    struct scene scene;
    scratch_write("CODEOWNERS", "* @all\n/shop/ @acme/shop @a\033[31m\n");
    scene_make(&scene, scratch_path("CODEOWNERS"));
    assert_int_equal(pipeline_owners_read(&scene.run, NULL), 0);
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    struct verdict *verdict = evaluation_sample_verdict(sample);
    struct comparison *comparison = evaluation_sample_comparison(sample, 0);
    scene.run.comparisons = &comparison;
    scene.run.comparison_count = 1;
    for (size_t i = 0; i < verdict->finding_count; i++) {
        verdict->findings[i].owner = "";
    }
    assert_int_equal(pipeline_owners_assign(verdict, &scene.run, NULL), 0);
    size_t owned = 0;
    for (size_t i = 0; i < verdict->finding_count; i++) {
        const char *owner = verdict->findings[i].owner;
        assert_null(strchr(owner, '\033'));
        owned += strncmp(owner, "@acme/shop @a", 13) == 0;
    }
    assert_true(owned > 0);
    evaluation_sample_free(sample);
    scene_clear(&scene);
}

static void without_the_key_nobody_is_asked(void **state)
{
    (void)state;
    struct scene scene;
    scene_make(&scene, "");
    assert_int_equal(pipeline_owners_read(&scene.run, NULL), 0);
    assert_null(scene.run.owners);
    scene_clear(&scene);
}

static void a_file_that_is_not_there_is_an_error_of_the_policy(void **state)
{
    (void)state;
    struct scene scene;
    struct error err = ERROR_INIT;
    scene_make(&scene, scratch_path("no-such-file"));
    assert_int_equal(pipeline_owners_read(&scene.run, &err), -1);
    assert_int_equal(err.kind, ERROR_POLICY);
    assert_non_null(strstr(err.sentence, "no-such-file"));
    scene_clear(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(findings_name_whose_they_are),
        cmocka_unit_test(without_the_key_nobody_is_asked),
        cmocka_unit_test(a_file_that_is_not_there_is_an_error_of_the_policy),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}

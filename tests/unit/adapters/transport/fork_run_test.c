#include "adapters/transport/fork_run.h"

#include "gate/base/memory.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* NAME, VALUE, NAME, VALUE ..., NULL */
static const char *environment(void *world, const char *name)
{
    for (const char *const *at = world; *at != NULL; at += 2)
        if (strcmp(at[0], name) == 0)
            return at[1];
    return NULL;
}

static bool is_fork(const char *const *variables)
{
    const struct surroundings world = {.environment = environment, .world = (void *)(uintptr_t)variables};
    bool is = fork_run_is(&world);
    assert_int_equal(memory_usage().used, 0);
    return is;
}

/* The parts of GitHub's payload that count here, with its own names. */
static bool is_github_fork(const char *event, const char *payload)
{
    scratch_write("event.json", payload);
    return is_fork((const char *const[]){"GITHUB_ACTIONS", "true", "GITHUB_EVENT_NAME", event, "GITHUB_EVENT_PATH",
                                         scratch_path("event.json"), NULL});
}

#define REPOSITORY(name) "{\"sha\": \"1\", \"repo\": {\"fork\": false, \"full_name\": \"" name "\"}}"
#define REQUEST(head) "{\"pull_request\": {\"head\": " head ", \"base\": " REPOSITORY("acme/shop") "}}"

static void a_pull_request_from_elsewhere_is_a_forks(void **state)
{
    (void)state;
    static const char own[] = REQUEST(REPOSITORY("acme/shop")), other[] = REQUEST(REPOSITORY("joe/shop"));
    assert_true(is_github_fork("pull_request", other));
    assert_true(is_github_fork("pull_request_review", other));
    assert_true(is_github_fork("pull_request", REQUEST("{\"repo\": null}"))); /* deleted since */
    assert_false(is_github_fork("pull_request", own));
    assert_false(is_github_fork("pull_request_target", other)); /* has secrets */
    assert_false(is_github_fork("push", other));
}

static void what_cannot_be_told_is_no_forks(void **state)
{
    (void)state;
    static const char *const payloads[] = {"", "[]", "{", "{\"pull_request\": 1}", "{\"pull_request\": {}}"};
    for (size_t i = 0; i < sizeof payloads / sizeof *payloads; i++)
        assert_false(is_github_fork("pull_request", payloads[i]));
    assert_false(is_fork((const char *const[]){"GITHUB_ACTIONS", "true", "GITHUB_EVENT_NAME", "pull_request",
                                               "GITHUB_EVENT_PATH", "/nowhere", NULL}));
    assert_false(is_fork((const char *const[]){NULL}));
    assert_false(fork_run_is(NULL));
}

static void dependabot_has_no_secrets_either(void **state)
{
    (void)state;
    assert_true(is_fork((const char *const[]){"GITHUB_ACTIONS", "true", "GITHUB_EVENT_NAME", "pull_request",
                                              "GITHUB_ACTOR", "dependabot[bot]", NULL}));
    assert_false(is_fork((const char *const[]){"GITHUB_ACTIONS", "true", "GITHUB_EVENT_NAME", "schedule",
                                               "GITHUB_ACTOR", "dependabot[bot]", NULL}));
}

static void a_merge_request_from_another_project_is_a_forks(void **state)
{
    (void)state;
    assert_true(is_fork((const char *const[]){"GITLAB_CI", "true", "CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "7",
                                              "CI_MERGE_REQUEST_PROJECT_ID", "8", NULL}));
    assert_false(is_fork((const char *const[]){"GITLAB_CI", "true", "CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "8",
                                               "CI_MERGE_REQUEST_PROJECT_ID", "8", NULL}));
    assert_false(is_fork((const char *const[]){"GITLAB_CI", "true", NULL}));
    assert_false(is_fork((const char *const[]){"CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "7",
                                               "CI_MERGE_REQUEST_PROJECT_ID", "8", NULL}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pull_request_from_elsewhere_is_a_forks),
        cmocka_unit_test(what_cannot_be_told_is_no_forks),
        cmocka_unit_test(dependabot_has_no_secrets_either),
        cmocka_unit_test(a_merge_request_from_another_project_is_a_forks),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}

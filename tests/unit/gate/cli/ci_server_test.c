#include "gate/cli/ci_server.h"

#include "gate/cli/surroundings.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Names and values in turn, closed by NULL. */
static const char *fake_environment(void *world, const char *name)
{
    for (const char *const *pair = world; pair[0] != NULL; pair += 2) {
        if (strcmp(pair[0], name) == 0) {
            return pair[1];
        }
    }
    return NULL;
}

static void read_server(struct ci_server *out, const char **variables)
{
    struct surroundings world = surroundings_real();
    world.environment = fake_environment;
    world.world = variables;
    ci_server_read(out, &world);
}

static void github_gives_commit_files_and_run(void **state)
{
    (void)state;
    const char *variables[] = {"GITHUB_ACTIONS",
                               "true",
                               "GITHUB_SERVER_URL",
                               "https://github.com",
                               "GITHUB_REPOSITORY",
                               "acme/shop",
                               "GITHUB_SHA",
                               "0123456789abcdef0123456789abcdef01234567",
                               "GITHUB_RUN_ID",
                               "42",
                               "GITHUB_WORKSPACE",
                               "/w/shop",
                               NULL};
    struct ci_server server;
    read_server(&server, variables);
    assert_int_equal(server.kind, CI_SERVER_GITHUB);
    assert_string_equal(server.links.commit,
                        "https://github.com/acme/shop/commit/0123456789abcdef0123456789abcdef01234567");
    assert_string_equal(server.links.files,
                        "https://github.com/acme/shop/blob/0123456789abcdef0123456789abcdef01234567/");
    assert_string_equal(server.links.revision, "0123456");
    assert_string_equal(server.links.run, "https://github.com/acme/shop/actions/runs/42");
    assert_string_equal(server.links.module, "github.com/acme/shop");
    assert_string_equal(server.links.root, "/w/shop");
    assert_null(server.summary);
}

static void gitlab_gives_the_jobs_artifacts(void **state)
{
    (void)state;
    const char *variables[] = {"GITLAB_CI",
                               "true",
                               "CI_PROJECT_URL",
                               "https://git.example/acme/shop",
                               "CI_COMMIT_SHA",
                               "0123456789abcdef",
                               "CI_JOB_URL",
                               "https://git.example/acme/shop/-/jobs/7",
                               "CI_PROJECT_DIR",
                               "/builds/shop",
                               NULL};
    struct ci_server server;
    read_server(&server, variables);
    assert_int_equal(server.kind, CI_SERVER_GITLAB);
    assert_string_equal(server.links.commit, "https://git.example/acme/shop/-/commit/0123456789abcdef");
    assert_string_equal(server.links.artifacts, "https://git.example/acme/shop/-/jobs/7/artifacts/file/");
    struct report_list list = {0};
    struct options options = {0};
    list.targets[list.count++] =
        (struct publish_target){.reporter = reporter_find("svg"), .path = "/builds/shop/out/flamegraph.svg"};
    ci_server_add_reports(&server, &list, &options, true);
    assert_int_equal(list.count, 1);
    assert_string_equal(server.links.picture, "out/flamegraph.svg");
}

static void what_is_no_address_is_unknown(void **state)
{
    (void)state;
    const char *variables[] = {"GITHUB_ACTIONS",
                               "true",
                               "GITHUB_SERVER_URL",
                               "javascript:alert(1)//",
                               "GITHUB_REPOSITORY",
                               "acme/shop",
                               "GITHUB_SHA",
                               "main\n",
                               "GITHUB_RUN_ID",
                               "4)2",
                               NULL};
    struct ci_server server;
    read_server(&server, variables);
    assert_string_equal(server.links.commit, "");
    assert_string_equal(server.links.run, "");
    const char *none[] = {"GITHUB_ACTIONS", "false", "GITHUB_SERVER_URL", "https://github.com", NULL};
    read_server(&server, none);
    assert_int_equal(server.kind, CI_SERVER_NONE);
    assert_string_equal(server.links.commit, "");
}

static void go_calls_the_checkout_by_its_module(void **state)
{
    (void)state;
    const char *folder = scratch_path("module");
    scratch_write("module/go.mod", "// a shop\nmodule shop.example/cart // indeed\n\ngo 1.22\n");
    scratch_write("module/cart.go", "package cart\n");
    const char *variables[] = {"GITHUB_ACTIONS", "true", "GITHUB_WORKSPACE", folder, NULL};
    struct ci_server server;
    read_server(&server, variables);
    assert_string_equal(server.links.module, "shop.example/cart");
    assert_true(server.links.has_file(server.links.world, "cart.go"));
    assert_false(server.links.has_file(server.links.world, "."));
    assert_false(server.links.has_file(server.links.world, "other.go"));
}

static void github_gets_annotations_and_a_summary(void **state)
{
    (void)state;
    const char *variables[] = {"GITHUB_ACTIONS", "true", "GITHUB_STEP_SUMMARY", "/w/summary", NULL};
    struct ci_server server;
    struct options options = {0};
    struct report_list list = {0};
    struct error err = ERROR_INIT;
    read_server(&server, variables);
    assert_int_equal(report_list_fill(&list, &options, &err), 0);
    ci_server_add_reports(&server, &list, &options, true);
    assert_int_equal(list.count, 3);
    assert_true(list.targets[0].guarded);
    assert_string_equal(list.targets[1].reporter->name, "github");
    assert_false(list.targets[1].guarded);
    assert_string_equal(list.targets[2].reporter->name, "markdown");
    assert_string_equal(list.targets[2].path, "/w/summary");
    assert_true(list.targets[2].appended);
    report_list_clear(&list);
    /* Who asks for reports gets those. */
    options.formats.items[options.formats.count++] = "json";
    assert_int_equal(report_list_fill(&list, &options, &err), 0);
    ci_server_add_reports(&server, &list, &options, true);
    assert_int_equal(list.count, 1);
    assert_false(list.targets[0].guarded);
    report_list_clear(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(github_gives_commit_files_and_run),
        cmocka_unit_test(gitlab_gives_the_jobs_artifacts),
        cmocka_unit_test(what_is_no_address_is_unknown),
        cmocka_unit_test(go_calls_the_checkout_by_its_module),
        cmocka_unit_test(github_gets_annotations_and_a_summary),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}

#include "adapters/transport/secret.h"

#include "gate/base/memory.h"
#include "tests/support/allocations.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static bool in_a_fork; /* of GitLab */

static const char *environment(void *world, const char *name)
{
    (void)world;
    if (strcmp(name, "TOKEN") == 0)
        return "  glsa_12345\n";
    if (strcmp(name, "TWO_LINES") == 0)
        return "glsa\n12345";
    if (in_a_fork && strncmp(name, "CI_MERGE_REQUEST_", 17) == 0)
        return strcmp(name, "CI_MERGE_REQUEST_PROJECT_ID") == 0 ? "1" : "2";
    if (in_a_fork && strcmp(name, "GITLAB_CI") == 0)
        return "true";
    return strcmp(name, "EMPTY") == 0 ? "" : NULL;
}

static const struct surroundings world = {.environment = environment};

static void assert_refused(struct secret_place place, enum error_kind kind, const char *sentence)
{
    char *secret = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(secret_read(&secret, &place, "the token of store.pyroscope", &world, &err), -1);
    assert_null(secret);
    assert_int_equal(err.kind, kind);
    if (!strstr(err.sentence, sentence))
        fail_msg("said: %s", err.sentence);
}

static void blanks_at_the_ends_belong_to_no_secret(void **state)
{
    (void)state;
    scratch_write("token", "\n glsa_abc \r\n");
    const struct secret_place places[] = {{.environment = "TOKEN"}, {.file = scratch_path("token")}};
    const char *expected[] = {"glsa_12345", "glsa_abc"};
    for (size_t i = 0; i < 2; i++) {
        char *secret = NULL;
        struct error err = ERROR_INIT;
        assert_int_equal(secret_read(&secret, &places[i], "the token", &world, &err), 0);
        assert_string_equal(secret, expected[i]);
        memory_free(secret);
    }
}

static void what_is_not_there_is_refused(void **state)
{
    (void)state;
    scratch_write("blank", " \n\n");
    assert_refused((struct secret_place){.environment = "NONE"}, ERROR_INPUT,
                   "the token of store.pyroscope is not there: the environment variable 'NONE' is not set; see to");
    assert_refused((struct secret_place){.environment = "EMPTY"}, ERROR_INPUT, "'EMPTY' is empty; see to");
    assert_refused((struct secret_place){.file = scratch_path("nowhere")}, ERROR_INPUT, "does not exist; see to");
    assert_refused((struct secret_place){.file = scratch_path("blank")}, ERROR_INPUT, "is empty; see to");
}

static void in_the_run_of_a_fork_it_is_no_verdict(void **state)
{
    (void)state;
    in_a_fork = true;
    scratch_write("blank", " \n\n");
    assert_refused(
        (struct secret_place){.environment = "NONE"}, ERROR_UNFIT,
        "the environment variable 'NONE' is not set, and the run of a fork has no secrets: compare files");
    assert_refused((struct secret_place){.file = scratch_path("nowhere")}, ERROR_UNFIT, "does not exist, and");
    assert_refused((struct secret_place){.file = scratch_path("blank")}, ERROR_UNFIT, "is empty, and");
    assert_refused((struct secret_place){.environment = "TWO_LINES"}, ERROR_INPUT, "holds a line break");
    in_a_fork = false;
}

static void what_cannot_be_a_secret_is_refused(void **state)
{
    (void)state;
    assert_refused((struct secret_place){.file = scratch_path(".")}, ERROR_INPUT,
                   "cannot use the token of store.pyroscope: ");
    assert_refused((struct secret_place){.environment = "TWO_LINES"}, ERROR_INPUT, "holds a line break");
    assert_refused((struct secret_place){.environment = "TOKEN", .file = "x"}, ERROR_POLICY, "keep one of them");
    assert_refused((struct secret_place){0}, ERROR_POLICY, "is not given");
}

static void a_sentence_loses_its_secrets(void **state)
{
    (void)state;
    static const struct {
        const char *text, *hidden;
    } cases[] = {
        {"nothing here", "nothing here"},
        {"Bearer glsa_1 and glsa_1", "Bearer *** and ***"},
        {"glsa_12345!", "***!"}, /* the longest that fits */
        {"the end cuts glsa_1234", "the end cuts ***"},
        {"the end cuts gls", "the end cuts gls"}, /* too short to tell */
        {"abc", "abc"},
        {"", ""},
    };
    struct secret_list list = {0};
    struct error err = ERROR_INIT;
    assert_int_equal(secret_remember(&list, "glsa_1", &err), 0);
    assert_int_equal(secret_remember(&list, "glsa_12345", &err), 0);
    assert_int_equal(secret_remember(&list, "abc", &err), 0);
    assert_int_equal(list.count, 2);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[64];
        snprintf(text, sizeof text, "%s", cases[i].text);
        secret_hide(&list, text);
        assert_string_equal(text, cases[i].hidden);
    }
    secret_list_clear(&list);
}

static int read_and_remember(void *context, struct error *err)
{
    char *secret = NULL;
    struct secret_list list = {0};
    int result = secret_read(&secret, context, "the token", &world, err);
    if (result == 0)
        result = secret_remember(&list, secret, err);
    memory_free(secret);
    secret_list_clear(&list);
    return result;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    scratch_write("token", "glsa_abc\n");
    struct secret_place places[] = {{.environment = "TOKEN"}, {.file = scratch_path("token")}};
    assert_true(allocations_walk(read_and_remember, &places[0]) >= 3);
    assert_true(allocations_walk(read_and_remember, &places[1]) >= 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blanks_at_the_ends_belong_to_no_secret),
        cmocka_unit_test(what_is_not_there_is_refused),
        cmocka_unit_test(in_the_run_of_a_fork_it_is_no_verdict),
        cmocka_unit_test(what_cannot_be_a_secret_is_refused),
        cmocka_unit_test(a_sentence_loses_its_secrets),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}

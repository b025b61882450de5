#include "rules/owners.h"

#include "tests/support/allocations.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* The first lines, their comments and what they match are those of GitHub's page "About code owners". */
static const char github[] = "# comment\n"
                             "*       @global-owner1 @global-owner2\n"
                             "*.js    @js-owner #This is an inline comment.\n"
                             "*.go docs@example.com\n"
                             "*.txt @octo-org/octocats\n"
                             "/build/logs/ @doctocat\n"
                             "docs/*  docs@example.com\n"
                             "apps/ @octocat\n"
                             "/docs/ @doctocat\n"
                             "/scripts/ @doctocat @octocat\n"
                             "**/logs @octocat2\n"
                             "/apps/ @octocat\n"
                             "/apps/github\n";

static const char gitlab[] = "* @all\n"
                             "[Docs] @writers\r\n"
                             "docs/\r\n"
                             "README.md @ann\n"
                             "^[Data base][2]\n"
                             "model/db/ @db\n"
                             "/model/**/test_*.c @qa\n"
                             "with\\ blank/ @blank\n"
                             "\\#odd @odd\n"
                             "!not @nobody\n";

static void assert_owner(const char *text, const char *path, const char *expected)
{
    struct arena *arena = arena_new();
    struct owners *owners = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(owners_parse(&owners, arena, bytes_of_text(text), &err), 0);
    const char *found = owners_of(owners, arena, path);
    if (strcmp(found, expected) != 0) {
        fail_msg("%s belongs to '%s', not to '%s'", path, found, expected);
    }
    arena_free(arena);
}

static void the_last_line_that_matches_wins(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"main.c", "@global-owner1 @global-owner2"},
        {"web/app.js", "@js-owner"},
        {"shop/json/encode.go", "docs@example.com"},
        {"build/logs/today.c", "@octocat2"},
        {"src/build/logsx/today.c", "@global-owner1 @global-owner2"},
        {"docs/getting-started.md", "@doctocat"},
        {"src/docs/getting-started.md", "@global-owner1 @global-owner2"},
        {"src/apps/x/y.c", "@octocat"},
        {"scripts/a/b.sh", "@doctocat @octocat"},
        {"deeply/nested/logs/z.c", "@octocat2"},
        {"xlogs/z.c", "@global-owner1 @global-owner2"},
        {"apps/other/z.c", "@octocat"},
        {"apps/github/z.go", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_owner(github, cases[i][0], cases[i][1]);
    }
}

static void a_star_of_its_own_goes_no_deeper(void **state)
{
    (void)state;
    assert_owner("docs/* @d\n", "docs/a.md", "@d");
    assert_owner("docs/* @d\n", "docs/build/a.md", "");
    assert_owner("docs/** @d\n", "docs/build/a.md", "@d");
    assert_owner("/a*b?c*/d @d\n", "axxbycz/d", "@d");
    assert_owner("/a*b?c*/d @d\n", "axxb/cz/d", "");
    assert_owner("/a/ @d\n", "a", "");
}

static void each_section_has_its_owner(void **state)
{
    (void)state;
    assert_owner(gitlab, "main.c", "@all");
    assert_owner(gitlab, "docs/x/y.md", "@all @writers");
    assert_owner(gitlab, "docs/README.md", "@all @ann");
    assert_owner(gitlab, "model/db/row.c", "@all @db");
    assert_owner(gitlab, "model/db/a/test_row.c", "@all @qa");
    assert_owner(gitlab, "model/test_row.c", "@all @qa");
    assert_owner(gitlab, "with blank/x.c", "@all @blank");
    assert_owner(gitlab, "#odd", "@all @odd");
    assert_owner(gitlab, "!not", "@all");
}

static void nothing_is_owned_by_nobody(void **state)
{
    (void)state;
    assert_owner("", "main.c", "");
    assert_owner("\n\n# only a comment", "main.c", "");
    assert_owner("[", "main.c", "");
    assert_owner("*", "main.c", "");
}

/* So many stars would take for ever to try in every order. */
static void a_hostile_pattern_takes_no_time(void **state)
{
    (void)state;
    assert_owner("/*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b @x\n/**/a/**/a/**/a/**/a/**/a/**/b @y\n",
                 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/c", "");
}

static int parse(void *context, struct error *err)
{
    struct owners *owners = NULL;
    struct arena *arena = arena_new();
    if (arena == NULL) {
        return error_set_memory(err, "testing");
    }
    int status = owners_parse(&owners, arena, bytes_of_text(context), err);
    if (status == 0 && owners_of(owners, arena, "docs/x.md") == NULL) {
        status = error_set_memory(err, "testing");
    }
    arena_free(arena);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    char text[sizeof gitlab];
    memcpy(text, gitlab, sizeof gitlab);
    assert_true(allocations_walk(parse, text) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_line_that_matches_wins), cmocka_unit_test(a_star_of_its_own_goes_no_deeper),
        cmocka_unit_test(each_section_has_its_owner),      cmocka_unit_test(nothing_is_owned_by_nobody),
        cmocka_unit_test(a_hostile_pattern_takes_no_time), cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

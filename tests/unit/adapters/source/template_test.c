#include "adapters/source/template.h"

#include "gate/base/memory.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void assert_path(const char *location, const char *expected)
{
    const struct template_place place = {.location = location, .service = "shop", .version = "v2.4"};
    char *path = template_expand(&place, NULL);
    assert_non_null(path);
    assert_string_equal(path, expected);
    memory_free(path);
}

static void labels_are_put_in(void **state)
{
    (void)state;
    assert_path("profiles/$version", "profiles/v2.4");
    assert_path("$version", "v2.4");
    assert_path("/data/$service/x-$version.pb.gz", "/data/shop/x-v2.4.pb.gz");
    assert_path("$version/$version", "v2.4/v2.4");
}

static void labels_never_lead_out(void **state)
{
    (void)state;
    static const char *const wrong[] = {"../etc", "a/b", "/", ".", "..", ""};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const struct template_place by_version = {.location = "p/$version", .service = "shop", .version = wrong[i]};
        const struct template_place by_service = {
            .location = "p/$service/$version", .service = wrong[i], .version = "v1"};
        struct error err = ERROR_INIT;
        assert_null(template_expand(&by_version, &err));
        assert_int_equal(err.kind, ERROR_USAGE);
        error_clear(&err);
        assert_null(template_expand(&by_service, &err));
        assert_int_equal(err.kind, ERROR_USAGE);
    }
    const struct template_place place = {.location = "p/$version", .service = "", .version = "a/b"};
    struct error err = ERROR_INIT;
    assert_null(template_expand(&place, &err));
    assert_string_equal(err.sentence,
                        "the version 'a/b' cannot be a part of a path: it must be one name, without '/'");
    /* Two dots inside a name are just that. */
    const struct template_place dots = {.location = "p/$version", .service = "", .version = "v1..v2"};
    char *path = template_expand(&dots, NULL);
    assert_string_equal(path, "p/v1..v2");
    memory_free(path);
}

static void templates_are_checked(void **state)
{
    (void)state;
    static const struct {
        const char *location;
        const char *sentence;
    } cases[] = {
        {"p/$window/$version",
         "the store's path 'p/$window/$version' has '$window', which files do not know; known: $version, $service"},
        {"p/$/$version",
         "the store's path 'p/$/$version' has '$', which files do not know; known: $version, $service"},
        {"p/$versions", "the store's path 'p/$versions' has '$versions', which files do not know; known: $version, "
                        "$service"},
        {"p/fixed", "the store's path 'p/fixed' has no $version: every version would be the same folder"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct template_place place = {.location = cases[i].location, .service = "s", .version = "v1"};
        struct error err = ERROR_INIT;
        assert_null(template_expand(&place, &err));
        assert_int_equal(err.kind, ERROR_POLICY);
        assert_string_equal(err.sentence, cases[i].sentence);
    }
}

static void assert_hint(const char *location, const char *version, const char *expected)
{
    char template[512];
    snprintf(template, sizeof template, "%s", scratch_path(location));
    const struct template_place place = {.location = template, .service = "shop", .version = version};
    struct error err = ERROR_INIT;
    char *path = template_expand(&place, &err);
    assert_non_null(path);
    assert_int_equal(template_refuse_missing(&place, path, &err), -1);
    assert_int_equal(err.kind, ERROR_UNFIT);
    char sentence[1024];
    snprintf(sentence, sizeof sentence, "there is no version '%s': '%s' does not exist%s", version, path, expected);
    assert_string_equal(err.sentence, sentence);
    memory_free(path);
}

static void a_missing_version_names_the_nearest(void **state)
{
    (void)state;
    scratch_write("shop/v2.3/cpu.pb.gz", "");
    scratch_write("shop/v2.4/cpu.pb.gz", "");
    scratch_write("flat/app-v1.pb.gz", "");
    assert_hint("shop/$version", "v2.33", "; did you mean 'v2.3'?");
    assert_hint("shop/$version", "release", "; there are 'v2.3', 'v2.4'");
    assert_hint("$service/$version/run", "v2.44", "; did you mean 'v2.4'?");
    assert_hint("flat/app-$version.pb.gz", "v12", "; did you mean 'v1'?");
    assert_hint("none/$version", "v1", "");
    for (int i = 0; i < 9; i++) {
        char name[64];
        snprintf(name, sizeof name, "many/10%d/cpu.pb.gz", i);
        scratch_write(name, "");
    }
    assert_hint("many/$version", "release", "; there are ..., '104', '105', '106', '107', '108'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_are_put_in),
        cmocka_unit_test(labels_never_lead_out),
        cmocka_unit_test(templates_are_checked),
        cmocka_unit_test(a_missing_version_names_the_nearest),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}

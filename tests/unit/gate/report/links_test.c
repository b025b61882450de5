#include "gate/report/links.h"

#include "tests/support/evaluation_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool holds_one_file(void *world, const char *path)
{
    return strcmp(path, world) == 0;
}

static struct links links = {
    .root = "/home/ci/shop/",
    .module = "github.com/acme/shop",
    .commit = "",
    .revision = "",
    .files = "https://git.example/blob/1c9f/",
    .run = "",
    .artifacts = "https://git.example/jobs/7/artifacts/file/",
    .picture = "out/a b.svg",
    .has_file = holds_one_file,
    .world = (char[]){"cmd/main.go"},
};

/* Of a function of that name in that file. */
static bool place_of_named(struct links_place *out, const char *name, const char *file)
{
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_PASS);
    struct comparison *comparison = evaluation_sample_comparison(sample, 0);
    struct symbol symbol = {.name = bytes_of_text(name), .file = bytes_of_text(file), .line = 12};
    struct error err = ERROR_INIT;
    uint32_t id;
    assert_int_equal(symbols_add(comparison->symbols, &symbol, &id, &err), 0);
    bool placed = links_place(out, &links, comparison, id);
    evaluation_sample_free(sample);
    return placed;
}

static bool place_of(struct links_place *out, const char *file)
{
    return place_of_named(out, "f", file);
}

/* Built in a folder that is gone, or on another machine. */
static void a_go_function_lies_where_its_package_does(void **state)
{
    (void)state;
    struct links_place place;
    const char *file = "/tmp/build-7/cmd/main.go";
    assert_true(place_of_named(&place, "github.com/acme/shop/cmd.run", file));
    assert_string_equal(place.path, "cmd/main.go");
    assert_true(place_of_named(&place, "github.com/acme/shop/cmd.(*list[net/http.Request]).each", file));
    assert_string_equal(place.path, "cmd/main.go");
    assert_false(place_of_named(&place, "github.com/acme/shop/other.run", file)); /* there is no other/main.go */
    assert_false(place_of_named(&place, "github.com/acme/shopping/cmd.run", file));
    assert_false(place_of_named(&place, "github.com/acme/shop/../cmd.run", file));
    assert_false(place_of_named(&place, "cmd.run", file));
    static char other[] = "json.go";
    void *usual = links.world;
    links.world = other;
    assert_true(place_of_named(&place, "github.com/acme/shop.Marshal", "/tmp/build-7/json.go"));
    assert_string_equal(place.path, "json.go");
    links.world = usual;
}

static void only_what_is_in_the_repository_has_a_place(void **state)
{
    (void)state;
    struct links_place place;
    assert_true(place_of(&place, "/home/ci/shop/json.go"));
    assert_string_equal(place.path, "json.go");
    assert_int_equal(place.line, 12);
    assert_true(place_of(&place, "github.com/acme/shop/cart/cart.go"));
    assert_string_equal(place.path, "cart/cart.go");
    assert_true(place_of(&place, "cmd/main.go"));
    assert_string_equal(place.path, "cmd/main.go");
    assert_false(place_of(&place, "regexp/regexp.go"));
    assert_false(place_of(&place, "/usr/lib/go/src/cmd/main.go"));
    assert_false(place_of(&place, "/home/ci/shopping/json.go"));
    assert_false(place_of(&place, "/home/ci/shop/../../etc/passwd"));
    assert_false(place_of(&place, "github.com/acme/shop/"));
    assert_false(place_of(&place, "/home/ci/shop/a\nb.go"));
    assert_false(place_of(&place, "/home/ci/shop/a\xff.go"));
}

/* A library's function is changed where it is called. */
static void a_finding_is_placed_at_its_nearest_caller(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    const struct comparison *comparison = evaluation_sample_comparison(sample, 0);
    struct finding finding = evaluation_sample_verdict(sample)->findings[0];
    struct links_place place;
    uint32_t symbol;
    struct links all = links;
    all.world = (char[]){"shop/source.go"};
    assert_true(links_place_of_finding(&place, &symbol, &all, comparison, &finding));
    assert_int_equal(symbol, finding.symbol);
    struct symbol library = {.name = bytes_of_text("lib.f"), .file = bytes_of_text("/usr/lib/f.c"), .line = 3};
    struct error err = ERROR_INIT;
    assert_int_equal(symbols_add(evaluation_sample_comparison(sample, 0)->symbols, &library, &finding.symbol, &err),
                     0);
    comparison->tree->symbol[finding.node] = finding.symbol;
    assert_true(links_place_of_finding(&place, &symbol, &all, comparison, &finding));
    assert_true(bytes_equal(symbols_get(comparison->symbols, symbol)->name, bytes_of_text("shop.(*Shop).search")));
    assert_false(links_place_of_finding(&place, &symbol, NULL, comparison, &finding));
    evaluation_sample_free(sample);
}

static void addresses_hold_nothing_that_ends_them(void **state)
{
    (void)state;
    char out[4 * LINKS_SIZE];
    struct links_place place = {.path = "a b/)\xc3\xa9#.go", .line = 7};
    assert_string_equal(links_file(out, sizeof out, &links, &place),
                        "https://git.example/blob/1c9f/a%20b/%29%C3%A9%23.go#L7");
    assert_string_equal(links_picture(out, sizeof out, &links),
                        "https://git.example/jobs/7/artifacts/file/out/a%20b.svg");
    assert_string_equal(links_file(out, sizeof out, NULL, &place), "");
    assert_true(links_is_address("https://git.example:8443/a/b"));
    assert_false(links_is_address("javascript:alert(1)"));
    assert_false(links_is_address("https://a b"));
    assert_false(links_is_address("https://a\")[x](y"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_go_function_lies_where_its_package_does),
        cmocka_unit_test(only_what_is_in_the_repository_has_a_place),
        cmocka_unit_test(a_finding_is_placed_at_its_nearest_caller),
        cmocka_unit_test(addresses_hold_nothing_that_ends_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

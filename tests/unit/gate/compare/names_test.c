#include "gate/compare/names.h"

#include "gate/model/name_presets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_named_in(const char *file, const char *name, const char *module, bool unnamed,
                            const char *expected)
{
    struct byte_buffer scratch;
    byte_buffer_init(&scratch, 4096);
    struct symbol raw = {.name = bytes_of_text(name),
                         .file = bytes_of_text(file),
                         .module = bytes_of_text(module),
                         .line = 7,
                         .unnamed = unnamed};
    struct symbol out;
    struct error err = ERROR_INIT;
    assert_int_equal(names_canonical(&out, &raw, NAME_PRESETS_ALL, &scratch, &err), 0);
    if (!bytes_equal(out.name, bytes_of_text(expected)))
        fail_msg("'%s' became '%.*s'", name, (int)out.name.size, (const char *)out.name.data);
    assert_int_equal(out.unnamed, unnamed);
    assert_int_equal(out.line, unnamed ? 0 : 7);
    byte_buffer_free(&scratch);
}

static void assert_named(const char *name, const char *module, bool unnamed, const char *expected)
{
    assert_named_in("a.go", name, module, unnamed, expected);
}

static void names_stand_as_they_are(void **state)
{
    (void)state;
    assert_named("main.run", "", false, "main.run");
    assert_named("std::vector<int>::push_back(int&&)", "/usr/lib/x.so", false,
                 "std::vector<int>::push_back(int&&)");
}

static void what_compilers_and_runtimes_add_is_dropped(void **state)
{
    (void)state;
    assert_named("price.constprop.0", "", false, "price");
    assert_named("Foo$$Lambda$669.0x0000000800fd7318.run", "", false, "Foo$$Lambda.run");
    assert_named("main.Map[go.shape.int]", "", false, "main.Map[...]");
    assert_named("libfoo.so+0x1234", "", false, "[libfoo.so]");
}

static void the_file_is_a_part_of_names_of_python_and_ruby(void **state)
{
    (void)state;
    assert_named_in("shop/api.py", "get", "", false, "get (shop/api.py)");
    assert_named_in("shop/api.rb", "<main>", "", false, "<main> (shop/api.rb)");
    assert_named_in("/usr/lib/python3/dist-packages/shop/api.py", "get", "", false, "get (shop/api.py)");
    assert_named_in("shop/api.py", "get (shop/api.py:12)", "", false, "get (shop/api.py)");
    assert_named_in("shop/api.js", "get", "", false, "get");
}

static void frames_without_a_name_are_one_for_each_module(void **state)
{
    (void)state;
    assert_named("libc.so.6+0x1234", "/lib/x86_64-linux-gnu/libc.so.6", true, "[libc.so.6]");
    assert_named("x+0x1", "C:\\app\\x.dll", true, "[x.dll]");
    assert_named("x+0x1", "shop", true, "[shop]");
    assert_named("x+0x1", "/tmp/libzstd-jni-1.5.1-16931311898282279136.so", true, "[libzstd-jni-1.5.1-_.so]");
    assert_named("x+0x1", "/tmp/perf-123.map", true, "[perf-_.map]");
    assert_named("0x1234", "", true, "[unknown]");
    assert_named("0x1234", "/odd/", true, "[unknown]");
}

static void the_first_merge_that_fits_gives_the_name(void **state)
{
    (void)state;
    const struct name_merge merges[] = {{"runtime.gc*", "[gc]"}, {"*gcDrain", "never"}, {"[libc*]", "libc"}};
    const struct name_rules rules = {.presets = NAME_PRESETS_ALL, .merges = merges, .merge_count = 3};
    struct symbol symbol = {.name = bytes_of_text("runtime.gcDrain")};
    assert_true(names_merge(&symbol, &rules));
    assert_true(bytes_equal(symbol.name, bytes_of_text("[gc]")));
    symbol = (struct symbol){
        .name = bytes_of_text("[libc.so.6]"), .module = bytes_of_text("/lib/libc.so.6"), .unnamed = true};
    assert_true(names_merge(&symbol, &rules));
    assert_true(bytes_equal(symbol.name, bytes_of_text("libc")));
    assert_false(symbol.unnamed);
    assert_int_equal(symbol.module.size, 0);
    symbol = (struct symbol){.name = bytes_of_text("main.run")};
    assert_false(names_merge(&symbol, &rules));
    assert_false(names_merge(&symbol, NULL));
}

static void only_the_presets_asked_for_change_a_name(void **state)
{
    (void)state;
    static const struct {
        unsigned presets;
        const char *expected;
    } cases[] = {{NAME_PRESET_CPP, "price"}, {NAME_PRESET_GO, "price.constprop.0"}};
    for (size_t i = 0; i < 2; i++) {
        struct byte_buffer scratch;
        byte_buffer_init(&scratch, 4096);
        struct symbol raw = {.name = bytes_of_text("price.constprop.0")}, out;
        assert_int_equal(names_canonical(&out, &raw, cases[i].presets, &scratch, NULL), 0);
        assert_true(bytes_equal(out.name, bytes_of_text(cases[i].expected)));
        byte_buffer_free(&scratch);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_stand_as_they_are),
        cmocka_unit_test(what_compilers_and_runtimes_add_is_dropped),
        cmocka_unit_test(the_file_is_a_part_of_names_of_python_and_ruby),
        cmocka_unit_test(frames_without_a_name_are_one_for_each_module),
        cmocka_unit_test(the_first_merge_that_fits_gives_the_name),
        cmocka_unit_test(only_the_presets_asked_for_change_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

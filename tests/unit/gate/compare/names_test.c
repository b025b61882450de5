#include "gate/compare/names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_named(const char *name, const char *module, bool unnamed, const char *expected)
{
    struct byte_buffer scratch;
    byte_buffer_init(&scratch, 4096);
    struct symbol raw = {.name = bytes_of_text(name),
                         .file = bytes_of_text("a.go"),
                         .module = bytes_of_text(module),
                         .line = 7,
                         .unnamed = unnamed};
    struct symbol out;
    struct error err = ERROR_INIT;
    assert_int_equal(names_canonical(&out, &raw, &scratch, &err), 0);
    if (!bytes_equal(out.name, bytes_of_text(expected)))
        fail_msg("'%s' became '%.*s'", name, (int)out.name.size, (const char *)out.name.data);
    assert_int_equal(out.unnamed, unnamed);
    assert_int_equal(out.line, unnamed ? 0 : 7);
    byte_buffer_free(&scratch);
}

static void names_stand_as_they_are(void **state)
{
    (void)state;
    assert_named("main.run", "", false, "main.run");
    assert_named("std::vector<int>::push_back(int&&)", "/usr/lib/x.so", false,
                 "std::vector<int>::push_back(int&&)");
}

static void frames_without_a_name_are_one_for_each_module(void **state)
{
    (void)state;
    assert_named("libc.so.6+0x1234", "/lib/x86_64-linux-gnu/libc.so.6", true, "[libc.so.6]");
    assert_named("x+0x1", "C:\\app\\x.dll", true, "[x.dll]");
    assert_named("x+0x1", "shop", true, "[shop]");
    assert_named("0x1234", "", true, "[unknown]");
    assert_named("0x1234", "/odd/", true, "[unknown]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_stand_as_they_are),
        cmocka_unit_test(frames_without_a_name_are_one_for_each_module),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

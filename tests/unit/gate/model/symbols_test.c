#include "gate/model/symbols.h"

#include "gate/base/limits.h"
#include "gate/base/memory.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static uint32_t add(struct symbols *symbols, const char *name, const char *file, const char *module)
{
    struct symbol wanted = {
        .name = bytes_of_text(name), .file = bytes_of_text(file), .module = bytes_of_text(module)};
    uint32_t id = SYMBOL_NONE;
    struct error err = ERROR_INIT;
    assert_int_equal(symbols_add(symbols, &wanted, &id, &err), 0);
    return id;
}

static void by_name_keeps_first_attributes(void **state)
{
    (void)state;
    struct symbols *symbols = symbols_new(SYMBOLS_BY_NAME);
    assert_int_equal(add(symbols, "main.run", "a.go", ""), 0);
    assert_int_equal(add(symbols, "main.stop", "b.go", ""), 1);
    assert_int_equal(add(symbols, "main.run", "c.go", "shop"), 0);
    assert_int_equal(symbols_count(symbols), 2);
    assert_true(bytes_equal(symbols_get(symbols, 0)->file, bytes_of_text("a.go")));
    assert_int_equal(symbols_find(symbols, bytes_of_text("main.stop")), 1);
    assert_int_equal(symbols_find(symbols, bytes_of_text("main.sto")), SYMBOL_NONE);
    symbols_free(symbols);
}

static void raw_table_tells_file_and_module_apart(void **state)
{
    (void)state;
    struct symbols *symbols = symbols_new(SYMBOLS_BY_NAME_FILE_MODULE);
    assert_int_equal(add(symbols, "init", "a.go", "x"), 0);
    assert_int_equal(add(symbols, "init", "b.go", "x"), 1);
    assert_int_equal(add(symbols, "init", "a.go", "y"), 2);
    assert_int_equal(add(symbols, "init", "a.go", "x"), 0);
    symbols_free(symbols);
}

static void ids_survive_growth(void **state)
{
    (void)state;
    struct symbols *symbols = symbols_new(SYMBOLS_BY_NAME);
    char name[8] = "f0000";
    for (uint32_t i = 0; i < 5000; i++) {
        for (uint32_t digit = 0, rest = i; digit < 4; digit++, rest /= 10)
            name[4 - digit] = (char)('0' + rest % 10);
        assert_int_equal(add(symbols, name, "", ""), i);
    }
    assert_int_equal(symbols_find(symbols, bytes_of_text("f4321")), 4321);
    assert_int_equal(symbols_find(symbols, bytes_of_text("f5000")), SYMBOL_NONE);
    symbols_free(symbols);
}

static void text_is_copied(void **state)
{
    (void)state;
    struct symbols *symbols = symbols_new(SYMBOLS_BY_NAME);
    char name[] = "main.run";
    add(symbols, name, "", "");
    memset(name, 'x', sizeof name - 1);
    assert_int_equal(symbols_find(symbols, bytes_of_text("main.run")), 0);
    symbols_free(symbols);
}

static void bad_names_are_refused(void **state)
{
    (void)state;
    struct symbols *symbols = symbols_new(SYMBOLS_BY_NAME);
    struct error err = ERROR_INIT;
    uint32_t id;
    struct symbol empty = {0};
    assert_int_equal(symbols_add(symbols, &empty, &id, &err), -1);
    assert_int_equal(err.kind, ERROR_INPUT);
    uint8_t *long_name = memory_allocate_array(LIMIT_NAME_BYTES + 1, 1);
    struct symbol big = {.name = {long_name, LIMIT_NAME_BYTES + 1}};
    assert_int_equal(symbols_add(symbols, &big, &id, &err), -1);
    assert_int_equal(symbols_count(symbols), 0);
    memory_free(long_name);
    symbols_free(symbols);
    symbols_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_name_keeps_first_attributes),
        cmocka_unit_test(raw_table_tells_file_and_module_apart),
        cmocka_unit_test(ids_survive_growth),
        cmocka_unit_test(text_is_copied),
        cmocka_unit_test(bad_names_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "gate/cli/command.h"

#include "gate/cli/surroundings.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void it_needs_a_folder(void **state)
{
    (void)state;
    const struct options options = {.builtin = true};
    struct error err = ERROR_INIT;
    assert_int_equal(command_calibrate.run(&options, NULL, &err), -1);
    assert_int_equal(err.kind, ERROR_USAGE);
    assert_non_null(strstr(err.sentence, "at least one folder"));
}

static void it_calibrates_the_folder(void **state)
{
    (void)state;
    struct surroundings world = surroundings_real();
    struct options options;
    struct error err = ERROR_INIT;
    for (int i = 0; i < 4; i++) {
        char name[32], text[64];
        snprintf(name, sizeof name, "runs/r%d/cpu.folded", i);
        snprintf(text, sizeof text, "main;a %d\nmain;b 907\n", 900 + i);
        scratch_write(name, text);
        snprintf(name, sizeof name, "runs/r%d/meta.json", i);
        scratch_write(name, "{\"requests\": 1000}");
    }
    const char *words[] = {scratch_path("runs"), "--builtin", "--draws=2", "--write", scratch_path("n.json")};
    assert_int_equal(options_parse(&options, command_calibrate.set, 5, (char **)(uintptr_t)words, &err), 0);
    assert_int_equal(command_calibrate.run(&options, &world, &err), 0);
    options.operands.items[0] = scratch_path("nowhere");
    assert_int_equal(command_calibrate.run(&options, &world, &err), -1);
    assert_int_equal(err.kind, ERROR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(it_needs_a_folder),
                                       cmocka_unit_test(it_calibrates_the_folder)};
    return cmocka_run_group_tests_name("calibrate", tests, scratch_open, scratch_close);
}

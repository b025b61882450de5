#include "gate/cli/command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void it_takes_no_operand(void **state)
{
    (void)state;
    const struct options options = {.operands = {.items = {"v1"}, .count = 1}};
    struct error err = ERROR_INIT;
    assert_int_equal(command_versions.run(&options, NULL, &err), -1);
    assert_int_equal(err.kind, ERROR_USAGE);
    assert_non_null(strstr(err.sentence, "takes no operand"));
}

static void it_needs_a_store(void **state)
{
    (void)state;
    const struct options options = {.builtin = true};
    struct error err = ERROR_INIT;
    assert_int_equal(command_versions.run(&options, NULL, &err), -1);
    assert_int_equal(err.kind, ERROR_USAGE);
    assert_non_null(strstr(err.sentence, "needs a policy with a store"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_takes_no_operand),
        cmocka_unit_test(it_needs_a_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

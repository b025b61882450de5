#include "gate/cli/command.h"

#include "gate/cli/surroundings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void it_takes_no_operand(void **state)
{
    (void)state;
    struct surroundings world = surroundings_real();
    struct options options = {.operands = {.items = {"policy.yaml"}, .count = 1}};
    struct error err = ERROR_INIT;
    assert_int_equal(command_explain.run(&options, &world, &err), -1);
    assert_int_equal(err.kind, ERROR_USAGE);
    assert_string_equal(err.sentence, "'explain' takes no operand, but 'policy.yaml' was given; name the policy by "
                                      "--config FILE");
}

static void it_explains_the_builtin_policy(void **state)
{
    (void)state;
    struct surroundings world = surroundings_real();
    struct options options = {.builtin = true};
    struct error err = ERROR_INIT;
    assert_int_equal(command_explain.run(&options, &world, &err), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_takes_no_operand),
        cmocka_unit_test(it_explains_the_builtin_policy),
    };
    return cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}

#include "gate/cli/command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void every_command_says_what_it_is(void **state)
{
    (void)state;
    for (size_t i = 0; i < command_count; i++) {
        assert_true(strlen(commands[i]->name) > 0);
        assert_true(strlen(commands[i]->summary) > 0);
        assert_memory_equal(commands[i]->examples, "  flamegate ", 12);
        assert_int_equal(commands[i]->examples[strlen(commands[i]->examples) - 1], '\n');
        assert_non_null(strstr(commands[i]->examples, commands[i]->name));
        assert_non_null(commands[i]->run);
    }
}

static void no_two_share_a_name_or_a_bit(void **state)
{
    (void)state;
    for (size_t i = 0; i < command_count; i++) {
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(commands[i]->name, commands[k]->name);
            assert_int_equal((int)commands[i]->set & (int)commands[k]->set, 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_command_says_what_it_is),
        cmocka_unit_test(no_two_share_a_name_or_a_bit),
    };
    return cmocka_run_group_tests_name("commands", tests, NULL, NULL);
}

#include "gate/cli/cli.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* What is printed is held by the golden cases under tests/cli; here it is the exit codes. */
static int run(int count, const char *first, const char *second)
{
    const char *words[] = {"flamegate", first, second, NULL};
    return cli_main(count, (char **)(uintptr_t)words);
}

static void questions_about_itself_are_0(void **state)
{
    (void)state;
    assert_int_equal(run(2, "--version", NULL), 0);
    assert_int_equal(run(2, "--help", NULL), 0);
    assert_int_equal(run(2, "-h", NULL), 0);
    assert_int_equal(run(3, "help", "check"), 0);
    assert_int_equal(run(3, "check", "--help"), 0);
}

static void mistakes_of_usage_are_2(void **state)
{
    (void)state;
    assert_int_equal(run(1, NULL, NULL), 2);
    assert_int_equal(run(2, "chek", NULL), 2);
    assert_int_equal(run(2, "xyzzy", NULL), 2);
    assert_int_equal(run(3, "check", "--nonsense"), 2);
    assert_int_equal(run(3, "check", "only-one"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_about_itself_are_0),
        cmocka_unit_test(mistakes_of_usage_are_2),
    };
    return cmocka_run_group_tests_name("cli", tests, NULL, NULL);
}

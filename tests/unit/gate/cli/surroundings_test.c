#include "gate/cli/surroundings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static void the_clock_goes_on(void **state)
{
    (void)state;
    struct surroundings world = surroundings_real();
    int64_t before = world.now(world.world);
    world.sleep(world.world, 2000000);
    /* After 2026-01-01, and at least the sleep later. */
    assert_true(before > 1767225600000000000LL);
    assert_true(world.now(world.world) >= before + 2000000);
    assert_false(world.cancelled(world.world));
}

static void the_environment_is_the_process_own(void **state)
{
    (void)state;
    struct surroundings world = surroundings_real();
    assert_int_equal(setenv("FLAMEGATE_TEST_VARIABLE", "seen", 1), 0);
    assert_string_equal(world.environment(world.world, "FLAMEGATE_TEST_VARIABLE"), "seen");
    assert_int_equal(unsetenv("FLAMEGATE_TEST_VARIABLE"), 0);
    assert_null(world.environment(world.world, "FLAMEGATE_TEST_VARIABLE"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_clock_goes_on),
        cmocka_unit_test(the_environment_is_the_process_own),
    };
    return cmocka_run_group_tests_name("surroundings", tests, NULL, NULL);
}

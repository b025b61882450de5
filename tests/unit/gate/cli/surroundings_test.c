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

/* 0: as many as the machine has processors, between 1 and 8. */
static void check_threads(const char *wanted, size_t threads)
{
    if (wanted != NULL) {
        assert_int_equal(setenv("FLAMEGATE_THREADS", wanted, 1), 0);
    }
    struct surroundings world = surroundings_real();
    if (threads > 0) {
        assert_int_equal(world.threads, threads);
    }
    assert_in_range(world.threads, 1, 8);
    unsetenv("FLAMEGATE_THREADS");
}

static void threads_are_as_many_as_wanted(void **state)
{
    (void)state;
    check_threads(NULL, 0);
    check_threads("1", 1);
    check_threads("5", 5);
    check_threads("900", 8);
    check_threads("0", 0);
    check_threads("many", 0);
    /* The n-th allocation must be the same one in every run. */
    assert_int_equal(setenv("FLAMEGATE_FAIL_ALLOC", "100000", 1), 0);
    check_threads("5", 1);
    unsetenv("FLAMEGATE_FAIL_ALLOC");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_clock_goes_on),
        cmocka_unit_test(the_environment_is_the_process_own),
        cmocka_unit_test(threads_are_as_many_as_wanted),
    };
    return cmocka_run_group_tests_name("surroundings", tests, NULL, NULL);
}

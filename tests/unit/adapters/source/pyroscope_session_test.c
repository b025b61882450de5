#include "adapters/source/pyroscope_session.h"

#include "gate/base/memory.h"
#include "tests/support/store_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct store_bench bench;
static struct pyroscope_session session;

static int begin(void **state)
{
    (void)state;
    store_bench_open(&bench, "");
    session = (struct pyroscope_session){.store = {.setup = &bench.setup, .world = &bench.world}};
    return 0;
}

static int end(void **state)
{
    (void)state;
    memory_free(session.merges);
    store_bench_close(&bench);
    return 0;
}

static void merges_are_numbered(void **state)
{
    (void)state;
    const struct pyroscope_merge one = {.what = "one"}, two = {.what = "two"};
    size_t at;
    assert_int_equal(pyroscope_session_add(&at, &session, &one, &bench.err), 0);
    assert_int_equal(at, 0);
    assert_int_equal(pyroscope_session_add(&at, &session, &two, &bench.err), 0);
    assert_int_equal(at, 1);
    assert_string_equal(session.merges[1].what, "two");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(merges_are_numbered, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "adapters/source/pyroscope_session.h"

#include "gate/base/memory.h"
#include "tests/support/store_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct store_bench bench;
static struct pyroscope_session session;

static int begin(void **state)
{
    (void)state;
    store_bench_open(&bench, "");
    session = (struct pyroscope_session){.setup = &bench.setup, .world = &bench.world, .arena = arena_new()};
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_free(session.arena);
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

static void texts_are_cut(void **state)
{
    (void)state;
    char longer[2000];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    assert_string_equal(pyroscope_session_text(&session, &bench.err, "%s of %d", "cpu", 7), "cpu of 7");
    assert_int_equal(strlen(pyroscope_session_text(&session, &bench.err, "%s", longer)), 1000);
}

/* No label value can leave its quotes. */
static void matchers_are_narrowed_safely(void **state)
{
    (void)state;
    static const char *const labels[] = {"pod", "http.route"};
    static const char *const values[] = {"a\"} or {b=\"", "/x\\y"};
    assert_string_equal(pyroscope_session_matchers(&session, "v2", NULL, NULL, 0, &bench.err),
                        "{service_name=\"shop\",version=\"v2\"}");
    assert_string_equal(pyroscope_session_matchers(&session, NULL, NULL, NULL, 0, &bench.err),
                        "{service_name=\"shop\"}");
    assert_string_equal(pyroscope_session_matchers(&session, "v\"2", labels, values, 2, &bench.err),
                        "{service_name=\"shop\",version=\"v\\\"2\",pod=\"a\\\"} or {b=\\\"\","
                        "\"http.route\"=\"/x\\\\y\"}");
    bench.store.select = "{$service}";
    assert_null(pyroscope_session_matchers(&session, "v2", NULL, NULL, 0, &bench.err));
    assert_int_equal(bench.err.kind, ERROR_POLICY);
}

static void sentences_go_to_the_world(void **state)
{
    (void)state;
    pyroscope_session_say(&session, "%s: %d", "v2", 3);
    assert_string_equal(store_bench_said(), "v2: 3\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(merges_are_numbered, begin, end),
        cmocka_unit_test_setup_teardown(texts_are_cut, begin, end),
        cmocka_unit_test_setup_teardown(matchers_are_narrowed_safely, begin, end),
        cmocka_unit_test_setup_teardown(sentences_go_to_the_world, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

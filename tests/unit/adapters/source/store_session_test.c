#include "adapters/source/store_session.h"

#include "gate/base/memory.h"
#include "tests/support/store_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct store_bench bench;
static struct store_session session;

static int begin(void **state)
{
    (void)state;
    store_bench_open(&bench, "");
    return store_session_open(&session, "Pyroscope", "store.pyroscope", &bench.setup, &bench.world, &bench.err);
}

static int end(void **state)
{
    (void)state;
    store_session_close(&session);
    store_bench_close(&bench);
    return memory_usage().used == 0 ? 0 : -1;
}

static void texts_are_cut(void **state)
{
    (void)state;
    char longer[2000];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    assert_string_equal(store_session_text(&session, &bench.err, "%s of %d", "cpu", 7), "cpu of 7");
    assert_int_equal(strlen(store_session_text(&session, &bench.err, "%s", longer)), 1000);
}

/* No label value can leave its quotes. */
static void matchers_are_narrowed_safely(void **state)
{
    (void)state;
    static const char *const labels[] = {"pod", "http.route"};
    static const char *const pods[] = {"a", "b.c"};
    static const char *const values[] = {"a\"} or {b=\"", "/x\\y"};
    assert_string_equal(store_session_matchers(&session, "v2", &bench.err),
                        "{service_name=\"shop\",version=\"v2\"}");
    assert_string_equal(store_session_matchers(&session, NULL, &bench.err), "{service_name=\"shop\"}");
    const char *matchers = store_session_matchers(&session, "v\"2", &bench.err);
    assert_string_equal(store_session_narrow(&session, matchers, labels, values, 2, &bench.err),
                        "{service_name=\"shop\",version=\"v\\\"2\",pod=\"a\\\"} or {b=\\\"\","
                        "\"http.route\"=\"/x\\\\y\"}");
    assert_string_equal(store_session_narrow_any(&session, "{}", "pod", pods, 2, &bench.err),
                        "{pod=~\"a|b\\\\.c\"}");
    bench.store.select = "{$service}";
    assert_null(store_session_matchers(&session, "v2", &bench.err));
    assert_null(store_session_narrow(&session, NULL, labels, values, 2, &bench.err));
    assert_int_equal(bench.err.kind, ERROR_POLICY);
}

static void sentences_go_to_the_world(void **state)
{
    (void)state;
    store_session_say(&session, "%s: %d", "v2", 3);
    assert_string_equal(store_bench_said(), "v2: 3\n");
}

static void labels_are_those_that_are_given(void **state)
{
    (void)state;
    store_session_set_labels(&session);
    assert_int_equal(session.label_count, 0);
    bench.store.split_by = "endpoint";
    store_session_set_labels(&session);
    assert_int_equal(session.label_count, 1);
    assert_string_equal(session.labels[0], "endpoint");
    bench.store.replicas_by = "pod";
    store_session_set_labels(&session);
    assert_int_equal(session.label_count, 2);
    assert_string_equal(session.labels[0], "pod");
    assert_string_equal(session.labels[1], "endpoint");
}

/* What was opened is given back after a failure, too. */
static void a_wrong_url_is_refused(void **state)
{
    (void)state;
    struct store_session other;
    bench.store.server.url = "gopher://x";
    assert_int_equal(
        store_session_open(&other, "Pyroscope", "store.pyroscope", &bench.setup, &bench.world, &bench.err), -1);
    assert_int_equal(bench.err.kind, ERROR_POLICY);
    store_session_close(&other);
    store_session_close(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(texts_are_cut, begin, end),
        cmocka_unit_test_setup_teardown(matchers_are_narrowed_safely, begin, end),
        cmocka_unit_test_setup_teardown(sentences_go_to_the_world, begin, end),
        cmocka_unit_test_setup_teardown(labels_are_those_that_are_given, begin, end),
        cmocka_unit_test_setup_teardown(a_wrong_url_is_refused, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

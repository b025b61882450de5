#include "adapters/source/pyroscope_check.h"

#include "tests/support/store_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define HOUR (3600 * INT64_C(1000000000))

static const char versions[] = "POST /querier.v1.QuerierService/LabelValues\n"
                               "    body-file pyroscope-v2store-labelvalues-version.request\n"
                               "    answer pyroscope-v2store-labelvalues-version\n";
static const char nothing[] = "POST /querier.v1.QuerierService/LabelValues\n"
                              "    answer pyroscope-v2store-labelvalues-empty\n";

static struct store_bench bench;
static struct store_session session;

static void begin(const char *script, int64_t now)
{
    store_bench_open(&bench, script);
    store_bench_set_clock(now);
    const struct http_settings settings = {
        .access = &bench.store.server, .server = "Pyroscope", .key = "store.pyroscope", .attempts = 1};
    session = (struct store_session){.setup = &bench.setup, .world = &bench.world, .arena = arena_new()};
    session.client.arena = session.arena;
    assert_int_equal(http_client_new(&session.client.http, &settings, &bench.world, &bench.err), 0);
}

static void end(void)
{
    http_client_free(session.client.http);
    arena_free(session.arena);
    store_bench_close(&bench);
}

static void check_window(const char *script, int64_t age, enum error_kind kind, const char *sentence)
{
    begin(script, store_bench_window.start + age);
    assert_int_equal(pyroscope_check_window(&session, &bench.side, &bench.err), kind == ERROR_NONE ? 0 : -1);
    assert_int_equal(bench.err.kind, kind);
    assert_non_null(strstr(bench.err.sentence, sentence));
    end();
}

static void a_recent_window_needs_no_question(void **state)
{
    (void)state;
    check_window("", HOUR, ERROR_NONE, "");
}

static void what_the_store_leaves_out_is_refused(void **state)
{
    (void)state;
    check_window("", 8 * 24 * HOUR, ERROR_UNFIT,
                 "the window of 'v1' begins at 2026-11-21T11:42:59.377Z, more than 7 days ago");
}

/* Within 7 days, but the tenant may have less: the store must know something of the service there. */
static void an_older_window_is_looked_for_in_the_store(void **state)
{
    (void)state;
    check_window("POST *\n    answer pyroscope-v2store-labelvalues-version\n", 48 * HOUR, ERROR_NONE, "");
    check_window(
        nothing, 48 * HOUR, ERROR_UNFIT,
        "the store knows nothing of the service at 2026-11-21T11:42:59.377Z, where the window of 'v1' begins");
}

static void a_window_must_be_given(void **state)
{
    (void)state;
    begin("", store_bench_window.end);
    bench.side.window = (struct time_span){0, 0};
    assert_int_equal(pyroscope_check_window(&session, &bench.side, &bench.err), -1);
    assert_int_equal(bench.err.kind, ERROR_POLICY);
    end();
}

static void check_version(const char *script, const char *version, const char *sentence)
{
    begin(script, store_bench_window.end);
    bench.side.version = version;
    assert_int_equal(pyroscope_check_version(&session, &bench.side, &bench.err), sentence ? -1 : 0);
    if (sentence) {
        assert_int_equal(bench.err.kind, ERROR_UNFIT);
        assert_string_equal(bench.err.sentence, sentence);
    }
    end();
}

static void an_unknown_version_is_named_with_the_nearest(void **state)
{
    (void)state;
    check_version(versions, "v2", NULL);
    check_version(versions, "v2.",
                  "the store knows no 'v2.' under the label 'version' in its window; did you mean 'v2'?");
    check_version(versions, "release-of-today",
                  "the store knows no 'release-of-today' under the label 'version' in its window; there are 'v1', "
                  "'v2'");
    check_version(nothing, "v1",
                  "the store knows no 'v1' under the label 'version' in its window; there is no other version "
                  "either: check store.select "
                  "and the service");
}

static void an_empty_side_is_no_verdict(void **state)
{
    (void)state;
    begin("", store_bench_window.end);
    assert_int_equal(pyroscope_check_refuse_empty(&bench.side, &bench.err), -1);
    assert_int_equal(bench.err.kind, ERROR_UNFIT);
    assert_string_equal(bench.err.sentence, "the store has no profile of 'v1' that begins between "
                                            "2026-11-21T11:42:59.377Z and 2026-11-21T12:13:59.377Z");
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_recent_window_needs_no_question),
        cmocka_unit_test(what_the_store_leaves_out_is_refused),
        cmocka_unit_test(an_older_window_is_looked_for_in_the_store),
        cmocka_unit_test(a_window_must_be_given),
        cmocka_unit_test(an_unknown_version_is_named_with_the_nearest),
        cmocka_unit_test(an_empty_side_is_no_verdict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "adapters/source/pyroscope_versions.h"

#include "tests/support/store_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define SECOND INT64_C(1000000000)
#define DAY (86400 * SECOND)

static struct store_bench bench;
static struct store_session session;

static int list(struct versions *out, const char *script, struct time_span within)
{
    store_bench_open(&bench, script);
    const struct http_settings settings = {
        .access = &bench.store.server, .server = "Pyroscope", .key = "store.pyroscope", .attempts = 1};
    session = (struct store_session){.setup = &bench.setup, .world = &bench.world, .arena = arena_new()};
    session.client.arena = session.arena;
    assert_int_equal(http_client_new(&session.client.http, &settings, &bench.world, &bench.err), 0);
    int status = pyroscope_versions_list(out, &session, within, &bench.err);
    http_client_free(session.client.http);
    arena_free(session.arena);
    return status;
}

/* The made answer has v1 from 11:43:59 to 12:12:59, v2 from 11:44:59 to 12:13:59; a point ends its step of 30 s. */
static void versions_come_with_first_and_last_profile(void **state)
{
    (void)state;
    struct versions versions = {0};
    assert_int_equal(
        list(&versions,
             "POST /querier.v1.QuerierService/ProfileTypes\n"
             "    body-file pyroscope-v2store-profiletypes.request\n"
             "    answer pyroscope-v2store-profiletypes\n"
             "POST /querier.v1.QuerierService/SelectSeries\n"
             "    body-has process_cpu:cpu:nanoseconds:cpu:nanoseconds\x12\x15{service_name=\"shop\"}\n"
             "    answer made-pyroscope-sums-version\n",
             store_bench_window),
        0);
    store_bench_close(&bench);
    assert_int_equal(versions.count, 2);
    assert_string_equal(versions.items[0].label, "v1");
    assert_true(versions.items[0].seen.start == store_bench_window.start + 30 * SECOND);
    assert_true(versions.items[0].seen.end == store_bench_window.end - 60 * SECOND);
    assert_string_equal(versions.items[1].label, "v2");
    assert_true(versions.items[1].seen.start == store_bench_window.start + 90 * SECOND);
    assert_true(versions.items[1].seen.end == store_bench_window.end);
    versions_clear(&versions);
}

/* Three days are three questions; days without profiles need but one. */
static void a_long_span_is_asked_for_by_days(void **state)
{
    (void)state;
    struct versions versions = {0};
    const struct time_span within = {store_bench_window.end - 5 * DAY / 2, store_bench_window.end};
    assert_int_equal(list(&versions,
                          "POST /querier.v1.QuerierService/ProfileTypes\n"
                          "    times 1\n"
                          "    answer pyroscope-v2store-profiletypes\n"
                          "POST /querier.v1.QuerierService/ProfileTypes\n"
                          "    text\n"
                          "POST /querier.v1.QuerierService/SelectSeries\n"
                          "    times 1\n"
                          "    answer made-pyroscope-sums-version\n",
                          within),
                     0);
    assert_int_equal(http_server_count(bench.server), 4);
    store_bench_close(&bench);
    assert_int_equal(versions.count, 2);
    versions_clear(&versions);
}

static void a_refusal_is_handed_on(void **state)
{
    (void)state;
    struct versions versions = {0};
    assert_int_equal(
        list(&versions, "POST *\n    answer pyroscope-multitenant-error-no-tenant\n", store_bench_window), -1);
    store_bench_close(&bench);
    assert_int_equal(bench.err.kind, ERROR_INPUT);
    assert_non_null(strstr(bench.err.sentence, "set tenant: in store.pyroscope"));
    assert_int_equal(versions.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_come_with_first_and_last_profile),
        cmocka_unit_test(a_long_span_is_asked_for_by_days),
        cmocka_unit_test(a_refusal_is_handed_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "adapters/source/pyroscope_client.h"

#include "tests/support/store_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct store_bench bench;
static struct store_client client;

static void begin(const char *script)
{
    store_bench_open(&bench, script);
    const struct http_settings settings = {
        .access = &bench.store.server, .server = "Pyroscope", .key = "store.pyroscope", .attempts = 1};
    client.arena = arena_new();
    assert_int_equal(http_client_new(&client.http, &settings, &bench.world, &bench.err), 0);
}

static void end(void)
{
    http_client_free(client.http);
    arena_free(client.arena);
    store_bench_close(&bench);
}

static struct store_scope scope(const char *matchers)
{
    return (struct store_scope){.what = "what is asked",
                                .type = "process_cpu:cpu:nanoseconds:cpu:nanoseconds",
                                .matchers = matchers,
                                .window = store_bench_window};
}

/* Byte for byte what the real server was asked when it gave these answers. */
static void types_are_listed(void **state)
{
    (void)state;
    begin("POST /querier.v1.QuerierService/ProfileTypes\n"
          "    header Content-Type: application/proto\n"
          "    body-file pyroscope-v2store-profiletypes.request\n"
          "    answer pyroscope-v2store-profiletypes\n");
    struct store_scope of = scope("{}");
    struct store_types types;
    assert_int_equal(pyroscope_client_types(&types, &client, &of, &bench.err), 0);
    bool cpu = false;
    for (size_t i = 0; i < types.count; i++) {
        assert_true(i == 0 || strcmp(types.items[i - 1].id, types.items[i].id) < 0);
        cpu = cpu || strcmp(types.items[i].id, "process_cpu:cpu:nanoseconds:cpu:nanoseconds") == 0;
    }
    assert_true(cpu);
    end();
}

static void values_of_labels_are_listed(void **state)
{
    (void)state;
    begin("POST /querier.v1.QuerierService/LabelValues\n"
          "    body-file pyroscope-v2store-labelvalues-pod-v1.request\n"
          "    answer pyroscope-v2store-labelvalues-pod-v1\n"
          "POST /querier.v1.QuerierService/LabelValues\n"
          "    body-has nobody\n"
          "    answer pyroscope-v2store-labelvalues-empty\n");
    struct store_scope of = scope("{service_name=\"shop\",version=\"v1\"}");
    struct pyroscope_names names;
    assert_int_equal(pyroscope_client_values(&names, &client, "pod", &of, &bench.err), 0);
    assert_int_equal(names.count, 3);
    assert_string_equal(names.items[0], "shop-v1-1");
    assert_string_equal(names.items[2], "shop-v1-3");
    of = scope("{service_name=\"nobody\"}");
    assert_int_equal(pyroscope_client_values(&names, &client, "pod", &of, &bench.err), 0);
    assert_int_equal(names.count, 0);
    end();
}

static void sums_come_by_label(void **state)
{
    (void)state;
    static const char *const labels[] = {"pod"};
    begin("POST /querier.v1.QuerierService/SelectSeries\n"
          "    body-has process_cpu:cpu:nanoseconds:cpu:nanoseconds\n"
          "    answer made-pyroscope-sums-cpu-pod-v1\n");
    struct store_scope of = scope("{version=\"v1\"}");
    struct store_sums sums;
    assert_int_equal(pyroscope_client_sums(&sums, &client, labels, 1, 1860, &of, &bench.err), 0);
    assert_int_equal(sums.count, 3);
    assert_string_equal(sums.items[2].values[0], "shop-v1-3");
    assert_string_equal(sums.items[2].values[1], "");
    assert_true(sums.items[0].value == 490000000 && sums.items[2].value == 530000000);
    assert_true(sums.items[0].seen.start == store_bench_window.start);
    assert_true(sums.items[0].seen.end == store_bench_window.end);
    end();
}

/* A point at the start of the window is of the step before it; points of one label set belong together. */
static void points_before_the_window_do_not_count(void **state)
{
    (void)state;
    static const char *const labels[] = {"version"};
    begin("POST /querier.v1.QuerierService/SelectSeries\n"
          "    answer made-pyroscope-sums-odd\n");
    struct store_scope of = scope("{}");
    struct store_sums sums;
    assert_int_equal(pyroscope_client_sums(&sums, &client, labels, 1, 30, &of, &bench.err), 0);
    assert_int_equal(sums.count, 1);
    assert_string_equal(sums.items[0].values[0], "v2");
    assert_true(sums.items[0].value == 12);
    assert_true(sums.items[0].seen.start == store_bench_window.start + INT64_C(30000000000));
    assert_true(sums.items[0].seen.end == store_bench_window.start + INT64_C(90000000000));
    end();
}

/* The recorded request of a merged profile. */
static void a_merge_is_asked_for_as_recorded(void **state)
{
    (void)state;
    begin("POST /querier.v1.QuerierService/SelectMergeProfile\n"
          "    header Content-Type: application/proto\n"
          "    body-file pyroscope-v2store-merge-cpu-v1.request\n"
          "    answer pyroscope-v2store-merge-cpu-v1-gzip\n"
          "POST /querier.v1.QuerierService/SelectMergeProfile\n"
          "    body-file pyroscope-v2store-merge-cpu-v1-max_nodes5.request\n"
          "    answer pyroscope-v2store-merge-cpu-v1-max_nodes5\n");
    struct store_scope of = scope("{service_name=\"shop\",version=\"v1\"}");
    static const int64_t nodes[] = {0, 5};
    static const size_t sizes[] = {13424, 2371}; /* of the bodies, unpacked */
    for (size_t i = 0; i < 2; i++) {
        struct http_request request;
        struct http_answer answer = {0};
        assert_int_equal(pyroscope_client_merge(&request, &client, nodes[i], &of, &bench.err), 0);
        assert_int_equal(http_perform(client.http, &request, &answer, &bench.err), 0);
        assert_true(answer.body.size > sizes[i] / 2 && answer.body.size < 2 * sizes[i]);
        http_answer_clear(&answer);
    }
    end();
}

static void refusals_say_what_to_do(void **state)
{
    (void)state;
    static const struct {
        const char *answer, *sentence;
    } rows[] = {
        {"pyroscope-multitenant-error-no-tenant", "the server keeps tenants apart and was told none that it takes "
                                                  "(401: no org id); set tenant: in store.pyroscope"},
        {"pyroscope-v2store-error-window-too-long",
         "the window is longer than the store allows (the query time range exceeds the limit (max_query_length, "
         "actual: 25h0m0s, limit: 1d)); shorten store.window.length, or raise the tenant's max_query_length"},
        {"pyroscope-v2store-error-selector", "parse error: unexpected end of input inside braces"},
        {"pyroscope-v1store-error-selector", "(400: 1:21: parse error: unexpected end of input inside braces)"},
        {"pyroscope-v1store-error-labelvalues", "failed to parse label selector"},
        {"pyroscope-v2store-error-type", "profile-type selection must be of the form <name>:<sample-type>"},
        {"pyroscope-v2store-error-start-after-end", "(400: query start time is after end time)"},
        {"pyroscope-v2store-error-no-time", "(400: missing time range in the query)"},
        {"pyroscope-v2store-error-deadline", "ask for less, as by a shorter window"},
        {"pyroscope-v2store-error-content-type", "(415); is that a Pyroscope server, and new enough?"},
        {"pyroscope-v2store-error-unknown-method", "check the path in the URL of store.pyroscope"},
        {"pyroscope-v2store-error-get", "is that a Pyroscope server?"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char script[256];
        snprintf(script, sizeof script, "POST *\n    answer %s\n", rows[i].answer);
        begin(script);
        struct store_scope of = scope("{}");
        struct pyroscope_names names;
        assert_int_equal(pyroscope_client_values(&names, &client, "pod", &of, &bench.err), -1);
        assert_int_equal(bench.err.kind, ERROR_INPUT);
        if (!strstr(bench.err.sentence, rows[i].sentence) ||
            strncmp(bench.err.sentence, "cannot fetch what is asked from 'http://127.0.0.1:", 50) != 0)
            fail_msg("%s: %s", rows[i].answer, bench.err.sentence);
        end();
    }
}

static void what_is_no_message_is_refused(void **state)
{
    (void)state;
    begin("POST *\n    text plain words, and no message\n");
    struct store_scope of = scope("{}");
    struct store_types types;
    assert_int_equal(pyroscope_client_types(&types, &client, &of, &bench.err), -1);
    assert_int_equal(bench.err.kind, ERROR_INPUT);
    assert_non_null(strstr(bench.err.sentence, "what came back is not what Pyroscope answers"));
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_are_listed),
        cmocka_unit_test(values_of_labels_are_listed),
        cmocka_unit_test(sums_come_by_label),
        cmocka_unit_test(points_before_the_window_do_not_count),
        cmocka_unit_test(a_merge_is_asked_for_as_recorded),
        cmocka_unit_test(refusals_say_what_to_do),
        cmocka_unit_test(what_is_no_message_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

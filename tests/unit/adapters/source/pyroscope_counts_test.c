#include "adapters/source/pyroscope_counts.h"

#include "tests/support/store_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char *const labels[] = {"pod"};

static struct store_bench bench;
static struct store_client client;

static int ask(struct store_sums *out, const char *script)
{
    const struct store_scope scope = {.what = "the number of profiles",
                                      .type = "memory:inuse_space:bytes:space:bytes",
                                      .matchers = "{version=\"v\\\"1\"}",
                                      .window = store_bench_window};
    store_bench_open(&bench, script);
    const struct http_settings settings = {
        .access = &bench.store.server, .server = "Pyroscope", .key = "store.pyroscope", .attempts = 1};
    client.arena = arena_new();
    assert_int_equal(http_client_new(&client.http, &settings, &bench.world, &bench.err), 0);
    int status = pyroscope_counts_ask(out, &client, labels, 1, &scope, &bench.err);
    http_client_free(client.http);
    store_bench_close(&bench);
    return status;
}

static void slots_are_added_up(void **state)
{
    (void)state;
    struct store_sums sums;
    assert_int_equal(
        ask(&sums, "POST /querier.v1.QuerierService/SelectHeatmap\n"
                   "    header Content-Type: application/json\n"
                   "    body-has \"labelSelector\": \"{version=\\\\\"v\\\\\\\\\\\\\"1\\\\\"}\"\n"
                   "    body-has \"HEATMAP_QUERY_TYPE_INDIVIDUAL\"\n"
                   "    body-has \"start\": 1795261379377\n"
                   "    text "
                   "{\"series\":[{\"labels\":[{\"name\":\"x\",\"value\":\"y\"},{\"name\":\"pod\",\"value\":\"b\"}],"
                   "\"slots\":[{\"timestamp\":\"5\",\"yMin\":[1,2],\"counts\":[3,\"4\"]},{\"counts\":[5]}]},"
                   "{\"labels\":[],\"slots\":[{}]}]}\n"),
        0);
    assert_int_equal(sums.count, 1);
    assert_string_equal(sums.items[0].values[0], "b");
    assert_true(sums.items[0].value == 12);
    arena_free(client.arena);
}

static void an_empty_answer_counts_nothing(void **state)
{
    (void)state;
    struct store_sums sums;
    assert_int_equal(ask(&sums, "POST *\n    text {}\n"), 0);
    assert_int_equal(sums.count, 0);
    arena_free(client.arena);
}

static void a_server_that_cannot_count_is_no_verdict(void **state)
{
    (void)state;
    struct store_sums sums;
    assert_int_equal(ask(&sums, "POST *\n    status 501 Not Implemented\n    send Content-Type: application/json\n"
                                "    text {\"code\":\"unimplemented\",\"message\":\"SelectHeatmap\"}\n"),
                     -1);
    assert_int_equal(bench.err.kind, ERROR_UNFIT);
    assert_non_null(strstr(bench.err.sentence, "judge it with a server on v2 storage"));
    arena_free(client.arena);
    error_clear(&bench.err);
    assert_int_equal(ask(&sums, "POST *\n    text [1,\n"), -1);
    assert_int_equal(bench.err.kind, ERROR_INPUT);
    arena_free(client.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slots_are_added_up),
        cmocka_unit_test(an_empty_answer_counts_nothing),
        cmocka_unit_test(a_server_that_cannot_count_is_no_verdict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

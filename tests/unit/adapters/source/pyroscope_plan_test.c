#include "adapters/source/pyroscope_plan.h"

#include "gate/base/memory.h"
#include "tests/support/store_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SECOND INT64_C(1000000000)

static const char usual[] = "POST /querier.v1.QuerierService/ProfileTypes\n"
                            "    answer pyroscope-v2store-profiletypes\n"
                            "POST /querier.v1.QuerierService/LabelValues\n"
                            "    body-file pyroscope-v2store-labelvalues-version.request\n"
                            "    answer pyroscope-v2store-labelvalues-version\n";

static struct store_bench bench;
static struct pyroscope_session session;
static struct captures captures;

static void begin(const char *script)
{
    char whole[8192];
    snprintf(whole, sizeof whole, "%s%s", usual, script);
    store_bench_open(&bench, whole);
    const struct http_settings settings = {
        .access = &bench.store.server, .server = "Pyroscope", .key = "store.pyroscope", .attempts = 1};
    session =
        (struct pyroscope_session){.store = {.setup = &bench.setup, .world = &bench.world, .arena = arena_new()}};
    session.store.client.arena = session.store.arena;
    assert_int_equal(http_client_new(&session.store.client.http, &settings, &bench.world, &bench.err), 0);
    captures = (struct captures){0};
}

static void plan(void)
{
    store_session_set_labels(&session.store);
    if (pyroscope_plan_side(&captures, &session, &bench.side, &bench.err) != 0)
        fail_msg("%s", bench.err.sentence);
}

static void end(void)
{
    captures_clear(&captures);
    http_client_free(session.store.client.http);
    memory_free(session.merges);
    arena_free(session.store.arena);
    store_bench_close(&bench);
}

static const struct pyroscope_merge *merge(size_t capture, size_t part)
{
    return &session.merges[captures.items[capture].parts[part].order];
}

static void all_in_one(void **state)
{
    (void)state;
    begin("POST /querier.v1.QuerierService/SelectSeries\n"
          "    answer made-pyroscope-sums-cpu-v1\n");
    bench.store.period = 1e7;
    plan();
    assert_string_equal(captures.label, "v1");
    assert_int_equal(captures.count, 1);
    assert_string_equal(captures.items[0].name, "v1");
    assert_null(captures.items[0].instance);
    assert_true(captures.items[0].window.start == store_bench_window.start);
    assert_int_equal(captures.items[0].part_count, 2);
    assert_string_equal(captures.items[0].parts[0].path, "cpu of v1");
    assert_string_equal(captures.items[0].parts[0].kind, "cpu");
    assert_string_equal(captures.items[0].parts[1].path, "samples of v1");
    assert_true(captures.items[0].parts[0].merge == 1 && captures.items[0].parts[1].merge == 1);
    assert_true(captures.items[0].parts[0].period == 1e7);
    assert_string_equal(merge(0, 0)->matchers, "{service_name=\"shop\",version=\"v1\"}");
    assert_string_equal(merge(0, 1)->type.id, "process_cpu:samples:count:cpu:nanoseconds");
    end();
}

static const char pods[] = "POST /querier.v1.QuerierService/LabelValues\n"
                           "    body-has pod\n"
                           "    answer made-pyroscope-labelvalues-pod-v2\n"
                           "POST /querier.v1.QuerierService/SelectSeries\n"
                           "    body-has pod\n"
                           "    answer made-pyroscope-sums-cpu-pod-v2\n";

static void replicas_are_those_with_profiles(void **state)
{
    (void)state;
    begin(pods);
    bench.side.version = "v2";
    bench.store.replicas_by = "pod";
    plan();
    assert_int_equal(captures.count, 3);
    assert_int_equal(captures.left_out, 0);
    assert_string_equal(captures.items[0].name, "shop-v2-1");
    assert_string_equal(captures.items[2].instance, "shop-v2-3");
    assert_string_equal(merge(2, 1)->matchers, "{service_name=\"shop\",version=\"v2\",pod=\"shop-v2-3\"}");
    assert_string_equal(store_bench_said(),
                        "v2: listed under 'pod', but without a profile in the window: shop-v2-9\n"
                        "v2: 3 replicas by 'pod': shop-v2-1, shop-v2-2, shop-v2-3\n");
    end();
}

static void at_most_so_many_are_chosen_and_printed(void **state)
{
    (void)state;
    begin(pods);
    bench.side.version = "v2";
    bench.store.replicas_by = "pod";
    bench.store.replicas_at_most = 2;
    plan();
    assert_int_equal(captures.count, 2);
    assert_int_equal(captures.left_out, 1);
    assert_non_null(strstr(store_bench_said(), "v2: 2 of 3 replicas, chosen by the hash of 'pod': shop-v2-"));
    end();
}

static void endpoints_are_parts_of_one_replica(void **state)
{
    (void)state;
    begin("POST /querier.v1.QuerierService/LabelValues\n"
          "    body-has pod\n"
          "    answer pyroscope-v2store-labelvalues-pod-v1\n"
          "POST /querier.v1.QuerierService/SelectSeries\n"
          "    answer made-pyroscope-sums-endpoints\n");
    bench.store.replicas_by = "pod";
    bench.store.split_by = "endpoint";
    plan();
    /* shop-v1-1 has /cart, /search and some without the label; shop-v1-2 only /cart; one series has no pod. */
    assert_int_equal(captures.count, 2);
    assert_int_equal(captures.left_out, 1);
    assert_int_equal(captures.items[0].part_count, 6);
    assert_int_equal(captures.items[1].part_count, 2);
    assert_null(captures.items[0].parts[0].endpoint);
    assert_string_equal(captures.items[0].parts[2].endpoint, "/cart");
    assert_string_equal(captures.items[0].parts[5].endpoint, "/search");
    assert_string_equal(captures.items[0].parts[5].path, "samples of shop-v1-1 at /search");
    assert_string_equal(merge(0, 0)->matchers,
                        "{service_name=\"shop\",version=\"v1\",pod=\"shop-v1-1\",endpoint=\"\"}");
    assert_string_equal(merge(0, 5)->matchers,
                        "{service_name=\"shop\",version=\"v1\",pod=\"shop-v1-1\",endpoint=\"/search\"}");
    assert_non_null(strstr(store_bench_said(), "v1: profiles without 'pod' belong to no replica"));
    end();
}

static void pieces_of_the_window_are_replicas(void **state)
{
    (void)state;
    begin("POST /querier.v1.QuerierService/SelectSeries\n"
          "    times 1\n"
          "    text\n"
          "POST /querier.v1.QuerierService/SelectSeries\n"
          "    answer made-pyroscope-sums-cpu-v1\n");
    bench.store.windows = 3;
    plan();
    assert_int_equal(captures.count, 2);
    assert_string_equal(captures.items[0].name, "from 2026-11-21T11:53:19.500Z");
    assert_true(captures.items[0].window.end == captures.items[1].window.start);
    assert_true(captures.items[1].window.end == store_bench_window.end);
    assert_true(merge(1, 0)->window.start == captures.items[1].window.start);
    assert_string_equal(store_bench_said(), "v1: no profile in the piece from 2026-11-21T11:42:59.377Z\n");
    end();
}

static void edges_lie_off_the_whole_second(void **state)
{
    (void)state;
    const struct time_span window = {100 * SECOND, 700 * SECOND};
    assert_true(pyroscope_plan_edge(&window, 0, 4) == window.start);
    assert_true(pyroscope_plan_edge(&window, 4, 4) == window.end);
    for (size_t i = 1; i < 4; i++) {
        int64_t edge = pyroscope_plan_edge(&window, i, 4);
        assert_true(edge % SECOND == SECOND / 2);
        assert_true(edge > pyroscope_plan_edge(&window, i - 1, 4));
    }
}

static void a_gauge_needs_the_number_of_profiles(void **state)
{
    (void)state;
    begin("POST /querier.v1.QuerierService/SelectSeries\n"
          "    answer made-pyroscope-sums-inuse_space-v1\n"
          "POST /querier.v1.QuerierService/SelectHeatmap\n"
          "    text {\"series\":[{\"labels\":[],\"slots\":[{\"counts\":[3]}]}]}\n");
    bench.type = (struct source_type){.name = "live", .type = "inuse_space", .per_instance = true};
    plan();
    assert_int_equal(captures.items[0].part_count, 2);
    assert_string_equal(captures.items[0].parts[0].kind, "heap");
    assert_true(captures.items[0].parts[0].profiles == 3);
    assert_true(captures.items[0].parts[1].profiles == 3);
    end();
    begin("POST /querier.v1.QuerierService/SelectSeries\n"
          "    answer made-pyroscope-sums-inuse_space-v1\n"
          "POST /querier.v1.QuerierService/SelectHeatmap\n"
          "    text {}\n");
    bench.type = (struct source_type){.name = "live", .type = "inuse_space", .per_instance = true};
    assert_int_equal(pyroscope_plan_side(&captures, &session, &bench.side, &bench.err), -1);
    assert_int_equal(bench.err.kind, ERROR_UNFIT);
    assert_string_equal(bench.err.sentence,
                        "the store sums up all 'inuse_space' profiles of the window, and does not "
                        "say how many these are");
    end();
}

static void nothing_in_the_window_is_no_verdict(void **state)
{
    (void)state;
    begin("POST /querier.v1.QuerierService/SelectSeries\n"
          "    text\n");
    assert_int_equal(pyroscope_plan_side(&captures, &session, &bench.side, &bench.err), -1);
    assert_int_equal(bench.err.kind, ERROR_UNFIT);
    assert_non_null(strstr(bench.err.sentence, "the store has no profile of 'v1' that begins between"));
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_in_one),
        cmocka_unit_test(replicas_are_those_with_profiles),
        cmocka_unit_test(at_most_so_many_are_chosen_and_printed),
        cmocka_unit_test(endpoints_are_parts_of_one_replica),
        cmocka_unit_test(pieces_of_the_window_are_replicas),
        cmocka_unit_test(edges_lie_off_the_whole_second),
        cmocka_unit_test(a_gauge_needs_the_number_of_profiles),
        cmocka_unit_test(nothing_in_the_window_is_no_verdict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

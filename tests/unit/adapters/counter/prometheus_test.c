#include "adapters/counter/prometheus.h"

#include "adapters/collect.h"
#include "gate/base/memory.h"
#include "tests/support/http_server.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static int64_t clock_now = 1;

static int64_t now(void *world)
{
    (void)world;
    return clock_now;
}

static void pass(void *world, int64_t nanoseconds)
{
    (void)world;
    clock_now += nanoseconds;
}

static const struct surroundings world = {.now = now, .sleep = pass};

/* The window of the recorded answers (tests/data/README.md). */
static const struct time_span window = {1795263201056000000, 1795263211056000000};

/* One side and the server that counts for it. */
struct bench {
    struct http_server *server;
    struct requests_settings requests;
    struct counter_settings settings;
    struct replica items[8];
    struct replicas side;
    struct collect_notes notes;
    struct error err;
};

static char *copy(const char *text)
{
    return memory_copy_text(text, strlen(text));
}

static void begin(struct bench *bench, const char *script)
{
    *bench = (struct bench){.err = ERROR_INIT};
    bench->server = http_server_start(script, NULL);
    bench->requests =
        (struct requests_settings){.server = {.url = http_server_url(bench->server)},
                                   .query = "sum by (pod) (increase(requests{version=\"$version\"}[$window]))",
                                   .by = "",
                                   .per_endpoint = ""};
    bench->settings = (struct counter_settings){.option_requests = NAN,
                                                .requests = &bench->requests,
                                                .service = "shop",
                                                .version = "v1",
                                                .window = window,
                                                .notes = &bench->notes};
    bench->side =
        (struct replicas){.label = copy("v1"), .items = bench->items, .requests_total = NAN, .requests_from = ""};
}

static struct replica *add(struct bench *bench, const char *instance)
{
    struct replica *replica = &bench->items[bench->side.count++];
    bench->side.captures++;
    *replica = (struct replica){.name = copy(instance),
                                .instance = copy(instance),
                                .version = copy(""),
                                .start = REPLICA_TIME_UNKNOWN,
                                .end = REPLICA_TIME_UNKNOWN,
                                .requests = 7};
    return replica;
}

static int count(struct bench *bench)
{
    return prometheus_counter.count(&bench->side, &bench->settings, &world, &bench->err);
}

static void finish(struct bench *bench)
{
    assert_string_equal(http_server_complaints(bench->server), "");
    http_server_stop(bench->server);
    for (size_t i = 0; i < bench->side.count; i++)
        replica_clear(&bench->items[i]);
    memory_free(bench->side.label);
    collect_notes_clear(&bench->notes);
    assert_int_equal(memory_usage().used, 0);
}

static void assert_counted(struct bench *bench)
{
    if (count(bench) != 0)
        fail_msg("%s", bench->err.sentence);
    assert_string_equal(bench->side.requests_from, "Prometheus");
}

static void assert_unfit(struct bench *bench, enum error_kind kind, const char *sentence)
{
    assert_int_equal(count(bench), -1);
    assert_string_equal(bench->err.sentence, sentence);
    assert_int_equal(bench->err.kind, kind);
    assert_string_equal(bench->side.requests_from, "");
}

/* ---- who counts ---- */

static void without_a_server_nobody_counts(void **state)
{
    (void)state;
    struct replica item = {.requests = 7};
    struct replicas side = {.items = &item, .count = 1, .requests_total = NAN, .requests_from = ""};
    const struct counter_settings settings = {.option_requests = NAN};
    assert_int_equal(prometheus_counter.count(&side, &settings, &world, NULL), 0);
    assert_true(item.requests == 7);
    assert_string_equal(side.requests_from, "");
}

static void who_came_before_wins(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, "");
    add(&bench, "a");
    bench.side.requests_from = "--requests-baseline";
    assert_int_equal(count(&bench), 0);
    assert_true(bench.items[0].requests == 7);
    assert_int_equal(http_server_count(bench.server), 0);
    finish(&bench);
}

/* ---- totals ---- */

static void one_replica_gets_the_total(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, "POST /api/v1/query\n"
                  "    header Content-Type: application/x-www-form-urlencoded\n"
                  "    body query=sum%20by%20%28pod%29%20%28increase%28requests%7Bversion%3D%22v1%22%7D%5B10s%5D%29"
                  "%29&time=1795263211.056\n"
                  "    answer prometheus-one-version-missing\n");
    add(&bench, "");
    assert_counted(&bench);
    assert_true(bench.items[0].requests == 359.9694966954753);
    assert_true(isnan(bench.side.requests_total));
    finish(&bench);
}

static const char one_total[] = "POST /api/v1/query\n"
                                "    answer prometheus-one-version-missing\n";

static void several_replicas_of_one_window_share_a_total(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, one_total);
    add(&bench, "a");
    add(&bench, "b");
    assert_counted(&bench);
    assert_true(bench.side.requests_total == 359.9694966954753);
    assert_true(isnan(bench.items[0].requests) && isnan(bench.items[1].requests));
    finish(&bench);
}

static void a_total_is_of_all_replicas(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, one_total);
    add(&bench, "a");
    add(&bench, "b");
    bench.side.left_out = 3;
    assert_unfit(&bench, ERROR_UNFIT,
                 "3 of 5 replicas were not fetched, so one total for all does not fit: name the label that tells "
                 "replicas apart in requests.prometheus.by");
    bench.side.left_out = 0;
    bench.side.captures = 3;
    assert_unfit(&bench, ERROR_UNFIT,
                 "1 of 3 replicas were not fetched, so one total for all does not fit: name the label that tells "
                 "replicas apart in requests.prometheus.by");
    finish(&bench);
}

static void set_times(struct replica *replica, int64_t start, int64_t seconds)
{
    replica->start = start;
    replica->end = start + seconds * 1000000000;
}

static void each_window_has_its_own_query(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, "POST /api/v1/query\n"
                  "    body-has 5B20s%5D%29%29&time=1795263220.000\n"
                  "    text {\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},"
                  "\"value\":[1,\"20\"]}]}}\n"
                  "POST /api/v1/query\n"
                  "    body-has 5B10s%5D%29%29&time=1795263230.000\n"
                  "    text {\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},"
                  "\"value\":[1,\"10\"]}]}}\n");
    set_times(add(&bench, "same"), 1795263220000000000, 10);
    set_times(add(&bench, "same"), 1795263200000000000, 20);
    assert_counted(&bench);
    assert_true(bench.items[0].requests == 10);
    assert_true(bench.items[1].requests == 20);
    assert_true(isnan(bench.side.requests_total));
    assert_int_equal(http_server_count(bench.server), 2);
    finish(&bench);
}

static void a_total_of_other_pods_is_not_a_replicas(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, one_total);
    set_times(add(&bench, "a"), 1795263220000000000, 10);
    set_times(add(&bench, "b"), 1795263200000000000, 10);
    assert_unfit(
        &bench, ERROR_UNFIT,
        "the replicas ran at different times, so one total for all does not fit: name the label that tells "
        "them apart in requests.prometheus.by");
    finish(&bench);
}

static void endpoints_need_a_replica(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, one_total);
    bench.requests.per_endpoint = "handler";
    add(&bench, "a");
    add(&bench, "b");
    assert_unfit(&bench, ERROR_UNFIT,
                 "2 replicas cannot share counts by endpoint: name the label that tells them apart in "
                 "requests.prometheus.by");
    finish(&bench);
}

/* ---- by replica ---- */

static const char by_pod[] = "POST /api/v1/query\n"
                             "    answer prometheus-ok-by-pod\n";

static void replicas_get_their_own_counts(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, by_pod);
    bench.requests.by = "pod";
    add(&bench, "shop-v1-2");
    add(&bench, "shop-v1-1");
    assert_counted(&bench);
    assert_true(bench.items[0].requests == 180);
    assert_true(bench.items[1].requests == 179.96949669547533);
    assert_int_equal(bench.notes.count, 1);
    assert_string_equal(bench.notes.items[0], "the requests of 'v1': 1 count without a profile, the first of pod "
                                              "'shop-v2-1', 180 requests in all, left out");
    finish(&bench);
}

static void counts_of_replicas_that_nobody_wants_are_no_news(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, by_pod);
    bench.requests.by = "pod";
    bench.side.left_out = 1;
    add(&bench, "shop-v1-1");
    add(&bench, "shop-v1-2");
    assert_counted(&bench);
    assert_int_equal(bench.notes.count, 0);
    finish(&bench);
}

#define SERIES(pod, value) "{\"metric\":{\"pod\":\"" pod "\"},\"value\":[1,\"" value "\"]}"

static const char five_pods[] =
    "POST /api/v1/query\n"
    "    text {\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[" SERIES(
        "a", "10") "," SERIES("b", "11") "," SERIES("c", "12") "," SERIES("d", "13") "," SERIES("e", "0") "]}}\n";

static void a_replica_without_requests_is_dropped_and_named(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, five_pods);
    bench.requests.by = "pod";
    static const char *const pods[] = {"a", "e", "b", "c", "d"};
    for (size_t i = 0; i < 5; i++)
        add(&bench, pods[i]);
    assert_counted(&bench);
    assert_int_equal(bench.side.count, 4);
    assert_int_equal(bench.side.captures, 5);
    assert_string_equal(bench.items[1].instance, "b");
    assert_true(bench.items[1].requests == 11);
    assert_int_equal(bench.notes.count, 1);
    assert_string_equal(bench.notes.items[0], "dropped: 'e' has profiles, but it served no requests");
    finish(&bench);
}

static void too_few_counts_are_unfit(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, five_pods);
    bench.requests.by = "pod";
    add(&bench, "a");
    add(&bench, "b");
    add(&bench, "x");
    assert_unfit(&bench, ERROR_UNFIT,
                 "Prometheus counted the requests of 'v1' for 2 of 3 replicas only, and not for 'x': see to its "
                 "labels and scrapes, or fetch fewer replicas");
    finish(&bench);
}

static void names_that_differ_are_unfit(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, by_pod);
    bench.requests.by = "pod";
    add(&bench, "10.0.0.1:8080");
    add(&bench, "10.0.0.2:8080");
    assert_unfit(&bench, ERROR_UNFIT,
                 "Prometheus counted the requests of 'v1' for pod 'shop-v1-1' and others, but for no replica that "
                 "was fetched, such as '10.0.0.1:8080': both must be called the same");
    finish(&bench);
}

static void replicas_must_be_told_apart(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, by_pod);
    bench.requests.by = "pod";
    add(&bench, "");
    memory_free(bench.items[0].name);
    bench.items[0].name = copy("cpu.pb.gz");
    assert_unfit(&bench, ERROR_UNFIT,
                 "replica 'cpu.pb.gz' has no instance that its 'pod' could be: give it one (store.replicas.by, or "
                 "\"instance\" in meta.json), or leave requests.prometheus.by out");
    memory_free(bench.items[0].instance);
    bench.items[0].instance = copy("a");
    add(&bench, "a");
    assert_unfit(&bench, ERROR_UNFIT,
                 "replicas 'cpu.pb.gz' and 'a' are of one instance, 'a', and of one time: which of them served its "
                 "requests is unknown");
    finish(&bench);
}

/* ---- what carries no verdict ---- */

static void nothing_counted_is_unfit(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, "POST /api/v1/query\n    answer prometheus-empty\n");
    add(&bench, "");
    assert_unfit(
        &bench, ERROR_UNFIT,
        "Prometheus counted none of the requests of 'v1' from 2026-11-21T12:13:21.056Z to "
        "2026-11-21T12:13:31.056Z: check the labels in requests.prometheus.query; increase() also needs two "
        "scrapes within the window");
    finish(&bench);
}

static void zero_is_unfit(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, "POST /api/v1/query\n    answer prometheus-zero\n");
    bench.requests.by = "version";
    add(&bench, "v1");
    assert_unfit(
        &bench, ERROR_UNFIT,
        "Prometheus counted none of the requests of 'v1' from 2026-11-21T12:13:21.056Z to "
        "2026-11-21T12:13:31.056Z: check the labels in requests.prometheus.query; increase() also needs two "
        "scrapes within the window");
    finish(&bench);
}

static void too_few_requests_are_unfit(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, one_total);
    bench.requests.at_least = 1000;
    add(&bench, "");
    assert_unfit(&bench, ERROR_UNFIT,
                 "Prometheus counted the requests of 'v1': 359.969, fewer than the 1000 that "
                 "requests.prometheus.at_least asks for; lengthen the window");
    finish(&bench);
}

static void an_unfit_answer_says_whose(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench, "POST /api/v1/query\n    answer prometheus-scalar\n");
    add(&bench, "");
    assert_unfit(&bench, ERROR_UNFIT,
                 "cannot tell the requests of 'v1': the query gives a scalar, and a vector is needed: write it as "
                 "sum(increase(http_requests_total{...}[$window]))");
    finish(&bench);
}

static void assert_refused(const char *script, const char *reason)
{
    struct bench bench;
    begin(&bench, script);
    add(&bench, "");
    assert_int_equal(count(&bench), -1);
    assert_int_equal(bench.err.kind, ERROR_INPUT);
    if (strstr(bench.err.sentence, reason) == NULL)
        fail_msg("%s", bench.err.sentence);
    finish(&bench);
}

static void refusals_carry_the_servers_words(void **state)
{
    (void)state;
    assert_refused(
        "POST /api/v1/query\n    answer prometheus-error-400-syntax\n",
        "the server refuses the request (400: invalid parameter \"query\": 1:5: parse error: unclosed left "
        "parenthesis)");
    assert_refused("POST /api/v1/query\n    answer prometheus-error-422\n",
                   "the server cannot carry out the query (422: found duplicate series for the match group");
    assert_refused("POST /api/v1/query\n    status 503 Service Unavailable\n    text {\"status\":\"error\","
                   "\"errorType\":\"timeout\",\"error\":\"query timed out\"}\n",
                   "the server is not ready (503: query timed out)");
    assert_refused("POST /api/v1/query\n    status 404 Not Found\n    text 404 page not found\n",
                   "check the path in the URL of requests.prometheus: is that a Prometheus server?");
}

static void a_side_of_files_has_the_version_of_its_replicas(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench,
          "POST /api/v1/query\n    body-has version%3D%22v7%22\n    answer prometheus-one-version-missing\n");
    bench.settings.version = NULL;
    struct replica *replica = add(&bench, "");
    assert_unfit(
        &bench, ERROR_USAGE,
        "requests.prometheus counts for a version, and 'v1' names none: give \"version\" in each meta.json, "
        "or name the sides by version");
    memory_free(replica->version);
    replica->version = copy("v7");
    assert_counted(&bench);
    finish(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_server_nobody_counts),
        cmocka_unit_test(who_came_before_wins),
        cmocka_unit_test(one_replica_gets_the_total),
        cmocka_unit_test(several_replicas_of_one_window_share_a_total),
        cmocka_unit_test(a_total_is_of_all_replicas),
        cmocka_unit_test(each_window_has_its_own_query),
        cmocka_unit_test(a_total_of_other_pods_is_not_a_replicas),
        cmocka_unit_test(endpoints_need_a_replica),
        cmocka_unit_test(replicas_get_their_own_counts),
        cmocka_unit_test(counts_of_replicas_that_nobody_wants_are_no_news),
        cmocka_unit_test(a_replica_without_requests_is_dropped_and_named),
        cmocka_unit_test(too_few_counts_are_unfit),
        cmocka_unit_test(names_that_differ_are_unfit),
        cmocka_unit_test(replicas_must_be_told_apart),
        cmocka_unit_test(nothing_counted_is_unfit),
        cmocka_unit_test(zero_is_unfit),
        cmocka_unit_test(too_few_requests_are_unfit),
        cmocka_unit_test(an_unfit_answer_says_whose),
        cmocka_unit_test(refusals_carry_the_servers_words),
        cmocka_unit_test(a_side_of_files_has_the_version_of_its_replicas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "adapters/source/parca_client.h"

#include "gate/base/gzip.h"
#include "gate/base/memory.h"
#include "tests/support/http_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
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

/* The window of the recorded questions (tests/data/README.md). */
#define START 1795261379377000000
#define END 1795263239377000000

#define CPU "process_cpu:cpu:nanoseconds:cpu:nanoseconds:delta"

static const struct store_scope shop_v1 = {.what = "the pods of 'v1'",
                                           .type = CPU,
                                           .matchers = "{service_name=\"shop\",version=\"v1\"}",
                                           .window = {START, END}};
static const char *const pod[] = {"pod"};

struct bench {
    struct http_server *server;
    struct store_client client;
    struct error err;
};

static void begin(struct bench *bench, const char *script)
{
    *bench = (struct bench){.err = ERROR_INIT};
    bench->server = http_server_start(script, NULL);
    const struct server_settings access = {.url = http_server_url(bench->server)};
    const struct http_settings settings = {.access = &access, .server = "Parca", .key = "store.parca"};
    bench->client.arena = arena_new();
    assert_int_equal(http_client_new(&bench->client.http, &settings, &world, &bench->err), 0);
}

static void finish(struct bench *bench)
{
    assert_string_equal(http_server_complaints(bench->server), "");
    http_client_free(bench->client.http);
    arena_free(bench->client.arena);
    http_server_stop(bench->server);
    assert_int_equal(memory_usage().used, 0);
}

static void types_are_full_names(void **state)
{
    (void)state;
    static const char *const names[] = {"memory:alloc_objects:count:space:bytes",
                                        "memory:alloc_space:bytes:space:bytes",
                                        "memory:inuse_objects:count:space:bytes",
                                        "memory:inuse_space:bytes:space:bytes",
                                        "mutex:contentions:count:contentions:count",
                                        "mutex:delay:nanoseconds:contentions:count",
                                        CPU,
                                        "process_cpu:samples:count:cpu:nanoseconds:delta"};
    const struct store_scope scope = {.what = "the types of profiles", .window = {START, END}};
    struct bench bench;
    struct store_types types;
    begin(&bench, "POST /parca.query.v1alpha1.QueryService/ProfileTypes\n"
                  "    header Content-Type: application/grpc-web+proto\n"
                  "    body-file parca-profiletypes.request\n"
                  "    answer parca-profiletypes\n");
    assert_int_equal(parca_client_types(&types, &bench.client, &scope, &bench.err), 0);
    assert_int_equal(types.count, 8);
    for (size_t i = 0; i < 8; i++)
        assert_string_equal(types.items[i].id, names[i]);
    assert_string_equal(types.items[6].sample_type, "cpu");
    assert_string_equal(types.items[6].sample_unit, "nanoseconds");
    finish(&bench);
}

static void sums_are_of_what_was_pushed(void **state)
{
    (void)state;
    struct bench bench;
    struct store_sums sums;
    begin(&bench, "POST /parca.query.v1alpha1.QueryService/QueryRange\n"
                  "    body-file parca-queryrange-pod.request\n"
                  "    answer parca-queryrange-pod\n");
    assert_int_equal(parca_client_sums(&sums, &bench.client, PARCA_TOTAL, pod, 1, 1000000000, &shop_v1, &bench.err),
                     0);
    assert_int_equal(sums.count, 3);
    for (size_t i = 0; i < 3; i++) {
        /* As pushed: README of the recorded answers. */
        assert_int_equal(sums.items[i].values[0][8], '1' + (char)i);
        assert_true(sums.items[i].value == (i == 2 ? 530000000 : 490000000));
        assert_true(sums.items[i].seen.start > START && sums.items[i].seen.end < END);
        assert_true(sums.items[i].seen.start == sums.items[i].seen.end);
    }
    assert_int_equal(
        parca_client_sums(&sums, &bench.client, PARCA_PROFILES, pod, 1, 1000000000, &shop_v1, &bench.err), 0);
    assert_true(sums.items[0].value == 1);
    finish(&bench);
}

static void nothing_found_is_no_error(void **state)
{
    (void)state;
    struct bench bench;
    struct store_sums sums;
    begin(&bench, "POST /parca.query.v1alpha1.QueryService/QueryRange\n"
                  "    answer parca-error-in-headers-notfound\n");
    assert_int_equal(parca_client_sums(&sums, &bench.client, PARCA_TOTAL, pod, 1, 1000000000, &shop_v1, &bench.err),
                     0);
    assert_int_equal(sums.count, 0);
    finish(&bench);
}

static void assert_refused(const char *answer, const char *sentence)
{
    char script[256], wanted[512];
    struct bench bench;
    struct store_sums sums;
    snprintf(script, sizeof script, "POST /parca.query.v1alpha1.QueryService/QueryRange\n    %s\n", answer);
    begin(&bench, script);
    assert_int_equal(parca_client_sums(&sums, &bench.client, PARCA_TOTAL, pod, 1, 1000000000, &shop_v1, &bench.err),
                     -1);
    snprintf(wanted, sizeof wanted, "cannot fetch the pods of 'v1' from '%s': %s", http_server_url(bench.server),
             sentence);
    assert_string_equal(bench.err.sentence, wanted);
    assert_int_equal(bench.err.kind, ERROR_INPUT);
    finish(&bench);
}

static void refusals_say_what_and_where(void **state)
{
    (void)state;
    assert_refused(
        "answer parca-error-in-headers",
        "the server refuses the request (invalid argument: failed to parse query); correct what is asked "
        "for");
    assert_refused("answer parca-error-in-headers-unimplemented",
                   "the server refuses the request (unimplemented: unknown method Nope for service "
                   "parca.query.v1alpha1.QueryService); is that the right server, and new enough?");
    assert_refused("answer parca-error-in-trailer",
                   "the server refuses the request (resource exhausted: out of memory: 100% used); ask for less, "
                   "as by a shorter window or fewer replicas");
    assert_refused("answer parca-cut-mid-frame",
                   "the answer is cut after 3471 bytes, in the middle of a frame; try again, or ask for less");
    assert_refused("answer pyroscope-v2store-merge-cpu-v1",
                   "the answer is no gRPC-Web; check the URL: is that the right server?");
}

/* ---- merged profiles ---- */

static int ask_merged(struct bench *bench, struct http_answer *answer, struct bytes *pprof)
{
    struct http_request request;
    assert_int_equal(parca_client_merge(&request, &bench->client, pod, 1, &shop_v1, &bench->err), 0);
    assert_int_equal(http_perform(bench->client.http, &request, answer, &bench->err), 0);
    return parca_client_merged(pprof, &bench->client, answer, "cpu of 'v1'", &bench->err);
}

static void a_merged_profile_is_asked_by_label(void **state)
{
    (void)state;
    struct bench bench;
    struct http_answer answer;
    struct bytes pprof;
    begin(&bench, "POST /parca.query.v1alpha1.QueryService/Query\n"
                  "    body-file parca-merge-cpu-v1-by-pod.request\n"
                  "    answer parca-merge-cpu-v1-by-pod\n");
    assert_int_equal(ask_merged(&bench, &answer, &pprof), 0);
    assert_int_equal(pprof.size, 7067); /* what Python reads from the recorded body by hand */
    assert_true(gzip_detect(pprof));
    http_answer_clear(&answer);
    finish(&bench);
}

static void a_profile_of_all_is_asked_without_labels(void **state)
{
    (void)state;
    struct bench bench;
    struct http_request request;
    struct http_answer answer;
    begin(&bench, "POST /parca.query.v1alpha1.QueryService/Query\n"
                  "    body-file parca-merge-cpu-v1.request\n"
                  "    answer parca-merge-cpu-v1\n");
    assert_int_equal(parca_client_merge(&request, &bench.client, NULL, 0, &shop_v1, &bench.err), 0);
    assert_int_equal(http_perform(bench.client.http, &request, &answer, &bench.err), 0);
    http_answer_clear(&answer);
    finish(&bench);
}

static void a_refused_profile_is_named(void **state)
{
    (void)state;
    struct bench bench;
    struct http_answer answer;
    struct bytes pprof;
    begin(&bench, "POST /parca.query.v1alpha1.QueryService/Query\n"
                  "    times 1\n"
                  "    answer parca-data-then-error-trailer\n"
                  "POST /parca.query.v1alpha1.QueryService/Query\n"
                  "    answer parca-profiletypes\n");
    assert_int_equal(ask_merged(&bench, &answer, &pprof), -1);
    assert_int_equal(bench.err.kind, ERROR_INPUT);
    assert_non_null(strstr(bench.err.sentence, "cannot fetch cpu of 'v1' from 'http://"));
    http_answer_clear(&answer);
    /* A whole answer, but to another question. */
    assert_int_equal(ask_merged(&bench, &answer, &pprof), -1);
    assert_non_null(strstr(bench.err.sentence, "what came back is not what Parca answers"));
    http_answer_clear(&answer);
    finish(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_are_full_names),
        cmocka_unit_test(sums_are_of_what_was_pushed),
        cmocka_unit_test(nothing_found_is_no_error),
        cmocka_unit_test(refusals_say_what_and_where),
        cmocka_unit_test(a_merged_profile_is_asked_by_label),
        cmocka_unit_test(a_profile_of_all_is_asked_without_labels),
        cmocka_unit_test(a_refused_profile_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

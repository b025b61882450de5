#include "adapters/source/parca_plan.h"

#include "tests/support/parca_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define TYPES                                                                                                      \
    "POST /parca.query.v1alpha1.QueryService/ProfileTypes\n"                                                       \
    "    answer parca-profiletypes\n"
#define SUMS "POST /parca.query.v1alpha1.QueryService/QueryRange\n"

static void assert_part(const struct capture *capture, size_t index, const char *path, const char *endpoint)
{
    const struct capture_part *part = &capture->parts[index];
    assert_string_equal(part->path, path);
    assert_string_equal(part->kind, "cpu");
    assert_int_equal(part->merge, 1);
    assert_true(part->period == 1e7);
    if (endpoint)
        assert_string_equal(part->endpoint, endpoint);
    else
        assert_null(part->endpoint);
}

static void replicas_are_what_was_summed_up(void **state)
{
    (void)state;
    struct parca_bench bench;
    struct captures captures;
    parca_bench_begin(&bench, TYPES SUMS "    body-has version=\"v1\"\n    answer parca-queryrange-pod\n", "pod",
                      NULL);
    assert_int_equal(parca_plan_side(&captures, bench.session, &bench.side, &bench.err), 0);
    assert_int_equal(captures.count, 3);
    assert_int_equal(captures.left_out, 0);
    assert_string_equal(captures.label, "v1");
    assert_string_equal(captures.items[0].name, "shop-v1-1");
    assert_string_equal(captures.items[2].instance, "shop-v1-3");
    assert_true(captures.items[2].window.end == bench.side.window.end);
    assert_int_equal(captures.items[2].part_count, 1);
    assert_part(&captures.items[2], 0, "cpu of shop-v1-3", NULL);
    /* One question for all of them. */
    assert_int_equal(bench.session->merge_count, 1);
    assert_string_equal(bench.session->merges[0].matchers, "{service_name=\"shop\",version=\"v1\"}");
    assert_string_equal(bench.session->pieces[captures.items[2].parts[0].order].values[0], "shop-v1-3");
    assert_string_equal(bench.said, "v1: 3 replicas by 'pod': shop-v1-1, shop-v1-2, shop-v1-3\n");
    captures_clear(&captures);
    parca_bench_finish(&bench);
}

static void of_more_than_wanted_some_are_asked_for(void **state)
{
    (void)state;
    struct parca_bench bench;
    struct captures captures;
    parca_bench_begin(&bench, TYPES SUMS "    answer parca-queryrange-pod\n", "pod", NULL);
    bench.store.replicas_at_most = 2;
    assert_int_equal(parca_plan_side(&captures, bench.session, &bench.side, &bench.err), 0);
    assert_int_equal(captures.count, 2);
    assert_int_equal(captures.left_out, 1);
    assert_non_null(
        strstr(bench.session->merges[0].matchers, "{service_name=\"shop\",version=\"v1\",pod=~\"shop-v1-"));
    assert_non_null(strstr(bench.said, "v1: 2 of 3 replicas, chosen by the hash of 'pod': "));
    captures_clear(&captures);
    parca_bench_finish(&bench);
}

/* Series of two pods and two handlers, as text: what a server would say of labels, made by hand (protobuf). */
#define SERIES(pod, handler)                                                                                       \
    "\\n\\x23\\n\\x1d\\n\\x08\\n\\x03pod\\x12\\x01" pod "\\n\\x11\\n\\x07handler\\x12\\x06" handler                \
    "\\x12\\x02\\x10\\x05"

static void endpoints_are_parts_of_a_replica(void **state)
{
    (void)state;
    struct parca_bench bench;
    struct captures captures;
    parca_bench_begin(
        &bench,
        TYPES SUMS "    answer parca-profiletypes\n    text \\x00\\x00\\x00\\x00\\x6f" SERIES("b", "/carts")
            SERIES("a", "/finds") SERIES("a", "/carts") "\\x80\\x00\\x00\\x00\\x10grpc-status: 0\\r\\n\n",
        "pod", "handler");
    if (parca_plan_side(&captures, bench.session, &bench.side, &bench.err) != 0)
        fail_msg("%s", bench.err.sentence);
    assert_int_equal(captures.count, 2);
    assert_int_equal(captures.items[0].part_count, 2);
    assert_part(&captures.items[0], 0, "cpu of a at /carts", "/carts");
    assert_part(&captures.items[0], 1, "cpu of a at /finds", "/finds");
    assert_part(&captures.items[1], 0, "cpu of b at /carts", "/carts");
    assert_int_equal(bench.session->merge_count, 1);
    captures_clear(&captures);
    parca_bench_finish(&bench);
}

static void a_window_is_cut_into_pieces(void **state)
{
    (void)state;
    struct parca_bench bench;
    struct captures captures;
    parca_bench_begin(&bench,
                      TYPES SUMS "    times 1\n    answer parca-queryrange-pod\n" SUMS
                                 "    times 1\n    answer parca-error-in-headers-notfound\n" SUMS
                                 "    answer parca-queryrange-pod\n",
                      NULL, NULL);
    bench.store.windows = 3;
    assert_int_equal(parca_plan_side(&captures, bench.session, &bench.side, &bench.err), 0);
    assert_int_equal(captures.count, 2);
    assert_true(captures.items[0].window.start == PARCA_BENCH_START);
    assert_true(captures.items[0].window.end == PARCA_BENCH_START + 620000000000 - 1);
    assert_true(captures.items[1].window.end == PARCA_BENCH_END);
    assert_null(captures.items[0].instance);
    assert_int_equal(bench.session->merge_count, 2);
    assert_string_equal(bench.said, "v1: no profile in the piece from 2026-11-21T11:53:19.377Z\n");
    captures_clear(&captures);
    parca_bench_finish(&bench);
}

static void assert_refused(const char *script, const char *replicas_by, enum error_kind kind, const char *sentence)
{
    struct parca_bench bench;
    struct captures captures;
    parca_bench_begin(&bench, script, replicas_by, NULL);
    bench.side.version = "v9";
    assert_int_equal(parca_plan_side(&captures, bench.session, &bench.side, &bench.err), -1);
    assert_string_equal(bench.err.sentence, sentence);
    assert_int_equal(bench.err.kind, kind);
    parca_bench_finish(&bench);
}

static void what_is_not_there_is_unfit(void **state)
{
    (void)state;
    assert_refused(
        "POST /parca.query.v1alpha1.QueryService/ProfileTypes\n"
        "    answer parca-error-in-headers-notfound\n",
        "pod", ERROR_UNFIT,
        "the store has no profile of 'v9' that begins between 2026-11-21T11:42:59.377Z and "
        "2026-11-21T12:13:59.377Z; there is no other version either: check store.select and the service");
    assert_refused(
        TYPES SUMS "    body-has version=\n    answer parca-error-in-headers-notfound\n" SUMS
                   "    answer parca-queryrange-pod\n",
        "pod", ERROR_UNFIT,
        "the store has no profile of 'v9' that begins between 2026-11-21T11:42:59.377Z and "
        "2026-11-21T12:13:59.377Z; there is no other version either: check store.select and the service");
    assert_refused(TYPES SUMS "    answer parca-queryrange-pod\n", "host", ERROR_UNFIT,
                   "no profile of 'v9' carries the label 'host' that store.replicas tells them apart by");
}

static void a_window_is_needed(void **state)
{
    (void)state;
    struct parca_bench bench;
    struct captures captures;
    parca_bench_begin(&bench, "", NULL, NULL);
    bench.side.window = (struct time_span){0};
    assert_int_equal(parca_plan_side(&captures, bench.session, &bench.side, &bench.err), -1);
    assert_int_equal(bench.err.kind, ERROR_POLICY);
    bench.store.windows = 5000;
    bench.side.window = (struct time_span){PARCA_BENCH_START, PARCA_BENCH_END};
    parca_bench_finish(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replicas_are_what_was_summed_up),
        cmocka_unit_test(of_more_than_wanted_some_are_asked_for),
        cmocka_unit_test(endpoints_are_parts_of_a_replica),
        cmocka_unit_test(a_window_is_cut_into_pieces),
        cmocka_unit_test(what_is_not_there_is_unfit),
        cmocka_unit_test(a_window_is_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

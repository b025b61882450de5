#include "adapters/source/parca.h"

#include "adapters/collect.h"
#include "tests/support/parca_bench.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define PLAN                                                                                                       \
    "POST /parca.query.v1alpha1.QueryService/ProfileTypes\n"                                                       \
    "    answer parca-profiletypes\n"                                                                              \
    "POST /parca.query.v1alpha1.QueryService/QueryRange\n"                                                         \
    "    answer parca-queryrange-pod\n"
#define MERGE "POST /parca.query.v1alpha1.QueryService/Query\n"

static const struct surroundings world = {.threads = 4};
static const struct collect_settings settings = {.counter = {.option_requests = NAN}};

static int collect(struct replicas *out, struct parca_bench *bench)
{
    struct captures captures = {0};
    struct collect_notes notes = {0};
    int status = parca_source.plan(&captures, bench->session, &bench->side, &bench->err);
    if (status == 0)
        status =
            collect_replicas(out, &notes, &captures, &parca_source, bench->session, &settings, &world, &bench->err);
    captures_clear(&captures);
    collect_notes_clear(&notes);
    return status;
}

static double total_of(const struct profile *profile)
{
    double sum = 0;
    for (size_t row = 0; row < profile->row_count; row++)
        sum += profile->sums[row].amount;
    return sum;
}

/* Totals as pushed: README of the recorded answers. */
static void one_answer_holds_all_replicas(void **state)
{
    (void)state;
    static const double totals[] = {490000000, 490000000, 530000000};
    struct parca_bench bench;
    struct replicas side;
    parca_bench_begin(&bench,
                      PLAN MERGE "    body-file parca-merge-cpu-v1-by-pod.request\n"
                                 "    answer parca-merge-cpu-v1-by-pod\n",
                      "pod", NULL);
    if (collect(&side, &bench) != 0)
        fail_msg("%s", bench.err.sentence);
    assert_int_equal(side.count, 3);
    assert_int_equal(http_server_count(bench.server), 3);
    for (size_t i = 0; i < 3; i++) {
        const struct replica *replica = &side.items[i];
        const struct profile *profile = replica->profiles[0].profile;
        assert_int_equal(replica->profile_count, 1);
        assert_non_null(profile);
        assert_true(total_of(profile) == totals[i]);
        assert_string_equal(profile->types[0].name, "cpu");
        assert_int_equal(profile->types[0].model, EVENT_MODEL_CPU);
        assert_true(profile->types[0].period == 1e7);
        assert_true(profile->facts.duration == PARCA_BENCH_END - PARCA_BENCH_START);
    }
    replicas_clear(&side);
    parca_bench_finish(&bench);
}

static void without_a_label_there_is_one_replica(void **state)
{
    (void)state;
    struct parca_bench bench;
    struct replicas side;
    parca_bench_begin(
        &bench, PLAN MERGE "    body-file parca-merge-cpu-v1.request\n    answer parca-merge-cpu-v1\n", NULL, NULL);
    if (collect(&side, &bench) != 0)
        fail_msg("%s", bench.err.sentence);
    assert_int_equal(side.count, 1);
    assert_true(total_of(side.items[0].profiles[0].profile) == 1510000000);
    replicas_clear(&side);
    parca_bench_finish(&bench);
}

static void assert_failed(const char *script, const char *sentence)
{
    struct parca_bench bench;
    struct replicas side;
    parca_bench_begin(&bench, script, "pod", NULL);
    assert_int_equal(collect(&side, &bench), 0);
    assert_int_equal(side.count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_null(side.items[i].profiles[0].profile);
        if (strstr(side.items[i].profiles[0].failure, sentence) == NULL)
            fail_msg("%s", side.items[i].profiles[0].failure);
    }
    replicas_clear(&side);
    parca_bench_finish(&bench);
}

static void what_fails_fails_for_all_of_them(void **state)
{
    (void)state;
    assert_failed(
        PLAN MERGE "    answer parca-error-in-headers-deadline\n",
        "the server refuses the request (deadline exceeded: context deadline exceeded); ask for less, as by "
        "a shorter window");
    assert_failed(PLAN MERGE "    answer parca-error-in-trailer\n",
                  "ask for less, as by a shorter window or fewer replicas");
    assert_failed(PLAN MERGE "    answer parca-no-trailer\n", "the answer ends without its trailer");
    assert_failed(
        PLAN MERGE "    close 0\n",
        "the server closed the connection without an answer; ask for less, as by a shorter window or fewer "
        "replicas, or raise the server's write timeout");
}

/* Both versions of the type are there, and the wrong one says nothing. */
static void an_empty_answer_is_an_empty_profile(void **state)
{
    (void)state;
    struct parca_bench bench;
    struct replicas side;
    parca_bench_begin(&bench, PLAN MERGE "    answer parca-empty-version\n", "pod", NULL);
    assert_int_equal(collect(&side, &bench), 0);
    assert_int_equal(side.items[0].profiles[0].profile->row_count, 0);
    replicas_clear(&side);
    parca_bench_finish(&bench);
}

static void a_path_is_no_version(void **state)
{
    (void)state;
    struct parca_bench bench;
    struct captures captures;
    parca_bench_begin(&bench, "", NULL, NULL);
    bench.side = (struct source_side){.path = "profiles"};
    assert_int_equal(parca_source.plan(&captures, bench.session, &bench.side, &bench.err), -1);
    assert_int_equal(bench.err.kind, ERROR_USAGE);
    parca_bench_finish(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_answer_holds_all_replicas),
        cmocka_unit_test(without_a_label_there_is_one_replica),
        cmocka_unit_test(what_fails_fails_for_all_of_them),
        cmocka_unit_test(an_empty_answer_is_an_empty_profile),
        cmocka_unit_test(a_path_is_no_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

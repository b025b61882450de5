#include "adapters/source/parca_versions.h"

#include "tests/support/parca_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* The recorded answer sums up pods; asked for as versions, they stand for such. */
static const char pods[] = "POST /parca.query.v1alpha1.QueryService/ProfileTypes\n"
                           "    answer parca-profiletypes\n"
                           "POST /parca.query.v1alpha1.QueryService/QueryRange\n"
                           "    answer parca-queryrange-pod\n";

static void versions_are_what_was_summed_up(void **state)
{
    (void)state;
    struct parca_bench bench;
    struct versions versions;
    parca_bench_begin(&bench, pods, NULL, NULL);
    bench.store.version_label = "pod";
    /* Two days and a bit: three questions, whose answers are put together. */
    const struct time_span within = {PARCA_BENCH_END - INT64_C(180000000000000), PARCA_BENCH_END};
    assert_int_equal(parca_versions_list(&versions, bench.session, within, &bench.err), 0);
    assert_int_equal(versions.count, 3);
    const struct version *first = versions_find(&versions, "shop-v1-1");
    assert_non_null(first);
    assert_true(first->seen.start > PARCA_BENCH_START && first->seen.end < PARCA_BENCH_END);
    assert_int_equal(http_server_count(bench.server), 4);
    versions_clear(&versions);
    parca_bench_finish(&bench);
}

static void a_hint_names_what_is_near(void **state)
{
    (void)state;
    struct parca_bench bench;
    char hint[200];
    parca_bench_begin(&bench, pods, NULL, NULL);
    bench.store.version_label = "pod";
    bench.side.version = "shopv1-2";
    assert_int_equal(parca_versions_hint(hint, sizeof hint, bench.session, &bench.side, &bench.err), 0);
    assert_string_equal(hint, "; did you mean 'shop-v1-2'?");
    bench.side.version = "2.0";
    assert_int_equal(parca_versions_hint(hint, sizeof hint, bench.session, &bench.side, &bench.err), 0);
    assert_string_equal(hint, "; there are 'shop-v1-1', 'shop-v1-2', 'shop-v1-3'");
    bench.side.version = "shop-v1-3";
    assert_int_equal(parca_versions_hint(hint, sizeof hint, bench.session, &bench.side, &bench.err), 0);
    assert_string_equal(hint, "");
    bench.store.version_label = "version";
    bench.side.version = "v1";
    assert_int_equal(parca_versions_hint(hint, sizeof hint, bench.session, &bench.side, &bench.err), 0);
    assert_string_equal(hint, "; there is no other version either: check store.select and the service");
    bench.store.version_label = "";
    assert_int_equal(parca_versions_hint(hint, sizeof hint, bench.session, &bench.side, &bench.err), 0);
    assert_string_equal(hint, "");
    parca_bench_finish(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_are_what_was_summed_up),
        cmocka_unit_test(a_hint_names_what_is_near),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

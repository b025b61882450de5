#include "tests/support/parca_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void merges_and_pieces_are_numbered(void **state)
{
    (void)state;
    struct parca_bench bench;
    size_t number = 9;
    const struct parca_merge merge = {.what = "cpu"};
    const struct parca_piece piece = {.merge = 1, .values = {"a", ""}};
    parca_bench_begin(&bench, "", NULL, NULL);
    assert_int_equal(parca_session_add_merge(&number, bench.session, &merge, &bench.err), 0);
    assert_int_equal(number, 0);
    assert_int_equal(parca_session_add_merge(&number, bench.session, &merge, &bench.err), 0);
    assert_int_equal(number, 1);
    assert_int_equal(parca_session_add_piece(&number, bench.session, &piece, &bench.err), 0);
    assert_int_equal(number, 0);
    assert_string_equal(bench.session->pieces[0].values[0], "a");
    parca_bench_finish(&bench);
}

static void a_store_without_profiles_has_nothing_to_fetch(void **state)
{
    (void)state;
    struct parca_bench bench;
    struct store_profiles profiles = {.count = 3};
    struct store_types fit;
    parca_bench_begin(&bench,
                      "POST /parca.query.v1alpha1.QueryService/ProfileTypes\n"
                      "    times 1\n"
                      "    answer parca-error-in-headers-notfound\n"
                      "POST /parca.query.v1alpha1.QueryService/ProfileTypes\n"
                      "    body-file parca-profiletypes.request\n"
                      "    answer parca-profiletypes\n",
                      NULL, NULL);
    assert_int_equal(parca_session_types(&profiles, &fit, bench.session, 1, &bench.side.window, &bench.err), 0);
    assert_int_equal(profiles.count, 0);
    assert_int_equal(parca_session_types(&profiles, &fit, bench.session, 1, &bench.side.window, &bench.err), 0);
    assert_int_equal(profiles.count, 1);
    assert_string_equal(fit.items[profiles.items[0].types[0]].id,
                        "process_cpu:cpu:nanoseconds:cpu:nanoseconds:delta");
    parca_bench_finish(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merges_and_pieces_are_numbered),
        cmocka_unit_test(a_store_without_profiles_has_nothing_to_fetch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

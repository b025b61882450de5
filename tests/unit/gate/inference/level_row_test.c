#include "gate/inference/level_row.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/close.h"

/* The table of section 6, row by row, with B = .004 at d = 6, sampling .001, host_cv .05, frame_cv .02. */
static struct level_facts facts(void)
{
    return (struct level_facts){
        .sampling = 0.001, .measured = 0.004, .degrees = 6, .replicas = {4, 2}, .host_cv = 0.05, .frame_cv = 0.02};
}

static void check_row(struct level_row row, const double expected[6])
{
    assert_close(row.prior_variance, expected[0], 1e-12);
    assert_close(row.prior_df, expected[1], 1e-12);
    assert_close(row.total_variance, expected[2], 1e-12);
    assert_close(row.total_df, expected[3], 1e-12);
    assert_close(row.frame_variance, expected[4], 1e-12);
    assert_close(row.drift_variance, expected[5], 1e-12);
}

static void every_mode_has_its_row(void **state)
{
    (void)state;
    struct level_facts known = facts();
    check_row(level_row_find(LEVEL_MEASURED, &known), (double[]){0.004, 6, 0.004, 6, 0, 0});
    check_row(level_row_find(LEVEL_PAIRED, &known), (double[]){0.004, 6, 0.004, 6, 0, 0});
    check_row(level_row_find(LEVEL_HISTORY, &known), (double[]){0.004, 6, 0.004, 6, 0, 0});
    check_row(level_row_find(LEVEL_SEQUENTIAL, &known), (double[]){0.009, INFINITY, 0.009, 6 * 5.0625, 0, 0.005});
    check_row(level_row_find(LEVEL_SIDE_TOTAL, &known), (double[]){0.002875, INFINITY, 0.002875, INFINITY, 0, 0});
    check_row(level_row_find(LEVEL_ASSUMED, &known), (double[]){0.005, INFINITY, 0.006, INFINITY, 0.0008, 0});
}

static void one_count_a_side_drifts_like_any_sequence(void **state)
{
    (void)state;
    struct level_facts known = facts();
    known.sequential = true;
    check_row(level_row_find(LEVEL_SIDE_TOTAL, &known), (double[]){0.006, INFINITY, 0.006, INFINITY, 0, 0.005});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_mode_has_its_row),
        cmocka_unit_test(one_count_a_side_drifts_like_any_sequence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

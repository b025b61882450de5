#include "gate/inference/common_factor.h"

#include "tests/unit/gate/inference/example.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/close.h"

enum { ENTRIES_MAX = 64 };

static struct common_factor estimate(struct comparison *comparison, double per_request)
{
    double events[ENTRIES_MAX * SIDES], exposure[ENTRIES_MAX * SIDES], phi[ENTRIES_MAX];
    double requests = comparison->sides[0].exposure + comparison->sides[1].exposure;
    for (size_t v = 0; v < comparison->entry_count; v++) {
        for (int side = 0; side < SIDES; side++) {
            events[v * SIDES + (size_t)side] = comparison_side_sum(comparison, comparison->amount, v, side);
            exposure[v * SIDES + (size_t)side] = comparison->sides[side].exposure;
        }
        phi[v] = 1 + per_request * (events[v * SIDES] + events[v * SIDES + 1]) / requests;
    }
    struct common_factor factor;
    struct common_factor_prior prior = {0.005, INFINITY, 0.0008};
    assert_int_equal(common_factor_estimate(&factor, comparison, events, exposure, phi, &prior, NULL), 0);
    return factor;
}

/* expected/worked_example.txt, "one profile a side": phi = 1 + .3 share, so that many requests make .3 of a sample
 */
static void only_self_entries_carry_the_level(void **state)
{
    (void)state;
    struct comparison *comparison = example_comparison();
    double samples = 3554 + 3956, requests = 3100 + 3050;
    struct common_factor factor = estimate(comparison, 0.3 * requests / samples);
    assert_printed(factor.log_s, 0.0083732386, 10);
    assert_printed(factor.variance, 0.001135160075, 12);
    assert_int_equal(factor.functions, 11);
    comparison_free(comparison);
}

/* Shares: the median of c1/c0 takes the place of r1/r0, so s is what is left against the totals' own ratio. */
static void shares_are_scaled_by_their_median(void **state)
{
    (void)state;
    double counts[9][2], totals[2] = {0, 0};
    struct hand_stack stacks[9];
    static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i"};
    for (int f = 0; f < 9; f++) {
        counts[f][0] = 100;
        counts[f][1] = f == 0 ? 1100 : 200; /* one function grew, the others did not: twice the samples */
        stacks[f] = (struct hand_stack){names[f], counts[f]};
        totals[0] += counts[f][0];
        totals[1] += counts[f][1];
    }
    struct comparison *comparison = hand_comparison(stacks, 9, 1, 1, totals);
    comparison->exposure_kind = EXPOSURE_SHARE;
    struct common_factor factor = estimate(comparison, 0);
    assert_close(factor.log_s, log(2.0 / (2700.0 / 900.0)), 1e-12);
    comparison_free(comparison);
}

/* Nine functions in 1000 requests, then in 2000: what they did per request, and whether they did the same. */
static double shared(const double growth[9])
{
    double counts[9][2];
    struct hand_stack stacks[9];
    static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i"};
    for (int f = 0; f < 9; f++) {
        counts[f][0] = 1000 * (f + 1);
        counts[f][1] = 2 * counts[f][0] * growth[f];
        stacks[f] = (struct hand_stack){names[f], counts[f]};
    }
    struct comparison *comparison = hand_comparison(stacks, 9, 1, 1, (double[]){1000, 2000});
    struct common_factor factor = estimate(comparison, 0);
    comparison_free(comparison);
    return factor.shared;
}

static void what_nearly_all_functions_share(void **state)
{
    (void)state;
    assert_close(shared((double[]){1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2}), log(1.2), 1e-12);
    assert_close(shared((double[]){1.2, 1.2, 1.2, 3, 1.2, 1.2, 1.2, .5, 1.2}), log(1.2), 1e-12);
    /* six of nine are not nearly all */
    assert_true(shared((double[]){1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1, 1, 1}) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_self_entries_carry_the_level),
        cmocka_unit_test(shares_are_scaled_by_their_median),
        cmocka_unit_test(what_nearly_all_functions_share),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

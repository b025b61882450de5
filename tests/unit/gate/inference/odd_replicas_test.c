#include "gate/inference/odd_replicas.h"

#include "gate/base/memory.h"
#include "tests/support/allocations.h"
#include "tests/support/hand_comparison.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/close.h"

enum { REPLICAS = 4, COLUMNS = 2 * REPLICAS };

static const double requests[COLUMNS] = {100, 100, 100, 100, 100, 100, 100, 200};
static const double steady[COLUMNS] = {1000, 1010, 990, 1020, 1005, 1015, 985, 2000};

static size_t find(struct odd_replica **out, const struct hand_stack *stacks, size_t count, size_t baseline,
                   size_t candidate)
{
    struct comparison *comparison = hand_comparison(stacks, count, baseline, candidate, requests);
    size_t found;
    assert_int_equal(odd_replicas_find(out, &found, comparison, NULL), 0);
    comparison_free(comparison);
    return found;
}

static void replicas_alike_are_not_odd(void **state)
{
    (void)state;
    struct odd_replica *odd;
    const struct hand_stack stack = {"main;f", steady};
    assert_int_equal(find(&odd, &stack, 1, REPLICAS, REPLICAS), 0);
    assert_null(odd);
}

/*
 * Rates of the candidate: 10.05, 10.15, 14.2, 10. Median 10.1; deviations .05, .05, 4.1, .1: MAD .075, times 1.4826
 * .111; by chance sqrt(10.1/100) = .318. 4.1 is above 3.5 * .318 and above a fifth of 10.1.
 */
static void a_slow_host_is_odd_and_carries_the_growth(void **state)
{
    (void)state;
    struct odd_replica *odd;
    double counts[COLUMNS];
    for (size_t c = 0; c < COLUMNS; c++)
        counts[c] = c == 6 ? 1420 : steady[c];
    const struct hand_stack stack = {"main;f", counts};
    size_t found = find(&odd, &stack, 1, REPLICAS, REPLICAS);
    /* The host, then the total, then main and f, with their self costs: main has none of its own. */
    assert_int_equal(found, 5);
    assert_int_equal(odd[0].entry, 0);
    assert_int_equal(odd[0].column, 6);
    assert_false(odd[0].carries);
    assert_close(odd[0].rate, 14.2, 1e-12);
    assert_close(odd[0].median, 10.1, 1e-12);
    /* (1005 + 1015 + 2000)/400 = 10.05 after, 4020/400 = 10.05 before. */
    assert_near(odd[0].growth_without, 0.0, 1e-12);
    assert_near(odd[0].change_without, 0.0, 1e-12);
    assert_int_equal(odd[1].entry, 0);
    assert_true(odd[1].carries);
    for (size_t i = 1; i < found; i++)
        assert_true(odd[i].carries && odd[i].column == 6 && odd[i].entry >= odd[i - 1].entry);
    memory_free(odd);
}

/* A replica that is far off by its side's spread, but not by a fifth; and one off by a half, which chance does. */
static void what_is_near_or_by_chance_is_not_odd(void **state)
{
    (void)state;
    struct odd_replica *odd;
    const double near[COLUMNS] = {1000, 1000, 1000, 1000, 1000, 1000, 1190, 2000};
    const double few[COLUMNS] = {4, 4, 4, 4, 4, 4, 6, 8};
    const struct hand_stack a = {"main;f", near}, b = {"main;f", few};
    assert_int_equal(find(&odd, &a, 1, REPLICAS, REPLICAS), 0);
    assert_int_equal(find(&odd, &b, 1, REPLICAS, REPLICAS), 0);
}

/* One host of the baseline was fast: what is left without it is no growth. */
static void a_growth_may_rest_on_the_baseline(void **state)
{
    (void)state;
    struct odd_replica *odd;
    double counts[COLUMNS];
    for (size_t c = 0; c < COLUMNS; c++)
        counts[c] = c == 1 ? 500 : steady[c];
    const struct hand_stack stack = {"f", counts};
    size_t found = find(&odd, &stack, 1, REPLICAS, REPLICAS);
    assert_true(found >= 2);
    assert_false(odd[0].carries);
    assert_int_equal(odd[0].column, 1);
    assert_true(odd[1].carries);
    assert_int_equal(odd[1].column, 1);
    assert_true(fabs(odd[1].change_without) < 0.01);
    memory_free(odd);
}

/* A function that grew everywhere, on one host more: the others keep more than half of it. */
static void a_growth_of_all_is_carried_by_none(void **state)
{
    (void)state;
    struct odd_replica *odd;
    const double counts[COLUMNS] = {100, 100, 100, 100, 200, 200, 300, 400};
    const struct hand_stack stacks[] = {{"main;f", counts},
                                        {"main;g", (double[]){4000, 4000, 4000, 4000, 4000, 4000, 4000, 8000}}};
    assert_int_equal(find(&odd, stacks, 2, REPLICAS, REPLICAS), 0);
}

/* New, and seen in one replica only: there is nothing before, and nothing without it. */
static void a_new_function_of_one_replica_is_carried_by_it(void **state)
{
    (void)state;
    struct odd_replica *odd;
    const double counts[COLUMNS] = {0, 0, 0, 0, 0, 50, 0, 0};
    const struct hand_stack stacks[] = {{"main;f", counts}, {"main;g", steady}};
    assert_int_equal(find(&odd, stacks, 2, REPLICAS, REPLICAS), 2);
    assert_true(odd[0].carries && odd[1].carries);
    assert_int_equal(odd[0].column, 5);
    assert_near(odd[0].growth_without, 0.0, 0.0);
    assert_true(isnan(odd[0].change_without));
    memory_free(odd);
}

static void two_replicas_or_one_count_for_all_show_nobody(void **state)
{
    (void)state;
    struct odd_replica *odd;
    size_t found;
    const double counts[COLUMNS] = {1000, 1000, 1000, 1000, 1000, 1000, 3000, 2000};
    const struct hand_stack stack = {"f", counts};
    assert_int_equal(find(&odd, &stack, 1, 2, 2), 0);
    struct comparison *comparison = hand_comparison(&stack, 1, REPLICAS, REPLICAS, requests);
    comparison->sides[CANDIDATE].requests_per_replica = comparison->sides[BASELINE].requests_per_replica = false;
    assert_int_equal(odd_replicas_find(&odd, &found, comparison, NULL), 0);
    assert_int_equal(found, 0);
    comparison_free(comparison);
}

static size_t count_swaying(const double *counts, const double *served)
{
    const struct hand_stack stack = {"main;f", counts};
    struct comparison *comparison = hand_comparison(&stack, 1, REPLICAS, REPLICAS, served);
    struct odd_replica *odd;
    size_t found, swaying = 0;
    assert_int_equal(odd_replicas_find(&odd, &found, comparison, NULL), 0);
    for (size_t i = 0; i < found; i++)
        swaying += odd[i].sways;
    memory_free(odd);
    comparison_free(comparison);
    return swaying;
}

/* 40 % more everywhere, and a hundred times the requests in one place: 5600/10300 against 10, without it 4200/300.
 */
static void a_wrong_request_count_sways_the_total(void **state)
{
    (void)state;
    double served[COLUMNS] = {100, 100, 100, 100, 100, 10000, 100, 100};
    const double counts[COLUMNS] = {1000, 1000, 1000, 1000, 1400, 1400, 1400, 1400};
    assert_int_equal(count_swaying(counts, served), 1);
    served[5] = 100;
    assert_int_equal(count_swaying(counts, served), 0);
}

/* A replica with requests but no samples: 3000/400 against 10, without it no change. */
static void an_empty_replica_sways_the_total(void **state)
{
    (void)state;
    const double served[COLUMNS] = {100, 100, 100, 100, 100, 100, 100, 100};
    const double counts[COLUMNS] = {1000, 1000, 1000, 1000, 1000, 0, 1000, 1000};
    assert_int_equal(count_swaying(counts, served), 1);
}

/*
 * The odd one costs 30 % less, without it nothing changed. With 100 of 400 requests it makes a change of -7.5 %,
 * with 40 of 340 one of -3.5 %.
 */
static void an_odd_replica_of_little_weight_sways_nothing(void **state)
{
    (void)state;
    double served[COLUMNS] = {100, 100, 100, 100, 100, 100, 100, 100};
    double counts[COLUMNS] = {10000, 10000, 10000, 10000, 10000, 7000, 10000, 10000};
    assert_int_equal(count_swaying(counts, served), 1);
    served[5] = 40;
    counts[5] = 2800;
    assert_int_equal(count_swaying(counts, served), 0);
}

/*
 * Two of seven count a thousand times their requests: with both the rate is 70/200500 of what it is per request of
 * the others, without one of them 60/100500: nearly the same. Without both it is that of the others.
 */
static void two_wrong_counts_hide_each_other_but_not_together(void **state)
{
    (void)state;
    enum { THREE = 3, SEVEN = 7 };
    const double served[THREE + SEVEN] = {100, 100, 100, 100, 100, 100, 100, 100, 100000, 100000};
    const double counts[THREE + SEVEN] = {1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000};
    const struct hand_stack stack = {"f", counts};
    struct comparison *comparison = hand_comparison(&stack, 1, THREE, SEVEN, served);
    struct odd_replica *odd;
    size_t found;
    assert_int_equal(odd_replicas_find(&odd, &found, comparison, NULL), 0);
    assert_int_equal(found, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(odd[i].column, 8 + i);
        assert_true(odd[i].sways);
        /* 6000/100500/10 - 1; with it 7000/200500/10 - 1 = -.9965. */
        assert_close(odd[i].change_without, 6000.0 / 100500 / 10 - 1, 1e-12);
    }
    memory_free(odd);
    comparison_free(comparison);
}

static int find_again(void *context, struct error *err)
{
    struct odd_replica *odd = NULL;
    size_t found;
    int status = odd_replicas_find(&odd, &found, context, err);
    memory_free(status == 0 ? odd : NULL);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    const double counts[COLUMNS] = {1000, 1000, 1000, 1000, 1000, 1000, 3000, 2000};
    const struct hand_stack stack = {"a;b;c;d;e;f;g;h;i;j", counts};
    struct comparison *comparison = hand_comparison(&stack, 1, REPLICAS, REPLICAS, requests);
    assert_true(allocations_walk(find_again, comparison) >= 3);
    comparison_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replicas_alike_are_not_odd),
        cmocka_unit_test(a_slow_host_is_odd_and_carries_the_growth),
        cmocka_unit_test(what_is_near_or_by_chance_is_not_odd),
        cmocka_unit_test(a_growth_may_rest_on_the_baseline),
        cmocka_unit_test(a_growth_of_all_is_carried_by_none),
        cmocka_unit_test(a_new_function_of_one_replica_is_carried_by_it),
        cmocka_unit_test(two_replicas_or_one_count_for_all_show_nobody),
        cmocka_unit_test(a_wrong_request_count_sways_the_total),
        cmocka_unit_test(an_empty_replica_sways_the_total),
        cmocka_unit_test(an_odd_replica_of_little_weight_sways_nothing),
        cmocka_unit_test(two_wrong_counts_hide_each_other_but_not_together),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

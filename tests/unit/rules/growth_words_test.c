#include "rules/growth_words.h"

#include "gate/base/memory.h"
#include "tests/support/hand_comparison.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct comparison *sample(void)
{
    const struct hand_stack stacks[] = {{"main;f", (double[]){400, 600}}, {"main", (double[]){600, 400}}};
    struct comparison *comparison = hand_comparison(stacks, 2, 1, 1, (double[]){10, 10});
    comparison->unit = "nanoseconds";
    return comparison;
}

static struct estimate estimate(double before, double after, double half)
{
    double change = after / before - 1, growth = after - before;
    return (struct estimate){
        .rate = {before, after},
        .growth = growth,
        .growth_interval = {growth - half * before, growth + half * before},
        .change = before > 0 ? change : (double)INFINITY,
        .change_interval = {change - half, change + half},
        .share = growth / 100000,
    };
}

static void check(const struct growth_subject *subject, struct estimate of, const char *expected)
{
    char out[GROWTH_WORDS_SIZE];
    assert_string_equal(growth_words_sentence(out, sizeof out, subject, &of), expected);
}

static void a_growth_reads_with_its_numbers_and_interval(void **state)
{
    (void)state;
    struct comparison *comparison = sample();
    struct growth_subject f = {comparison, 1, false, CALLTREE_ROOT}, self = {comparison, 1, true, CALLTREE_ROOT},
                          service = {comparison, SYMBOL_NONE, false, CALLTREE_ROOT};
    check(&f, estimate(12100, 35400, 0.45),
          "'f' costs 193 % more per request: 12.1 us -> 35.4 us (95 % interval +148 to +238 %)");
    check(&f, estimate(10000, 9000, 0.02),
          "'f' costs 10.0 % less per request: 10 us -> 9 us (95 % interval -12.0 to "
          "-8.0 %)");
    check(&self, estimate(10000, 11234, 0.002),
          "'f' itself costs 12.34 % more per request: 10 us -> 11.2 us (95 % interval +12.14 to +12.54 %)");
    check(&service, estimate(1e6, 1.1e6, 0.05),
          "the service costs 10 % more per request: 1 ms -> 1.1 ms (95 % interval +5 to +15 %)");
    comparison_free(comparison);
}

static void one_place_is_named_by_its_caller(void **state)
{
    (void)state;
    struct comparison *comparison =
        hand_comparison((const struct hand_stack[]){{"main;g;f", (double[]){10, 20}}}, 1, 1, 1, (double[]){10, 10});
    char out[GROWTH_WORDS_NAME];
    uint32_t node = (uint32_t)hand_node(comparison, "main;g;f"), top = (uint32_t)hand_node(comparison, "main");
    struct growth_subject f = {comparison, comparison->tree->symbol[node], true, node},
                          outermost = {comparison, comparison->tree->symbol[top], false, top};
    assert_string_equal(growth_words_subject(out, sizeof out, &f), "'f' itself below 'g'");
    assert_string_equal(growth_words_subject(out, sizeof out, &outermost), "'main'");
    comparison_free(comparison);
}

static void what_is_on_one_side_only_is_new_or_gone(void **state)
{
    (void)state;
    struct comparison *comparison = sample();
    struct growth_subject f = {comparison, 1, false, CALLTREE_ROOT};
    check(&f, estimate(0, 3000, 0.1), "'f' is new and costs 3 us per request, 3 % of the service's total");
    check(&f, estimate(3000, 0, 0.1), "'f' is gone; it was at 3 us per request, 3.0 % of the service's total");
    comparison_free(comparison);
}

static void an_unknown_interval_is_left_out(void **state)
{
    (void)state;
    struct comparison *comparison = sample();
    struct growth_subject f = {comparison, 1, false, CALLTREE_ROOT};
    struct estimate of = estimate(10000, 15000, 0.1);
    of.change_interval[1] = INFINITY;
    check(&f, of, "'f' costs 50 % more per request: 10 us -> 15 us");
    comparison_free(comparison);
}

static void the_words_are_those_of_what_it_is_divided_by(void **state)
{
    (void)state;
    struct comparison *comparison = sample();
    struct growth_subject f = {comparison, 1, false, CALLTREE_ROOT};
    comparison->exposure_kind = EXPOSURE_INSTANCE;
    comparison->unit = "bytes";
    check(&f, estimate(8388608, 16777216, 0.1),
          "'f' takes 100 % more per instance: 8 MiB -> 16 MiB (95 % interval +90 to +110 %)");
    comparison->exposure_kind = EXPOSURE_SHARE;
    check(&f, estimate(0.02, 0.03, 0.1),
          "'f' takes 50 % more of the service's total: 2 % -> 3 % (95 % interval +40 to +60 %)");
    comparison_free(comparison);
}

/* The baseline's total is 100 ns a request, so a growth of 2 ns is 2 % of it. */
static void a_limit_reads_by_the_key_that_decided_it(void **state)
{
    (void)state;
    struct comparison *comparison = sample();
    struct estimate of = estimate(40, 42, 0.1);
    char out[GROWTH_WORDS_SIZE];
    struct limit_resolved itself = {.growth = 4, .relative = true, .fraction = 0.1, .decided = LIMIT_OF_ITSELF};
    struct limit_resolved total = {.growth = 2, .decided = LIMIT_OF_TOTAL};
    struct limit_resolved absolute = {.growth = 3, .decided = LIMIT_ABSOLUTE};
    assert_string_equal(growth_words_limit(out, sizeof out, comparison, &itself), "+10 % of itself");
    assert_string_equal(growth_words_limit(out, sizeof out, comparison, &total), "+2 % of the total");
    assert_string_equal(growth_words_limit(out, sizeof out, comparison, &absolute), "+3 ns per request");
    assert_string_equal(growth_words_measured(out, sizeof out, comparison, &of, &itself),
                        "+5 % of itself (95 % interval -5 to +15 %)");
    assert_string_equal(growth_words_measured(out, sizeof out, comparison, &of, &total),
                        "+2 % of the total (95 % interval -2 to +6 %)");
    assert_string_equal(growth_words_measured(out, sizeof out, comparison, &of, &absolute),
                        "+2 ns per request (95 % interval -2 ns to 6 ns)");
    comparison_free(comparison);
}

static void a_name_is_made_harmless_and_cut_on_the_left(void **state)
{
    (void)state;
    char name[700], out[GROWTH_WORDS_SIZE];
    memset(name, 'a', sizeof name - 1);
    memcpy(name + sizeof name - 5,
           "E\x1b"
           "nd",
           5);
    struct comparison *comparison =
        hand_comparison(&(struct hand_stack){name, (double[]){1, 1}}, 1, 1, 1, (double[]){1, 1});
    struct growth_subject subject = {comparison, 0, false, CALLTREE_ROOT};
    growth_words_subject(out, sizeof out, &subject);
    assert_memory_equal(out, "'...aaa", 7);
    assert_string_equal(out + strlen(out) - 7, "E\xef\xbf\xbd"
                                               "nd'");
    assert_true(strlen(out) < 300);
    comparison_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_growth_reads_with_its_numbers_and_interval),
        cmocka_unit_test(one_place_is_named_by_its_caller),
        cmocka_unit_test(what_is_on_one_side_only_is_new_or_gone),
        cmocka_unit_test(an_unknown_interval_is_left_out),
        cmocka_unit_test(the_words_are_those_of_what_it_is_divided_by),
        cmocka_unit_test(a_limit_reads_by_the_key_that_decided_it),
        cmocka_unit_test(a_name_is_made_harmless_and_cut_on_the_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

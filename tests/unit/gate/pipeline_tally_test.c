#include "gate/pipeline_tally.h"

#include "gate/base/memory.h"
#include "tests/support/allocations.h"
#include "tests/support/comparison_sample.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/close.h"

static const struct comparison_sample_row rows[] = {{"main;price", 0, {100, 100}}, {"main;sort", 0, {100, 100}}};

static struct comparison *sample(void)
{
    return comparison_sample_new(rows, 2, &(struct comparison_sample_settings){.profile = "cpu", .replicas = 1});
}

static struct finding red(const struct comparison *comparison, const char *name)
{
    return (struct finding){.kind = FINDING_REGRESSION,
                            .symbol = name != NULL ? symbols_find(comparison->symbols, bytes_of_text(name))
                                                   : SYMBOL_NONE};
}

/* Three draws: price and the total red, price red twice by two rules and main explained by it, and undecided. */
static int count(struct pipeline_tally *tally, const struct comparison *comparison, struct error *err)
{
    struct finding first[] = {red(comparison, "price"), red(comparison, NULL)};
    struct finding second[] = {red(comparison, "price"), red(comparison, "price"), red(comparison, "main")};
    struct finding third[] = {red(comparison, "sort")};
    second[2].explained = true;
    third[0].kind = FINDING_INCONCLUSIVE;
    const struct verdict verdicts[] = {
        {.kind = VERDICT_REGRESSION, .reason = "red", .findings = first, .finding_count = 2},
        {.kind = VERDICT_REGRESSION, .reason = "red", .findings = second, .finding_count = 3},
        {.kind = VERDICT_INCONCLUSIVE, .reason = "too few samples", .findings = third, .finding_count = 1}};
    for (size_t i = 0; i < 3; i++) {
        if (pipeline_tally_add(tally, &verdicts[i], &comparison, err) != 0) {
            return -1;
        }
    }
    return 0;
}

static void a_function_counts_once_a_draw(void **state)
{
    (void)state;
    struct pipeline_tally tally = {0};
    struct comparison *comparison = sample();
    struct byte_buffer buffer;
    byte_buffer_init(&buffer, 4096);
    struct sink sink = sink_to_buffer(&buffer);
    assert_int_equal(count(&tally, comparison, NULL), 0);
    pipeline_tally_print(&tally, 0.01, &sink);
    sink_bytes(&sink, "", 1);
    assert_int_equal(sink_finish(&sink, NULL), 0);
    assert_string_equal(
        (const char *)buffer.data,
        "  red           2 of 3 draws: 66.7 % (95 % interval 20.8 to 93.9 %); promised: at most 1 %\n"
        "  verdicts      0 pass, 2 regression, 1 inconclusive\n"
        "  red functions 'price' in 2 of 3 draws\n"
        "                'the total' in 1 of 3 draws\n"
        "  inconclusive  the first: too few samples\n");
    byte_buffer_free(&buffer);
    pipeline_tally_clear(&tally);
    comparison_free(comparison);
}

/* The score test turned round, by bisection in Python: (p - hits/draws)^2 = z^2 p (1 - p)/draws. */
static void the_interval_is_wilsons(void **state)
{
    (void)state;
    static const struct {
        size_t hits, draws;
        double interval[2];
    } expected[] = {
        {0, 100, {0, 0.0369934982069857}},
        {1, 10, {0.0178762130950729, 0.404150026795238}},
        {7, 300, {0.0113476602991252, 0.0473719722682753}},
        {5, 5, {0.565517535216825, 1}},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        double interval[2];
        pipeline_tally_wilson(interval, expected[i].hits, expected[i].draws);
        assert_close(interval[0], expected[i].interval[0], 1e-12);
        assert_close(interval[1], expected[i].interval[1], 1e-12);
    }
}

static int count_again(void *context, struct error *err)
{
    struct pipeline_tally tally = {0};
    int status = count(&tally, context, err);
    pipeline_tally_clear(&tally);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct comparison *comparison = sample();
    assert_true(allocations_walk(count_again, comparison) >= 4);
    comparison_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_function_counts_once_a_draw),
        cmocka_unit_test(the_interval_is_wilsons),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

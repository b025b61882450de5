#include "rules/undecided.h"

#include "gate/base/memory.h"
#include "tests/support/hand_comparison.h"
#include "tests/support/hand_verdict.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct collected {
    struct hand_verdict run;
    struct findings findings;
    struct undecided undecided;
};

static void begin(struct collected *it, double parse)
{
    hand_verdict_begin(&it->run, NULL, (struct comparison *const[]){hand_verdict_comparison("cpu", parse)}, 1);
}

static void collect(struct collected *it)
{
    struct error err = ERROR_INIT;
    struct rule_table table;
    it->findings = (struct findings){.arena = arena_new()};
    assert_int_equal(rule_table_build(&table, it->findings.arena, &it->run.input, &err), 0);
    struct changes_input input = {&it->run.input, &table, 0};
    assert_int_equal(undecided_collect(&it->undecided, &it->findings, &input, &err), 0);
    memory_free(table.rows);
}

static void end(struct collected *it)
{
    memory_free(it->findings.items);
    arena_free(it->findings.arena);
    hand_verdict_end(&it->run);
}

static void nothing_open_is_nothing_to_say(void **state)
{
    (void)state;
    struct collected it;
    begin(&it, 400);
    collect(&it);
    assert_int_equal(it.undecided.count, 0);
    assert_int_equal(it.findings.count, 0);
    assert_string_equal(it.undecided.reason, "");
    assert_string_equal(it.undecided.advice, "");
    end(&it);
}

/* parse grew from 40 to 46 ns, which is over its limit of 4 ns, but not by enough to be sure. */
static void what_is_over_its_limit_by_chance_comes_first(void **state)
{
    (void)state;
    struct collected it;
    begin(&it, 460);
    hand_verdict_open(&it.run, 0, "any-frame", "render", ENTRY_TOTAL)->blocker = BLOCKER_LEVEL;
    struct answer *parse = hand_verdict_open(&it.run, 0, "any-frame", "parse", ENTRY_TOTAL);
    parse->at_limit = true;
    parse->samples_factor = 3;
    collect(&it);
    assert_int_equal(it.undecided.count, 2);
    assert_int_equal(it.findings.count, 2);
    assert_string_equal(it.undecided.reason,
                        "'parse' is over its limit of +10 % of itself, but may be so by chance: measured +15 % of "
                        "itself (95 % interval +5 to +25 %), and +5 % of itself is not proven");
    assert_string_equal(it.findings.items[1].sentence,
                        "'render': a growth of +10 % of itself cannot be excluded; measured 0 % of itself (95 % "
                        "interval -10 to +10 %)");
    assert_int_equal(it.findings.items[0].kind, FINDING_INCONCLUSIVE);
    assert_int_equal(it.findings.items[0].rule, 1);
    assert_true(it.findings.items[0].has_estimate);
    end(&it);
}

static void a_function_is_told_once(void **state)
{
    (void)state;
    struct collected it;
    begin(&it, 400);
    hand_verdict_open(&it.run, 0, "any-frame", "main", ENTRY_TOTAL)->samples_factor = 3;
    hand_verdict_open(&it.run, 0, "any-frame", "main", ENTRY_SELF)->samples_factor = 9;
    collect(&it);
    assert_int_equal(it.undecided.count, 1);
    assert_true(it.findings.items[0].self);
    end(&it);
}

/* Equal columns: 'parse' total and self; also a chain of single children is one, named by its deepest frame. */
static void functions_that_cannot_be_told_apart_are_one(void **state)
{
    (void)state;
    const struct hand_stack stacks[] = {{"outer;inner", (double[]){100, 100}}};
    struct collected it;
    hand_verdict_begin(&it.run, NULL,
                       (struct comparison *const[]){hand_comparison(stacks, 1, 1, 1, (double[]){10, 10})}, 1);
    hand_verdict_open(&it.run, 0, "any-frame", "outer", ENTRY_TOTAL);
    hand_verdict_open(&it.run, 0, "any-frame", "inner", ENTRY_TOTAL);
    hand_verdict_open(&it.run, 0, "any-frame", "inner", ENTRY_SELF);
    collect(&it);
    assert_int_equal(it.undecided.count, 1);
    assert_memory_equal(it.undecided.reason, "'inner'", 7);
    end(&it);
}

static void only_the_first_few_are_listed(void **state)
{
    (void)state;
    char frames[12][16];
    double counts[12][2];
    struct hand_stack stacks[12];
    for (size_t i = 0; i < 12; i++) {
        snprintf(frames[i], sizeof frames[i], "main;f%02zu", i);
        counts[i][0] = counts[i][1] = 100 + (double)i;
        stacks[i] = (struct hand_stack){frames[i], counts[i]};
    }
    struct collected it;
    hand_verdict_begin(&it.run, NULL,
                       (struct comparison *const[]){hand_comparison(stacks, 12, 1, 1, (double[]){10, 10})}, 1);
    for (size_t i = 0; i < 12; i++) {
        hand_verdict_open(&it.run, 0, "any-frame", frames[i] + 5, ENTRY_TOTAL)->samples_factor = 2 + (double)i;
    }
    collect(&it);
    assert_int_equal(it.undecided.count, 12);
    assert_int_equal(it.findings.count, UNDECIDED_FINDINGS + 1);
    assert_memory_equal(it.findings.items[0].sentence, "'f11'", 5);
    assert_string_equal(it.findings.items[UNDECIDED_FINDINGS].sentence, "and 7 more functions are undecided");
    assert_false(it.findings.items[UNDECIDED_FINDINGS].has_estimate);
    end(&it);
}

static void the_advice_is_by_what_is_missing(void **state)
{
    (void)state;
    static const struct {
        enum answer_blocker blocker;
        enum level_mode mode;
        double factor, replicas, all_factor;
        const char *advice;
    } cases[] = {
        {BLOCKER_SAMPLES, LEVEL_ASSUMED, 2.34, NAN, NAN,
         "about 2.4 times the samples (some 12,000 a side) would settle it"},
        {BLOCKER_SAMPLES, LEVEL_ASSUMED, 2.34, NAN, 4,
         "about 4 times the samples (some 20,000 a side) would settle it"},
        {BLOCKER_SAMPLES, LEVEL_ASSUMED, 41.7, NAN, NAN,
         "about 42 times the samples (some 210,000 a side) would settle it"},
        {BLOCKER_SAMPLES, LEVEL_ASSUMED, NAN, NAN, NAN,
         "what was measured lies too near to a limit for more samples to settle it: look at it, or move the limit"},
        {BLOCKER_REPLICAS, LEVEL_MEASURED, NAN, 5.2, NAN,
         "at least 6 replicas a side would settle it: more samples of the same ones will not"},
        {BLOCKER_LEVEL, LEVEL_ASSUMED, NAN, NAN, NAN,
         "take several replicas a side, each with its request count, so that the noise between them is measured: "
         "more "
         "samples will not help"},
        {BLOCKER_LEVEL, LEVEL_SEQUENTIAL, NAN, NAN, NAN,
         "capture the two versions in turn (A B B A) instead of one after the other: more samples will not help"},
        {BLOCKER_LEVEL, LEVEL_SIDE_TOTAL, NAN, NAN, NAN,
         "give every replica its own request count, so that the noise between them is measured: more samples will "
         "not "
         "help"},
        {BLOCKER_LEVEL, LEVEL_PAIRED, NAN, NAN, NAN,
         "take more pairs of captures: more samples of the same ones will not help"},
        {BLOCKER_LEVEL, LEVEL_MEASURED, NAN, NAN, NAN,
         "take more replicas a side, and capture the two versions in turn (A B B A): more samples of the same "
         "replicas will not help"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct collected it;
        begin(&it, 400);
        it.run.about[0].level.mode = cases[i].mode;
        it.run.about[0].samples_factor = cases[i].all_factor;
        struct answer *answer = hand_verdict_open(&it.run, 0, "any-frame", "parse", ENTRY_TOTAL);
        answer->blocker = cases[i].blocker;
        answer->samples_factor = cases[i].factor;
        answer->replicas_needed = cases[i].replicas;
        collect(&it);
        assert_string_equal(it.undecided.advice, cases[i].advice);
        end(&it);
    }
}

/* The evaluator grew by 20, and with it all its callers; they are counted, not listed. */
static void callers_of_what_is_listed_are_only_counted(void **state)
{
    (void)state;
    struct collected it;
    begin(&it, 420);
    hand_verdict_open(&it.run, 0, "any-frame", "main", ENTRY_TOTAL)->samples_factor = 9;
    hand_verdict_open(&it.run, 0, "any-frame", "handler", ENTRY_TOTAL)->samples_factor = 9;
    hand_verdict_open(&it.run, 0, "any-frame", "parse", ENTRY_TOTAL)->samples_factor = 2;
    collect(&it);
    assert_int_equal(it.undecided.count, 3);
    assert_int_equal(it.findings.count, 2);
    assert_memory_equal(it.undecided.reason, "'parse'", 7);
    assert_string_equal(it.findings.items[1].sentence, "and 2 more functions are undecided");
    end(&it);
}

/* What is over its limit is more than what is near it. */
static void what_is_over_its_limit_is_listed_all_the_same(void **state)
{
    (void)state;
    struct collected it;
    begin(&it, 440);
    hand_verdict_open(&it.run, 0, "any-frame", "handler", ENTRY_TOTAL)->at_limit = true;
    hand_verdict_open(&it.run, 0, "any-frame", "parse", ENTRY_TOTAL)->samples_factor = 2;
    collect(&it);
    assert_int_equal(it.findings.count, 2);
    assert_memory_equal(it.undecided.reason, "'handler' is over its limit", 27);
    end(&it);
}

/* A growth of nearly the limit would take a million replicas: nobody is told to take them. */
static void what_no_sensible_number_settles_is_said(void **state)
{
    (void)state;
    struct collected it;
    begin(&it, 400);
    it.run.about[0].replicas_needed = 1149986;
    it.run.about[0].samples_factor = NAN;
    struct answer *answer = hand_verdict_open(&it.run, 0, "any-frame", "parse", ENTRY_TOTAL);
    answer->blocker = BLOCKER_REPLICAS;
    answer->replicas_needed = 1149986;
    hand_verdict_open(&it.run, 0, "any-frame", "render", ENTRY_TOTAL)->samples_factor = 4;
    collect(&it);
    assert_string_equal(it.undecided.advice,
                        "about 4 times the samples (some 20,000 a side) would settle it; some lie "
                        "too near to a limit for that: look at them, or move the limit");
    end(&it);
}

static void several_needs_are_told_together(void **state)
{
    (void)state;
    struct collected it;
    begin(&it, 400);
    it.run.about[0].level.mode = LEVEL_SEQUENTIAL;
    hand_verdict_open(&it.run, 0, "total", NULL, ENTRY_SERVICE)->blocker = BLOCKER_LEVEL;
    hand_verdict_open(&it.run, 0, "any-frame", "parse", ENTRY_TOTAL)->samples_factor = 2;
    collect(&it);
    assert_string_equal(
        it.undecided.advice,
        "capture the two versions in turn (A B B A) instead of one after the other: more samples will "
        "not help; for the rest about 2 times the samples (some 10,000 a side)");
    end(&it);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_open_is_nothing_to_say),
        cmocka_unit_test(what_is_over_its_limit_by_chance_comes_first),
        cmocka_unit_test(a_function_is_told_once),
        cmocka_unit_test(functions_that_cannot_be_told_apart_are_one),
        cmocka_unit_test(only_the_first_few_are_listed),
        cmocka_unit_test(the_advice_is_by_what_is_missing),
        cmocka_unit_test(callers_of_what_is_listed_are_only_counted),
        cmocka_unit_test(what_is_over_its_limit_is_listed_all_the_same),
        cmocka_unit_test(what_no_sensible_number_settles_is_said),
        cmocka_unit_test(several_needs_are_told_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

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

/* Its growth is another's fall, but the net of both is not known well enough. */
static void of_moved_cost_the_net_is_open(void **state)
{
    (void)state;
    struct collected it;
    begin(&it, 460);
    struct answer *parse = hand_verdict_open(&it.run, 0, "any-frame", "parse", ENTRY_TOTAL);
    parse->moved = true;
    parse->net = parse->estimate;
    parse->net.growth = 1;
    parse->net.growth_interval[0] = -3;
    parse->net.growth_interval[1] = 5;
    parse->limit = (struct limit_resolved){.growth = 4, .decided = LIMIT_OF_TOTAL};
    collect(&it);
    assert_string_equal(
        it.undecided.reason,
        "'parse' grew by cost that came from elsewhere: of both together a growth of +4 % of the total "
        "cannot be excluded; measured +1 % of the total (95 % interval -3 to +5 %)");
    assert_true(it.findings.items[0].estimate.growth == 1);
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
    enum { COUNT = UNDECIDED_FINDINGS + 7 };
    char frames[COUNT][16];
    double counts[COUNT][2];
    struct hand_stack stacks[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        snprintf(frames[i], sizeof frames[i], "main;f%02zu", i);
        counts[i][0] = counts[i][1] = 100 + (double)i;
        stacks[i] = (struct hand_stack){frames[i], counts[i]};
    }
    struct collected it;
    hand_verdict_begin(&it.run, NULL,
                       (struct comparison *const[]){hand_comparison(stacks, COUNT, 1, 1, (double[]){10, 10})}, 1);
    for (size_t i = 0; i < COUNT; i++) {
        hand_verdict_open(&it.run, 0, "any-frame", frames[i] + 5, ENTRY_TOTAL)->samples_factor = 2 + (double)i;
    }
    collect(&it);
    assert_int_equal(it.undecided.count, COUNT);
    assert_int_equal(it.findings.count, UNDECIDED_FINDINGS);
    assert_memory_equal(it.findings.items[0].sentence, "'f46'", 5);
    for (size_t i = 0; i < UNDECIDED_FINDINGS; i++) {
        assert_int_equal(it.findings.items[i].leading, i == 0);
    }
    end(&it);
}

/* What it says is remedy's. */
static void the_advice_is_about_the_one_that_is_named(void **state)
{
    (void)state;
    struct collected it;
    begin(&it, 400);
    it.run.about[0].samples_factor = 4;
    it.run.about[0].replicas_needed = NAN;
    hand_verdict_open(&it.run, 0, "any-frame", "parse", ENTRY_TOTAL)->samples_factor = 2.34;
    hand_verdict_open(&it.run, 0, "any-frame", "render", ENTRY_TOTAL)->samples_factor = 2;
    collect(&it);
    assert_string_equal(it.undecided.advice,
                        "capture about 3 runs a side like this one (some 15,000 samples each side) to settle "
                        "'parse', about 4 (some 20,000 samples) to settle all 2");
    end(&it);
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
    assert_int_equal(it.findings.count, 1);
    assert_memory_equal(it.undecided.reason, "'parse'", 7);
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
    assert_true(it.findings.items[0].at_limit);
    assert_false(it.findings.items[1].at_limit);
    assert_memory_equal(it.undecided.reason, "'handler' is over its limit", 27);
    end(&it);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_open_is_nothing_to_say),
        cmocka_unit_test(what_is_over_its_limit_by_chance_comes_first),
        cmocka_unit_test(of_moved_cost_the_net_is_open),
        cmocka_unit_test(a_function_is_told_once),
        cmocka_unit_test(functions_that_cannot_be_told_apart_are_one),
        cmocka_unit_test(only_the_first_few_are_listed),
        cmocka_unit_test(the_advice_is_about_the_one_that_is_named),
        cmocka_unit_test(callers_of_what_is_listed_are_only_counted),
        cmocka_unit_test(what_is_over_its_limit_is_listed_all_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

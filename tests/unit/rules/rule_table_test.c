#include "rules/rule_table.h"

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

static const char policy[] =
    "version: 1\n"
    "profiles: {cpu: {type: cpu}, wall: {type: wall}, lock: {type: mutex, report_only: true}}\n"
    "rules:\n"
    "  - {id: all, match: {any: true}, fail_over: [{of_itself: 10%}], warn_over: [{of_itself: 5%}]}\n"
    "  - {id: w, profile: wall, match: {total: true}, fail_over: [{of_itself: 10%}]}\n"
    "  - {id: l, profile: lock, match: {total: true}, fail_over: [{of_itself: 10%}]}\n"
    "  - {id: none, profile: cpu, match: {function: x}, fail_over: [{of_itself: 10%}]}\n";

static void begin(struct hand_verdict *run)
{
    hand_verdict_begin(
        run, policy,
        (struct comparison *const[]){hand_verdict_comparison("cpu", 400), hand_verdict_comparison("wall", 400)}, 2);
}

static struct rule_table build(const struct hand_verdict *run, struct arena *arena)
{
    struct rule_table table;
    struct error err = ERROR_INIT;
    assert_int_equal(rule_table_build(&table, arena, &run->input, &err), 0);
    return table;
}

static void there_is_a_row_for_each_rule_and_profile(void **state)
{
    (void)state;
    struct hand_verdict run;
    struct arena *arena = arena_new();
    begin(&run);
    struct rule_table table = build(&run, arena);
    static const struct {
        const char *id, *profile;
        uint32_t comparison, rule;
        enum rule_status status;
    } expected[] = {{"all", "cpu", 0, 0, RULE_PASSED},
                    {"all", "wall", 1, 0, RULE_PASSED},
                    {"w", "wall", 1, 1, RULE_PASSED},
                    {"l", "lock", UINT32_MAX, 2, RULE_IDLE},
                    {"none", "cpu", 0, 3, RULE_UNMATCHED}};
    assert_int_equal(table.count, 5);
    for (uint32_t i = 0; i < 5; i++) {
        assert_string_equal(table.rows[i].id, expected[i].id);
        assert_string_equal(table.rows[i].profile, expected[i].profile);
        assert_int_equal(table.rows[i].comparison, expected[i].comparison);
        assert_int_equal(table.rows[i].status, expected[i].status);
        assert_int_equal(rule_table_row(&table, expected[i].comparison, expected[i].rule), i);
    }
    assert_int_equal(rule_table_row(&table, 0, 1), UINT32_MAX);
    /* Every entry but the total, each once though it has two questions. */
    assert_int_equal(table.rows[0].frames, run.comparisons[0]->entry_count - 1);
    assert_int_equal(table.rows[2].frames, 1);
    assert_string_equal(table.rows[0].words, "every function: fails at +10 % of itself; warns at +5 % of itself");
    memory_free(table.rows);
    arena_free(arena);
    hand_verdict_end(&run);
}

static void the_worst_answer_is_the_status(void **state)
{
    (void)state;
    struct hand_verdict run;
    struct arena *arena = arena_new();
    begin(&run);
    enum rule_status steps[] = {RULE_WARNED, RULE_OPEN, RULE_FAILED, RULE_OPEN};
    for (size_t i = 0; i < 4; i++) {
        if (i == 0) {
            hand_verdict_answer(&run, 0, "all", "parse", ENTRY_TOTAL, QUESTION_WARN)->rejected = true;
        } else if (i == 1) {
            hand_verdict_open(&run, 0, "all", "render", ENTRY_TOTAL);
        } else if (i == 2) {
            hand_verdict_reject(&run, 0, "all", "parse", ENTRY_TOTAL);
        } else {
            run.comparisons[0]->unfit = "unfit";
        }
        struct rule_table table = build(&run, arena);
        assert_int_equal(table.rows[0].status, steps[i]);
        assert_int_equal(table.rows[1].status, RULE_PASSED);
        memory_free(table.rows);
    }
    arena_free(arena);
    hand_verdict_end(&run);
}

static void a_promise_of_another_release_is_idle_and_says_so(void **state)
{
    (void)state;
    struct hand_verdict run;
    struct arena *arena = arena_new();
    struct comparison *comparison = hand_verdict_comparison("cpu", 400);
    comparison->sides[CANDIDATE].label = "v2.5";
    hand_verdict_begin(
        &run,
        "version: 1\nrules:\n"
        "  - {id: a, match: {function: parse}, expect: {of_itself: -10%, in: v2.4}}\n"
        "  - {id: b, match: {function: parse}, expect: {of_itself: -10%, in: v2.5}}\n"
        "  - {id: c, match: {total: true}, fail_over: [{of_itself: 5%}], expect: {of_itself: -10%, in: "
        "v2.4}}\n",
        (struct comparison *const[]){comparison}, 1);
    struct rule_table table = build(&run, arena);
    static const char note[] = "its promise is for release 'v2.4', and the candidate is 'v2.5'";
    assert_int_equal(table.rows[0].status, RULE_IDLE);
    assert_string_equal(table.rows[0].note, note);
    assert_string_equal(table.rows[0].words, "the function 'parse': promises -10 % of itself in v2.4");
    assert_int_equal(table.rows[1].status, RULE_PASSED);
    assert_string_equal(table.rows[1].note, "");
    assert_int_equal(table.rows[2].status, RULE_PASSED);
    assert_string_equal(table.rows[2].note, note);
    assert_string_equal(table.rows[2].words,
                        "the service's total: fails at +5 % of itself; promises -10 % of itself in v2.4");
    memory_free(table.rows);
    arena_free(arena);
    hand_verdict_end(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_is_a_row_for_each_rule_and_profile),
        cmocka_unit_test(the_worst_answer_is_the_status),
        cmocka_unit_test(a_promise_of_another_release_is_idle_and_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "rules/warnings.h"

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
    struct rule_table table;
    struct changes_input input;
};

static void begin(struct collected *it, const char *yaml, struct comparison *comparison)
{
    hand_verdict_begin(&it->run, yaml, &comparison, 1);
}

/* After the answers are as the test wants them. */
static void ready(struct collected *it)
{
    struct error err = ERROR_INIT;
    it->findings = (struct findings){.arena = arena_new()};
    assert_int_equal(rule_table_build(&it->table, it->findings.arena, &it->run.input, &err), 0);
    it->input = (struct changes_input){&it->run.input, &it->table, 0};
}

static void end(struct collected *it)
{
    assert_false(it->findings.failed);
    memory_free(it->findings.items);
    memory_free(it->table.rows);
    arena_free(it->findings.arena);
    hand_verdict_end(&it->run);
}

static const char policy[] =
    "version: 1\nrules:\n"
    "  - {id: f, match: {any: true}, fail_over: [{of_itself: 50%}], warn_over: [{of_itself: 5%}]}\n"
    "  - {id: t, match: {total: true}, fail_over: [{of_itself: 50%}], warn_over: [{of_itself: 5%}]}\n";

static void warn(struct collected *it, const char *rule, const char *function, enum entry_value value)
{
    hand_verdict_answer(&it->run, 0, rule, function, value, QUESTION_WARN)->rejected = true;
}

static const struct finding *finding_of(const struct collected *it, const char *function)
{
    uint32_t symbol = symbols_find(it->run.comparisons[0]->symbols, bytes_of_text(function));
    for (size_t i = 0; i < it->findings.count; i++) {
        if (it->findings.items[i].symbol == symbol) {
            return &it->findings.items[i];
        }
    }
    fail_msg("no finding about %s", function);
    return NULL;
}

static void nothing_warned_is_nothing_found(void **state)
{
    (void)state;
    struct collected it;
    begin(&it, policy, hand_verdict_comparison("cpu", 440));
    ready(&it);
    warnings_add(&it.findings, &it.input);
    assert_int_equal(it.findings.count, 0);
    end(&it);
}

/* parse grew by 10 %, and with it handler and main. */
static void of_a_path_the_deepest_function_is_named(void **state)
{
    (void)state;
    struct collected it;
    begin(&it, policy, hand_verdict_comparison("cpu", 480));
    warn(&it, "f", "main", ENTRY_TOTAL);
    warn(&it, "f", "handler", ENTRY_TOTAL);
    warn(&it, "f", "parse", ENTRY_TOTAL);
    ready(&it);
    warnings_add(&it.findings, &it.input);
    assert_int_equal(it.findings.count, 3);
    const struct finding *finding = finding_of(&it, "parse");
    assert_false(finding->explained);
    assert_true(finding_of(&it, "main")->explained);
    assert_int_equal(finding_of(&it, "main")->explained_by, finding->symbol);
    assert_int_equal(finding_of(&it, "handler")->explained_by, finding->symbol);
    assert_int_equal(finding->kind, FINDING_WARNING);
    assert_int_equal(finding->rule, 0);
    assert_string_equal(finding->sentence,
                        "'parse' costs 20 % more per request: 40 ns -> 48 ns (95 % interval +10 to "
                        "+30 %), warning limit +5 % of itself");
    end(&it);
}

/* Two callees grew by 40 each: neither is more than half of the growth of 80, so each is named, and their caller.
 */
static void a_caller_that_no_callee_explains_is_named_too(void **state)
{
    (void)state;
    const struct hand_stack stacks[] = {
        {"h;a", (double[]){100, 130}}, {"h;b", (double[]){100, 130}}, {"h;c", (double[]){100, 130}}};
    struct collected it;
    begin(&it, policy, hand_comparison(stacks, 3, 1, 1, (double[]){10, 10}));
    warn(&it, "f", "h", ENTRY_TOTAL);
    warn(&it, "f", "a", ENTRY_TOTAL);
    ready(&it);
    warnings_add(&it.findings, &it.input);
    assert_int_equal(it.findings.count, 2);
    assert_true(findings_has(&it.findings, FINDING_WARNING, 0,
                             symbols_find(it.run.comparisons[0]->symbols, bytes_of_text("h"))));
    end(&it);
}

/* Each of the two calls the other; still one of them is named. */
static void functions_that_call_each_other_do_not_hide_each_other(void **state)
{
    (void)state;
    const struct hand_stack stacks[] = {{"a;b;a", (double[]){100, 150}}, {"x", (double[]){100, 100}}};
    struct collected it;
    begin(&it, policy, hand_comparison(stacks, 2, 1, 1, (double[]){10, 10}));
    warn(&it, "f", "a", ENTRY_TOTAL);
    warn(&it, "f", "b", ENTRY_TOTAL);
    ready(&it);
    warnings_add(&it.findings, &it.input);
    assert_int_equal(it.findings.count, 1);
    assert_false(it.findings.items[0].explained);
    end(&it);
}

/* The caller of a regression, and what it calls: both have grown with it. */
static void what_a_regression_explains_says_so(void **state)
{
    (void)state;
    struct collected it;
    begin(&it, policy, hand_verdict_comparison("cpu", 640));
    warn(&it, "f", "handler", ENTRY_TOTAL);
    warn(&it, "f", "parse", ENTRY_TOTAL);
    warn(&it, "f", "parse", ENTRY_SELF);
    hand_verdict_reject(&it.run, 0, "f", "parse", ENTRY_TOTAL);
    hand_verdict_culprit(&it.run, 0, "f", "parse", ENTRY_TOTAL, "main;handler;parse");
    ready(&it);
    changes_add_regressions(&it.findings, &it.input);
    warnings_add(&it.findings, &it.input);
    assert_int_equal(it.findings.count, 2);
    assert_ptr_equal(finding_of(&it, "parse"), &it.findings.items[0]);
    assert_int_equal(it.findings.items[1].kind, FINDING_WARNING);
    assert_true(it.findings.items[1].explained);
    assert_int_equal(it.findings.items[1].explained_by, it.findings.items[0].symbol);
    end(&it);
}

static void code_below_a_regression_is_explained_by_it(void **state)
{
    (void)state;
    const struct hand_stack stacks[] = {
        {"h;cause", (double[]){10, 100}}, {"h;cause;leaf", (double[]){0, 80}}, {"h;c", (double[]){100, 100}}};
    struct collected it;
    begin(&it, policy, hand_comparison(stacks, 3, 1, 1, (double[]){10, 10}));
    warn(&it, "f", "leaf", ENTRY_TOTAL);
    hand_verdict_reject(&it.run, 0, "f", "cause", ENTRY_TOTAL);
    hand_verdict_culprit(&it.run, 0, "f", "cause", ENTRY_TOTAL, "h;cause");
    ready(&it);
    changes_add_regressions(&it.findings, &it.input);
    warnings_add(&it.findings, &it.input);
    assert_int_equal(it.findings.count, 2);
    assert_true(finding_of(&it, "leaf")->explained);
    assert_int_equal(finding_of(&it, "leaf")->explained_by, finding_of(&it, "cause")->symbol);
    end(&it);
}

static void the_total_has_its_own_warning(void **state)
{
    (void)state;
    struct collected it;
    begin(&it, policy, hand_verdict_comparison("cpu", 480));
    warn(&it, "t", NULL, ENTRY_SERVICE);
    warn(&it, "f", "parse", ENTRY_TOTAL);
    ready(&it);
    warnings_add(&it.findings, &it.input);
    assert_int_equal(it.findings.count, 2);
    assert_string_equal(it.findings.items[0].sentence,
                        "the service costs 8 % more per request: 100 ns -> 108 ns (95 % "
                        "interval -2 to +18 %), warning limit +5 % of itself");
    assert_int_equal(it.findings.items[0].rule, 1);
    end(&it);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_warned_is_nothing_found),
        cmocka_unit_test(of_a_path_the_deepest_function_is_named),
        cmocka_unit_test(a_caller_that_no_callee_explains_is_named_too),
        cmocka_unit_test(functions_that_call_each_other_do_not_hide_each_other),
        cmocka_unit_test(what_a_regression_explains_says_so),
        cmocka_unit_test(code_below_a_regression_is_explained_by_it),
        cmocka_unit_test(the_total_has_its_own_warning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

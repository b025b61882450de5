#include "rules/changes.h"

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

static void a_culprit_under_its_own_limit_tells_it(void **state)
{
    (void)state;
    struct collected it;
    begin(&it, NULL, hand_verdict_comparison("cpu", 600));
    hand_verdict_reject(&it.run, 0, "any-frame", "parse", ENTRY_SELF);
    hand_verdict_culprit(&it.run, 0, "any-frame", "parse", ENTRY_SELF, "main;handler;parse")->call_sites = 3;
    ready(&it);
    changes_add_regressions(&it.findings, &it.input);
    assert_int_equal(it.findings.count, 1);
    const struct finding *finding = &it.findings.items[0];
    assert_int_equal(finding->kind, FINDING_REGRESSION);
    assert_true(finding->self && finding->has_estimate);
    assert_int_equal(finding->call_sites, 3);
    assert_true(finding->limit.relative);
    assert_float_equal(finding->limit.fraction, 0.1, 1e-12);
    assert_string_equal(finding->sentence,
                        "'parse' itself costs 50 % more per request: 40 ns -> 60 ns (95 % interval "
                        "+40 to +60 %), limit +10 % of itself and +2 % of the total");
    end(&it);
}

/* Only the total was asked about; the descent found the function. */
static void a_culprit_under_another_ones_limit_tells_whose(void **state)
{
    (void)state;
    struct collected it;
    begin(&it, NULL, hand_verdict_comparison("cpu", 600));
    hand_verdict_reject(&it.run, 0, "total", NULL, ENTRY_SERVICE);
    hand_verdict_answer(&it.run, 0, "total", NULL, ENTRY_SERVICE, QUESTION_FAIL)->limit_assumed = true;
    struct culprit *culprit = hand_verdict_culprit(&it.run, 0, NULL, "parse", ENTRY_TOTAL, "main;handler;parse");
    culprit->question = 0;
    ready(&it);
    changes_add_regressions(&it.findings, &it.input);
    assert_int_equal(it.findings.items[0].rule, 0);
    assert_true(it.findings.items[0].limit_assumed);
    assert_false(it.findings.items[0].self);
    assert_string_equal(
        it.findings.items[0].sentence,
        "'parse' costs 50 % more per request: 40 ns -> 60 ns (95 % interval +40 to +60 %); it takes the "
        "service's total over the limit of +25 % of itself");
    end(&it);
}

static void what_grew_in_a_diff_is_a_warning_or_new(void **state)
{
    (void)state;
    const struct hand_stack stacks[] = {{"main;a", (double[]){100, 200}}, {"main;b", (double[]){0, 100}}};
    struct collected it;
    begin(&it, NULL, hand_comparison(stacks, 2, 1, 1, (double[]){10, 10}));
    hand_verdict_culprit(&it.run, 0, NULL, "a", ENTRY_TOTAL, "main;a");
    hand_verdict_culprit(&it.run, 0, NULL, "b", ENTRY_TOTAL, "main;b");
    ready(&it);
    changes_add_growths(&it.findings, &it.input);
    assert_int_equal(it.findings.count, 2);
    assert_int_equal(it.findings.items[0].kind, FINDING_WARNING);
    assert_int_equal(it.findings.items[1].kind, FINDING_NEW);
    assert_int_equal(it.findings.items[1].rule, UINT32_MAX);
    assert_string_equal(it.findings.items[1].sentence,
                        "'b' is new and costs 10 samples per request, 100 % of the service's total");
    end(&it);
}

static void set_node(struct collected *it, const char *path, int direction)
{
    it->run.about[0].nodes[hand_node(it->run.comparisons[0], path)].direction = (int8_t)direction;
}

/* new;inner is new code as a whole, of which the topmost is told; 'moved' has another caller now; 'noise' has one
 * sample. */
static void new_code_is_told_by_its_topmost_function(void **state)
{
    (void)state;
    const struct hand_stack stacks[] = {
        {"main;new;inner", (double[]){0, 50}}, {"main;gone;below", (double[]){60, 0}},
        {"main;moved", (double[]){40, 0}},     {"main;other;moved", (double[]){10, 50}},
        {"main;noise", (double[]){0, 1}},      {"main", (double[]){900, 900}},
    };
    struct collected it;
    begin(&it, NULL, hand_comparison(stacks, 6, 1, 1, (double[]){10, 10}));
    set_node(&it, "main;new", 1);
    set_node(&it, "main;new;inner", 1);
    set_node(&it, "main;gone", -1);
    set_node(&it, "main;gone;below", -1);
    set_node(&it, "main;moved", -1);
    set_node(&it, "main;other;moved", 1);
    ready(&it);
    changes_add_new_and_vanished(&it.findings, &it.input);
    assert_int_equal(it.findings.count, 2);
    assert_int_equal(it.findings.items[0].kind, FINDING_VANISHED);
    assert_string_equal(it.findings.items[0].sentence,
                        "'gone' is gone; it was at 6 samples per request, 5.9 % of the service's total");
    assert_int_equal(it.findings.items[1].kind, FINDING_NEW);
    assert_string_equal(it.findings.items[1].sentence,
                        "'new' is new and costs 5 samples per request, 4.95 % of the service's total");
    assert_int_equal(it.findings.items[1].node, hand_node(it.run.comparisons[0], "main;new"));
    end(&it);
}

static void new_code_is_told_without_an_estimate_too(void **state)
{
    (void)state;
    const struct hand_stack stacks[] = {{"main;new", (double[]){0, 50}}, {"main", (double[]){900, 900}}};
    struct collected it;
    begin(&it, "version: 1\nrules:\n  - {id: t, match: {total: true}, fail_over: [{of_itself: 10%}]}\n",
          hand_comparison(stacks, 2, 1, 1, (double[]){10, 10}));
    set_node(&it, "main;new", 1);
    ready(&it);
    changes_add_new_and_vanished(&it.findings, &it.input);
    assert_int_equal(it.findings.count, 1);
    assert_false(it.findings.items[0].has_estimate);
    assert_string_equal(it.findings.items[0].sentence, "'new' is new; it is at 5 samples per request");
    end(&it);
}

static void nothing_is_said_twice(void **state)
{
    (void)state;
    const struct hand_stack stacks[] = {{"main;gone", (double[]){60, 0}}, {"main", (double[]){900, 900}}};
    struct collected it;
    begin(&it, NULL, hand_comparison(stacks, 2, 1, 1, (double[]){10, 10}));
    set_node(&it, "main;gone", -1);
    hand_verdict_improvement(&it.run, 0, "gone", "main;gone");
    ready(&it);
    changes_add_improvements(&it.findings, &it.input);
    changes_add_new_and_vanished(&it.findings, &it.input);
    assert_int_equal(it.findings.count, 1);
    assert_int_equal(it.findings.items[0].kind, FINDING_VANISHED);
    end(&it);
}

/* The total costs 100 ns a request; the limit of its growth is 10 ns. */
static void background_is_told_when_it_is_large_or_grew(void **state)
{
    (void)state;
    static const struct {
        double before, after;
        const char *sentence;
    } cases[] = {
        {0, 0, NULL},
        {50, 110, NULL},
        {50, 140,
         "background work, which is set apart and not judged, is 12.3 % of the candidate's cost (4.76 % of the "
         "baseline's); the largest part is 'render'"},
        {200, 200,
         "background work, which is set apart and not judged, is 16.7 % of the candidate's cost (16.7 % of "
         "the baseline's); the largest part is 'render'"},
        {50, 151,
         "background work, which is set apart and not judged, grew from 5 ns per request to 15.1 ns per "
         "request; the largest part is 'render'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct comparison *comparison = hand_verdict_comparison("cpu", 400);
        comparison->sides[BASELINE].background = cases[i].before;
        comparison->sides[CANDIDATE].background = cases[i].after;
        comparison->background = memory_allocate_array(2, sizeof *comparison->background);
        comparison->background_count = 2;
        comparison->background[0].symbol = symbols_find(comparison->symbols, bytes_of_text("parse"));
        comparison->background[1].symbol = symbols_find(comparison->symbols, bytes_of_text("render"));
        comparison->background[1].amount[CANDIDATE] = cases[i].after;
        struct collected it;
        begin(&it, NULL, comparison);
        ready(&it);
        changes_add_background(&it.findings, &it.input);
        assert_int_equal(it.findings.count, cases[i].sentence != NULL);
        if (cases[i].sentence != NULL) {
            assert_int_equal(it.findings.items[0].kind, FINDING_WARNING);
            assert_false(it.findings.items[0].has_estimate);
            assert_string_equal(it.findings.items[0].sentence, cases[i].sentence);
        }
        end(&it);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_culprit_under_its_own_limit_tells_it),
        cmocka_unit_test(a_culprit_under_another_ones_limit_tells_whose),
        cmocka_unit_test(what_grew_in_a_diff_is_a_warning_or_new),
        cmocka_unit_test(new_code_is_told_by_its_topmost_function),
        cmocka_unit_test(new_code_is_told_without_an_estimate_too),
        cmocka_unit_test(nothing_is_said_twice),
        cmocka_unit_test(background_is_told_when_it_is_large_or_grew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "rules/moves.h"

#include "gate/base/memory.h"
#include "tests/support/hand_comparison.h"
#include "tests/support/hand_verdict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct collected {
    struct hand_verdict run;
    struct findings findings;
    struct rule_table table;
    struct changes_input input;
};

static void begin(struct collected *it, struct comparison *comparison)
{
    hand_verdict_begin(&it->run, NULL, &comparison, 1);
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

/* Says that a function of the comparison had another name. */
static void rename_function(struct comparison *comparison, const char *from, const char *to, double score)
{
    struct error err = ERROR_INIT;
    struct symbol symbol = {.name = bytes_of_text(from)};
    comparison->renames = memory_allocate_array(1, sizeof *comparison->renames);
    comparison->rename_count = 1;
    comparison->renames[0].score = score;
    assert_int_equal(symbols_add(comparison->symbols, &symbol, &comparison->renames[0].from, &err), 0);
    comparison->renames[0].to = symbols_find(comparison->symbols, bytes_of_text(to));
}

static void a_renamed_function_is_told(void **state)
{
    (void)state;
    struct collected it;
    struct comparison *comparison = hand_verdict_comparison("cpu", 440);
    rename_function(comparison, "scan", "parse", 0.8345);
    begin(&it, comparison);
    ready(&it);
    moves_add_renamed(&it.findings, &it.input);
    assert_int_equal(it.findings.count, 1);
    const struct finding *finding = &it.findings.items[0];
    assert_int_equal(finding->kind, FINDING_MOVED);
    assert_int_equal(finding->symbol, symbols_find(comparison->symbols, bytes_of_text("parse")));
    assert_true(finding->has_estimate && !finding->self);
    assert_true(finding->estimate.change > 0.0999 && finding->estimate.change < 0.1001);
    assert_string_equal(finding->sentence,
                        "renamed: 'scan' -> 'parse' (matched by name, callers, callees, size; score 0.83)");
    end(&it);
}

/* Marks the answer about a function as moved, with a net growth in samples a request. */
static struct answer *move(struct collected *it, const char *function, enum entry_value value, double net)
{
    struct answer *answer = hand_verdict_answer(&it->run, 0, "any-frame", function, value, QUESTION_FAIL);
    answer->moved = true;
    answer->at_limit = answer->rejected = false;
    answer->net = answer->estimate;
    answer->net.growth = net;
    answer->net.share = net / 100;
    answer->net.growth_interval[0] = net - 1;
    answer->net.growth_interval[1] = net + 1;
    answer->limit = (struct limit_resolved){.growth = 4, .decided = LIMIT_OF_ITSELF};
    return answer;
}

static uint32_t symbol_of(const struct collected *it, const char *name)
{
    return symbols_find(it->run.comparisons[0]->symbols, bytes_of_text(name));
}

/* 400 -> 600 over ten requests; a tenth of a sample a request is 0.1 % of the total of 100. */
static void moved_cost_is_told_with_its_net(void **state)
{
    (void)state;
    struct collected it;
    begin(&it, hand_verdict_comparison("cpu", 600));
    struct moved_part parts[] = {{symbol_of(&it, "render"), -15}, {symbol_of(&it, "handler"), -5}};
    struct answer *answer = move(&it, "parse", ENTRY_SELF, 0.1);
    it.run.answers.moved_parts = parts;
    it.run.answers.moved_part_count = 2;
    answer->parts_count = 2;
    ready(&it);
    moves_add_absorbed(&it.findings, &it.input);
    assert_int_equal(it.findings.count, 1);
    const struct finding *finding = &it.findings.items[0];
    assert_int_equal(finding->kind, FINDING_MOVED);
    assert_true(!finding->self && finding->has_estimate); /* self and total are one */
    assert_true(finding->estimate.growth == answer->estimate.growth && finding->estimate.growth != 0.1);
    assert_int_equal(finding->node, hand_node(it.run.comparisons[0], "main;handler;parse"));
    assert_string_equal(
        finding->sentence,
        "'parse' costs 50 % more per request, but its cost seems to have come from 'render' and 'handler': "
        "together they measure +0.1 % of the total (95 % interval -0.9 to +1.1 %), limit +4 % of the "
        "total");
    it.run.answers.moved_parts = NULL;
    end(&it);
}

static void total_and_own_cost_are_one_finding(void **state)
{
    (void)state;
    struct collected it;
    begin(&it, hand_verdict_comparison("cpu", 600));
    move(&it, "parse", ENTRY_SELF, 1);
    move(&it, "parse", ENTRY_TOTAL, 2);
    ready(&it);
    moves_add_absorbed(&it.findings, &it.input);
    assert_int_equal(it.findings.count, 1);
    assert_non_null(
        strstr(it.findings.items[0].sentence, "its cost seems to have come from functions nearby: together"));
    end(&it);
}

static void of_many_savings_three_are_named(void **state)
{
    (void)state;
    struct collected it;
    begin(&it, hand_verdict_comparison("cpu", 600));
    uint32_t render = symbol_of(&it, "render");
    struct moved_part parts[] = {{render, -5}, {render, -4}, {render, -3}, {render, -2}, {render, -1}};
    it.run.answers.moved_parts = parts;
    move(&it, "parse", ENTRY_SELF, 0)->parts_count = 5;
    ready(&it);
    moves_add_absorbed(&it.findings, &it.input);
    assert_non_null(
        strstr(it.findings.items[0].sentence, "from 'render', 'render', 'render' and 2 more: together"));
    it.run.answers.moved_parts = NULL;
    end(&it);
}

static void open_relocated(struct collected *it, struct relocation *out)
{
    double same[] = {10, 10}, more[] = {10, 30}, less[] = {30, 10};
    const struct hand_stack stacks[] = {
        {"main;search", same}, {"main;cart", same}, {"main;search;encode", less}, {"main;cart;encode", more}};
    struct comparison *comparison = hand_comparison(stacks, 4, 1, 1, (double[]){10, 10});
    comparison->profile = "cpu";
    comparison->unit = "nanoseconds";
    begin(it, comparison);
    *out = (struct relocation){.symbol = symbol_of(it, "encode"),
                               .grown = (uint32_t)hand_node(comparison, "main;cart;encode"),
                               .fallen = (uint32_t)hand_node(comparison, "main;search;encode"),
                               .more = 2,
                               .less = 2,
                               .net = {.rate = {4, 4}, .growth_interval = {-0.6, 0.6}}};
    it->run.answers.relocations = out;
    it->run.answers.relocation_count = 1;
    ready(it);
}

static void close_relocated(struct collected *it)
{
    it->run.answers.relocations = NULL;
    end(it);
}

static void what_is_called_elsewhere_is_told(void **state)
{
    (void)state;
    struct collected it;
    struct relocation relocation;
    open_relocated(&it, &relocation);
    moves_add_relocated(&it.findings, &it.input);
    assert_int_equal(it.findings.count, 1);
    assert_int_equal(it.findings.items[0].kind, FINDING_MOVED);
    assert_int_equal(it.findings.items[0].node, relocation.grown);
    assert_string_equal(
        it.findings.items[0].sentence,
        "'encode' below 'cart' grew by 2 ns per request, and 'encode' below 'search' fell by 2 ns per request: "
        "all places together measure 0 % of the total (95 % interval -10 to +10 %)");
    close_relocated(&it);
}

/* Both callers are findings already: they say it. */
static void what_callers_say_is_not_told_again(void **state)
{
    (void)state;
    struct collected it;
    struct relocation relocation;
    open_relocated(&it, &relocation);
    struct finding finding = findings_blank(FINDING_REGRESSION, 0);
    finding.symbol = symbol_of(&it, "cart");
    findings_add(&it.findings, &finding, "x");
    moves_add_relocated(&it.findings, &it.input);
    assert_int_equal(it.findings.count, 2);
    it.findings.count = 1;
    finding.symbol = symbol_of(&it, "search");
    finding.kind = FINDING_IMPROVEMENT;
    findings_add(&it.findings, &finding, "x");
    moves_add_relocated(&it.findings, &it.input);
    assert_int_equal(it.findings.count, 2);
    it.findings.count = 0;
    finding.symbol = relocation.symbol;
    findings_add(&it.findings, &finding, "x");
    moves_add_relocated(&it.findings, &it.input);
    assert_int_equal(it.findings.count, 1);
    close_relocated(&it);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_renamed_function_is_told),         cmocka_unit_test(moved_cost_is_told_with_its_net),
        cmocka_unit_test(total_and_own_cost_are_one_finding), cmocka_unit_test(of_many_savings_three_are_named),
        cmocka_unit_test(what_is_called_elsewhere_is_told),   cmocka_unit_test(what_callers_say_is_not_told_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

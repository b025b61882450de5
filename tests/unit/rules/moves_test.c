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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_renamed_function_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

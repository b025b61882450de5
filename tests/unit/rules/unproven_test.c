#include "rules/unproven.h"

#include "gate/base/memory.h"
#include "tests/support/hand_comparison.h"
#include "tests/support/hand_verdict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* handler and main grew with parse; render fell by 30 of 1000; tiny changed by less than a thousandth. */
static const struct hand_stack stacks[] = {
    {"main;handler;parse", (double[]){4000, 4400}},
    {"main;handler;render", (double[]){5000, 4900}},
    {"main;tiny", (double[]){1000, 1001}},
};

static struct findings collect(struct hand_verdict *run, const char *told)
{
    struct findings findings = {.arena = arena_new()};
    struct rule_table table = {0};
    struct changes_input input = {&run->input, &table, 0};
    if (told != NULL) {
        struct finding known = findings_blank(FINDING_WARNING, 0);
        known.symbol = symbols_find(run->comparisons[0]->symbols, bytes_of_text(told));
        findings_add(&findings, &known, "known");
    }
    unproven_add(&findings, &input);
    assert_false(findings.failed);
    return findings;
}

static void begin(struct hand_verdict *run)
{
    struct comparison *comparison = hand_comparison(stacks, 3, 1, 1, (double[]){10, 10});
    hand_verdict_begin(run, NULL, &comparison, 1);
}

static void end(struct hand_verdict *run, struct findings *findings)
{
    memory_free(findings->items);
    arena_free(findings->arena);
    hand_verdict_end(run);
}

static void the_deepest_functions_that_changed_are_named_largest_first(void **state)
{
    (void)state;
    struct hand_verdict run;
    begin(&run);
    struct findings findings = collect(&run, NULL);
    assert_int_equal(findings.count, 2);
    assert_memory_equal(findings.items[0].sentence, "'parse' costs 10 % more per request", 35);
    assert_memory_equal(findings.items[1].sentence, "'render' costs 2 % less per request", 35);
    assert_non_null(strstr(findings.items[0].sentence, "; that is not proven"));
    assert_int_equal(findings.items[0].kind, FINDING_INCONCLUSIVE);
    end(&run, &findings);
}

static void what_is_told_is_not_told_again_nor_are_its_callers(void **state)
{
    (void)state;
    struct hand_verdict run;
    begin(&run);
    struct findings findings = collect(&run, "parse");
    assert_int_equal(findings.count, 2);
    assert_string_equal(findings.items[0].sentence, "known");
    assert_memory_equal(findings.items[1].sentence, "'render'", 8);
    end(&run, &findings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_deepest_functions_that_changed_are_named_largest_first),
        cmocka_unit_test(what_is_told_is_not_told_again_nor_are_its_callers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "rules/findings.h"

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
    const struct hand_stack stacks[] = {{"b;a;c", (double[]){1, 1}}};
    return hand_comparison(stacks, 1, 1, 1, (double[]){1, 1});
}

static void add(struct findings *findings, enum finding_kind kind, uint32_t symbol, double share)
{
    struct finding finding = findings_blank(kind, 0);
    finding.symbol = symbol;
    finding.has_estimate = !isnan(share);
    finding.estimate.share = share;
    findings_add(findings, &finding, "%d %u", (int)kind, symbol);
}

/* Symbols of the sample: 0 is b, 1 is a, 2 is c. */
static void they_come_by_kind_then_weight_then_name(void **state)
{
    (void)state;
    struct comparison *comparison = sample();
    struct error err = ERROR_INIT;
    struct findings findings = {.arena = arena_new()};
    add(&findings, FINDING_IMPROVEMENT, 2, -0.01);
    add(&findings, FINDING_WARNING, SYMBOL_NONE, NAN);
    add(&findings, FINDING_IMPROVEMENT, 0, -0.3);
    add(&findings, FINDING_WARNING, 1, 0.001);
    add(&findings, FINDING_REGRESSION, 0, 0.1);
    add(&findings, FINDING_REGRESSION, 1, 0.1);
    add(&findings, FINDING_REGRESSION, 2, 0.2);
    assert_int_equal(findings_sort(&findings, (const struct comparison *const[]){comparison}, &err), 0);
    const char *const expected[] = {"0 2", "0 1", "0 0", "1 1", "1 4294967295", "2 0", "2 2"};
    assert_int_equal(findings.count, 7);
    for (size_t i = 0; i < 7; i++) {
        assert_string_equal(findings.items[i].sentence, expected[i]);
    }
    assert_true(findings_has(&findings, FINDING_WARNING, 0, 1));
    assert_false(findings_has(&findings, FINDING_WARNING, 0, 2));
    assert_false(findings_has(&findings, FINDING_WARNING, 1, 1));
    memory_free(findings.items);
    arena_free(findings.arena);
    comparison_free(comparison);
}

static void sentences_are_harmless(void **state)
{
    (void)state;
    struct findings findings = {.arena = arena_new()};
    struct finding blank = findings_blank(FINDING_WARNING, UINT32_MAX);
    findings_add(&findings, &blank, "a%sb", "\n\x1b[2J");
    assert_string_equal(findings.items[0].sentence, "a\xef\xbf\xbd\xef\xbf\xbd[2Jb");
    assert_int_equal(findings.items[0].rule, UINT32_MAX);
    assert_string_equal(findings.items[0].owner, "");
    memory_free(findings.items);
    arena_free(findings.arena);
}

static void the_leading_one_is_found(void **state)
{
    (void)state;
    struct finding items[] = {findings_blank(FINDING_INCONCLUSIVE, 0), findings_blank(FINDING_INCONCLUSIVE, 1)};
    struct findings findings = {.items = items, .count = 2};
    items[1].leading = true;
    assert_null(findings_leading(&findings, 0));
    assert_ptr_equal(findings_leading(&findings, 1), &items[1]);
}

static void no_memory_is_kept_in_mind(void **state)
{
    (void)state;
    struct findings findings = {.arena = arena_new()};
    struct finding blank = findings_blank(FINDING_WARNING, UINT32_MAX);
    struct error err = ERROR_INIT;
    memory_fail_at(1);
    findings_add(&findings, &blank, "a");
    memory_fail_at(0);
    findings_add(&findings, &blank, "b");
    assert_true(findings.failed);
    assert_int_equal(findings.count, 0);
    assert_int_equal(findings_sort(&findings, NULL, &err), -1);
    assert_int_equal(err.kind, ERROR_MEMORY);
    arena_free(findings.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_come_by_kind_then_weight_then_name),
        cmocka_unit_test(sentences_are_harmless),
        cmocka_unit_test(the_leading_one_is_found),
        cmocka_unit_test(no_memory_is_kept_in_mind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "gate/model/verdict.h"

#include "gate/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The words of the JSON report: they are a promise to its readers. */
static void names(void **state)
{
    (void)state;
    assert_string_equal(verdict_kind_name(VERDICT_PASS), "pass");
    assert_string_equal(verdict_kind_name(VERDICT_REGRESSION), "regression");
    assert_string_equal(verdict_kind_name(VERDICT_INCONCLUSIVE), "inconclusive");
    assert_string_equal(verdict_kind_name(VERDICT_ERROR), "error");
    static const char *const kinds[] = {"regression", "warning",      "improvement", "moved",      "new",
                                        "vanished",   "inconclusive", "waived",      "expectation"};
    for (int kind = FINDING_REGRESSION; kind <= FINDING_EXPECTATION; kind++)
        assert_string_equal(finding_kind_name((enum finding_kind)kind), kinds[kind]);
}

static void a_remark_is_a_warning_without_numbers(void **state)
{
    (void)state;
    assert_true(verdict_is_remark(&(struct finding){.kind = FINDING_WARNING}));
    assert_false(verdict_is_remark(&(struct finding){.kind = FINDING_WARNING, .has_estimate = true}));
    assert_false(verdict_is_remark(&(struct finding){.kind = FINDING_REGRESSION}));
}

static void everything_is_given_back(void **state)
{
    (void)state;
    struct memory_usage before = memory_usage();
    struct verdict *verdict = memory_allocate_array(1, sizeof *verdict);
    verdict->arena = arena_new();
    verdict->reason = arena_copy_text(verdict->arena, "why", 3);
    verdict->findings = memory_allocate_array(2, sizeof *verdict->findings);
    verdict->rules = memory_allocate_array(2, sizeof *verdict->rules);
    verdict->profiles = memory_allocate_array(2, sizeof *verdict->profiles);
    verdict_free(verdict);
    verdict_free(NULL);
    assert_int_equal(memory_usage().used, before.used);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(names),
                                       cmocka_unit_test(a_remark_is_a_warning_without_numbers),
                                       cmocka_unit_test(everything_is_given_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

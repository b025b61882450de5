#include "gate/report/sections.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void every_kind_of_finding_has_one_part(void **state)
{
    (void)state;
    for (int kind = FINDING_REGRESSION; kind <= FINDING_EXPECTATION; kind++) {
        size_t check = 0, diff = 0;
        for (size_t i = 0; i < SECTIONS_COUNT; i++) {
            check += sections_at(i, false)->kind == (enum finding_kind)kind;
            diff += sections_at(i, true)->kind == (enum finding_kind)kind;
        }
        assert_int_equal(check, 1);
        assert_int_equal(diff, 1);
        assert_int_equal(sections_find((enum finding_kind)kind)->kind, kind);
    }
    assert_int_equal(sections_at(0, false)->kind, FINDING_REGRESSION);
}

static void diff_has_last_what_is_not_proven(void **state)
{
    (void)state;
    assert_int_equal(sections_at(SECTIONS_COUNT - 1, true)->kind, FINDING_INCONCLUSIVE);
    assert_int_equal(sections_at(2, true)->kind, sections_at(3, false)->kind);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_finding_has_one_part),
        cmocka_unit_test(diff_has_last_what_is_not_proven),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

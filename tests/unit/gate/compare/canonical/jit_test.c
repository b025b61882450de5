#include "gate/compare/canonical.h"

#include "tests/support/canonical_cases.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Row "JIT tiers" of facts/pprof.md section 9. */

static void the_tier_is_dropped(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"java/util/HashMap.get_[j]", "java/util/HashMap.get"},
        {"java/util/HashMap.get_[i]", "java/util/HashMap.get"},
        {"java/util/HashMap.get_[0]", "java/util/HashMap.get"},
        {"java/util/HashMap.get_[1]", "java/util/HashMap.get"},
        {"Orders.find_[interp]", "Orders.find"},
        {"Orders.find [interp]", "Orders.find"},
        {"Orders.find_[i]_[j]", "Orders.find"},
    };
    canonical_cases_check(0, CANONICAL_CASES(cases));
}

static void the_kernel_and_the_waker_are_other_code(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"vfs_read_[k]", NULL},
        {"schedule_[w]", NULL},
        {"main.read_[k]", NULL},
    };
    canonical_cases_check(0, CANONICAL_CASES(cases));
}

static void nothing_else_is_a_tier(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"_[j]", NULL}, {"[interp]", NULL}, {"a_[x]", NULL}, {"a_[2]", NULL},
        {"a[j]", NULL}, {"a_[jj]", NULL},   {"_[k]", NULL},
    };
    canonical_cases_check(0, CANONICAL_CASES(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tier_is_dropped),
        cmocka_unit_test(the_kernel_and_the_waker_are_other_code),
        cmocka_unit_test(nothing_else_is_a_tier),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "gate/model/divisor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* Expected by Python's math.gcd. */
static void what_divides_both_is_found(void **state)
{
    (void)state;
    assert_true(divisor_common(0, 0) == 0);
    assert_true(divisor_common(0, 12) == 12);
    assert_true(divisor_common(12, 0) == 12);
    assert_true(divisor_common(490000000, 530000000) == 10000000);
    assert_true(divisor_common(4000000, 10000000) == 2000000);
    assert_true(divisor_common(9007199254740991, 6361) == 6361);
    assert_true(divisor_common(31234567, 7654321) == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_divides_both_is_found)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

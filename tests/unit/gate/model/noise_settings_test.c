#include "gate/model/noise_settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The defaults that the policy's documentation promises. */
static void defaults(void **state)
{
    (void)state;
    struct noise_settings noise = noise_settings_default();
    assert_true(noise.false_fail == 0.01);
    assert_true(noise.named_slice == 0.2);
    assert_true(noise.pass_error == 0.05);
    assert_true(noise.proven_over == 0.5);
    assert_int_equal(noise.pair_by, PAIR_AUTO);
    assert_false(noise.strict);
    assert_true(noise.host_cv == 0.05 && noise.frame_cv == 0.02 && noise.kappa == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(defaults)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "adapters/copies.h"

#include "tests/support/profile_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void a_copy_is_named_and_two_profiles_are_not(void **state)
{
    (void)state;
    const struct profile_sample cpu = profile_sample_cpu(10);
    struct replicas side;
    struct error err = ERROR_INIT;
    profile_sample_side(&side, "v1", &cpu, (const char *[]){"m 1\n", "m 2\n"}, 2);
    side.items[0].content_hash = 1;
    side.items[1].content_hash = 2;
    assert_int_equal(copies_refuse(&side, &err), 0);
    side.items[1].content_hash = 1;
    assert_int_equal(copies_refuse(&side, &err), -1);
    assert_int_equal(err.kind, ERROR_UNFIT);
    assert_string_equal(err.sentence,
                        "'r0' and 'r1' of 'v1' hold the same profiles: a copy is no replica, since it "
                        "tells nothing of the noise between runs; remove one");
    side.items[0].content_hash = side.items[1].content_hash = 0; /* nothing was read */
    assert_int_equal(copies_refuse(&side, &err), 0);
    replicas_clear(&side);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_copy_is_named_and_two_profiles_are_not)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "adapters/source/replica_choice.h"

#include "gate/base/bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void all_are_taken_and_sorted(void **state)
{
    (void)state;
    const char *names[] = {"c", "a", "b"};
    assert_int_equal(replica_choice_take(names, 3, 0), 3);
    assert_string_equal(names[0], "a");
    assert_string_equal(names[2], "c");
    assert_int_equal(replica_choice_take(names, 3, 9), 3);
    assert_int_equal(replica_choice_take(names, 0, 2), 0);
}

/* Whatever the order they come in, and whoever else is there, as long as his hash is larger. */
static void the_choice_hangs_on_names_alone(void **state)
{
    (void)state;
    const char *one[] = {"pod-1", "pod-2", "pod-3", "pod-4", "pod-5"};
    const char *other[] = {"pod-5", "pod-3", "pod-1", "pod-4", "pod-2"};
    assert_int_equal(replica_choice_take(one, 5, 2), 2);
    assert_int_equal(replica_choice_take(other, 5, 2), 2);
    assert_string_equal(one[0], other[0]);
    assert_string_equal(one[1], other[1]);
    assert_true(strcmp(one[0], one[1]) < 0);
    for (size_t i = 2; i < 5; i++)
        for (size_t k = 0; k < 2; k++)
            assert_true(bytes_hash(bytes_of_text(one[i])) > bytes_hash(bytes_of_text(one[k])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_are_taken_and_sorted),
        cmocka_unit_test(the_choice_hangs_on_names_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

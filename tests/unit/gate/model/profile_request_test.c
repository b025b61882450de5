#include "gate/model/profile_request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void the_labels_of_endpoints_end(void **state)
{
    (void)state;
    size_t count = 0;
    while (profile_request_endpoint_labels[count] != NULL) {
        assert_true(profile_request_endpoint_labels[count][0] != '\0');
        count++;
    }
    assert_int_equal(count, 5);
    assert_string_equal(profile_request_endpoint_labels[0], "endpoint");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_labels_of_endpoints_end)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

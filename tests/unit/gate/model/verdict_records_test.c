#include "gate/model/verdict_records.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void records_are_copies(void **state)
{
    (void)state;
    char version[] = "v1";
    struct verdict_records records = {0};
    assert_int_equal(verdict_records_add(&records, version, "pass", 7), 0);
    version[1] = '2';
    assert_int_equal(verdict_records_add(&records, version, "error", 0), 0);
    assert_int_equal(records.count, 2);
    assert_string_equal(records.items[0].version, "v1");
    assert_string_equal(records.items[0].verdict, "pass");
    assert_int_equal(records.items[0].end, 7);
    assert_string_equal(records.items[1].version, "v2");
    verdict_records_clear(&records);
    assert_int_equal(records.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(records_are_copies)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

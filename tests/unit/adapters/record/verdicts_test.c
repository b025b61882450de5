#include "adapters/record/verdicts.h"

#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void what_is_written_is_read_again(void **state)
{
    (void)state;
    char folder[512];
    snprintf(folder, sizeof folder, "%s", scratch_path("records"));
    assert_int_equal(verdicts_write(folder, "shop", "v1", "pass", 1795168800000000000LL, NULL), 0);
    assert_int_equal(verdicts_write(folder, "shop", "../v2/\xc3\xa9", "regression", 0, NULL), 0);
    assert_int_equal(verdicts_write(folder, "shop", "v1", "inconclusive", 0, NULL), 0);
    assert_int_equal(verdicts_write(folder, "shop2", "v1", "pass", 0, NULL), 0);
    struct verdict_records records = {0};
    assert_int_equal(verdicts_read(&records, folder, "shop", NULL), 0);
    assert_int_equal(records.count, 2);
    assert_string_equal(records.items[0].version, "../v2/\xc3\xa9");
    assert_string_equal(records.items[0].verdict, "regression");
    assert_string_equal(records.items[1].version, "v1");
    assert_string_equal(records.items[1].verdict, "inconclusive");
    verdict_records_clear(&records);
}

static void the_end_of_the_window_is_kept(void **state)
{
    (void)state;
    char folder[512];
    snprintf(folder, sizeof folder, "%s", scratch_path("ends"));
    assert_int_equal(verdicts_write(folder, "", "v1", "pass", 1795168800000000000LL, NULL), 0);
    struct verdict_records records = {0};
    assert_int_equal(verdicts_read(&records, folder, "", NULL), 0);
    assert_int_equal(records.count, 1);
    assert_true(records.items[0].end == 1795168800000000000LL);
    verdict_records_clear(&records);
}

static void a_folder_that_is_not_there_holds_nothing(void **state)
{
    (void)state;
    struct verdict_records records = {0};
    assert_int_equal(verdicts_read(&records, scratch_path("nowhere"), "shop", NULL), 0);
    assert_int_equal(records.count, 0);
}

static void damage_is_refused_with_the_name_of_the_file(void **state)
{
    (void)state;
    static const char bad_time[] = "{\"format\": \"flamegate verdict\", \"format_version\": 1, \"version\": \"v\", "
                                   "\"verdict\": \"pass\", \"end\": \"noon\"}";
    static const char *const damaged[] = {
        "",
        "{",
        "[]",
        "{\"format\": \"other\", \"format_version\": 1}",
        "{\"format\": \"flamegate verdict\", \"format_version\": 2}",
        "{\"format\": \"flamegate verdict\", \"format_version\": 1, \"verdict\": \"pass\"}",
        "{\"format\": \"flamegate verdict\", \"format_version\": 1, \"version\": \"v\", \"verdict\": \"passed\"}",
        "{\"format\": \"flamegate verdict\", \"format_version\": 1, \"version\": \"v\", \"verdict\": 1}",
        bad_time,
    };
    for (size_t i = 0; i < sizeof damaged / sizeof damaged[0]; i++) {
        struct verdict_records records = {0};
        struct error err = ERROR_INIT;
        scratch_write("damaged/shop@v.json", damaged[i]);
        assert_int_equal(verdicts_read(&records, scratch_path("damaged"), "shop", &err), -1);
        assert_int_equal(err.kind, ERROR_INPUT);
        if (strstr(err.sentence, "shop@v.json") == NULL) {
            fail_msg("said: %s", err.sentence);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(the_end_of_the_window_is_kept),
        cmocka_unit_test(a_folder_that_is_not_there_holds_nothing),
        cmocka_unit_test(damage_is_refused_with_the_name_of_the_file),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}

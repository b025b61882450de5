#include "gate/base/timestamp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define LENGTH(table) (sizeof(table) / sizeof((table)[0]))

/* Python: (datetime.fromisoformat(t) - datetime(1970, 1, 1, tzinfo=utc)) in nanoseconds. */
static void times_are_nanoseconds_since_1970(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t nanoseconds;
    } cases[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2026-11-21T12:04:36.344Z", 1795262676344000000},
        {"2026-11-21t12:04:36.344z", 1795262676344000000},
        {"2026-11-21T13:34:36.344+01:30", 1795262676344000000},
        {"2026-11-20T23:04:36.344-13:00", 1795262676344000000},
        {"1969-12-31T23:59:59.5Z", -500000000},
        {"2000-02-29T00:00:00+05:30", 951762600000000000},
        {"1970-01-01T00:00:00.123456789999Z", 123456789},
        {"2016-12-31T23:59:60Z", 1483228800000000000},
        {"2017-01-01T00:59:60+01:00", 1483228800000000000},
        {"2262-04-11T23:47:15.999Z", 9223372035999000000},
        {"1677-09-21T00:12:44Z", -9223372036000000000},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        int64_t nanoseconds = 1;
        assert_true(timestamp_parse(bytes_of_text(cases[i].text), &nanoseconds));
        assert_true(nanoseconds == cases[i].nanoseconds);
    }
}

static void other_times_are_refused(void **state)
{
    (void)state;
    static const char *const refused[] = {
        "",
        "2026-11-21",
        "2026-11-21T12:04:36",
        "2026-11-21 12:04:36Z",
        "2026-11-21T12:04Z",
        "2026-11-21T12:04:36.Z",
        "2026-11-21T12:04:36,5Z",
        "2026-11-21T12:04:36ZZ",
        "2026-11-21T12:04:36+0100",
        "2026-11-21T12:04:36+24:00",
        "2026-13-21T12:04:36.5Z",
        "2026-13-21T12:04:36Z",
        "2026-00-21T12:04:36Z",
        "2026-11-31T12:04:36Z",
        "2026-02-29T12:04:36Z",
        "1900-02-29T12:04:36Z",
        "2026-11-21T24:00:00Z",
        "2026-11-21T12:60:36Z",
        "2026-11-21T12:04:60Z",
        "2026-11-21T12:04:61Z",
        "+026-11-21T12:04:36Z",
        "2026-1-21T12:04:36Z",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
    };
    for (size_t i = 0; i < LENGTH(refused); i++) {
        int64_t nanoseconds = 1;
        if (timestamp_parse(bytes_of_text(refused[i]), &nanoseconds) || nanoseconds != 1) {
            fail_msg("'%s' was taken", refused[i]);
        }
    }
}

static void times_are_written_in_utc(void **state)
{
    (void)state;
    static const struct {
        int64_t nanoseconds;
        const char *text;
    } cases[] = {
        {0, "1970-01-01T00:00:00Z"},
        {1795262676344000000, "2026-11-21T12:04:36.344Z"},
        {1795262676344999999, "2026-11-21T12:04:36.344Z"},
        {1795262676000999999, "2026-11-21T12:04:36Z"},
        {951782400000000000, "2000-02-29T00:00:00Z"},
        {-500000000, "1969-12-31T23:59:59.500Z"},
        {-1, "1969-12-31T23:59:59.999Z"},
        {INT64_MAX, "2262-04-11T23:47:16.854Z"},
        {INT64_MIN, "1677-09-21T00:12:43.145Z"},
    };
    char out[TIMESTAMP_TEXT_SIZE];
    for (size_t i = 0; i < LENGTH(cases); i++) {
        assert_string_equal(timestamp_format(out, cases[i].nanoseconds), cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_nanoseconds_since_1970),
        cmocka_unit_test(other_times_are_refused),
        cmocka_unit_test(times_are_written_in_utc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

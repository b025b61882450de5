#include "adapters/record/report_window.h"

#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void the_windows_of_a_report_are_used_again(void **state)
{
    (void)state;
    struct time_span windows[SIDES], anchor = {1, 2};
    scratch_write("report.json", "{\"schema\": 1, \"baseline\": {\"start\": \"2026-11-20T10:00:00Z\", \"end\": "
                                 "\"2026-11-20T10:30:00Z\"}, \"candidate\": {\"version\": \"v2\", \"start\": "
                                 "\"2026-11-20T11:00:00Z\", \"end\": \"2026-11-20T11:30:00.5Z\"}}");
    assert_int_equal(report_window_read(windows, &anchor, scratch_path("report.json"), NULL), 0);
    /* date -d 2026-11-20T10:00:00Z +%s */
    assert_true(windows[BASELINE].start == 1795168800000000000LL);
    assert_true(windows[BASELINE].end == 1795170600000000000LL);
    assert_true(windows[CANDIDATE].end == 1795174200500000000LL);
    assert_true(anchor.start == 0 && anchor.end == 0);
}

static void the_anchor_has_a_window_of_its_own(void **state)
{
    (void)state;
    static const char both[] =
        "\"baseline\": {\"start\": \"2026-11-20T10:00:00Z\", \"end\": \"2026-11-20T10:30:00Z\"},"
        "\"candidate\": {\"start\": \"2026-11-20T10:00:00Z\", \"end\": "
        "\"2026-11-20T10:30:00Z\"}";
    struct time_span windows[SIDES], anchor = {0};
    char text[1024];
    snprintf(text, sizeof text,
             "{%s, \"anchor\": {\"start\": \"2026-11-20T10:00:00Z\", \"end\": "
             "\"2026-11-20T10:30:00Z\"}}",
             both);
    scratch_write("report.json", text);
    assert_int_equal(report_window_read(windows, &anchor, scratch_path("report.json"), NULL), 0);
    assert_true(anchor.start == 1795168800000000000LL);
    assert_true(anchor.end == 1795170600000000000LL);
    /* Of a run that found no profiles of it. */
    snprintf(text, sizeof text, "{%s, \"anchor\": {\"version\": \"v2.0\", \"start\": null, \"end\": null}}", both);
    scratch_write("report.json", text);
    assert_int_equal(report_window_read(windows, &anchor, scratch_path("report.json"), NULL), 0);
    assert_true(anchor.start == 0 && anchor.end == 0);
}

static void what_is_no_report_with_windows_is_refused(void **state)
{
    (void)state;
    static const char *const others[] = {
        "",
        "[]",
        "{}",
        "{\"baseline\": {\"start\": null, \"end\": null}, \"candidate\": {}}",
        "{\"baseline\": {\"start\": \"2026-11-20T10:00:00Z\", \"end\": \"2026-11-20T09:00:00Z\"}}",
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct time_span windows[SIDES], anchor;
        struct error err = ERROR_INIT;
        scratch_write("other.json", others[i]);
        assert_int_equal(report_window_read(windows, &anchor, scratch_path("other.json"), &err), -1);
        assert_int_equal(err.kind, ERROR_USAGE);
    }
}

static void a_file_that_is_no_json_is_named(void **state)
{
    (void)state;
    struct time_span windows[SIDES], anchor;
    struct error err = ERROR_INIT;
    scratch_write("notes.md", "# notes\n");
    assert_int_equal(report_window_read(windows, &anchor, scratch_path("notes.md"), &err), -1);
    assert_int_equal(err.kind, ERROR_USAGE);
    assert_non_null(strstr(err.sentence, "notes.md' is no report of flamegate: not valid JSON: "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_windows_of_a_report_are_used_again),
        cmocka_unit_test(the_anchor_has_a_window_of_its_own),
        cmocka_unit_test(what_is_no_report_with_windows_is_refused),
        cmocka_unit_test(a_file_that_is_no_json_is_named),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}

#include "gate/pipeline_reports.h"

#include "gate/base/memory.h"
#include "gate/report/reporter.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void a_report_stands_before_the_work_begins(void **state)
{
    (void)state;
    char path[512];
    snprintf(path, sizeof path, "%s", scratch_path("report.json"));
    const struct publish_target target = {.reporter = reporter_find("json"), .path = path};
    const struct pipeline_plan plan = {
        .program_version = "test", .service = "", .reports = &target, .report_count = 1};
    const struct run run = {.plan = &plan};
    assert_int_equal(pipeline_reports_publish_unfinished(&run, NULL), 0);
    char *report = scratch_read("report.json");
    assert_non_null(strstr(report, "\"verdict\": \"error\""));
    assert_non_null(strstr(report, "did not finish"));
    memory_free(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_report_stands_before_the_work_begins)};
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}

#include "adapters/source/capture_audit.h"

#include "gate/base/memory.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static int64_t clock_now;

static int64_t now(void *world)
{
    (void)world;
    return clock_now;
}

static void pass_time(void *world, int64_t nanoseconds)
{
    (void)world;
    clock_now += nanoseconds;
}

static const char *environment(void *world, const char *name)
{
    (void)world;
    return strcmp(name, "GITHUB_ACTOR") == 0 ? "octocat" : strcmp(name, "FLAMEGATE_INCIDENT") == 0 ? "INC-7" : NULL;
}

static void say_nothing(void *world, const char *sentence)
{
    (void)world;
    (void)sentence;
}

static bool never(void *world)
{
    (void)world;
    return false;
}

static const struct surroundings world = {
    .now = now, .sleep = pass_time, .environment = environment, .progress = say_nothing, .cancelled = never};

static void every_pull_leaves_a_line(void **state)
{
    (void)state;
    char path[512];
    snprintf(path, sizeof path, "%s", scratch_path("audit.jsonl"));
    const struct capture_audit audit = {.path = path, .world = &world};
    const struct capture_audit_entry entry = {.target = "http://10.0.0.1:6060",
                                              .what = "cpu",
                                              .requested = 10000000000,
                                              .took = 10021000000,
                                              .bytes = 13424,
                                              .result = "a \"quoted\"\nline"};
    clock_now = 1795168800000000000LL; /* date -d 2026-11-20T10:00:00Z +%s */
    assert_int_equal(capture_audit_write(&audit, &entry, NULL), 0);
    assert_int_equal(capture_audit_write(&audit, &entry, NULL), 0);
    char *lines = scratch_read("audit.jsonl");
    const char *expected =
        "{ \"time\": \"2026-11-20T10:00:00Z\", \"who\": \"octocat\", \"target\": "
        "\"http://10.0.0.1:6060\", \"what\": \"cpu\", \"requested_ms\": 10000, \"took_ms\": 10021, "
        "\"bytes\": 13424, \"result\": \"a \\\"quoted\\\"\\nline\", \"incident\": \"INC-7\"}\n";
    assert_int_equal(strlen(lines), 2 * strlen(expected));
    assert_memory_equal(lines, expected, strlen(expected));
    memory_free(lines);
}

static void without_a_path_nothing_is_written(void **state)
{
    (void)state;
    const struct capture_audit audit = {.world = &world};
    const struct capture_audit_entry entry = {.target = "t", .what = "cpu", .result = "ok"};
    assert_int_equal(capture_audit_write(&audit, &entry, NULL), 0);
}

static void a_trace_that_cannot_be_left_is_an_error(void **state)
{
    (void)state;
    const struct capture_audit audit = {.path = "/nowhere/audit.jsonl", .world = &world};
    const struct capture_audit_entry entry = {.target = "t", .what = "cpu", .result = "ok"};
    struct error err = ERROR_INIT;
    assert_int_equal(capture_audit_write(&audit, &entry, &err), -1);
    assert_int_equal(err.kind, ERROR_OUTPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pull_leaves_a_line),
        cmocka_unit_test(without_a_path_nothing_is_written),
        cmocka_unit_test(a_trace_that_cannot_be_left_is_an_error),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}

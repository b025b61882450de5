#include "gate/report/publish.h"

#include "gate/base/memory.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* A reporter of the test: what it is told to write, or a failure. */
static const char *words = "";

static int write_words(const struct evaluation *evaluation, const struct report_options *options, struct sink *sink,
                       struct error *err)
{
    if (strcmp(words, "fail") == 0) {
        return error_set(err, ERROR_INPUT, "no report today");
    }
    char drawn[32] = "nothing";
    if (options->comparison != SIZE_MAX) {
        snprintf(drawn, sizeof drawn, "%zu", options->comparison);
    }
    sink_format(sink, "%s %s %s", words, drawn, evaluation->finished ? "finished" : "unfinished");
    return 0;
}

static const struct reporter single = {.name = "single", .write = write_words, .to_stdout = true};
static const struct reporter each = {.name = "each", .write = write_words, .per_profile = true};

static void assert_content(const char *name, const char *expected)
{
    char *text = scratch_read(name);
    assert_non_null(text);
    assert_string_equal(text, expected);
    memory_free(text);
}

static void unfinished_replaces_files_but_prints_nothing(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    FILE *output = fopen(scratch_path("stdout"), "w");
    const struct publish_target targets[] = {{.reporter = &single, .path = scratch_path("a.json")},
                                             {.reporter = &single, .path = NULL}};
    struct evaluation evaluation = {.finished = false};
    words = "yesterday";
    scratch_write("a.json", "an old green report");
    assert_int_equal(publish_reports(&evaluation, targets, 2, &(struct report_options){0}, output, &err), 0);
    assert_content("a.json", "yesterday nothing unfinished");
    evaluation.finished = true;
    words = "today";
    assert_int_equal(publish_reports(&evaluation, targets, 2, &(struct report_options){0}, output, &err), 0);
    fclose(output);
    assert_content("a.json", "today nothing finished");
    assert_content("stdout", "today nothing finished");
}

static void a_reporter_of_one_file_a_profile_names_them(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    /* The second profile could not be compared. */
    const char *const names[] = {"cpu", "alloc/x", "live"};
    const size_t comparisons[] = {0, SIZE_MAX, 1};
    const struct publish_target target = {.reporter = &each, .path = scratch_path("graph.svg")};
    struct evaluation evaluation = {
        .finished = true, .profiles = names, .profile_comparisons = comparisons, .profile_count = 3};
    words = "picture";
    assert_int_equal(publish_reports(&evaluation, &target, 1, &(struct report_options){0}, stdout, &err), 0);
    assert_content("graph.svg", "picture 0 finished");
    assert_content("graph-alloc_x.svg", "picture nothing finished");
    assert_content("graph-live.svg", "picture 1 finished");
}

static void pictures_of_other_profiles_are_removed_from_our_folder(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    const char *const names[] = {"cpu", "live"};
    struct evaluation evaluation = {.profiles = names, .profile_count = 2};
    words = "picture";
    scratch_write("own/graph-alloc.svg", "yesterday");
    scratch_write("own/graph-live.svg", "yesterday");
    scratch_write("own/graphics.svg", "somebody's");
    scratch_write("own/graph-notes.txt", "somebody's");
    const struct publish_target target = {
        .reporter = &each, .path = scratch_path("own/graph.svg"), .owns_folder = true};
    assert_int_equal(publish_reports(&evaluation, &target, 1, &(struct report_options){0}, stdout, &err), 0);
    assert_null(scratch_read("own/graph-alloc.svg"));
    assert_content("own/graph-live.svg", "picture nothing unfinished");
    assert_content("own/graphics.svg", "somebody's");
    assert_content("own/graph-notes.txt", "somebody's");
}

static void a_failure_keeps_the_old_file_and_tries_the_others(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    const struct publish_target targets[] = {{.reporter = &single, .path = scratch_path("missing/x.json")},
                                             {.reporter = &single, .path = scratch_path("y.json")}};
    struct evaluation evaluation = {.finished = true};
    words = "kept";
    assert_int_equal(publish_reports(&evaluation, targets, 2, &(struct report_options){0}, stdout, &err), -1);
    assert_int_equal(err.kind, ERROR_OUTPUT);
    assert_content("y.json", "kept nothing finished");
    words = "fail";
    assert_int_equal(publish_reports(&evaluation, targets + 1, 1, &(struct report_options){0}, stdout, &err), -1);
    assert_int_equal(err.kind, ERROR_OUTPUT);
    assert_string_equal(err.sentence, "no report today");
    assert_content("y.json", "kept nothing finished");
}

/* A file that is mounted cannot be renamed over: whoever holds it open reads the new words. */
static void a_report_in_place_keeps_the_file(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    const struct publish_target target = {
        .reporter = &single, .path = scratch_path("termination-log"), .in_place = true};
    struct evaluation evaluation = {.finished = false};
    char text[64];
    scratch_write("termination-log", "much longer than what is to stand there in the end");
    FILE *held = fopen(scratch_path("termination-log"), "r");
    words = "last";
    assert_int_equal(publish_reports(&evaluation, &target, 1, &(struct report_options){0}, stdout, &err), 0);
    assert_content("termination-log", "last nothing unfinished");
    evaluation.finished = true;
    assert_int_equal(publish_reports(&evaluation, &target, 1, &(struct report_options){0}, stdout, &err), 0);
    assert_non_null(fgets(text, sizeof text, held));
    assert_string_equal(text, "last nothing finished");
    fclose(held);
}

/* The job's summary holds what other steps wrote, and nothing unfinished is put there. */
static void a_report_is_put_behind_what_is_there(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    const struct publish_target target = {.reporter = &single, .path = scratch_path("summary"), .appended = true};
    struct evaluation evaluation = {.finished = false};
    words = "ours";
    scratch_write("summary", "theirs\n");
    assert_int_equal(publish_reports(&evaluation, &target, 1, &(struct report_options){0}, stdout, &err), 0);
    assert_content("summary", "theirs\n");
    evaluation.finished = true;
    assert_int_equal(publish_reports(&evaluation, &target, 1, &(struct report_options){0}, stdout, &err), 0);
    assert_content("summary", "theirs\nours nothing finished");
    const struct publish_target nowhere = {
        .reporter = &single, .path = scratch_path("missing/summary"), .appended = true};
    assert_int_equal(publish_reports(&evaluation, &nowhere, 1, &(struct report_options){0}, stdout, &err), -1);
    assert_int_equal(err.kind, ERROR_OUTPUT);
}

static void a_guarded_report_stands_between_commands(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    FILE *output = fopen(scratch_path("guarded"), "w");
    const struct publish_target target = {.reporter = &single, .guarded = true};
    struct evaluation evaluation = {.finished = true};
    words = "::error::\n";
    assert_int_equal(publish_reports(&evaluation, &target, 1, &(struct report_options){0}, output, &err), 0);
    fclose(output);
    assert_content("guarded", "::stop-commands::flamegate-report-0-\n::error::\n nothing finished\n"
                              "::flamegate-report-0-::\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unfinished_replaces_files_but_prints_nothing),
        cmocka_unit_test(a_reporter_of_one_file_a_profile_names_them),
        cmocka_unit_test(pictures_of_other_profiles_are_removed_from_our_folder),
        cmocka_unit_test(a_failure_keeps_the_old_file_and_tries_the_others),
        cmocka_unit_test(a_report_in_place_keeps_the_file),
        cmocka_unit_test(a_report_is_put_behind_what_is_there),
        cmocka_unit_test(a_guarded_report_stands_between_commands),
    };
    return cmocka_run_group_tests_name("publish", tests, scratch_open, scratch_close);
}

#include "gate/report/publish.h"

#include "gate/base/files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];

/* A reporter of the test: what it is told to write, or a failure. */
static const char *words = "";

static int write_words(const struct evaluation *evaluation, const struct report_options *options, struct sink *sink,
                       struct error *err)
{
    if (strcmp(words, "fail") == 0) {
        return error_set(err, ERROR_INPUT, "no report today");
    }
    sink_format(sink, "%s %zu %s", words, options->comparison, evaluation->finished ? "finished" : "unfinished");
    return 0;
}

static const struct reporter single = {.name = "single", .write = write_words, .to_stdout = true};
static const struct reporter each = {.name = "each", .write = write_words, .per_profile = true};

static const char *path_in_folder(char *out, const char *name)
{
    snprintf(out, 128, "%s/%s", folder, name);
    return out;
}

static void assert_content(const char *path, const char *expected)
{
    struct byte_buffer text;
    struct error err = ERROR_INIT;
    byte_buffer_init(&text, 4096);
    assert_int_equal(files_read(&text, path, &err), 0);
    assert_int_equal(text.size, strlen(expected));
    assert_memory_equal(text.data, expected, text.size);
    byte_buffer_free(&text);
}

static void unfinished_replaces_files_but_prints_nothing(void **state)
{
    (void)state;
    char path[128];
    char out[128];
    struct error err = ERROR_INIT;
    FILE *output = fopen(path_in_folder(out, "stdout"), "w");
    const struct publish_target targets[] = {{&single, path_in_folder(path, "a.json")}, {&single, NULL}};
    struct evaluation evaluation = {.finished = false};
    words = "yesterday";
    assert_int_equal(files_replace(path, bytes_of_text("an old green report"), &err), 0);
    assert_int_equal(publish_reports(&evaluation, targets, 2, &(struct report_options){0}, output, &err), 0);
    assert_content(path, "yesterday 0 unfinished");
    evaluation.finished = true;
    words = "today";
    assert_int_equal(publish_reports(&evaluation, targets, 2, &(struct report_options){0}, output, &err), 0);
    fclose(output);
    assert_content(path, "today 0 finished");
    assert_content(out, "today 0 finished");
}

static void a_reporter_of_one_file_a_profile_names_them(void **state)
{
    (void)state;
    char path[128];
    char other[128];
    struct error err = ERROR_INIT;
    const char *const names[] = {"cpu", "alloc/x", "live"};
    const struct publish_target target = {&each, path_in_folder(path, "graph.svg")};
    struct evaluation evaluation = {.finished = true, .profiles = names, .profile_count = 3};
    words = "picture";
    assert_int_equal(publish_reports(&evaluation, &target, 1, &(struct report_options){0}, stdout, &err), 0);
    assert_content(path, "picture 0 finished");
    assert_content(path_in_folder(other, "graph-alloc_x.svg"), "picture 1 finished");
    assert_content(path_in_folder(other, "graph-live.svg"), "picture 2 finished");
}

static void a_failure_keeps_the_old_file_and_tries_the_others(void **state)
{
    (void)state;
    char bad[128];
    char good[128];
    struct error err = ERROR_INIT;
    const struct publish_target targets[] = {{&single, path_in_folder(bad, "missing/x.json")},
                                             {&single, path_in_folder(good, "y.json")}};
    struct evaluation evaluation = {.finished = true};
    words = "kept";
    assert_int_equal(publish_reports(&evaluation, targets, 2, &(struct report_options){0}, stdout, &err), -1);
    assert_int_equal(err.kind, ERROR_OUTPUT);
    assert_content(good, "kept 0 finished");
    words = "fail";
    assert_int_equal(publish_reports(&evaluation, targets + 1, 1, &(struct report_options){0}, stdout, &err), -1);
    assert_int_equal(err.kind, ERROR_OUTPUT);
    assert_string_equal(err.sentence, "no report today");
    assert_content(good, "kept 0 finished");
}

static int make_folder(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    snprintf(folder, sizeof folder, "/tmp/flamegate-publish-%ld", (long)getpid());
    return files_make_folder(folder, &err);
}

static int remove_folder(void **state)
{
    (void)state;
    struct files_list list;
    struct error err = ERROR_INIT;
    char path[256];
    if (files_list(&list, folder, &err) == 0) {
        for (size_t i = 0; i < list.count; i++) {
            snprintf(path, sizeof path, "%s/%s", folder, list.names[i]);
            unlink(path);
        }
        files_list_free(&list);
    }
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unfinished_replaces_files_but_prints_nothing),
        cmocka_unit_test(a_reporter_of_one_file_a_profile_names_them),
        cmocka_unit_test(a_failure_keeps_the_old_file_and_tries_the_others),
    };
    return cmocka_run_group_tests_name("publish", tests, make_folder, remove_folder);
}

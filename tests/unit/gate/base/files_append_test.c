#include "gate/base/files_append.h"

#include "gate/base/memory.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>

#include <cmocka.h>

static void lines_come_one_after_the_other(void **state)
{
    (void)state;
    char path[512];
    struct stat status;
    snprintf(path, sizeof path, "%s", scratch_path("log"));
    assert_int_equal(files_append_line(path, bytes_of_text("a\n"), NULL), 0);
    assert_int_equal(files_append_line(path, bytes_of_text("b\n"), NULL), 0);
    char *content = scratch_read("log");
    assert_string_equal(content, "a\nb\n");
    memory_free(content);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0077, 0);
}

static void what_cannot_be_written_is_said(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    assert_int_equal(files_append_line("/nowhere/log", bytes_of_text("a\n"), &err), -1);
    assert_int_equal(err.kind, ERROR_OUTPUT);
    assert_string_equal(err.sentence, "cannot write '/nowhere/log': No such file or directory");
    struct stat status;
    if (stat("/dev/full", &status) == 0) {
        assert_int_equal(files_append_line("/dev/full", bytes_of_text("a\n"), &err), -1);
        assert_int_equal(err.kind, ERROR_OUTPUT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_come_one_after_the_other),
        cmocka_unit_test(what_cannot_be_written_is_said),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}

#include "gate/base/files.h"

#include "gate/base/memory.h"
#include "tests/support/allocations.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATH_SIZE = 512 };

/* Each test runs in an empty folder of its own. */
static char start[4096];
static char folder[] = "/tmp/flamegate-files-XXXXXX";

static int enter_folder(void **state)
{
    (void)state;
    umask(022);
    memcpy(strrchr(folder, '-'), "-XXXXXX", 7);
    return getcwd(start, sizeof(start)) == NULL || mkdtemp(folder) == NULL || chdir(folder) != 0;
}

static int leave_folder(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof(command), "chmod -R u+rwx %s; rm -rf %s", folder, folder);
    return chdir(start) != 0 || system(command) != 0;
}

static void write_file(const char *path, const char *content)
{
    FILE *stream = fopen(path, "w");
    assert_non_null(stream);
    assert_true(fputs(content, stream) >= 0);
    assert_int_equal(fclose(stream), 0);
}

static void expect_content(const char *path, const char *expected)
{
    struct byte_buffer content;
    byte_buffer_init(&content, 1 << 20);
    struct error err = ERROR_INIT;
    if (files_read(&content, path, &err) != 0) {
        fail_msg("%s", err.sentence);
    }
    assert_int_equal(content.size, strlen(expected));
    assert_memory_equal(content.data, expected, content.size);
    byte_buffer_free(&content);
}

static void expect_unreadable(const char *path, size_t ceiling, const char *sentence)
{
    struct byte_buffer content;
    byte_buffer_init(&content, ceiling);
    struct error err = ERROR_INIT;
    assert_int_equal(files_read(&content, path, &err), -1);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.sentence, sentence);
    byte_buffer_free(&content);
}

static int replace(const char *path, const char *content, struct error *err)
{
    return files_replace(path, bytes_of_text(content), err);
}

static void expect_entries(size_t count)
{
    FILE *stream = popen("ls -A | wc -l", "r");
    unsigned long seen = 0;
    assert_int_equal(fscanf(stream, "%lu", &seen), 1);
    pclose(stream);
    assert_int_equal(seen, count);
}

static void files_are_read_whole(void **state)
{
    (void)state;
    write_file("empty", "");
    expect_content("empty", "");
    write_file("short", "main;run 12\n");
    expect_content("short", "main;run 12\n");

    static char text[300001];
    memset(text, 'x', 300000);
    write_file("long", text);
    struct byte_buffer content;
    byte_buffer_init(&content, 1 << 20);
    assert_int_equal(files_read(&content, "short", NULL), 0);
    assert_int_equal(files_read(&content, "long", NULL), 0);
    assert_int_equal(content.size, 12 + 300000);
    assert_memory_equal(content.data, "main;run 12\nxxx", 15);
    assert_int_equal(content.data[300011], 'x');
    byte_buffer_free(&content);
}

static void unreadable_files_say_why(void **state)
{
    (void)state;
    write_file("plain", "x");
    write_file("secret", "x");
    chmod("secret", 0);
    mkdir("dir", 0755);
    assert_int_equal(symlink("circle", "circle"), 0);
    expect_unreadable("none", 10, "cannot read 'none': no such file");
    expect_unreadable("dir", 10, "cannot read 'dir': it is a folder");
    expect_unreadable("plain/x", 10, "cannot read 'plain/x': a part of the path is no folder");
    expect_unreadable("circle", 10, "cannot read 'circle': its symbolic links lead in a circle");
    if (access("/proc/self/mem", R_OK) == 0) {
        expect_unreadable("/proc/self/mem", 10, "cannot read '/proc/self/mem': the disk failed");
    } else {
        printf("skipped: a file that cannot be read to its end, since /proc is not mounted\n");
    }
    if (geteuid() != 0) {
        expect_unreadable("secret", 10, "cannot read 'secret': no permission");
    }
}

static void the_ceiling_of_a_file_is_exact(void **state)
{
    (void)state;
    write_file("eleven", "hello, gate");
    struct byte_buffer content;
    byte_buffer_init(&content, 11);
    assert_int_equal(files_read(&content, "eleven", NULL), 0);
    byte_buffer_free(&content);
    expect_unreadable("eleven", 10, "cannot read 'eleven': larger than the ceiling of 10 B for one file");
    /* A file without a size that could be asked for first. */
    expect_unreadable("/dev/zero", 100000,
                      "cannot read '/dev/zero': larger than the ceiling of 97.7 KiB for one file");
    /* A sparse file of a size that must not be believed in memory. */
    write_file("huge", "");
    assert_int_equal(truncate("huge", (off_t)1 << 40), 0);
    memory_set_budget(memory_usage().used + 1000);
    expect_unreadable("huge", 256 << 20, "cannot read 'huge': larger than the ceiling of 256 MiB for one file");
    memory_set_budget(0);
}

static void a_buffer_that_failed_takes_no_file(void **state)
{
    (void)state;
    write_file("file", "content");
    struct byte_buffer content;
    byte_buffer_init(&content, 10);
    byte_buffer_append(&content, "more than ten", 13);
    struct error err = ERROR_INIT;
    assert_int_equal(files_read(&content, "file", &err), -1);
    assert_int_equal(err.kind, ERROR_MEMORY);
    byte_buffer_free(&content);
}

static void standard_input_is_a_dash(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    int saved = dup(STDIN_FILENO);
    dup2(ends[0], STDIN_FILENO);
    assert_int_equal(write(ends[1], "from a pipe", 11), 11);
    close(ends[1]);
    expect_content("-", "from a pipe");
    dup2(saved, STDIN_FILENO);
    close(saved);
    close(ends[0]);
    int file = open(".", O_RDONLY);
    saved = dup(STDIN_FILENO);
    dup2(file, STDIN_FILENO);
    expect_unreadable("-", 10, "cannot read 'standard input': it is a folder");
    dup2(saved, STDIN_FILENO);
    close(saved);
    close(file);
}

static void kinds_are_told_apart(void **state)
{
    (void)state;
    write_file("file", "");
    mkdir("dir", 0755);
    assert_int_equal(symlink("dir", "link"), 0);
    assert_int_equal(symlink("nowhere", "dangling"), 0);
    struct error err = ERROR_INIT;
    assert_int_equal(files_kind("file", &err), FILES_FILE);
    assert_int_equal(files_kind("dir", &err), FILES_FOLDER);
    assert_int_equal(files_kind("link", &err), FILES_FOLDER);
    assert_int_equal(files_kind("/dev/null", &err), FILES_OTHER);
    assert_int_equal(files_kind("none", &err), FILES_MISSING);
    assert_int_equal(files_kind("file/x", &err), FILES_MISSING);
    assert_int_equal(files_kind("dangling", &err), FILES_MISSING);
    assert_int_equal(err.kind, ERROR_NONE);
    assert_int_equal(symlink("circle", "circle"), 0);
    assert_int_equal(files_kind("circle", &err), FILES_MISSING);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_int_equal(files_kind("circle", NULL), FILES_MISSING);
}

static void folders_are_listed_in_byte_order(void **state)
{
    (void)state;
    static const char *const names[] = {"b", "a10", "B", ".hidden", "a2", "\xc3\xa9", "a"};
    static const char *const expected[] = {"B", "a", "a10", "a2", "b", "\xc3\xa9"};
    for (size_t i = 0; i < 7; i++) {
        write_file(names[i], "");
    }
    struct files_list list = {.count = 99};
    assert_int_equal(files_list(&list, ".", NULL), 0);
    assert_int_equal(list.count, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_string_equal(list.names[i], expected[i]);
    }
    files_list_free(&list);
    assert_int_equal(list.count, 0);
    files_list_free(&list);

    struct error err = ERROR_INIT;
    assert_int_equal(files_list(&list, "none", &err), -1);
    assert_string_equal(err.sentence, "cannot read 'none': no such folder");
    assert_int_equal(files_list(&list, "b", &err), -1);
    assert_string_equal(err.sentence, "cannot read 'b': it is no folder");
    mkdir("empty", 0755);
    assert_int_equal(files_list(&list, "empty", NULL), 0);
    assert_int_equal(list.count, 0);
    files_list_free(&list);
}

static void folders_are_made_with_their_parents(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    assert_int_equal(files_make_folder("a/b//c/", &err), 0);
    assert_int_equal(files_kind("a/b/c", NULL), FILES_FOLDER);
    assert_int_equal(files_make_folder("a/b/c", &err), 0);
    assert_int_equal(files_make_folder("/", &err), 0);
    char path[PATH_SIZE];
    snprintf(path, sizeof(path), "%s/d/e", folder);
    assert_int_equal(files_make_folder(path, &err), 0);
    assert_int_equal(files_kind("d/e", NULL), FILES_FOLDER);
    assert_int_equal(err.kind, ERROR_NONE);

    write_file("file", "");
    assert_int_equal(files_make_folder("file", &err), -1);
    assert_int_equal(err.kind, ERROR_OUTPUT);
    assert_string_equal(err.sentence, "cannot make the folder 'file': something else stands there");
    assert_int_equal(files_make_folder("file/x", &err), -1);
    assert_int_equal(files_make_folder("", &err), -1);
    assert_int_equal(symlink("circle", "circle"), 0);
    assert_int_equal(files_make_folder("circle/x", &err), -1);
    assert_string_equal(err.sentence, "cannot make the folder 'circle': something else stands there");
}

static mode_t mode_of(const char *path)
{
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    return status.st_mode & 0777;
}

static void files_are_replaced_and_keep_their_mode(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    assert_int_equal(replace("report.json", "first", &err), 0);
    expect_content("report.json", "first");
    assert_int_equal(mode_of("report.json"), 0644);
    chmod("report.json", 0600);
    assert_int_equal(replace("report.json", "second", &err), 0);
    expect_content("report.json", "second");
    assert_int_equal(mode_of("report.json"), 0600);
    umask(077);
    assert_int_equal(replace("private", "", &err), 0);
    umask(022);
    assert_int_equal(mode_of("private"), 0600);
    expect_entries(2);

    /* A reader that has the old file open keeps it whole. */
    FILE *old = fopen("report.json", "r");
    assert_int_equal(replace("report.json", "third", &err), 0);
    char text[16] = "";
    assert_int_equal(fread(text, 1, sizeof(text), old), 6);
    assert_string_equal(text, "second");
    fclose(old);

    char name[256];
    memset(name, 'n', 255);
    name[255] = '\0';
    assert_int_equal(replace(name, "long", &err), 0);
    expect_content(name, "long");
    assert_int_equal(err.kind, ERROR_NONE);
}

static void a_failed_replacement_leaves_everything_as_it_was(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    mkdir("dir", 0755);
    assert_int_equal(replace("dir", "x", &err), -1);
    assert_int_equal(err.kind, ERROR_OUTPUT);
    assert_string_equal(err.sentence, "cannot write 'dir': it is a folder");
    assert_int_equal(replace("none/report", "x", &err), -1);
    assert_string_equal(err.sentence, "cannot write 'none/report': its folder does not exist");
    assert_int_equal(replace("dir/x/", "x", &err), -1);
    assert_int_equal(replace("", "x", &err), -1);
    expect_entries(1);

    write_file("dir/report", "old");
    chmod("dir", 0555);
    if (geteuid() != 0) {
        assert_int_equal(replace("dir/report", "new", &err), -1);
        assert_string_equal(err.sentence, "cannot write 'dir/report': no permission");
    }
    expect_content("dir/report", "old");
}

/* A child whose files may not grow beyond 64 KiB stands in for a full disk. */
static void a_full_disk_leaves_the_old_file(void **state)
{
    (void)state;
    write_file("report", "old");
    pid_t child = fork();
    if (child == 0) {
        static uint8_t zeros[1 << 20];
        struct error err = ERROR_INIT;
        struct bytes content = {zeros, sizeof(zeros)};
        signal(SIGXFSZ, SIG_IGN);
        struct rlimit limit = {65536, 65536};
        setrlimit(RLIMIT_FSIZE, &limit);
        _exit(files_replace("report", content, &err) == -1 && err.kind == ERROR_OUTPUT ? 0 : 1);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    expect_content("report", "old");
    expect_entries(1);
}

static void symbolic_links_stay(void **state)
{
    (void)state;
    mkdir("real", 0755);
    mkdir("links", 0755);
    write_file("real/report", "old");
    assert_int_equal(symlink("../real/report", "links/one"), 0);
    assert_int_equal(symlink("links/one", "two"), 0);
    assert_int_equal(symlink("real/fresh", "dangling"), 0);
    struct error err = ERROR_INIT;
    assert_int_equal(replace("two", "new", &err), 0);
    assert_int_equal(replace("dangling", "fresh", &err), 0);
    expect_content("real/report", "new");
    expect_content("real/fresh", "fresh");
    struct stat status;
    assert_int_equal(lstat("two", &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_int_equal(lstat("links/one", &status), 0);
    assert_true(S_ISLNK(status.st_mode));

    char target[PATH_SIZE];
    snprintf(target, sizeof(target), "%s/real/report", folder);
    assert_int_equal(symlink(target, "absolute"), 0);
    assert_int_equal(replace("absolute", "newer", &err), 0);
    expect_content("real/report", "newer");

    assert_int_equal(symlink("circle", "circle"), 0);
    assert_int_equal(replace("circle", "x", &err), -1);
    assert_string_equal(err.sentence, "cannot write 'circle': its symbolic links lead in a circle");
    expect_entries(6);
}

static void devices_are_written_through(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct stat status;
    assert_int_equal(replace("/dev/null", "x", &err), 0);
    assert_int_equal(stat("/dev/null", &status), 0);
    assert_true(S_ISCHR(status.st_mode));
    assert_int_equal(replace("/dev/full", "x", &err), -1);
    assert_string_equal(err.sentence, "cannot write '/dev/full': the disk is full");

    assert_int_equal(mkfifo("pipe", 0600), 0);
    int reader = open("pipe", O_RDONLY | O_NONBLOCK);
    assert_int_equal(replace("pipe", "through", &err), 0);
    char text[16] = "";
    assert_int_equal(read(reader, text, sizeof(text)), 7);
    assert_string_equal(text, "through");
    close(reader);
    assert_int_equal(stat("pipe", &status), 0);
    assert_true(S_ISFIFO(status.st_mode));
}

/* Standard output redirected to a file that holds something already: the text goes behind it. */
static void standard_output_goes_on_where_it_was(void **state)
{
    (void)state;
    int file = open("log", O_WRONLY | O_CREAT, 0600);
    fflush(stdout);
    int saved = dup(STDOUT_FILENO);
    dup2(file, STDOUT_FILENO);
    printf("printed before; ");
    struct error err = ERROR_INIT;
    int result = replace("/dev/stdout", "report", &err);
    char path[32];
    snprintf(path, sizeof(path), "/dev/fd/%d", file);
    result += replace(path, "; more", &err);
    printf("; after");
    fflush(stdout);
    dup2(saved, STDOUT_FILENO);
    close(saved);
    close(file);
    assert_int_equal(result, 0);
    expect_content("log", "printed before; report; more; after");
    assert_int_equal(replace("/dev/fd/999", "x", &err), -1);
    assert_int_equal(replace("/dev/stderr", "", &err), 0);
}

static void paths_are_joined_and_split(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"a", "b", "a/b"}, {"a/", "b", "a/b"}, {"/", "b", "/b"}, {".", "b", "./b"}, {"", "b", "/b"}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *path = files_join(cases[i][0], cases[i][1]);
        assert_string_equal(path, cases[i][2]);
        memory_free(path);
    }
    assert_string_equal(files_name("a/b/c.pb.gz"), "c.pb.gz");
    assert_string_equal(files_name("c"), "c");
    assert_string_equal(files_name("a/"), "");
    assert_string_equal(files_name(""), "");
}

static int use_files(void *context, struct error *err)
{
    (void)context;
    struct byte_buffer content;
    byte_buffer_init(&content, 1 << 20);
    struct files_list list = {NULL, 0};
    char *path = files_join(".", "link");
    int result = path == NULL ? error_set_memory(err, "testing") : 0;
    result = result == 0 ? files_make_folder("dir", err) : result;
    result = result == 0 ? files_replace(path, bytes_of_text("new"), err) : result;
    result = result == 0 ? files_read(&content, path, err) : result;
    result = result == 0 ? files_list(&list, ".", err) : result;
    files_list_free(&list);
    byte_buffer_free(&content);
    memory_free(path);
    return result;
}

static void every_refused_allocation_is_reported(void **state)
{
    (void)state;
    write_file("file", "old");
    assert_int_equal(symlink("file", "link"), 0);
    assert_true(allocations_walk(use_files, NULL) > 6);
    expect_entries(3);
    expect_content("file", "new");
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, enter_folder, leave_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(files_are_read_whole),
        IN_FOLDER(unreadable_files_say_why),
        IN_FOLDER(the_ceiling_of_a_file_is_exact),
        IN_FOLDER(a_buffer_that_failed_takes_no_file),
        IN_FOLDER(standard_input_is_a_dash),
        IN_FOLDER(kinds_are_told_apart),
        IN_FOLDER(folders_are_listed_in_byte_order),
        IN_FOLDER(folders_are_made_with_their_parents),
        IN_FOLDER(files_are_replaced_and_keep_their_mode),
        IN_FOLDER(a_failed_replacement_leaves_everything_as_it_was),
        IN_FOLDER(a_full_disk_leaves_the_old_file),
        IN_FOLDER(symbolic_links_stay),
        IN_FOLDER(devices_are_written_through),
        IN_FOLDER(standard_output_goes_on_where_it_was),
        cmocka_unit_test(paths_are_joined_and_split),
        IN_FOLDER(every_refused_allocation_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

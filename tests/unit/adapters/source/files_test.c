#include "adapters/source/files.h"

#include "gate/base/files.h"
#include "gate/base/memory.h"
#include "tests/support/allocations.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static int plan(struct captures *captures, const char *path, struct error *err)
{
    const struct source_setup setup = {.service = ""};
    const struct source_side side = {.path = path};
    void *session;
    if (files_source.open(&session, &setup, NULL, err))
        return -1;
    int result = files_source.plan(captures, session, &side, err);
    files_source.close(session);
    return result;
}

static struct captures planned(const char *path)
{
    struct captures captures;
    struct error err = ERROR_INIT;
    if (plan(&captures, path, &err))
        fail_msg("%s", err.sentence);
    return captures;
}

static void assert_refused(const char *path, enum error_kind kind, const char *part_of_sentence)
{
    struct captures captures;
    struct error err = ERROR_INIT;
    assert_int_equal(plan(&captures, path, &err), -1);
    assert_int_equal(err.kind, kind);
    if (!strstr(err.sentence, part_of_sentence))
        fail_msg("said: %s", err.sentence);
}

/* "cpu.pb.gz=cpu x.gz=": the parts of a capture with their kinds, in order. */
static void assert_parts(const struct capture *capture, const char *expected)
{
    char parts[512] = "";
    size_t length = 0;
    for (size_t i = 0; i < capture->part_count; i++)
        length += (size_t)snprintf(parts + length, sizeof parts - length, "%s%s=%s%s", i ? " " : "",
                                   files_name(capture->parts[i].path), capture->parts[i].kind,
                                   capture->parts[i].first ? " first" : "");
    assert_string_equal(parts, expected);
}

static void a_file_is_one_replica(void **state)
{
    (void)state;
    scratch_write("one/cpu.pb.gz", "");
    scratch_write("one/meta.json", "{}");
    const char *path = scratch_path("one/cpu.pb.gz");
    struct captures captures = planned(path);
    assert_string_equal(captures.label, path);
    assert_int_equal(captures.count, 1);
    assert_string_equal(captures.items[0].name, path);
    assert_string_equal(captures.items[0].parts[0].path, path);
    assert_parts(&captures.items[0], "cpu.pb.gz=cpu");
    assert_null(captures.items[0].meta_path);
    captures_clear(&captures);
}

static void the_name_up_to_the_first_dot_is_the_kind(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *parts;
    } cases[] = {
        {"kinds/cpu", "cpu=cpu"},
        {"kinds/heap.pprof", "heap.pprof=heap"},
        {"kinds/allocs.out", "allocs.out=allocs"},
        {"kinds/goroutine.2026.pb.gz", "goroutine.2026.pb.gz=goroutine"},
        {"kinds/profile.folded", "profile.folded=profile"},
        {"kinds/cpu-1.pb.gz", "cpu-1.pb.gz="},
        {"kinds/CPU.pb.gz", "CPU.pb.gz="},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        scratch_write(cases[i].name, "");
        struct captures captures = planned(scratch_path(cases[i].name));
        assert_parts(&captures.items[0], cases[i].parts);
        captures_clear(&captures);
    }
}

static void a_folder_of_standard_names_is_one_run(void **state)
{
    (void)state;
    scratch_write("run/mutex.pb.gz", "");
    scratch_write("run/cpu.pb.gz", "");
    scratch_write("run/heap.pb.gz", "");
    scratch_write("run/README.md", "not a profile");
    scratch_write("run/server.log", "nor this");
    scratch_write("run/.hidden", "nor this");
    const char *path = scratch_path("run");
    struct captures captures = planned(path);
    assert_int_equal(captures.count, 1);
    assert_string_equal(captures.items[0].name, path);
    assert_parts(&captures.items[0], "cpu.pb.gz=cpu heap.pb.gz=heap mutex.pb.gz=mutex");
    assert_null(captures.items[0].meta_path);
    captures_clear(&captures);
}

static void a_folder_with_meta_json_is_one_run(void **state)
{
    (void)state;
    scratch_write("meta/cpu.pb.gz", "");
    scratch_write("meta/x.pb.gz", "");
    scratch_write("meta/unnamed.bin", "");
    scratch_write("meta/meta.json", "{\"requests\": 5, \"profiles\": {\"x.pb.gz\": \"block\"}}");
    struct captures captures = planned(scratch_path("meta"));
    assert_int_equal(captures.count, 1);
    assert_parts(&captures.items[0], "cpu.pb.gz=cpu unnamed.bin= x.pb.gz=block");
    assert_string_equal(captures.items[0].meta_path, scratch_path("meta/meta.json"));
    captures_clear(&captures);
}

static void a_first_snapshot_goes_with_its_second(void **state)
{
    (void)state;
    scratch_write("pair/allocs.pb.gz", "");
    scratch_write("pair/allocs-start.pb.gz", "");
    struct captures captures = planned(scratch_path("pair"));
    assert_int_equal(captures.count, 1);
    assert_parts(&captures.items[0], "allocs-start.pb.gz=allocs first allocs.pb.gz=allocs");
    captures_clear(&captures);

    scratch_write("said/old.pb.gz", "");
    scratch_write("said/new.pb.gz", "");
    scratch_write("said/meta.json", "{\"profiles\": {\"old.pb.gz\": \"mutex-start\", \"new.pb.gz\": \"mutex\"}}");
    captures = planned(scratch_path("said"));
    assert_parts(&captures.items[0], "new.pb.gz=mutex old.pb.gz=mutex first");
    captures_clear(&captures);

    /* Given alone it is a profile like any other. */
    captures = planned(scratch_path("pair/allocs-start.pb.gz"));
    assert_parts(&captures.items[0], "allocs-start.pb.gz=allocs");
    captures_clear(&captures);

    scratch_write("half/allocs-start.pb.gz", "");
    scratch_write("half/meta.json", "{}");
    assert_refused(scratch_path("half"), ERROR_USAGE,
                   "holds 'allocs-start.pb.gz', the first of two snapshots, but no second one");
}

static void a_lone_profile_of_a_run_may_have_any_name(void **state)
{
    (void)state;
    scratch_write("lone/x.bin", "");
    scratch_write("lone/meta.json", "{}");
    struct captures captures = planned(scratch_path("lone"));
    assert_parts(&captures.items[0], "x.bin=");
    captures_clear(&captures);
}

static void any_other_folder_is_a_set(void **state)
{
    (void)state;
    scratch_write("set/02/cpu.pb.gz", "");
    scratch_write("set/02/meta.json", "{}");
    scratch_write("set/01/cpu.pb.gz", "");
    scratch_write("set/01/heap.pb.gz", "");
    scratch_write("set/03/whatever", "");
    scratch_write("set/single.pb.gz", "");
    scratch_write("set/.git/config", "");
    scratch_write("set/notes.md", "");
    struct captures captures = planned(scratch_path("set"));
    assert_int_equal(captures.count, 4);
    assert_string_equal(captures.items[0].name, "01");
    assert_parts(&captures.items[0], "cpu.pb.gz=cpu heap.pb.gz=heap");
    assert_string_equal(captures.items[1].name, "02");
    assert_string_equal(captures.items[1].meta_path, scratch_path("set/02/meta.json"));
    assert_parts(&captures.items[2], "whatever=");
    assert_string_equal(captures.items[3].name, "single.pb.gz");
    captures_clear(&captures);
}

static void equal_kinds_make_a_set_of_files(void **state)
{
    (void)state;
    scratch_write("twice/cpu.1.pb.gz", "");
    scratch_write("twice/cpu.2.pb.gz", "");
    struct captures captures = planned(scratch_path("twice"));
    assert_int_equal(captures.count, 2);
    assert_parts(&captures.items[0], "cpu.1.pb.gz=cpu");
    captures_clear(&captures);
}

static void two_of_a_kind_in_a_run_are_refused(void **state)
{
    (void)state;
    scratch_write("both/cpu.pb.gz", "");
    scratch_write("both/cpu.pprof", "");
    scratch_write("both/meta.json", "{}");
    assert_refused(scratch_path("both"), ERROR_USAGE,
                   "holds two profiles of the kind 'cpu', 'cpu.pb.gz' and 'cpu.pprof'");
    scratch_write("same/cpu.pb.gz", "");
    scratch_write("same/heap.pb.gz", "");
    scratch_write("same/meta.json", "{\"profiles\": {\"heap.pb.gz\": \"cpu\"}}");
    assert_refused(scratch_path("same"), ERROR_USAGE, "holds two profiles of the kind 'cpu'");
    /* meta.json can also tell them apart. */
    scratch_write("both/meta.json", "{\"profiles\": {\"cpu.pprof\": \"wall\"}}");
    struct captures captures = planned(scratch_path("both"));
    assert_parts(&captures.items[0], "cpu.pb.gz=cpu cpu.pprof=wall");
    captures_clear(&captures);
}

static void what_holds_no_profile_is_refused(void **state)
{
    (void)state;
    scratch_write("bare/README.md", "");
    scratch_write("metaonly/meta.json", "{}");
    scratch_write("deep/a/b/cpu.pb.gz", "");
    scratch_write("mixed/a/x.bin", "");
    scratch_write("mixed/a/y.bin", "");
    assert_refused(scratch_path("nowhere"), ERROR_INPUT, "no such file or folder");
    assert_refused(scratch_path("bare"), ERROR_INPUT, "the folder holds no profiles");
    assert_refused(scratch_path("metaonly"), ERROR_INPUT, "it holds no profile; call it cpu.pb.gz");
    assert_refused(scratch_path("deep"), ERROR_USAGE, "is no run folder");
    assert_refused(scratch_path("mixed"), ERROR_USAGE, "is no run folder");
}

/* It costs only its capture, which is dropped when it is read. */
static void a_broken_meta_json_leaves_the_kinds_open(void **state)
{
    (void)state;
    static const char *const texts[] = {"{\"profiles\": 5}", "{", "",
                                        "{\"profiles\": {\"cpu.pb.gz\": \"heap\", \"y\": 1}}"};
    scratch_write("damaged/01/cpu.pb.gz", "");
    scratch_write("damaged/02/cpu.pb.gz", "");
    scratch_write("damaged/02/heap-start.pb.gz", "");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        scratch_write("damaged/02/meta.json", texts[i]);
        struct captures captures = planned(scratch_path("damaged"));
        assert_int_equal(captures.count, 2);
        assert_parts(&captures.items[0], "cpu.pb.gz=cpu");
        assert_parts(&captures.items[1], "cpu.pb.gz= heap-start.pb.gz=");
        assert_non_null(captures.items[1].meta_path);
        captures_clear(&captures);
    }
}

static void links_are_followed(void **state)
{
    (void)state;
    scratch_write("target/cpu.pb.gz", "content");
    scratch_write("links/other.pb.gz", "");
    assert_int_equal(symlink("../target", scratch_path("links/run")), 0);
    assert_int_equal(symlink("nowhere", scratch_path("links/broken.pb.gz")), 0);
    struct captures captures = planned(scratch_path("links"));
    assert_int_equal(captures.count, 3);
    /* A link that leads nowhere is found out when it is read. */
    assert_string_equal(captures.items[0].name, "broken.pb.gz");
    assert_parts(&captures.items[2], "cpu.pb.gz=cpu");
    captures_clear(&captures);
}

static int take_content(void *context, size_t index, struct bytes bytes, const struct error *failure,
                        struct error *err)
{
    (void)err;
    assert_int_equal(index, 0);
    assert_null(failure);
    assert_true(bytes_equal(bytes, bytes_of_text("content")));
    ++*(size_t *)context;
    return 0;
}

static void a_version_is_looked_up_in_the_store(void **state)
{
    (void)state;
    scratch_write("store/release-1/cpu.pb.gz", "content");
    char location[512];
    snprintf(location, sizeof location, "%s", scratch_path("store/$version"));
    const struct store_settings store = {.location = location};
    const struct source_setup setup = {.store = &store, .service = ""};
    struct source_side side = {.version = "release-1"};
    struct captures captures;
    struct error err = ERROR_INIT;
    void *session;
    assert_int_equal(files_source.open(&session, &setup, NULL, &err), 0);
    assert_int_equal(files_source.plan(&captures, session, &side, &err), 0);
    assert_string_equal(captures.label, "release-1");
    assert_int_equal(captures.count, 1);
    const struct source_order order = {&captures.items[0], &captures.items[0].parts[0]};
    size_t taken = 0;
    assert_int_equal(files_source.fetch(session, &order, 1, take_content, &taken, &err), 0);
    assert_int_equal(taken, 1);
    captures_clear(&captures);

    side.version = "release-2";
    assert_int_equal(files_source.plan(&captures, session, &side, &err), -1);
    assert_int_equal(err.kind, ERROR_UNFIT);
    assert_non_null(strstr(err.sentence, "there is no version 'release-2'"));
    assert_non_null(strstr(err.sentence, "did you mean 'release-1'?"));
    files_source.close(session);
}

static void standard_input_is_a_file(void **state)
{
    (void)state;
    struct captures captures = planned("-");
    assert_int_equal(captures.count, 1);
    assert_parts(&captures.items[0], "-=");
    captures_clear(&captures);
}

static int plan_and_clear(void *context, struct error *err)
{
    struct captures captures;
    if (plan(&captures, context, err))
        return -1;
    captures_clear(&captures);
    return 0;
}

static void no_allocation_is_missed(void **state)
{
    (void)state;
    scratch_write("walk/01/cpu.pb.gz", "");
    scratch_write("walk/01/meta.json", "{\"profiles\": {\"cpu.pb.gz\": \"wall\"}}");
    scratch_write("walk/x.pb.gz", "");
    char path[512];
    snprintf(path, sizeof path, "%s", scratch_path("walk"));
    assert_true(allocations_walk(plan_and_clear, path) > 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_one_replica),
        cmocka_unit_test(the_name_up_to_the_first_dot_is_the_kind),
        cmocka_unit_test(a_folder_of_standard_names_is_one_run),
        cmocka_unit_test(a_folder_with_meta_json_is_one_run),
        cmocka_unit_test(a_first_snapshot_goes_with_its_second),
        cmocka_unit_test(a_lone_profile_of_a_run_may_have_any_name),
        cmocka_unit_test(any_other_folder_is_a_set),
        cmocka_unit_test(equal_kinds_make_a_set_of_files),
        cmocka_unit_test(two_of_a_kind_in_a_run_are_refused),
        cmocka_unit_test(what_holds_no_profile_is_refused),
        cmocka_unit_test(a_broken_meta_json_leaves_the_kinds_open),
        cmocka_unit_test(links_are_followed),
        cmocka_unit_test(a_version_is_looked_up_in_the_store),
        cmocka_unit_test(standard_input_is_a_file),
        cmocka_unit_test(no_allocation_is_missed),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}

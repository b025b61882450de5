#include "adapters/source/pyroscope.h"

#include "adapters/collect.h"
#include "adapters/format.h"
#include "gate/base/files.h"
#include "tests/support/shared.h"
#include "tests/support/store_bench.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char before[] = "POST /querier.v1.QuerierService/ProfileTypes\n"
                             "    answer pyroscope-v2store-profiletypes\n"
                             "POST /querier.v1.QuerierService/LabelValues\n"
                             "    answer pyroscope-v2store-labelvalues-version\n"
                             "POST /querier.v1.QuerierService/SelectSeries\n"
                             "    answer made-pyroscope-sums-cpu-v1\n";

static struct store_bench bench;
static void *session;
static struct replicas side;
static struct collect_notes notes;

static void begin(const char *script)
{
    char whole[8192];
    snprintf(whole, sizeof whole, "%s%s", before, script);
    store_bench_open(&bench, whole);
    bench.world.threads = 4;
    side = (struct replicas){0};
    notes = (struct collect_notes){0};
}

/* Everything up to the replicas of the side. */
static int collect(const char *type)
{
    const struct collect_settings settings = {.counter = {.option_requests = NAN}};
    struct captures captures = {0};
    bench.type.type = type;
    int status = pyroscope_source.open(&session, &bench.setup, &bench.world, &bench.err);
    if (status == 0)
        status = pyroscope_source.plan(&captures, session, &bench.side, &bench.err);
    if (status == 0)
        status = collect_replicas(&side, &notes, &captures, &pyroscope_source, session, &settings, &bench.world,
                                  &bench.err);
    captures_clear(&captures);
    return status;
}

static void end(void)
{
    pyroscope_source.close(session);
    session = NULL;
    replicas_clear(&side);
    collect_notes_clear(&notes);
    store_bench_close(&bench);
}

static double total(const struct replica *replica, const char *type, double *events)
{
    const struct profile *profile = replica->profiles[0].profile;
    size_t at = profile_find_type(profile, type);
    double sum = 0;
    assert_true(at < profile->type_count);
    *events = 0;
    for (size_t row = 0; row < profile->row_count; row++) {
        sum += profile->sums[at * profile->row_count + row].amount;
        *events += profile->sums[at * profile->row_count + row].events;
    }
    return sum;
}

static void merged_totals_are_those_that_were_pushed(void **state)
{
    (void)state;
    static const struct {
        const char *type, *version, *script;
        const char *names[2];
        double totals[2];
    } rows[] = {
        {"cpu",
         "v1",
         "pyroscope-v2store-merge-cpu-v1 pyroscope-v2store-merge-samples-v1",
         {"cpu", "samples"},
         {1510000000, 151}},
        {"cpu",
         "v2",
         "pyroscope-v2store-merge-cpu-v2 pyroscope-v2store-merge-samples-v2",
         {"cpu", "samples"},
         {8350000000, 835}},
        {"alloc_space",
         "v1",
         "pyroscope-v2store-merge-alloc_space-v1 made-pyroscope-merge-alloc_objects-v1",
         {"alloc_space", "alloc_objects"},
         {154271498, 956166}},
        {"mutex",
         "v1",
         "pyroscope-v2store-merge-mutex-delay-v1 made-pyroscope-merge-contentions-v1",
         {"delay", "contentions"},
         {99335341, 716}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char script[1024], first[128], second[128];
        double events;
        sscanf(rows[i].script, "%127s %127s", first, second);
        snprintf(script, sizeof script,
                 "POST /querier.v1.QuerierService/SelectMergeProfile\n    body-has %s:count:\n    answer %s\n"
                 "POST /querier.v1.QuerierService/SelectMergeProfile\n    answer %s\n",
                 rows[i].names[1], second, first);
        begin(script);
        bench.side.version = rows[i].version;
        if (collect(rows[i].type) != 0)
            fail_msg("%s", bench.err.sentence);
        assert_int_equal(side.count, 1);
        assert_int_equal(side.items[0].profile_count, 1);
        assert_true(total(&side.items[0], rows[i].names[0], &events) == rows[i].totals[0]);
        if (!(events > 0))
            fail_msg("%s: %g events", rows[i].type, events);
        assert_true(total(&side.items[0], rows[i].names[1], &events) == rows[i].totals[1]);
        end();
    }
}

/* What the store made up of period, duration and time is not believed. */
static void headers_of_merged_profiles_are_not_believed(void **state)
{
    (void)state;
    begin("POST /querier.v1.QuerierService/SelectMergeProfile\n    body-has _cpu:cpu:\n"
          "    answer pyroscope-v2store-merge-cpu-v1\n"
          "POST /querier.v1.QuerierService/SelectMergeProfile\n"
          "    answer pyroscope-v2store-merge-samples-v1\n");
    assert_int_equal(collect("process_cpu:cpu:nanoseconds:cpu:nanoseconds"), 0);
    const struct profile *profile = side.items[0].profiles[0].profile;
    assert_true(profile->types[0].period == 1e7); /* the header says 1e9 */
    assert_true(profile->facts.start == store_bench_window.start);
    assert_true(profile->facts.duration == store_bench_window.end - store_bench_window.start);
    assert_true(side.items[0].start == store_bench_window.start && side.items[0].end == store_bench_window.end);
    assert_string_equal(side.items[0].profiles[0].kind, "cpu");
    end();
}

static void every_shape_of_nothing_is_a_profile_without_samples(void **state)
{
    (void)state;
    static const char *const answers[] = {"pyroscope-v2store-empty-version", "pyroscope-v2store-empty-version-gzip",
                                          "pyroscope-v2store-empty-window",  "pyroscope-v2store-empty-window-gzip",
                                          "pyroscope-v2store-empty-samples", "pyroscope-v1store-empty-window"};
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        char script[256];
        snprintf(script, sizeof script, "POST /querier.v1.QuerierService/SelectMergeProfile\n    answer %s\n",
                 answers[i]);
        begin(script);
        if (collect("cpu") != 0)
            fail_msg("%s: %s", answers[i], bench.err.sentence);
        const struct profile *profile = side.items[0].profiles[0].profile;
        assert_non_null(profile);
        assert_int_equal(profile->row_count, 0);
        assert_true(profile_find_type(profile, "cpu") < profile->type_count);
        end();
    }
}

static void a_cut_profile_is_asked_for_again(void **state)
{
    (void)state;
    /* Field 5, max_nodes, 1 << 20. */
    begin("POST /querier.v1.QuerierService/SelectMergeProfile\n    body-has :samples:\n"
          "    answer pyroscope-v2store-merge-samples-v1\n"
          "POST /querier.v1.QuerierService/SelectMergeProfile\n    body-has \\x28\\x80\\x80\\x40\n"
          "    answer pyroscope-v2store-merge-cpu-v1\n"
          "POST /querier.v1.QuerierService/SelectMergeProfile\n"
          "    answer pyroscope-v2store-merge-cpu-v1-max_nodes5\n");
    double events;
    assert_int_equal(collect("cpu"), 0);
    assert_true(total(&side.items[0], "cpu", &events) == 1510000000);
    assert_int_equal(side.items[0].profiles[0].profile->facts.samples, 87);
    assert_string_equal(store_bench_said(), "1 profile came back cut: asking again for all nodes\n");
    end();
}

static void what_stays_cut_cannot_be_judged(void **state)
{
    (void)state;
    begin("POST /querier.v1.QuerierService/SelectMergeProfile\n    body-has :samples:\n"
          "    answer pyroscope-v2store-merge-samples-v1\n"
          "POST /querier.v1.QuerierService/SelectMergeProfile\n"
          "    answer pyroscope-v2store-merge-cpu-v1-max_nodes5\n");
    assert_int_equal(collect("cpu"), 0);
    assert_null(side.items[0].profiles[0].profile);
    assert_memory_equal(side.items[0].profiles[0].failure, "'cpu of v1' is cut:", 19);
    end();
}

static void a_refused_part_takes_its_profile_with_it(void **state)
{
    (void)state;
    begin("POST /querier.v1.QuerierService/SelectMergeProfile\n    body-has :samples:\n"
          "    answer pyroscope-v2store-error-window-too-long\n"
          "POST /querier.v1.QuerierService/SelectMergeProfile\n"
          "    answer pyroscope-v2store-merge-cpu-v1\n");
    assert_int_equal(collect("cpu"), 0);
    assert_null(side.items[0].profiles[0].profile);
    assert_non_null(strstr(side.items[0].profiles[0].failure, "shorten store.window.length"));
    end();
}

static void a_page_is_an_error(void **state)
{
    (void)state;
    begin("POST /querier.v1.QuerierService/SelectMergeProfile\n    send Content-Type: text/html\n"
          "    text <html><head><title>Sign in</title></head></html>\n");
    assert_int_equal(collect("cpu"), 0);
    assert_null(side.items[0].profiles[0].profile);
    assert_non_null(strstr(side.items[0].profiles[0].failure, "a web page ('Sign in') came back"));
    end();
}

static void frames_without_names_stay_apart_by_module(void **state)
{
    (void)state;
    begin("POST /querier.v1.QuerierService/SelectMergeProfile\n"
          "    answer pyroscope-v2store-merge-unsymbolized\n");
    assert_int_equal(collect("process_cpu:cpu:nanoseconds:cpu:nanoseconds"), 0);
    assert_non_null(side.items[0].profiles[0].profile);
    end();
}

/* The same program's profiles, merged by the store and read from the files that were pushed: the same cost at every
 * function, but for names in which the store cuts type parameters out. */
static void functions_cost_what_the_pushed_files_say(void **state)
{
    (void)state;
    const struct profile_request request = {.kind = "cpu"};
    char path[SHARED_PATH_SIZE];
    double pushed = 0, events;
    if (!shared_path(path, "samples/stores/pushed/v1-pod1.cpu.pb.gz"))
        skip();
    for (int pod = 1; pod <= 3; pod++) {
        char name[64];
        struct byte_buffer bytes;
        struct profile *profile = NULL;
        uint64_t hash;
        struct error err = ERROR_INIT;
        snprintf(name, sizeof name, "samples/stores/pushed/v1-pod%d.cpu.pb.gz", pod);
        shared_path(path, name);
        byte_buffer_init(&bytes, 1 << 20);
        assert_int_equal(files_read(&bytes, path, &err), 0);
        assert_int_equal(formats_decode(&profile, &hash, byte_buffer_view(&bytes), name, &request, &err), 0);
        size_t type = profile_find_type(profile, "cpu");
        for (size_t row = 0; row < profile->row_count; row++)
            pushed += profile->sums[type * profile->row_count + row].amount;
        profile_free(profile);
        byte_buffer_free(&bytes);
    }
    begin("POST /querier.v1.QuerierService/SelectMergeProfile\n    body-has :samples:\n"
          "    answer pyroscope-v2store-merge-samples-v1\n"
          "POST /querier.v1.QuerierService/SelectMergeProfile\n"
          "    answer pyroscope-v1store-merge-cpu-v1\n");
    assert_int_equal(collect("cpu"), 0);
    assert_true(total(&side.items[0], "cpu", &events) == pushed);
    end();
}

static void a_path_is_no_version(void **state)
{
    (void)state;
    begin("");
    struct captures captures = {0};
    const struct source_side path = {.path = "a.pb.gz"};
    assert_int_equal(pyroscope_source.open(&session, &bench.setup, &bench.world, &bench.err), 0);
    assert_int_equal(pyroscope_source.plan(&captures, session, &path, &bench.err), -1);
    assert_int_equal(bench.err.kind, ERROR_USAGE);
    end();
}

static void a_url_that_is_none_does_not_open(void **state)
{
    (void)state;
    begin("");
    bench.store.server.url = "ftp://x";
    assert_int_equal(pyroscope_source.open(&session, &bench.setup, &bench.world, &bench.err), -1);
    assert_int_equal(bench.err.kind, ERROR_POLICY);
    session = NULL;
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merged_totals_are_those_that_were_pushed),
        cmocka_unit_test(headers_of_merged_profiles_are_not_believed),
        cmocka_unit_test(every_shape_of_nothing_is_a_profile_without_samples),
        cmocka_unit_test(a_cut_profile_is_asked_for_again),
        cmocka_unit_test(what_stays_cut_cannot_be_judged),
        cmocka_unit_test(a_refused_part_takes_its_profile_with_it),
        cmocka_unit_test(a_page_is_an_error),
        cmocka_unit_test(frames_without_names_stay_apart_by_module),
        cmocka_unit_test(functions_cost_what_the_pushed_files_say),
        cmocka_unit_test(a_path_is_no_version),
        cmocka_unit_test(a_url_that_is_none_does_not_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "adapters/capture_meta.h"

#include "gate/base/memory.h"
#include "tests/support/allocations.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct replica empty_replica(void)
{
    return (struct replica){
        .start = REPLICA_TIME_UNKNOWN, .end = REPLICA_TIME_UNKNOWN, .requests = NAN, .requests_since_start = NAN};
}

/* The example of PRODUCT.md, and keys that nobody knows. */
static const char example[] =
    "{\"service\": \"shop\", \"version\": \"v2\", \"instance\": \"pod-7\", \"start\": \"2026-11-20T10:00:00Z\",\n"
    " \"end\": \"2026-11-20T10:00:05Z\", \"requests\": 2481, \"endpoints\": {\"search\": 310, \"cart\": 2171},\n"
    " \"requests_since_start\": 2630, \"cpu_model\": \"AMD\", \"cores\": 4, \"build\": \"-O2\",\n"
    " \"profiler\": \"runtime/pprof\", \"profiles\": {\"x.pb.gz\": \"mutex\"}, \"gc_cycles\": [1, {\"a\": "
    "null}]}\n";

static void all_known_keys_are_read(void **state)
{
    (void)state;
    struct replica replica = empty_replica();
    struct error err = ERROR_INIT;
    assert_int_equal(capture_meta_read(&replica, bytes_of_text(example), "meta.json", &err), 0);
    assert_string_equal(replica.service, "shop");
    assert_string_equal(replica.version, "v2");
    assert_string_equal(replica.instance, "pod-7");
    assert_true(replica.start == 1795168800000000000); /* date -u -d 2026-11-20T10:00:00Z +%s */
    assert_true(replica.window_told);
    assert_true(replica.end == 1795168805000000000);
    assert_true(replica.requests == 2481);
    assert_true(replica.requests_since_start == 2630);
    assert_int_equal(replica.endpoint_count, 2);
    assert_string_equal(replica.endpoints[0].name, "cart");
    assert_true(replica.endpoints[0].requests == 2171);
    assert_string_equal(replica.endpoints[1].name, "search");
    assert_string_equal(replica.cpu_model, "AMD");
    assert_true(replica.cores == 4);
    assert_string_equal(replica.build, "-O2");
    assert_string_equal(replica.profiler, "runtime/pprof");
    replica_clear(&replica);
    assert_int_equal(memory_usage().used, 0);
}

static void what_is_missing_stays(void **state)
{
    (void)state;
    struct replica replica = empty_replica();
    assert_int_equal(capture_meta_read(&replica, bytes_of_text("{}"), "meta.json", NULL), 0);
    assert_null(replica.service);
    assert_true(isnan(replica.requests));
    assert_true(replica.start == REPLICA_TIME_UNKNOWN);
    assert_false(replica.window_told);
    assert_null(replica.version);
    assert_int_equal(replica.endpoint_count, 0);
}

static void wrong_values_are_refused_at_their_place(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *sentence;
    } cases[] = {
        {"{\"requests\": \"many\"}", "r/meta.json:1:14: 'requests' must be a whole number of at least 0"},
        {"{\n  \"requests\": -1}", "r/meta.json:2:15: 'requests' must be a whole number of at least 0"},
        {"{\"requests\": 1.5}", "r/meta.json:1:14: 'requests' must be a whole number of at least 0"},
        {"{\"requests\": null}", "r/meta.json:1:14: 'requests' must be a whole number of at least 0"},
        {"{\"requests_since_start\": true}",
         "r/meta.json:1:26: 'requests_since_start' must be a whole number of at least 0"},
        {"{\"cores\": -4}", "r/meta.json:1:11: 'cores' must be a number of at least 0"},
        {"{\"version\": 3}", "r/meta.json:1:13: 'version' must be a text, \"...\""},
        {"{\"instance\": \"a\\u0000b\"}", "r/meta.json:1:14: 'instance' must be a text without NUL"},
        {"{\"start\": \"yesterday\"}", "r/meta.json:1:11: 'start' must be a time such as \"2026-11-20T10:00:00Z\""},
        {"{\"end\": 17}", "r/meta.json:1:9: 'end' must be a time such as \"2026-11-20T10:00:00Z\""},
        {"{\"start\": \"2026-11-20T10:00:05Z\",\n\"end\": \"2026-11-20T10:00:00Z\"}",
         "r/meta.json:2:8: 'end' lies before 'start'"},
        {"{\"endpoints\": [1]}", "r/meta.json:1:15: 'endpoints' must be an object, {\"name\": requests}"},
        {"{\"endpoints\": {\"a\": 1, \"b\": \"x\"}}",
         "r/meta.json:1:29: 'endpoints' must be an object of numbers of at least 0"},
        {"{\"endpoints\": {\"\": 1}}",
         "r/meta.json:1:20: 'endpoints' must be an object whose keys are names of endpoints"},
        {"[]", "r/meta.json:1:1: it must be an object, {...}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct replica replica = empty_replica();
        struct error err = ERROR_INIT;
        assert_int_equal(capture_meta_read(&replica, bytes_of_text(cases[i].text), "r/meta.json", &err), -1);
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_string_equal(err.sentence, cases[i].sentence);
        assert_string_equal(err.file, "r/meta.json");
        replica_clear(&replica);
    }
}

static void broken_json_is_refused_at_its_place(void **state)
{
    (void)state;
    struct replica replica = empty_replica();
    struct error err = ERROR_INIT;
    assert_int_equal(capture_meta_read(&replica, bytes_of_text("{\n\"a\": 1,\n]"), "m.json", &err), -1);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_int_equal(err.line, 3);
    assert_memory_equal(err.sentence, "m.json:3:1: ", 12);
}

static struct capture two_parts(struct capture_part parts[2])
{
    static const char *const paths[] = {"run/x.pb.gz", "run/cpu.pb.gz"};
    static const char *const kinds[] = {"", "cpu"};
    for (int i = 0; i < 2; i++) {
        parts[i].path = memory_copy_text(paths[i], strlen(paths[i]));
        parts[i].kind = memory_copy_text(kinds[i], strlen(kinds[i]));
    }
    return (struct capture){.parts = parts, .part_count = 2};
}

static void free_parts(struct capture_part parts[2])
{
    for (int i = 0; i < 2; i++) {
        memory_free(parts[i].path);
        memory_free(parts[i].kind);
    }
}

static void kinds_are_corrected(void **state)
{
    (void)state;
    struct capture_part parts[2];
    struct capture capture = two_parts(parts);
    assert_int_equal(capture_meta_kinds(&capture, bytes_of_text(example), "meta.json", NULL), 0);
    assert_string_equal(parts[0].kind, "mutex");
    assert_string_equal(parts[1].kind, "cpu");
    free_parts(parts);
}

static void wrong_kinds_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *sentence;
    } cases[] = {
        {"{\"profiles\": {\"x.pb.gz\": \"mutx\"}}",
         "m.json:1:26: 'mutx' is no kind of profile, did you mean 'mutex'; known: cpu, wall, heap, allocs, mutex, "
         "block, goroutine, profile"},
        {"{\"profiles\": {\"x.pb.gz\": 1}}", "m.json:1:26: 'profiles' must be an object, {\"file\": \"kind\"}"},
        {"{\"profiles\": \"cpu\"}", "m.json:1:14: 'profiles' must be an object, {\"file\": \"kind\"}"},
        {"{\"profiles\": {\"y.pb.gz\": \"cpu\"}}",
         "m.json:1:26: 'profiles' names 'y.pb.gz', which is not in the folder"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct capture_part parts[2];
        struct capture capture = two_parts(parts);
        struct error err = ERROR_INIT;
        assert_int_equal(capture_meta_kinds(&capture, bytes_of_text(cases[i].text), "m.json", &err), -1);
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_string_equal(err.sentence, cases[i].sentence);
        free_parts(parts);
    }
}

static int read_and_free(void *context, struct error *err)
{
    (void)context;
    struct replica replica = empty_replica();
    int result = capture_meta_read(&replica, bytes_of_text(example), "meta.json", err);
    replica_clear(&replica);
    return result;
}

static void no_allocation_is_missed(void **state)
{
    (void)state;
    assert_true(allocations_walk(read_and_free, NULL) > 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_known_keys_are_read),
        cmocka_unit_test(what_is_missing_stays),
        cmocka_unit_test(wrong_values_are_refused_at_their_place),
        cmocka_unit_test(broken_json_is_refused_at_its_place),
        cmocka_unit_test(kinds_are_corrected),
        cmocka_unit_test(wrong_kinds_are_refused),
        cmocka_unit_test(no_allocation_is_missed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

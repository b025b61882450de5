#include "adapters/source.h"

#include "gate/base/memory.h"
#include "tests/support/allocations.h"
#include "tests/support/fake_http.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void sources_are_found_by_name(void **state)
{
    (void)state;
    assert_true(source_count >= 1);
    for (size_t i = 0; i < source_count; i++)
        assert_ptr_equal(source_find(sources[i]->name), sources[i]);
    assert_non_null(source_find("files"));
    assert_null(source_find("nowhere"));
}

static void captures_are_given_back_whole(void **state)
{
    (void)state;
    struct captures captures = {.label = memory_copy_text("v1", 2), .count = 1};
    captures.items = memory_allocate_array(1, sizeof *captures.items);
    captures.items[0].name = memory_copy_text("r", 1);
    captures.items[0].meta_path = memory_copy_text("m", 1);
    captures.items[0].parts = memory_allocate_array(1, sizeof *captures.items[0].parts);
    captures.items[0].part_count = 1;
    captures.items[0].parts[0].path = memory_copy_text("p", 1);
    captures.items[0].parts[0].kind = memory_copy_text("", 0);
    captures_clear(&captures);
    assert_int_equal(captures.count, 0);
    assert_null(captures.items);
    assert_int_equal(memory_usage().used, 0);
    captures_clear(&captures);
}

/* ---- every allocation of a store's session fails once, and nothing is left behind ---- */

/* What a session is asked; the window is that of the recorded answers (tests/data/README.md). */
struct walk {
    const struct source *source;
    struct store_settings store;
    struct source_type type;
    struct source_side side;
    enum error_kind end; /* ERROR_NONE: all is fetched; else how it ends when memory is there */
    size_t taken;        /* bytes, of the last run */
};

static int64_t now(void *world)
{
    (void)world;
    return 1795263239377000000;
}

static void hear(void *world, const char *sentence)
{
    (void)world;
    (void)sentence;
}

static int take(void *context, size_t index, struct bytes bytes, const struct error *failure, struct error *err)
{
    struct walk *walk = context;
    (void)index;
    if (failure != NULL) {
        *err = *failure;
        return -1;
    }
    walk->taken += bytes.size;
    return 0;
}

static int fetch_all(struct walk *walk, void *session, const struct captures *captures, struct error *err)
{
    struct source_order orders[64];
    size_t count = 0;
    for (size_t i = 0; i < captures->count; i++) {
        for (size_t k = 0; k < captures->items[i].part_count; k++) {
            orders[count++] = (struct source_order){&captures->items[i], &captures->items[i].parts[k]};
        }
    }
    return walk->source->fetch(session, orders, count, take, walk, err);
}

static int ask(struct walk *walk, void *session, struct error *err)
{
    struct versions versions = {0};
    struct captures captures = {0};
    int status = walk->source->versions(&versions, session, walk->side.window, err);
    versions_clear(&versions);
    if (status == 0) {
        status = walk->source->plan(&captures, session, &walk->side, err);
    }
    if (status == 0) {
        status = fetch_all(walk, session, &captures, err);
    }
    captures_clear(&captures);
    return status;
}

static int run_session(void *context, struct error *err)
{
    static const struct surroundings world = {.now = now, .progress = hear};
    struct walk *walk = context;
    const struct source_setup setup = {
        .store = &walk->store, .service = "shop", .types = &walk->type, .type_count = 1};
    void *session = NULL;
    walk->taken = 0;
    if (walk->source->open(&session, &setup, &world, err) != 0) {
        return -1;
    }
    int status = ask(walk, session, err);
    walk->source->close(session);
    if (status != 0 && walk->end != ERROR_NONE && err->kind == walk->end) {
        *err = (struct error)ERROR_INIT;
        return 0;
    }
    return status;
}

static struct walk walk_of(const char *kind, const char *type, const char *script)
{
    fake_http_script(script);
    return (struct walk){.source = source_find(kind),
                         .store = {.kind = kind,
                                   .location = "",
                                   .server = {.url = "http://fake"},
                                   .select = "{service_name=\"$service\",version=\"$version\"}",
                                   .version_label = "version",
                                   .replicas_by = "pod",
                                   .split_by = ""},
                         .type = {.name = "wanted", .type = type},
                         .side = {.version = "v2", .window = {1795261379377000000, 1795263239377000000}}};
}

#define PYROSCOPE "POST /querier.v1.QuerierService/"
#define PYROSCOPE_PODS                                                                                             \
    PYROSCOPE "ProfileTypes\n    answer pyroscope-v2store-profiletypes\n" PYROSCOPE                                \
              "LabelValues\n    body-has \\x0a\\x07version\n    answer "                                           \
              "pyroscope-v2store-labelvalues-version\n" PYROSCOPE                                                  \
              "LabelValues\n    answer made-pyroscope-labelvalues-pod-v2\n" PYROSCOPE                              \
              "SelectSeries\n    body-has version2\n    answer made-pyroscope-sums-version\n"

static void pyroscope_survives_without_memory(void **state)
{
    (void)state;
    struct walk cpu =
        walk_of("pyroscope", "cpu",
                PYROSCOPE_PODS PYROSCOPE "SelectSeries\n    answer made-pyroscope-sums-cpu-pod-v2\n" PYROSCOPE
                                         "SelectMergeProfile\n    body-has :samples:\n    body-has shop-v2-1\n"
                                         "    answer pyroscope-v2store-empty-window\n" PYROSCOPE
                                         "SelectMergeProfile\n    body-has shop-v2-1\n    times 1\n"
                                         "    answer pyroscope-v2store-merge-cpu-v1-max_nodes5\n" PYROSCOPE
                                         "SelectMergeProfile\n    answer pyroscope-v2store-merge-cpu-v2-pod1\n");
    assert_true(allocations_walk(run_session, &cpu) > 30);
    assert_true(cpu.taken > 5 * 20000);
    struct walk live =
        walk_of("pyroscope", "inuse_space",
                PYROSCOPE_PODS PYROSCOPE
                "SelectSeries\n    send Content-Type: application/proto\n"
                "    file made-pyroscope-sums-inuse_space-pod-v2.body\n" PYROSCOPE
                "SelectHeatmap\n    text {\"series\":[{\"labels\":[{\"name\":\"pod\","
                "\"value\":\"shop-v2-1\"}],\"slots\":[{\"counts\":[3]}]},{\"labels\":[{\"name\":\"pod\","
                "\"value\":\"shop-v2-2\"}],\"slots\":[{\"counts\":[3]}]},{\"labels\":[{\"name\":\"pod\","
                "\"value\":\"shop-v2-3\"}],\"slots\":[{\"counts\":[3]}]}]}\n" PYROSCOPE
                "SelectMergeProfile\n    answer made-pyroscope-merge-inuse_space-v2\n");
    assert_true(allocations_walk(run_session, &live) > 30);
    assert_true(live.taken > 0);
}

static void pyroscope_refuses_without_memory(void **state)
{
    (void)state;
    struct walk unknown = walk_of(
        "pyroscope", "cpu", PYROSCOPE_PODS PYROSCOPE "SelectSeries\n    answer made-pyroscope-sums-version\n");
    unknown.side.version = "v33";
    unknown.end = ERROR_UNFIT;
    assert_true(allocations_walk(run_session, &unknown) > 20);
    struct walk refused =
        walk_of("pyroscope", "cpu", "POST *\n    answer pyroscope-v2store-error-window-too-long\n");
    refused.end = ERROR_INPUT;
    assert_true(allocations_walk(run_session, &refused) > 5);
}

#define PARCA "POST /parca.query.v1alpha1.QueryService/"

static void parca_survives_without_memory(void **state)
{
    (void)state;
    struct walk cpu = walk_of("parca", "cpu",
                              PARCA "ProfileTypes\n    answer parca-profiletypes\n" PARCA
                                    "QueryRange\n    answer parca-queryrange-pod\n" PARCA
                                    "Query\n    answer parca-merge-cpu-v1-by-pod\n");
    assert_true(allocations_walk(run_session, &cpu) > 30);
    assert_true(cpu.taken > 1000);
    cpu.store.replicas_by = "";
    cpu.store.windows = 2;
    cpu.store.split_by = "pod";
    assert_true(allocations_walk(run_session, &cpu) > 30);
}

static void parca_refuses_without_memory(void **state)
{
    (void)state;
    struct walk unknown =
        walk_of("parca", "cpu",
                PARCA "ProfileTypes\n    answer parca-profiletypes\n" PARCA
                      "QueryRange\n    body-has version=\n    answer parca-error-in-headers-notfound\n" PARCA
                      "QueryRange\n    answer parca-queryrange-pod\n");
    unknown.end = ERROR_UNFIT;
    assert_true(allocations_walk(run_session, &unknown) > 20);
    static const char *const broken[] = {"parca-error-in-trailer", "parca-data-then-error-trailer",
                                         "parca-cut-mid-frame", "parca-no-trailer", "parca-error-in-headers"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        char script[500];
        snprintf(script, sizeof script,
                 PARCA "ProfileTypes\n    answer parca-profiletypes\n" PARCA
                       "QueryRange\n    answer parca-queryrange-pod\n" PARCA "Query\n    answer %s\n",
                 broken[i]);
        struct walk walk = walk_of("parca", "cpu", script);
        walk.end = ERROR_INPUT;
        assert_true(allocations_walk(run_session, &walk) > 20);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sources_are_found_by_name),         cmocka_unit_test(captures_are_given_back_whole),
        cmocka_unit_test(pyroscope_survives_without_memory), cmocka_unit_test(pyroscope_refuses_without_memory),
        cmocka_unit_test(parca_survives_without_memory),     cmocka_unit_test(parca_refuses_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

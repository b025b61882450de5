#include "adapters/counter.h"

#include "adapters/collect.h"
#include "gate/base/memory.h"
#include "tests/support/allocations.h"
#include "tests/support/fake_http.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* An option that was given is asked before what the captures say of themselves. */
static void the_option_goes_before_meta_json(void **state)
{
    (void)state;
    struct replica items[] = {{.requests = NAN}, {.requests = 20}};
    struct replicas side = {.items = items, .count = 2, .requests_total = NAN, .requests_from = ""};
    const struct counter_settings settings = {.option_requests = 70, .option_name = "--requests-baseline"};
    assert_int_equal(counter_count, 3);
    assert_string_equal(counters[0]->name, "option");
    assert_string_equal(counters[1]->name, "prometheus");
    assert_string_equal(counters[2]->name, "meta");
    for (size_t i = 0; i < counter_count; i++)
        assert_int_equal(counters[i]->count(&side, &settings, NULL, NULL), 0);
    assert_true(side.requests_total == 70);
    assert_string_equal(side.requests_from, "--requests-baseline");
}

/* ---- every allocation of counting fails once, and nothing is left behind ---- */

static int64_t now(void *world)
{
    (void)world;
    return 1795263239377000000;
}

static int set_up(struct replica *replica, const char *instance, struct error *err)
{
    *replica = (struct replica){.name = memory_copy_text(instance, strlen(instance)),
                                .instance = memory_copy_text(instance, strlen(instance)),
                                .version = memory_copy_text("", 0),
                                .start = REPLICA_TIME_UNKNOWN,
                                .end = REPLICA_TIME_UNKNOWN,
                                .requests = NAN};
    bool whole = replica->name != NULL && replica->instance != NULL && replica->version != NULL;
    return whole ? 0 : error_set_memory(err, "making a replica");
}

static int count_once(void *context, struct error *err)
{
    static const struct surroundings world = {.now = now};
    static const char *const pods[] = {"shop-v1-1", "shop-v1-2"};
    struct replica items[2];
    struct collect_notes notes = {0};
    struct replicas side = {.items = items, .captures = 2, .requests_total = NAN, .requests_from = ""};
    const struct counter_settings settings = {.option_requests = NAN,
                                              .requests = context,
                                              .service = "shop",
                                              .version = "v1",
                                              .window = {1795263201056000000, 1795263211056000000},
                                              .notes = &notes};
    int status = 0;
    side.label = memory_copy_text("v1", 2);
    if (side.label == NULL)
        status = error_set_memory(err, "making a side");
    while (side.count < 2 && status == 0) {
        status = set_up(&items[side.count], pods[side.count], err);
        side.count++;
    }
    if (status == 0)
        status = counters[1]->count(&side, &settings, &world, err);
    if (status == 0)
        assert_true(items[1].requests == 180);
    for (size_t i = 0; i < side.count; i++)
        replica_clear(&items[i]);
    memory_free(side.label);
    collect_notes_clear(&notes);
    return status;
}

static void counting_survives_without_memory(void **state)
{
    (void)state;
    struct requests_settings requests = {.server = {.url = "http://fake"},
                                         .query = "sum by (pod) (increase(r{version=\"$version\"}[$window]))",
                                         .by = "pod",
                                         .per_endpoint = ""};
    fake_http_script("POST /api/v1/query\n    answer prometheus-ok-by-pod\n");
    assert_true(allocations_walk(count_once, &requests) > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_option_goes_before_meta_json),
        cmocka_unit_test(counting_survives_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "gate/model/replica.h"

#include "gate/base/memory.h"

#include <math.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static char *text(const char *value)
{
    return memory_copy_text(value, strlen(value));
}

static struct replica replica(const char *name, const char *instance, int64_t start, uint64_t hash, double requests)
{
    return (struct replica){
        .name = text(name), .instance = text(instance), .start = start, .content_hash = hash, .requests = requests};
}

/* start, then instance, then content; whatever order they came in. */
static void one_order(void **state)
{
    (void)state;
    static const char expected[] = "abcdef";
    for (int turn = 0; turn < 6; turn++) {
        struct replica items[] = {
            replica("a", "z", REPLICA_TIME_UNKNOWN, 9, NAN),
            replica("b", "pod-1", 10, 9, NAN),
            replica("c", "pod-2", 10, 1, 5),
            replica("d", "pod-2", 10, 2, 5),
            replica("e", "pod-2", 10, 2, 6),
            replica("f", "pod-0", 20, 1, NAN),
        };
        struct replicas side = {.count = 6, .items = memory_allocate_array(6, sizeof *side.items)};
        for (int i = 0; i < 6; i++)
            side.items[(i * 5 + turn) % 6] = items[i];
        replicas_sort(&side);
        for (int i = 0; i < 6; i++)
            assert_int_equal(side.items[i].name[0], expected[i]);
        replicas_clear(&side);
        assert_int_equal(side.count, 0);
    }
}

static void everything_is_given_back(void **state)
{
    (void)state;
    struct memory_usage before = memory_usage();
    struct replica one = replica("a", "b", 1, 2, 3);
    one.version = text("v1");
    one.service = text("shop");
    one.cpu_model = text("cpu");
    one.build = text("-O2");
    one.profiler = text("p");
    one.endpoints = memory_allocate_array(1, sizeof *one.endpoints);
    one.endpoints[0].name = text("cart");
    one.endpoint_count = 1;
    one.profiles = memory_allocate_array(1, sizeof *one.profiles);
    one.profiles[0].kind = text("cpu");
    one.profiles[0].path = text("cpu.pb.gz");
    one.profile_count = 1;
    replica_clear(&one);
    replica_clear(&one);
    replica_clear(NULL);
    replicas_clear(NULL);
    assert_int_equal(memory_usage().used, before.used);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_order), cmocka_unit_test(everything_is_given_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "adapters/format/pprof_stacks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static uint32_t add(struct pprof_stacks *stacks, const uint32_t *locations, size_t count)
{
    uint32_t stack = UINT32_MAX;
    assert_int_equal(pprof_stacks_add(stacks, locations, count, &stack, NULL), 0);
    return stack;
}

static void equal_stacks_are_one(void **state)
{
    (void)state;
    struct pprof_stacks stacks = {0};
    assert_int_equal(add(&stacks, (const uint32_t[]){1, 2, 3}, 3), 0);
    assert_int_equal(add(&stacks, (const uint32_t[]){1, 2}, 2), 1);
    assert_int_equal(add(&stacks, NULL, 0), 2);
    assert_int_equal(add(&stacks, (const uint32_t[]){3, 2, 1}, 3), 3);
    assert_int_equal(add(&stacks, (const uint32_t[]){1, 2, 3}, 3), 0);
    assert_int_equal(add(&stacks, NULL, 0), 2);
    assert_int_equal(stacks.count, 4);
    assert_int_equal(stacks.first[2] - stacks.first[1], 2);
    assert_int_equal(stacks.locations[stacks.first[3]], 3);
    pprof_stacks_free(&stacks);
}

static void many_stacks_keep_their_numbers(void **state)
{
    (void)state;
    enum { COUNT = 20000, DEPTH = 7 };
    struct pprof_stacks stacks = {0};
    uint32_t locations[DEPTH];
    for (int round = 0; round < 2; round++)
        for (uint32_t i = 0; i < COUNT; i++) {
            for (uint32_t k = 0; k < DEPTH; k++)
                locations[k] = i / (k + 1);
            assert_int_equal(add(&stacks, locations, DEPTH), i);
        }
    assert_int_equal(stacks.count, COUNT);
    for (uint32_t i = 0; i < COUNT; i++)
        assert_int_equal(stacks.locations[stacks.first[i] + 1], i / 2);
    pprof_stacks_free(&stacks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_stacks_are_one),
        cmocka_unit_test(many_stacks_keep_their_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "gate/base/arena.h"

#include "gate/base/memory.h"
#include "tests/support/allocations.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { BLOCKS = 3000 };

/* Sizes that jump between tiny and larger than a chunk. */
static size_t size_of_block(size_t i)
{
    return i % 500 == 499 ? 10000 + i : i % 97;
}

static void blocks_are_aligned_and_do_not_overlap(void **state)
{
    (void)state;
    size_t used = memory_usage().used;
    static unsigned char *blocks[BLOCKS];
    struct arena *arena = arena_new();
    for (size_t i = 0; i < BLOCKS; i++) {
        blocks[i] = arena_allocate(arena, size_of_block(i));
        assert_non_null(blocks[i]);
        assert_int_equal((uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
        memset(blocks[i], (int)(i & 0xff), size_of_block(i));
    }
    for (size_t i = 0; i < BLOCKS; i++) {
        for (size_t j = 0; j < size_of_block(i); j++) {
            assert_int_equal(blocks[i][j], i & 0xff);
        }
    }
    arena_free(arena);
    arena_free(NULL);
    assert_int_equal(memory_usage().used, used);
}

static void text_gets_a_closing_nul(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    assert_string_equal(arena_copy_text(arena, "function", 4), "func");
    assert_string_equal(arena_copy_text(arena, NULL, 0), "");
    arena_free(arena);
}

static void a_reset_gives_most_memory_back(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    for (size_t round = 0; round < 3; round++) {
        for (size_t i = 0; i < 100000; i++) {
            assert_non_null(arena_allocate(arena, 40));
        }
        assert_non_null(arena_allocate(arena, 64 << 20));
        arena_reset(arena);
        /* The largest regular chunk may stay; neither the huge block nor the many chunks may. */
        assert_true(memory_usage().used < (2 << 20));
    }
    arena_reset(arena);
    arena_free(arena);
    assert_int_equal(memory_usage().used, 0);
}

static void a_reset_keeps_no_huge_block(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    size_t used = memory_usage().used;
    assert_non_null(arena_allocate(arena, 64 << 20));
    arena_reset(arena);
    assert_int_equal(memory_usage().used, used);
    assert_non_null(arena_allocate(arena, 1));
    arena_free(arena);
}

#ifndef FLAMEGATE_DEBUG_ARENA
static void small_blocks_share_allocations(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    size_t before = memory_usage().allocations;
    for (size_t i = 0; i < 1000; i++) {
        assert_non_null(arena_allocate(arena, 16));
    }
    assert_true(memory_usage().allocations - before <= 3);
    /* After a reset the kept chunk serves the next ones. */
    arena_reset(arena);
    before = memory_usage().allocations;
    assert_non_null(arena_allocate(arena, 16));
    assert_int_equal(memory_usage().allocations, before);
    arena_free(arena);
}
#endif

static void huge_sizes_are_refused(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    assert_null(arena_allocate(arena, SIZE_MAX));
    assert_null(arena_allocate(arena, SIZE_MAX - 8));
    assert_null(arena_copy_text(arena, "x", SIZE_MAX));
    assert_non_null(arena_allocate(arena, 1));
    arena_free(arena);
}

static int fill_an_arena(void *context, struct error *err)
{
    (void)context;
    struct arena *arena = arena_new();
    int result = arena == NULL ? error_set_memory(err, "testing") : 0;
    for (size_t i = 0; i < 300 && result == 0; i++) {
        if (arena_copy_text(arena, "some text", 9) == NULL || arena_allocate(arena, i * 10) == NULL) {
            result = error_set_memory(err, "testing");
        }
    }
    arena_free(arena);
    return result;
}

static void every_refusal_leaves_a_whole_arena(void **state)
{
    (void)state;
    assert_true(allocations_walk(fill_an_arena, NULL) > 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_aligned_and_do_not_overlap),
        cmocka_unit_test(text_gets_a_closing_nul),
        cmocka_unit_test(a_reset_gives_most_memory_back),
        cmocka_unit_test(a_reset_keeps_no_huge_block),
#ifndef FLAMEGATE_DEBUG_ARENA
        cmocka_unit_test(small_blocks_share_allocations),
#endif
        cmocka_unit_test(huge_sizes_are_refused),
        cmocka_unit_test(every_refusal_leaves_a_whole_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

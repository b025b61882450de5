#include "gate/base/memory.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void blocks_are_aligned_and_counted(void **state)
{
    (void)state;
    struct memory_usage before = memory_usage();
    void *blocks[40];
    size_t expected = 0;
    for (size_t i = 0; i < 40; i++) {
        blocks[i] = memory_allocate(i);
        assert_non_null(blocks[i]);
        assert_int_equal((uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
        memset(blocks[i], 0xab, i);
        expected += i == 0 ? 1 : i;
    }
    struct memory_usage now = memory_usage();
    assert_int_equal(now.used - before.used, expected);
    assert_int_equal(now.allocations - before.allocations, 40);
    assert_true(now.peak >= now.used);
    for (size_t i = 0; i < 40; i++) {
        memory_free(blocks[i]);
    }
    assert_int_equal(memory_usage().used, before.used);
    assert_int_equal(memory_usage().peak, now.peak);
    memory_free(NULL);
}

static void arrays_are_cleared(void **state)
{
    (void)state;
    unsigned char *dirty = memory_allocate(512);
    memset(dirty, 0xff, 512);
    memory_free(dirty);
    unsigned char *array = memory_allocate_array(64, 8);
    for (size_t i = 0; i < 512; i++) {
        assert_int_equal(array[i], 0);
    }
    memory_free(array);
}

static void products_that_overflow_are_refused(void **state)
{
    (void)state;
    size_t used = memory_usage().used;
    assert_null(memory_allocate_array(SIZE_MAX / 2, 3));
    assert_null(memory_allocate_array(SIZE_MAX, 1));
    assert_null(memory_allocate(SIZE_MAX));
    assert_null(memory_resize_array(NULL, SIZE_MAX / 8, 16));
    char *block = memory_copy_text("kept", 4);
    assert_null(memory_resize_array(block, SIZE_MAX / 8, 16));
    assert_string_equal(block, "kept");
    memory_free(block);
    assert_null(memory_copy_text("x", SIZE_MAX));
    assert_int_equal(memory_usage().used, used);
    assert_false(memory_usage().over_budget);
}

/* More than any address space has. The sanitizers would end the program instead. */
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(FLAMEGATE_DEBUG_ARENA)
static void the_machine_may_refuse_too(void **state)
{
    (void)state;
    size_t used = memory_usage().used;
    char *block = memory_copy_text("kept", 4);
    assert_null(memory_allocate((size_t)1 << 56));
    assert_null(memory_resize_array(block, (size_t)1 << 56, 1));
    assert_false(memory_usage().over_budget);
    assert_string_equal(block, "kept");
    memory_free(block);
    assert_int_equal(memory_usage().used, used);
}
#endif

static void resizing_keeps_the_content(void **state)
{
    (void)state;
    size_t used = memory_usage().used;
    uint32_t *numbers = memory_resize_array(NULL, 4, sizeof(*numbers));
    for (uint32_t i = 0; i < 4; i++) {
        numbers[i] = i * 7;
    }
    numbers = memory_resize_array(numbers, 5000, sizeof(*numbers));
    assert_int_equal(memory_usage().used - used, 20000);
    numbers = memory_resize_array(numbers, 2, sizeof(*numbers));
    assert_int_equal(memory_usage().used - used, 8);
    assert_int_equal(numbers[1], 7);
    numbers = memory_resize_array(numbers, 0, sizeof(*numbers));
    assert_int_equal(memory_usage().used - used, 1);
    memory_free(numbers);
}

static void text_is_copied_with_its_end(void **state)
{
    (void)state;
    char *copy = memory_copy_text("abcdef", 3);
    assert_string_equal(copy, "abc");
    memory_free(copy);
    copy = memory_copy_text(NULL, 0);
    assert_string_equal(copy, "");
    memory_free(copy);
}

static void the_budget_is_kept_to_the_byte(void **state)
{
    (void)state;
    size_t used = memory_usage().used;
    memory_set_budget(used + 100);
    char *sixty = memory_allocate(60);
    assert_non_null(sixty);
    assert_null(memory_allocate(41));
    assert_true(memory_usage().over_budget);
    char *forty = memory_allocate(40);
    assert_non_null(forty);
    assert_null(memory_resize_array(forty, 41, 1));
    memory_free(sixty);
    forty = memory_resize_array(forty, 100, 1);
    assert_non_null(forty);
    assert_null(memory_allocate(SIZE_MAX - 64));
    memory_set_budget(0);
    char *more = memory_allocate(1000);
    assert_non_null(more);
    memory_free(more);
    memory_free(forty);
    assert_int_equal(memory_usage().used, used);
}

static void the_nth_allocation_fails_once(void **state)
{
    (void)state;
    memory_fail_at(2);
    char *first = memory_allocate(1);
    assert_non_null(first);
    assert_null(memory_resize_array(first, 10, 1));
    assert_false(memory_usage().over_budget);
    first = memory_resize_array(first, 10, 1);
    assert_non_null(first);
    memory_fail_at(1);
    memory_fail_at(0);
    char *second = memory_copy_text("b", 1);
    assert_non_null(second);
    memory_fail_at(1);
    assert_null(memory_allocate_array(1, 1));
    memory_free(first);
    memory_free(second);
}

enum { THREADS = 4, ROUNDS = 20000 };

static void *take_and_give(void *unused)
{
    (void)unused;
    for (size_t i = 0; i < ROUNDS; i++) {
        void *block = memory_allocate(64);
        if (block != NULL) {
            memory_free(block);
        }
    }
    return NULL;
}

static void counters_are_exact_across_threads(void **state)
{
    (void)state;
    struct memory_usage before = memory_usage();
    memory_set_budget(before.used + 128);
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, take_and_give, NULL), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    memory_set_budget(0);
    struct memory_usage after = memory_usage();
    assert_int_equal(after.used, before.used);
    assert_int_equal(after.allocations - before.allocations, THREADS * ROUNDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_aligned_and_counted),
        cmocka_unit_test(arrays_are_cleared),
        cmocka_unit_test(products_that_overflow_are_refused),
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(FLAMEGATE_DEBUG_ARENA)
        cmocka_unit_test(the_machine_may_refuse_too),
#endif
        cmocka_unit_test(resizing_keeps_the_content),
        cmocka_unit_test(text_is_copied_with_its_end),
        cmocka_unit_test(the_budget_is_kept_to_the_byte),
        cmocka_unit_test(the_nth_allocation_fails_once),
        cmocka_unit_test(counters_are_exact_across_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "gate/base/bytes.h"

#include "gate/base/memory.h"
#include "tests/support/allocations.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct bytes nothing = {NULL, 0};

static void views_are_compared_by_byte(void **state)
{
    (void)state;
    assert_true(bytes_equal(nothing, bytes_of_text("")));
    assert_true(bytes_equal(bytes_of_text("main"), bytes_of_text("main")));
    assert_false(bytes_equal(bytes_of_text("main"), bytes_of_text("Main")));
    assert_false(bytes_equal(bytes_of_text("main"), bytes_of_text("main2")));
    assert_int_equal(bytes_compare(nothing, nothing), 0);
    assert_true(bytes_compare(nothing, bytes_of_text("a")) < 0);
    assert_true(bytes_compare(bytes_of_text("ab"), bytes_of_text("abc")) < 0);
    assert_true(bytes_compare(bytes_of_text("abd"), bytes_of_text("abc")) > 0);
    assert_true(bytes_compare(bytes_of_text("b"), bytes_of_text("abc")) > 0);
    /* Bytes above 127 come last: they are unsigned. */
    assert_true(bytes_compare(bytes_of_text("\xc3\xa9"), bytes_of_text("z")) > 0);
}

static void beginnings_are_found(void **state)
{
    (void)state;
    assert_true(bytes_start_with(bytes_of_text("runtime.gc"), "runtime."));
    assert_true(bytes_start_with(bytes_of_text("runtime."), "runtime."));
    assert_false(bytes_start_with(bytes_of_text("runtime"), "runtime."));
    assert_true(bytes_start_with(nothing, ""));
    assert_false(bytes_start_with(nothing, "a"));
}

/*
 * FNV-1a of "a" is af63dc4c8601ec8c and of "foobar" 85944171f73967e8 (the authors' test vectors); the final mix,
 * that of splitmix64, was applied to them in Python: x = ((x ^ x >> 30) * 0xbf58476d1ce4e5b9) % 2**64; x = ((x ^ x
 * >> 27) * 0x94d049bb133111eb) % 2**64; x ^= x >> 31
 */
static void hashes_are_the_published_ones(void **state)
{
    (void)state;
    assert_true(bytes_hash(nothing) == 0xf52a15e9a9b5e89bU);
    assert_true(bytes_hash(bytes_of_text("a")) == 0x02c0bdbf481420f8U);
    assert_true(bytes_hash(bytes_of_text("foobar")) == 0x404da9e3b74078c2U);
    uint8_t all[256];
    for (size_t i = 0; i < sizeof(all); i++) {
        all[i] = (uint8_t)i;
    }
    assert_true(bytes_hash((struct bytes){all, sizeof(all)}) == 0xef2687f0d4371fe2U);
}

static void a_buffer_grows(void **state)
{
    (void)state;
    struct byte_buffer buffer;
    byte_buffer_init(&buffer, 1 << 20);
    assert_int_equal(byte_buffer_view(&buffer).size, 0);
    for (int i = 0; i < 5000; i++) {
        byte_buffer_append(&buffer, "0123456789", 10);
    }
    byte_buffer_append(&buffer, NULL, 0);
    assert_false(buffer.failed);
    assert_int_equal(buffer.size, 50000);
    assert_memory_equal(buffer.data + 49990, "0123456789", 10);
    uint8_t *room = byte_buffer_reserve(&buffer, 3);
    memcpy(room, "end", 3);
    buffer.size += 3;
    assert_memory_equal(byte_buffer_view(&buffer).data + 50000, "end", 3);
    byte_buffer_free(&buffer);
    assert_int_equal(buffer.size, 0);
    assert_int_equal(memory_usage().used, 0);
}

static void the_ceiling_is_exact_and_failure_stays(void **state)
{
    (void)state;
    struct byte_buffer buffer;
    byte_buffer_init(&buffer, 10);
    byte_buffer_append(&buffer, "0123456789", 10);
    assert_false(buffer.failed);
    assert_true(buffer.capacity <= 10);
    assert_non_null(byte_buffer_reserve(&buffer, 0));
    byte_buffer_append(&buffer, "x", 1);
    assert_true(buffer.failed);
    buffer.size = 0;
    byte_buffer_append(&buffer, "y", 1);
    assert_int_equal(buffer.size, 0);
    assert_null(byte_buffer_reserve(&buffer, 1));
    byte_buffer_free(&buffer);
    assert_false(buffer.failed);

    byte_buffer_append(&buffer, "0123456789!", 11);
    assert_true(buffer.failed);
    assert_int_equal(buffer.size, 0);
    byte_buffer_free(&buffer);

    byte_buffer_init(&buffer, 0);
    assert_non_null(byte_buffer_reserve(&buffer, 0));
    assert_null(byte_buffer_reserve(&buffer, SIZE_MAX));
    byte_buffer_free(&buffer);
}

static void one_large_request_is_not_doubled(void **state)
{
    (void)state;
    struct byte_buffer buffer;
    byte_buffer_init(&buffer, SIZE_MAX);
    assert_non_null(byte_buffer_reserve(&buffer, 1000001));
    assert_int_equal(buffer.capacity, 1000001);
    byte_buffer_free(&buffer);
}

static int fill_a_buffer(void *context, struct error *err)
{
    (void)context;
    struct byte_buffer buffer;
    byte_buffer_init(&buffer, 1 << 20);
    for (int i = 0; i < 1000; i++) {
        byte_buffer_append(&buffer, "0123456789", 10);
    }
    int result = buffer.failed ? error_set_memory(err, "testing") : 0;
    byte_buffer_free(&buffer);
    return result;
}

static void every_refusal_makes_the_buffer_fail(void **state)
{
    (void)state;
    /* 256, 512 ... 16384 bytes. */
    assert_int_equal(allocations_walk(fill_a_buffer, NULL), 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(views_are_compared_by_byte),
        cmocka_unit_test(beginnings_are_found),
        cmocka_unit_test(hashes_are_the_published_ones),
        cmocka_unit_test(a_buffer_grows),
        cmocka_unit_test(the_ceiling_is_exact_and_failure_stays),
        cmocka_unit_test(one_large_request_is_not_doubled),
        cmocka_unit_test(every_refusal_makes_the_buffer_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

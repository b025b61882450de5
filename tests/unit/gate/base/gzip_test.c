#include "gate/base/gzip.h"

#include "gate/base/memory.h"
#include "tests/support/allocations.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Python 3: gzip.compress(b"hello, gate", mtime=0), gzip.compress(b" twice", mtime=0), gzip.compress(b"", mtime=0).
 */
static const uint8_t hello[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xcb,
                                0x48, 0xcd, 0xc9, 0xc9, 0xd7, 0x51, 0x48, 0x4f, 0x2c, 0x49, 0x05,
                                0x00, 0x2c, 0x5f, 0x73, 0xde, 0x0b, 0x00, 0x00, 0x00};
static const uint8_t twice[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x53, 0x28, 0x29,
                                0xcf, 0x4c, 0x4e, 0x05, 0x00, 0xa3, 0x27, 0xda, 0x78, 0x06, 0x00, 0x00, 0x00};
static const uint8_t empty[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03,
                                0x03, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00};

static const size_t mib = 1 << 20;

enum { BOMB_MATCHES = 300000, BOMB_SIZE = 258 * BOMB_MATCHES + 1, STORED_SIZE = 20 * 65535 };

/* Python 3: zlib.crc32(bytes(n)) of the two sizes. */
static const uint32_t stored_crc = 0x1b24c166U;
static const uint32_t bomb_crc = 0xba786c7eU;

/* Deflate written bit by bit (RFC 1951), so that neither a packer nor a large fixture is needed. */
struct bits {
    struct byte_buffer *out;
    unsigned count;
    uint8_t byte;
};

static void put_bits(struct bits *bits, unsigned value, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        bits->byte = (uint8_t)(bits->byte | ((value >> i & 1) << bits->count));
        if (++bits->count == 8) {
            byte_buffer_append(bits->out, &bits->byte, 1);
            bits->byte = 0;
            bits->count = 0;
        }
    }
}

/* A stored block of zeros. */
static void put_stored_zeros(struct byte_buffer *out, uint16_t size, int is_last)
{
    static const uint8_t zeros[65535];
    uint8_t head[5] = {(uint8_t)is_last, (uint8_t)(size & 0xff), (uint8_t)(size >> 8), (uint8_t)(~size & 0xff),
                       (uint8_t)(~size >> 8 & 0xff)};
    byte_buffer_append(out, head, sizeof(head));
    byte_buffer_append(out, zeros, size);
}

/* A block of the fixed code: one literal zero, then matches of length 258 at distance 1: 13 bits for 258 bytes. */
static void put_packed_zeros(struct byte_buffer *out, size_t matches)
{
    struct bits bits = {.out = out};
    put_bits(&bits, 1, 1);    /* the last block */
    put_bits(&bits, 1, 2);    /* the fixed code */
    put_bits(&bits, 0x0c, 8); /* literal 0: 00110000, most significant bit first */
    for (size_t i = 0; i < matches; i++) {
        put_bits(&bits, 0xa3, 8); /* length 258, code 285: 11000101, likewise */
        put_bits(&bits, 0, 5);    /* distance 1: 00000 */
    }
    put_bits(&bits, 0, 7); /* the end: 0000000 */
    if (bits.count > 0) {
        put_bits(&bits, 0, 8 - bits.count);
    }
}

static void put_trailer(struct byte_buffer *out, uint32_t crc, size_t size)
{
    const uint32_t words[] = {crc, (uint32_t)size};
    for (size_t i = 0; i < 8; i++) {
        uint8_t byte = (uint8_t)(words[i / 4] >> (i % 4 * 8) & 0xff);
        byte_buffer_append(out, &byte, 1);
    }
}

/* 258 * matches + 1 zeros in about 1/159 of their size. */
static void make_bomb(struct byte_buffer *out, size_t matches, uint32_t crc)
{
    byte_buffer_append(out, hello, 10);
    put_packed_zeros(out, matches);
    put_trailer(out, crc, 258 * matches + 1);
}

static void expect_unpacked(struct bytes packed, const char *expected)
{
    struct byte_buffer out;
    byte_buffer_init(&out, mib);
    struct error err = ERROR_INIT;
    assert_int_equal(gzip_unpack(&out, packed, &err), 0);
    assert_int_equal(err.kind, ERROR_NONE);
    assert_int_equal(out.size, strlen(expected));
    assert_memory_equal(out.data, expected, out.size);
    byte_buffer_free(&out);
}

static void expect_refused(struct bytes packed, uint64_t offset, const char *part)
{
    struct byte_buffer out;
    byte_buffer_init(&out, mib);
    struct error err = ERROR_INIT;
    assert_int_equal(gzip_unpack(&out, packed, &err), -1);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_true(err.offset == offset);
    if (strstr(err.sentence, part) == NULL) {
        fail_msg("'%s' says nothing of '%s'", err.sentence, part);
    }
    byte_buffer_free(&out);
}

static void gzip_is_told_by_two_bytes(void **state)
{
    (void)state;
    assert_true(gzip_detect((struct bytes){hello, sizeof(hello)}));
    assert_true(gzip_detect((struct bytes){hello, 2}));
    assert_false(gzip_detect((struct bytes){hello, 1}));
    assert_false(gzip_detect((struct bytes){NULL, 0}));
    assert_false(gzip_detect(bytes_of_text("main;run 12")));
}

static void members_are_one_stream(void **state)
{
    (void)state;
    uint8_t both[sizeof(hello) + sizeof(empty) + sizeof(twice)];
    memcpy(both, hello, sizeof(hello));
    memcpy(both + sizeof(hello), empty, sizeof(empty));
    memcpy(both + sizeof(hello) + sizeof(empty), twice, sizeof(twice));
    expect_unpacked((struct bytes){hello, sizeof(hello)}, "hello, gate");
    expect_unpacked((struct bytes){empty, sizeof(empty)}, "");
    expect_unpacked((struct bytes){both, sizeof(both)}, "hello, gate twice");
    /* Cut anywhere but between two members it is refused, at the very byte. */
    for (size_t size = 2; size < sizeof(both); size++) {
        if (size != sizeof(hello) && size != sizeof(hello) + sizeof(empty)) {
            expect_refused((struct bytes){both, size}, size, "truncated");
        }
    }
}

static void content_is_appended(void **state)
{
    (void)state;
    struct byte_buffer out;
    byte_buffer_init(&out, 100);
    byte_buffer_append(&out, "> ", 2);
    assert_int_equal(gzip_unpack(&out, (struct bytes){hello, sizeof(hello)}, NULL), 0);
    assert_int_equal(out.size, 13);
    assert_memory_equal(out.data, "> hello, gate", 13);
    byte_buffer_free(&out);
}

static void damage_is_refused_with_its_place(void **state)
{
    (void)state;
    uint8_t damaged[sizeof(hello) + 3];
    memcpy(damaged, hello, sizeof(hello));
    memcpy(damaged + sizeof(hello), "end", 3);
    expect_refused((struct bytes){damaged, sizeof(damaged)}, sizeof(hello), "3 bytes that are no gzip");
    damaged[sizeof(hello) - 8] ^= 1; /* the checksum */
    expect_refused((struct bytes){damaged, sizeof(hello)}, sizeof(hello) - 4, "damaged at byte 27");
    damaged[sizeof(hello) - 8] ^= 1;
    damaged[sizeof(hello) - 1] ^= 1; /* the size */
    expect_refused((struct bytes){damaged, sizeof(hello)}, sizeof(hello), "damaged");
    damaged[2] = 7; /* an unknown method */
    expect_refused((struct bytes){damaged, sizeof(hello)}, 4, "damaged");
    expect_refused(bytes_of_text("main;run 12"), 0, "not gzip");
    expect_refused((struct bytes){NULL, 0}, 0, "not gzip");
}

static void the_ceiling_is_exact(void **state)
{
    (void)state;
    struct byte_buffer out;
    byte_buffer_init(&out, 11);
    assert_int_equal(gzip_unpack(&out, (struct bytes){hello, sizeof(hello)}, NULL), 0);
    assert_int_equal(out.size, 11);
    byte_buffer_free(&out);

    byte_buffer_init(&out, 10);
    struct error err = ERROR_INIT;
    assert_int_equal(gzip_unpack(&out, (struct bytes){hello, sizeof(hello)}, &err), -1);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.sentence, "unpacks to more than the ceiling of 10 B for one profile");
    assert_true(out.size <= 10);
    byte_buffer_free(&out);
}

static void a_long_stream_unpacks_in_pieces(void **state)
{
    (void)state;
    struct byte_buffer packed;
    byte_buffer_init(&packed, 4 * mib);
    byte_buffer_append(&packed, hello, 10);
    for (int i = 0; i < 20; i++) {
        put_stored_zeros(&packed, 65535, i == 19);
    }
    put_trailer(&packed, stored_crc, STORED_SIZE);
    struct byte_buffer out;
    byte_buffer_init(&out, STORED_SIZE);
    assert_int_equal(gzip_unpack(&out, byte_buffer_view(&packed), NULL), 0);
    assert_int_equal(out.size, STORED_SIZE);
    byte_buffer_free(&out);
    byte_buffer_free(&packed);
}

static void a_bomb_is_refused_with_little_memory(void **state)
{
    (void)state;
    struct byte_buffer packed;
    byte_buffer_init(&packed, mib);
    make_bomb(&packed, BOMB_MATCHES, 0);
    assert_false(packed.failed);
    struct byte_buffer out;
    byte_buffer_init(&out, 64 * mib);
    memory_set_budget(memory_usage().used + 40 * mib);
    struct error err = ERROR_INIT;
    assert_int_equal(gzip_unpack(&out, byte_buffer_view(&packed), &err), -1);
    memory_set_budget(0);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.sentence, "unpacks to more than the ceiling of 64 MiB for one profile");
    assert_int_equal(out.size, 0);
    byte_buffer_free(&out);
    byte_buffer_free(&packed);
}

static void what_only_looks_like_a_bomb_is_unpacked(void **state)
{
    (void)state;
    struct byte_buffer packed;
    byte_buffer_init(&packed, mib);
    make_bomb(&packed, BOMB_MATCHES, bomb_crc);
    struct byte_buffer out;
    byte_buffer_init(&out, BOMB_SIZE + 1);
    byte_buffer_append(&out, "x", 1);
    assert_int_equal(gzip_unpack(&out, byte_buffer_view(&packed), NULL), 0);
    assert_int_equal(out.size, BOMB_SIZE + 1);
    assert_int_equal(out.data[0], 'x');
    assert_int_equal(out.data[BOMB_SIZE], 0);
    byte_buffer_free(&out);
    byte_buffer_free(&packed);
}

static int unpack_hello(void *context, struct error *err)
{
    struct byte_buffer out;
    byte_buffer_init(&out, 64 * mib);
    int result = gzip_unpack(&out, *(const struct bytes *)context, err);
    byte_buffer_free(&out);
    return result;
}

static void every_refused_allocation_is_reported(void **state)
{
    (void)state;
    struct bytes packed = {hello, sizeof(hello)};
    assert_true(allocations_walk(unpack_hello, &packed) >= 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gzip_is_told_by_two_bytes),
        cmocka_unit_test(members_are_one_stream),
        cmocka_unit_test(content_is_appended),
        cmocka_unit_test(damage_is_refused_with_its_place),
        cmocka_unit_test(the_ceiling_is_exact),
        cmocka_unit_test(a_long_stream_unpacks_in_pieces),
        cmocka_unit_test(a_bomb_is_refused_with_little_memory),
        cmocka_unit_test(what_only_looks_like_a_bomb_is_unpacked),
        cmocka_unit_test(every_refused_allocation_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "gate/base/gzip.h"

#include "gate/base/memory.h"
#include "gate/base/numbers.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>

#include "gate/base/banned.h"

enum {
    PIECE_SIZE = 1 << 18,
    WINDOW_AND_GZIP_ONLY = MAX_WBITS + 16,
    /* What unpacks to this much and to so many times its size is no profile that anybody wrote. */
    SUSPICIOUS_SIZE = 16 << 20,
    SUSPICIOUS_RATIO = 100,
    SUSPICIOUS = 1, /* a result beside 0 and -1 */
};

bool gzip_detect(struct bytes packed)
{
    return packed.size >= 2 && packed.data[0] == 0x1f && packed.data[1] == 0x8b;
}

static voidpf allocate(voidpf unused, uInt count, uInt size)
{
    (void)unused;
    return memory_allocate_array(count, size);
}

static void release(voidpf unused, voidpf block)
{
    (void)unused;
    memory_free(block);
}

/* What becomes of the unpacked bytes. */
enum purpose {
    KEEP,                /* they go to the caller's buffer, unless they look like a bomb */
    MEASURE,             /* they are counted and forgotten, to refuse a bomb with little memory */
    KEEP_AFTER_MEASURING /* they go to the buffer, however they look */
};

/* One run over the packed bytes. zlib counts in unsigned int, so they are handed over in pieces. */
struct unpacking {
    enum purpose purpose;
    z_stream stream;
    struct bytes packed;
    size_t handed_over; /* bytes of packed that zlib was given so far */
    struct byte_buffer *out;
    size_t room;      /* unpacked bytes allowed in this run */
    size_t size;      /* unpacked bytes of this run so far */
    uint8_t *scratch; /* PIECE_SIZE bytes to measure with */
};

static uint64_t offset_of(const struct unpacking *run)
{
    return run->handed_over - run->stream.avail_in;
}

static void hand_over(struct unpacking *run)
{
    size_t left = run->packed.size - run->handed_over;
    if (run->stream.avail_in != 0 || left == 0) {
        return;
    }
    uInt size = left > UINT_MAX ? UINT_MAX : (uInt)left;
    /* zlib wants its input writable without writing to it. */
    run->stream.next_in = (Bytef *)(uintptr_t)(run->packed.data + run->handed_over);
    run->stream.avail_in = size;
    run->handed_over += size;
}

static int refuse_size(const struct unpacking *run, struct error *err)
{
    char ceiling[NUMBER_TEXT_SIZE];
    numbers_format_amount(ceiling, (double)run->out->ceiling, "bytes");
    error_set(err, ERROR_INPUT, "unpacks to more than the ceiling of %s for one profile", ceiling);
    return error_at_offset(err, offset_of(run));
}

static int refuse(const struct unpacking *run, int status, struct error *err)
{
    if (status == Z_MEM_ERROR) {
        return error_set_memory(err, "unpacking gzip");
    }
    if (status == Z_BUF_ERROR || status == Z_OK) {
        error_set(err, ERROR_INPUT,
                  "the gzip stream is truncated: it ends after %llu bytes in the middle of a member",
                  (unsigned long long)offset_of(run));
    } else {
        error_set(err, ERROR_INPUT, "the gzip stream is damaged at byte %llu: %s",
                  (unsigned long long)offset_of(run), run->stream.msg == NULL ? "unknown reason" : run->stream.msg);
    }
    return error_at_offset(err, offset_of(run));
}

/* Inflates into the room left below the ceiling; at the ceiling into one spare byte, which must stay unused. */
static int inflate_piece(struct unpacking *run, int *status, struct error *err)
{
    size_t left = run->room - run->size;
    uInt offered = left > PIECE_SIZE ? PIECE_SIZE : left == 0 ? 1 : (uInt)left;
    uint8_t spare = 0;
    uint8_t *target = left == 0 ? &spare : run->scratch;
    if (target == NULL) {
        target = byte_buffer_reserve(run->out, offered);
    }
    if (target == NULL) {
        return error_set_memory(err, "unpacking gzip");
    }
    run->stream.next_out = target;
    run->stream.avail_out = offered;
    *status = inflate(&run->stream, Z_NO_FLUSH);
    uInt written = offered - run->stream.avail_out;
    if (left == 0 && written != 0) {
        return refuse_size(run, err);
    }
    run->size += written;
    run->out->size += run->purpose == MEASURE ? 0 : written;
    return 0;
}

static bool is_suspicious(const struct unpacking *run)
{
    return run->purpose == KEEP && run->size > SUSPICIOUS_SIZE && run->size / SUSPICIOUS_RATIO > offset_of(run);
}

static int unpack_member(struct unpacking *run, struct error *err)
{
    for (;;) {
        hand_over(run);
        uint64_t offset_before = offset_of(run);
        size_t size_before = run->size;
        int status = Z_OK;
        if (inflate_piece(run, &status, err) != 0) {
            return -1;
        }
        if (status == Z_STREAM_END) {
            return 0;
        }
        bool stuck = offset_of(run) == offset_before && run->size == size_before;
        bool may_go_on = status == Z_OK || status == Z_BUF_ERROR;
        if (!may_go_on || (stuck && run->handed_over == run->packed.size)) {
            return refuse(run, status, err);
        }
        if (is_suspicious(run)) {
            return SUSPICIOUS;
        }
    }
}

/* Behind a member comes another one, or nothing. */
static int check_next_member(struct unpacking *run, struct error *err)
{
    size_t offset = (size_t)offset_of(run);
    struct bytes rest = {run->packed.data + offset, run->packed.size - offset};
    bool cut_short = rest.size == 1 && rest.data[0] == 0x1f;
    if (!gzip_detect(rest) && !cut_short) {
        error_set(err, ERROR_INPUT, "%llu bytes that are no gzip follow the end of the gzip stream at byte %llu",
                  (unsigned long long)rest.size, (unsigned long long)offset);
        return error_at_offset(err, offset);
    }
    inflateReset(&run->stream);
    return 0;
}

static int unpack_members(struct unpacking *run, struct error *err)
{
    for (;;) {
        int result = unpack_member(run, err);
        if (result != 0) {
            return result;
        }
        if (offset_of(run) == run->packed.size) {
            return 0;
        }
        if (check_next_member(run, err) != 0) {
            return -1;
        }
    }
}

static int unpack(struct byte_buffer *out, struct bytes packed, enum purpose purpose, struct error *err)
{
    struct unpacking run = {
        .purpose = purpose,
        .stream = {.zalloc = allocate, .zfree = release},
        .packed = packed,
        .out = out,
        .room = out->ceiling - out->size,
    };
    if (purpose == MEASURE) {
        run.scratch = memory_allocate(PIECE_SIZE);
        if (run.scratch == NULL) {
            return error_set_memory(err, "unpacking gzip");
        }
    }
    int status = inflateInit2(&run.stream, WINDOW_AND_GZIP_ONLY);
    int result = status == Z_OK ? unpack_members(&run, err) : refuse(&run, status, err);
    inflateEnd(&run.stream);
    memory_free(run.scratch);
    return result;
}

int gzip_unpack(struct byte_buffer *out, struct bytes packed, struct error *err)
{
    if (!gzip_detect(packed)) {
        error_set(err, ERROR_INPUT, "not gzip: it does not begin with the bytes 1f 8b");
        return error_at_offset(err, 0);
    }
    if (out->failed) {
        return error_set_memory(err, "unpacking gzip");
    }
    size_t size_before = out->size;
    int result = unpack(out, packed, KEEP, err);
    if (result == SUSPICIOUS) {
        out->size = size_before;
        result = unpack(out, packed, MEASURE, err);
        result = result == 0 ? unpack(out, packed, KEEP_AFTER_MEASURING, err) : result;
    }
    return result;
}

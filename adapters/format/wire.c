#include "adapters/format/wire.h"

#include <inttypes.h>
#include <stdbool.h>

#include "gate/base/banned.h"

enum { VARINT_BYTES_MAX = 10 };

struct wire_cursor wire_begin(struct bytes message, uint64_t base)
{
    return (struct wire_cursor){
        .at = message.data,
        .end = message.size ? message.data + message.size : message.data,
        .start = message.data,
        .base = base,
    };
}

static uint64_t offset_of(const struct wire_cursor *cursor, const uint8_t *at)
{
    return cursor->base + (uint64_t)(at - cursor->start);
}

static int refuse(const struct wire_cursor *cursor, const uint8_t *at, struct error *err, const char *sentence)
{
    error_set(err, ERROR_INPUT, "%s", sentence);
    return error_at_offset(err, offset_of(cursor, at));
}

static int read_varint(uint64_t *out, struct wire_cursor *cursor, struct error *err)
{
    const uint8_t *first = cursor->at;
    uint64_t value = 0;
    for (unsigned count = 0; count < VARINT_BYTES_MAX; count++) {
        if (cursor->at == cursor->end)
            return refuse(cursor, first, err, "the data ends inside a number: the file is truncated");
        uint8_t byte = *cursor->at++;
        /* Bits beyond the 64th, in byte 10, are dropped as every reader does. */
        value |= (uint64_t)(byte & 0x7f) << (7 * count);
        if (byte < 0x80) {
            *out = value;
            return 0;
        }
    }
    return refuse(cursor, first, err, "a number is longer than 10 bytes");
}

static int read_fixed(uint64_t *out, struct wire_cursor *cursor, unsigned size, struct error *err)
{
    if ((size_t)(cursor->end - cursor->at) < size)
        return refuse(cursor, cursor->at, err, "the data ends inside a number: the file is truncated");
    uint64_t value = 0;
    for (unsigned i = 0; i < size; i++)
        value |= (uint64_t)cursor->at[i] << (8 * i);
    cursor->at += size;
    *out = value;
    return 0;
}

static int read_body(struct wire_field *out, struct wire_cursor *cursor, struct error *err)
{
    uint64_t size = 0;
    if (read_varint(&size, cursor, err))
        return -1;
    uint64_t rest = (uint64_t)(cursor->end - cursor->at);
    if (size > rest) {
        error_set(err, ERROR_INPUT,
                  "field %" PRIu64 " claims %" PRIu64 " bytes but only %" PRIu64
                  " are left: the file is truncated or damaged",
                  out->number, size, rest);
        return error_at_offset(err, out->offset);
    }
    out->body = (struct bytes){cursor->at, (size_t)size};
    cursor->at += size;
    return 0;
}

static int refuse_type(const struct wire_field *field, unsigned type, struct error *err)
{
    if (type == 3 || type == 4)
        error_set(err, ERROR_INPUT,
                  "field %" PRIu64 " is a group (wire type %u), which profiles do not have: the file is damaged",
                  field->number, type);
    else
        error_set(err, ERROR_INPUT, "field %" PRIu64 " has wire type %u, which does not exist: the file is damaged",
                  field->number, type);
    return error_at_offset(err, field->offset);
}

int wire_next(struct wire_field *out, struct wire_cursor *cursor, struct error *err)
{
    if (cursor->at == cursor->end)
        return 0;
    uint64_t tag = 0;
    out->offset = offset_of(cursor, cursor->at);
    if (read_varint(&tag, cursor, err))
        return -1;
    out->number = tag >> 3;
    unsigned type = (unsigned)(tag & 7);
    int refused;
    switch (type) {
    case WIRE_VARINT:
        refused = read_varint(&out->value, cursor, err);
        break;
    case WIRE_FIXED64:
        refused = read_fixed(&out->value, cursor, 8, err);
        break;
    case WIRE_LENGTH:
        refused = read_body(out, cursor, err);
        break;
    case WIRE_FIXED32:
        refused = read_fixed(&out->value, cursor, 4, err);
        break;
    default:
        return refuse_type(out, type, err);
    }
    if (refused)
        return -1;
    out->type = (enum wire_type)type;
    return 1;
}

int wire_check(struct bytes message, uint64_t base, struct error *err)
{
    struct wire_cursor cursor = wire_begin(message, base);
    struct wire_field field;
    int more;
    while ((more = wire_next(&field, &cursor, err)) > 0)
        ;
    return more;
}

uint64_t wire_body_offset(const struct wire_cursor *cursor, const struct wire_field *field)
{
    return offset_of(cursor, field->body.data);
}

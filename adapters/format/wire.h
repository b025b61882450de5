#ifndef FLAMEGATE_ADAPTERS_FORMAT_WIRE_H
#define FLAMEGATE_ADAPTERS_FORMAT_WIRE_H

#include "gate/base/bytes.h"
#include "gate/base/error.h"

#include <stdint.h>

/*
 * A cursor over the fields of one protobuf message: number, wire type, content, and where in the input it stands,
 * so that every refusal has a place. It knows the wire, not the schema.
 *
 * Refused: a varint of more than 10 bytes, a length beyond the rest (however near to 2^64), the wire types 3 and 4
 * (groups), 6 and 7. Field number 0 is handed over like any other: the specification forbids it, go tool pprof
 * skips it, and so may the caller.
 */

enum wire_type { WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_LENGTH = 2, WIRE_FIXED32 = 5 };

struct wire_cursor {
    const uint8_t *at;
    const uint8_t *end;
    const uint8_t *start;
    uint64_t base; /* offset of start in the whole input */
};

struct wire_field {
    uint64_t number;
    enum wire_type type;
    uint64_t value;    /* WIRE_VARINT, WIRE_FIXED64, WIRE_FIXED32 */
    struct bytes body; /* WIRE_LENGTH */
    uint64_t offset;   /* of its tag in the whole input */
};

/* base: where message begins in the whole input, for offsets. */
struct wire_cursor wire_begin(struct bytes message, uint64_t base);

/* 1: *out is the next field; 0: the message is over; -1: malformed, err has the sentence and the offset. */
int wire_next(struct wire_field *out, struct wire_cursor *cursor, struct error *err);

/* Walks the whole message and everything that wire_next can refuse in it: 0 or -1. */
int wire_check(struct bytes message, uint64_t base, struct error *err);

/* Where the content of a WIRE_LENGTH field begins in the whole input, given the cursor that read it. */
uint64_t wire_body_offset(const struct wire_cursor *cursor, const struct wire_field *field);

#endif

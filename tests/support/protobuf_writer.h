#ifndef FLAMEGATE_TESTS_SUPPORT_PROTOBUF_WRITER_H
#define FLAMEGATE_TESTS_SUPPORT_PROTOBUF_WRITER_H

#include "gate/base/bytes.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Writes protobuf messages for tests, right and wrong ones: nothing is checked but that they fit.
 *
 *     struct protobuf_writer sample = {0};
 *     protobuf_packed(&sample, 1, (const uint64_t[]){1, 2}, 2);
 *     protobuf_message(&profile, 2, &sample);
 */

enum { PROTOBUF_WRITER_SIZE = 1 << 16 };

struct protobuf_writer {
    uint8_t data[PROTOBUF_WRITER_SIZE];
    size_t size;
};

struct bytes protobuf_view(const struct protobuf_writer *writer);

/* Any bytes, as they are. */
void protobuf_raw(struct protobuf_writer *writer, const void *data, size_t size);
void protobuf_varint(struct protobuf_writer *writer, uint64_t value);

/* Fields. */
void protobuf_number(struct protobuf_writer *writer, unsigned field, uint64_t value);
void protobuf_packed(struct protobuf_writer *writer, unsigned field, const uint64_t *values, size_t count);
void protobuf_text(struct protobuf_writer *writer, unsigned field, const char *text);
void protobuf_message(struct protobuf_writer *writer, unsigned field, const struct protobuf_writer *message);

#endif

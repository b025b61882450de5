#include "tests/support/protobuf_writer.h"

#include <stdlib.h>
#include <string.h>

struct bytes protobuf_view(const struct protobuf_writer *writer)
{
    return (struct bytes){writer->data, writer->size};
}

void protobuf_raw(struct protobuf_writer *writer, const void *data, size_t size)
{
    if (size > PROTOBUF_WRITER_SIZE - writer->size)
        abort();
    memcpy(writer->data + writer->size, data, size);
    writer->size += size;
}

void protobuf_varint(struct protobuf_writer *writer, uint64_t value)
{
    do {
        uint8_t byte = (uint8_t)(value & 0x7f);
        value >>= 7;
        byte = (uint8_t)(byte | (value ? 0x80 : 0));
        protobuf_raw(writer, &byte, 1);
    } while (value);
}

void protobuf_number(struct protobuf_writer *writer, unsigned field, uint64_t value)
{
    protobuf_varint(writer, field << 3);
    protobuf_varint(writer, value);
}

void protobuf_packed(struct protobuf_writer *writer, unsigned field, const uint64_t *values, size_t count)
{
    static struct protobuf_writer inner;
    inner.size = 0;
    for (size_t i = 0; i < count; i++)
        protobuf_varint(&inner, values[i]);
    protobuf_message(writer, field, &inner);
}

void protobuf_text(struct protobuf_writer *writer, unsigned field, const char *text)
{
    protobuf_varint(writer, field << 3 | 2);
    protobuf_varint(writer, strlen(text));
    protobuf_raw(writer, text, strlen(text));
}

void protobuf_message(struct protobuf_writer *writer, unsigned field, const struct protobuf_writer *message)
{
    protobuf_varint(writer, field << 3 | 2);
    protobuf_varint(writer, message->size);
    protobuf_raw(writer, message->data, message->size);
}

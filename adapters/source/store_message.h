#ifndef FLAMEGATE_ADAPTERS_SOURCE_STORE_MESSAGE_H
#define FLAMEGATE_ADAPTERS_SOURCE_STORE_MESSAGE_H

#include "gate/base/arena.h"
#include "gate/base/bytes.h"
#include "gate/base/error.h"

/* The protobuf messages that stores are asked with, and that they answer with, in arenas. */

struct ProtobufCMessage;
struct ProtobufCMessageDescriptor;

/* A text for a message that is only packed, which does not write to it. */
char *store_message_text(const char *text);

/* The packed message; the arena's. -1 without memory. */
int store_message_pack(struct bytes *out, struct arena *arena, const struct ProtobufCMessage *message,
                       struct error *err);

/* 0 with the message of that type, the arena's; 1 if the bytes are none; -1 without memory. */
int store_message_unpack(const void **out, struct arena *arena, const struct ProtobufCMessageDescriptor *type,
                         struct bytes body, struct error *err);

#endif

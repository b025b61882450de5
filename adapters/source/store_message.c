#include "adapters/source/store_message.h"

#include "adapters/proto/profile.pb-c.h"

#include <stdbool.h>
#include <stdint.h>

#include "gate/base/banned.h"

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "asking a store");
}

char *store_message_text(const char *text)
{
    return (char *)(uintptr_t)text;
}

/* An arena, and whether it had no memory left. */
struct unpacking {
    struct arena *arena;
    bool refused;
};

static void *allocate(void *data, size_t size)
{
    struct unpacking *unpacking = data;
    void *block = arena_allocate(unpacking->arena, size);
    unpacking->refused = unpacking->refused || block == NULL;
    return block;
}

static void give_back(void *data, void *block)
{
    /* The arena takes all back at once. */
    (void)data;
    (void)block;
}

int store_message_pack(struct bytes *out, struct arena *arena, const struct ProtobufCMessage *message,
                       struct error *err)
{
    size_t size = protobuf_c_message_get_packed_size(message);
    uint8_t *data = arena_allocate(arena, size);
    if (data == NULL) {
        return refuse_memory(err);
    }
    protobuf_c_message_pack(message, data);
    *out = (struct bytes){data, size};
    return 0;
}

int store_message_unpack(const void **out, struct arena *arena, const struct ProtobufCMessageDescriptor *type,
                         struct bytes body, struct error *err)
{
    struct unpacking unpacking = {.arena = arena};
    ProtobufCAllocator allocator = {allocate, give_back, &unpacking};
    const void *message = protobuf_c_message_unpack(type, &allocator, body.size, body.data);
    if (message == NULL) {
        return unpacking.refused ? refuse_memory(err) : 1;
    }
    *out = message;
    return 0;
}

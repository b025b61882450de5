#include "adapters/format/pprof_message.h"

#include "gate/base/banned.h"

static void *allocate(void *data, size_t size)
{
    struct pprof_message *message = data;
    void *block = arena_allocate(message->arena, size);
    if (!block)
        message->refused = true;
    return block;
}

static void give_back(void *data, void *block)
{
    /* The arena takes all back at the next message. */
    (void)data;
    (void)block;
}

int pprof_message_init(struct pprof_message *message, struct error *err)
{
    *message = (struct pprof_message){.arena = arena_new()};
    if (!message->arena)
        return error_set_memory(err, "decoding a profile");
    message->allocator = (ProtobufCAllocator){allocate, give_back, message};
    return 0;
}

void pprof_message_free(struct pprof_message *message)
{
    arena_free(message->arena);
    message->arena = NULL;
}

/* protobuf-c gives no reason: find it. */
static void explain(const struct wire_field *field, const struct wire_cursor *cursor, const char *what,
                    struct error *err)
{
    if (wire_check(field->body, wire_body_offset(cursor, field), err)) {
        error_prefix(err, "a %s is malformed", what);
        return;
    }
    error_set(err, ERROR_INPUT, "a %s is malformed: a field has the wrong wire type, or a packed list is damaged",
              what);
    error_at_offset(err, field->offset);
}

const void *pprof_message_unpack(struct pprof_message *message, const ProtobufCMessageDescriptor *type,
                                 const struct wire_field *field, const struct wire_cursor *cursor, const char *what,
                                 struct error *err)
{
    arena_reset(message->arena);
    const void *unpacked = protobuf_c_message_unpack(type, &message->allocator, field->body.size, field->body.data);
    if (unpacked)
        return unpacked;
    if (message->refused)
        error_set_memory(err, "decoding a profile");
    else
        explain(field, cursor, what, err);
    return NULL;
}

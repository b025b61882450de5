#ifndef FLAMEGATE_ADAPTERS_FORMAT_PPROF_MESSAGE_H
#define FLAMEGATE_ADAPTERS_FORMAT_PPROF_MESSAGE_H

#include "adapters/format/wire.h"
#include "adapters/proto/profile.pb-c.h"
#include "gate/base/arena.h"

#include <stdbool.h>

/*
 * Unpacks the small messages inside a profile, one at a time, into an arena that each call takes back: memory is
 * bounded by the largest message, not by the file. What protobuf-c only calls bad is looked at again, so that the
 * refusal says what and where.
 */

struct pprof_message {
    struct arena *arena;
    ProtobufCAllocator allocator; /* on the arena */
    bool refused;                 /* the arena had no memory */
};

/* Refused without memory. Give back with pprof_message_free. */
int pprof_message_init(struct pprof_message *message, struct error *err);
void pprof_message_free(struct pprof_message *message);

/*
 * The message in field, valid until the next call; NULL with err set if it is malformed. what is for the sentence:
 * "sample". cursor is the one that read the field.
 */
const void *pprof_message_unpack(struct pprof_message *message, const ProtobufCMessageDescriptor *type,
                                 const struct wire_field *field, const struct wire_cursor *cursor, const char *what,
                                 struct error *err);

#endif

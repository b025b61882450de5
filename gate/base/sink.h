#ifndef FLAMEGATE_GATE_BASE_SINK_H
#define FLAMEGATE_GATE_BASE_SINK_H

#include "gate/base/bytes.h"
#include "gate/base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * A sink takes bytes in a row: a buffer, a file, an open stream. It fails stickily: after the first failed write
 * all others do nothing; ask once at the end.
 */

struct sink {
    /* Takes all size bytes; 0, or -1 with err set. Size 0: that was all, see it through (a stream is flushed). */
    int (*write)(struct sink *sink, const void *data, size_t size, struct error *err);
    void *target;
    bool failed;
    struct error error; /* set if failed */
};

/* Appends to a buffer that the caller owns and outlives the sink. */
struct sink sink_to_buffer(struct byte_buffer *buffer);

/* Writes to an open stream; does not close it. */
struct sink sink_to_stream(FILE *stream);

void sink_bytes(struct sink *sink, const void *data, size_t size);
void sink_text(struct sink *sink, const char *text);
void sink_view(struct sink *sink, struct bytes view);
void sink_repeat(struct sink *sink, char character, size_t count);

/* printf without locale; at most 4096 bytes a call, longer output is a failure. */
void sink_format(struct sink *sink, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* 0 if all was written, else -1 with err set. */
int sink_finish(struct sink *sink, struct error *err);

#endif

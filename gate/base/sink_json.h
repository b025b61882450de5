#ifndef FLAMEGATE_GATE_BASE_SINK_JSON_H
#define FLAMEGATE_GATE_BASE_SINK_JSON_H

#include "gate/base/sink.h"

#include <stdint.h>

/*
 * JSON on a sink, indented by one blank a level, keys in the order of the calls. Commas and line breaks are the
 * writer's (an array stays on one line up to its first object or array); broken UTF-8 becomes U+FFFD; a number that
 * JSON cannot hold (not finite) becomes null.
 */

enum { SINK_JSON_DEPTH_MAX = 32 };

struct sink_json {
    struct sink *sink;
    int depth;
    bool filled[SINK_JSON_DEPTH_MAX]; /* the container at that depth has a member */
    bool broken[SINK_JSON_DEPTH_MAX]; /* ... and stands on more than one line */
    bool after_key;
};

struct sink_json sink_json_begin(struct sink *sink);

void sink_json_object_open(struct sink_json *json);
void sink_json_object_close(struct sink_json *json);
void sink_json_array_open(struct sink_json *json);
void sink_json_array_close(struct sink_json *json);
void sink_json_key(struct sink_json *json, const char *key);
void sink_json_text(struct sink_json *json, const char *value); /* NULL: null */
void sink_json_bytes(struct sink_json *json, struct bytes value);
void sink_json_integer(struct sink_json *json, int64_t value);

/* At most digits significant digits (1 to 17), without trailing zeros. */
void sink_json_number(struct sink_json *json, double value, int digits);
void sink_json_bool(struct sink_json *json, bool value);
void sink_json_null(struct sink_json *json);

/* The last line break. */
void sink_json_end(struct sink_json *json);

#endif

#ifndef FLAMEGATE_GATE_REPORT_MEMBER_H
#define FLAMEGATE_GATE_REPORT_MEMBER_H

#include "gate/base/sink_json.h"
#include "gate/model/answer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Members of the JSON object that is open: a key and its value. */

void member_text(struct sink_json *json, const char *key, const char *value); /* NULL: "" */
void member_bytes(struct sink_json *json, const char *key, struct bytes value);
void member_number(struct sink_json *json, const char *key, double value); /* not finite: null */
void member_integer(struct sink_json *json, const char *key, size_t value);
void member_bool(struct sink_json *json, const char *key, bool value);
void member_pair(struct sink_json *json, const char *key, const double values[2]);

/* Nanoseconds since 1970 as RFC 3339; REPLICA_TIME_UNKNOWN: null. */
void member_time(struct sink_json *json, const char *key, int64_t moment);

/* baseline, candidate, change, interval, new, gone, growth, growth_interval, share, events. */
void member_estimate(struct sink_json *json, const struct estimate *estimate);

#endif

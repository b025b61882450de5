#include "gate/report/member.h"

#include "gate/base/timestamp.h"
#include "gate/model/comparison.h"
#include "gate/model/replica.h"

#include <math.h>

#include "gate/base/banned.h"

/* Significant digits: enough that the printed figures of every report can be had from these by rounding. */
enum { DIGITS = 9 };

void member_text(struct sink_json *json, const char *key, const char *value)
{
    sink_json_key(json, key);
    sink_json_text(json, value != NULL ? value : "");
}

void member_bytes(struct sink_json *json, const char *key, struct bytes value)
{
    sink_json_key(json, key);
    sink_json_bytes(json, value);
}

void member_number(struct sink_json *json, const char *key, double value)
{
    sink_json_key(json, key);
    sink_json_number(json, value, DIGITS);
}

void member_integer(struct sink_json *json, const char *key, size_t value)
{
    sink_json_key(json, key);
    sink_json_integer(json, (int64_t)value);
}

void member_bool(struct sink_json *json, const char *key, bool value)
{
    sink_json_key(json, key);
    sink_json_bool(json, value);
}

void member_pair(struct sink_json *json, const char *key, const double values[2])
{
    sink_json_key(json, key);
    sink_json_array_open(json);
    sink_json_number(json, values[0], DIGITS);
    sink_json_number(json, values[1], DIGITS);
    sink_json_array_close(json);
}

void member_time(struct sink_json *json, const char *key, int64_t moment)
{
    char text[TIMESTAMP_TEXT_SIZE];
    sink_json_key(json, key);
    sink_json_text(json, moment == REPLICA_TIME_UNKNOWN ? NULL : timestamp_format(text, moment));
}

void member_estimate(struct sink_json *json, const struct estimate *estimate)
{
    member_number(json, "baseline", estimate->rate[BASELINE]);
    member_number(json, "candidate", estimate->rate[CANDIDATE]);
    member_number(json, "change", estimate->change);
    member_pair(json, "interval", estimate->change_interval);
    member_bool(json, "new", isinf(estimate->change) && estimate->change > 0);
    member_bool(json, "gone", estimate->change <= -1);
    member_number(json, "growth", estimate->growth);
    member_pair(json, "growth_interval", estimate->growth_interval);
    member_number(json, "share", estimate->share);
    member_pair(json, "events", estimate->events);
}

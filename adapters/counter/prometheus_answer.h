#ifndef FLAMEGATE_ADAPTERS_COUNTER_PROMETHEUS_ANSWER_H
#define FLAMEGATE_ADAPTERS_COUNTER_PROMETHEUS_ANSWER_H

#include "gate/base/bytes.h"
#include "gate/base/error.h"
#include "gate/model/store_settings.h"

#include <stddef.h>

/*
 * What Prometheus answers to an instant query: a vector of series, each with labels and a number. Here only what is
 * asked for is left of the labels: which replica, and which endpoint.
 *
 * Invariants: sorted by (by, endpoint), which no two series share; every value is finite and not negative.
 */

struct json_document;

struct prometheus_series {
    struct bytes by;       /* value of the label that tells replicas apart; empty if none is asked for */
    struct bytes endpoint; /* likewise */
    double value;
};

struct prometheus_answer {
    struct json_document *document; /* owns the texts */
    struct prometheus_series *items;
    size_t count; /* 0: nothing was counted */
};

/*
 * Reads the body of an answer. Refused as ERROR_INPUT: what is no such answer, or an error. As ERROR_UNFIT, with
 * what to do: a partial answer (warnings), numbers that are none (NaN, Inf), anything but a vector, series without
 * the labels asked for, and several where there can be one. Give back with prometheus_answer_clear.
 */
int prometheus_answer_read(struct prometheus_answer *out, struct bytes body,
                           const struct requests_settings *settings, struct error *err);

void prometheus_answer_clear(struct prometheus_answer *answer);

#endif

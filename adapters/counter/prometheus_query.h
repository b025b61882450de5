#ifndef FLAMEGATE_ADAPTERS_COUNTER_PROMETHEUS_QUERY_H
#define FLAMEGATE_ADAPTERS_COUNTER_PROMETHEUS_QUERY_H

#include "adapters/counter.h"
#include "gate/base/bytes.h"

/*
 * The form that asks Prometheus the policy's query for one window: its values put in, evaluated at the window's
 * end, with $window its length, and the policy's other parameters behind it. Times go down to the millisecond, as
 * Prometheus' do.
 */

/* Appends "query=...&time=..." to out, an empty buffer. Refused as query_template_expand does, and ERROR_UNFIT for
 * a window without a length. */
int prometheus_query_form(struct byte_buffer *out, const struct counter_settings *settings,
                          const struct time_span *window, struct error *err);

#endif

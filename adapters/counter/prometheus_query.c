#include "adapters/counter/prometheus_query.h"

#include "adapters/query_template.h"
#include "adapters/transport/http_url.h"
#include "gate/base/memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

static const int64_t millisecond = 1000000;

static int64_t milliseconds(int64_t nanoseconds)
{
    return (nanoseconds + millisecond / 2) / millisecond;
}

static void append_parameter(struct byte_buffer *out, const char *name, const char *value)
{
    if (out->size > 0) {
        byte_buffer_append(out, "&", 1);
    }
    http_url_encode(out, name);
    byte_buffer_append(out, "=", 1);
    http_url_encode(out, value);
}

int prometheus_query_form(struct byte_buffer *out, const struct counter_settings *settings,
                          const struct time_span *window, struct error *err)
{
    int64_t length = milliseconds(window->end) - milliseconds(window->start);
    char duration[40], moment[60];
    if (length <= 0) {
        return error_set(err, ERROR_UNFIT,
                         "it is not known from when to when the profiles ran: requests can only be counted over a "
                         "window");
    }
    if (length % 1000 == 0) {
        snprintf(duration, sizeof duration, "%" PRId64 "s", length / 1000);
    } else {
        snprintf(duration, sizeof duration, "%" PRId64 "ms", length);
    }
    snprintf(moment, sizeof moment, "%" PRId64 ".%03" PRId64, milliseconds(window->end) / 1000,
             milliseconds(window->end) % 1000);
    const struct query_values values = {
        .service = settings->service, .version = settings->version, .window = duration};
    char *query = NULL;
    if (query_template_expand(&query, settings->requests->query, &values, "requests.prometheus.query", err) != 0) {
        return -1;
    }
    append_parameter(out, "query", query);
    append_parameter(out, "time", moment);
    for (size_t i = 0; i < settings->requests->parameter_count; i++) {
        append_parameter(out, settings->requests->parameters[i].name, settings->requests->parameters[i].value);
    }
    memory_free(query);
    return out->failed ? error_set_memory(err, "asking for request counts") : 0;
}

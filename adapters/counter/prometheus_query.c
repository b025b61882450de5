#include "adapters/counter/prometheus_query.h"

#include "adapters/query_template.h"
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

static bool is_plain(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           (byte != '\0' && strchr("-._~", byte) != NULL);
}

static void append_encoded(struct byte_buffer *out, const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        char encoded[4];
        int size = is_plain(*at) ? snprintf(encoded, sizeof encoded, "%c", *at)
                                 : snprintf(encoded, sizeof encoded, "%%%02X", (unsigned)(unsigned char)*at);
        byte_buffer_append(out, encoded, (size_t)size);
    }
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
    snprintf(moment, sizeof moment, "&time=%" PRId64 ".%03" PRId64, milliseconds(window->end) / 1000,
             milliseconds(window->end) % 1000);
    const struct query_values values = {
        .service = settings->service, .version = settings->version, .window = duration};
    char *query = NULL;
    if (query_template_expand(&query, settings->requests->query, &values, "requests.prometheus.query", err) != 0) {
        return -1;
    }
    byte_buffer_append(out, "query=", strlen("query="));
    append_encoded(out, query);
    byte_buffer_append(out, moment, strlen(moment));
    memory_free(query);
    return out->failed ? error_set_memory(err, "asking for request counts") : 0;
}

#ifndef FLAMEGATE_ADAPTERS_TRANSPORT_HTTP_TRACE_H
#define FLAMEGATE_ADAPTERS_TRANSPORT_HTTP_TRACE_H

#include "adapters/transport/http_exchange.h"

/*
 * What is asked and answered, a line each, for whoever wants to know why a store does not answer as it should
 * (surroundings.trace, -vv):
 *
 *     > POST http://pyroscope:4040/querier.v1.QuerierService/ProfileTypes (the types of profiles), 16 bytes;
 *       Authorization: ***; X-Scope-OrgID: team-a; Content-Type: application/proto
 *     < 503, 120 bytes, in 31 ms; asking again in 412 ms
 *
 * Of headers only those of a short list show their values, of a URL's query only the names, and what is known to be
 * a secret is hidden wherever it stands. No report holds any of it.
 */

/* An attempt begins. */
void http_trace_begun(const struct http_exchange *exchange);

/* What an attempt got, to be taken down before the answer is looked at. */
struct http_trace_answer {
    int status; /* 0: none */
    size_t bytes;
    int64_t took; /* nanoseconds */
};

struct http_trace_answer http_trace_take(const struct http_exchange *exchange);

/* An attempt has ended; again: there is to be another one. */
void http_trace_ended(const struct http_exchange *exchange, const struct http_trace_answer *answer, bool again);

#endif

#ifndef FLAMEGATE_ADAPTERS_TRANSPORT_HTTP_PROGRESS_H
#define FLAMEGATE_ADAPTERS_TRANSPORT_HTTP_PROGRESS_H

#include "adapters/transport/http_exchange.h"
#include "adapters/transport/http_plan.h"

#include <stddef.h>
#include <stdint.h>

/*
 * What people are told while requests are under way: nothing for the first seconds, then a line now and then, with
 * what is fetched, how much came and how long it has taken; and a line for a pause that can be felt.
 */
struct http_progress {
    const struct http_plan *plan;
    size_t count;             /* requests in all */
    size_t finished;          /* of them done */
    uint64_t bytes;           /* of those */
    int64_t start, next_line; /* on the plan's clock */
};

void http_progress_start(struct http_progress *progress, const struct http_plan *plan, size_t count);

/* An exchange is over. */
void http_progress_finished(struct http_progress *progress, const struct http_exchange *exchange);

/* An exchange waits for another attempt. */
void http_progress_again(struct http_progress *progress, const struct http_exchange *exchange);

/* Tells a line if it is time for one. current: one of the exchanges under way, NULL: none; bytes: what came for all
 * those under way so far. */
void http_progress_tell(struct http_progress *progress, const struct http_exchange *current, uint64_t bytes);

#endif

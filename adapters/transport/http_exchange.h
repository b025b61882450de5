#ifndef FLAMEGATE_ADAPTERS_TRANSPORT_HTTP_EXCHANGE_H
#define FLAMEGATE_ADAPTERS_TRANSPORT_HTTP_EXCHANGE_H

#include "adapters/transport/http.h"
#include "adapters/transport/http_failure.h"
#include "adapters/transport/http_plan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * One request on its way to an answer: attempts, redirects, pauses, ceilings, and what it all comes to. It decides;
 * the connection is http.c's. Times are on the plan's clock.
 */
struct http_exchange {
    const struct http_plan *plan;
    const struct http_request *request;
    size_t index;           /* of the request; its own pauses are drawn by it */
    struct byte_buffer url; /* where the next attempt goes, closed by NUL */
    struct http_answer answer;
    size_t packed_ceiling, ceiling;
    unsigned attempt;   /* begun so far */
    unsigned redirects; /* followed so far */
    int64_t not_before; /* when the next attempt may begin */
    int64_t begun;      /* this attempt */
    int64_t last_byte;  /* of this attempt, or its beginning */
    bool heard;         /* a byte came in this attempt */
    bool head_is_whole; /* the empty line behind the header came */
    uint64_t received;  /* bytes of bodies, over all attempts */
    enum http_end end;  /* why we broke the attempt off; HTTP_END_ANSWER: we did not, or had enough */
    bool broken_off;
    struct error failure; /* of the last attempt; of kind ERROR_NONE: none, or the answer is good */
};

/* Both are borrowed. Not to be cleared if it fails. */
int http_exchange_make(struct http_exchange *out, const struct http_plan *plan, const struct http_request *request,
                       size_t index, struct error *err);

void http_exchange_clear(struct http_exchange *exchange);

/* An attempt begins. */
void http_exchange_begin(struct http_exchange *exchange);

/* Take a header line (the status line too), or a piece of the body. false: break the attempt off; ended says so. */
bool http_exchange_head(struct http_exchange *exchange, struct bytes line);
bool http_exchange_body(struct http_exchange *exchange, struct bytes piece);

/* HTTP_END_STALLED or HTTP_END_TIMEOUT if the attempt is to be broken off by the clock, else HTTP_END_ANSWER. */
enum http_end http_exchange_late(const struct http_exchange *exchange);

/*
 * The attempt ended: so, or as an earlier head or body said. redirect: the absolute address that a redirect names,
 * NULL if there is none; detail: words about a broken connection. true: another attempt, from not_before on. false:
 * that was all; failure says what came of it, and answer is as http_perform hands it out.
 */
bool http_exchange_ended(struct http_exchange *exchange, enum http_end end, const char *redirect,
                         const char *detail);

/* The deadline passed, or the run is to stop: fails the exchange. */
void http_exchange_overdue(struct http_exchange *exchange);
void http_exchange_stop(struct http_exchange *exchange);

#endif

#ifndef FLAMEGATE_ADAPTERS_TRANSPORT_HTTP_FAILURE_H
#define FLAMEGATE_ADAPTERS_TRANSPORT_HTTP_FAILURE_H

#include "adapters/transport/http_answer.h"
#include "adapters/transport/secret.h"
#include "gate/base/error.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * The sentences of failed requests: "cannot fetch <what> from '<place>': <why>; <what to do>". Each function sets
 * err and returns -1. Foreign text is freed of secrets and cut short.
 */

/* What the sentences are about. Borrowed. */
struct http_failure_subject {
    const char *what;   /* the request's */
    const char *place;  /* "https://host:port/prefix" */
    const char *server; /* "Pyroscope" */
    const char *key;    /* "store.pyroscope" */
    bool has_login;     /* a token, a user or a client certificate goes with every request */
    const struct secret_list *secrets;
};

/* How one attempt ended, as seen from the connection. */
enum http_end {
    HTTP_END_ANSWER, /* an answer is there, whatever its status */
    HTTP_END_NO_HOST,
    HTTP_END_NO_PROXY,
    HTTP_END_REFUSED,         /* no connection: nobody listens, no route */
    HTTP_END_PUBLIC,          /* not connected: the address is a public one, and the client keeps to private ones */
    HTTP_END_CONNECT_TIMEOUT, /* no connection in time */
    HTTP_END_SILENT,          /* closed before the first byte of an answer */
    HTTP_END_RESET,           /* broken off while sending or receiving */
    HTTP_END_CUT,             /* closed before the answer was whole */
    HTTP_END_STALLED,         /* open, but no byte for too long */
    HTTP_END_TIMEOUT,         /* longer than one answer may take */
    HTTP_END_UNTRUSTED,       /* TLS: the server's certificate does not hold */
    HTTP_END_TLS,             /* TLS: anything else */
    HTTP_END_CERTIFICATE,     /* our client certificate, its key or the CA file cannot be used */
    HTTP_END_MALFORMED,       /* no HTTP, or broken HTTP */
    HTTP_END_LARGE,           /* more bytes than the packed ceiling */
    HTTP_END_LARGE_HEAD,      /* more header lines than we hold */
    HTTP_END_MEMORY,
    HTTP_END_OTHER, /* detail says what */
    HTTP_END_COUNT
};

/* Whether another attempt may go better. */
bool http_failure_may_pass(enum http_end end);

/* The failure of an attempt that brought no answer. detail: libcurl's words, may be "". */
int http_failure_of_end(const struct http_failure_subject *subject, enum http_end end, const char *detail,
                        size_t packed_ceiling, struct error *err);

/* A refusal: any status but 2xx. */
int http_failure_of_status(const struct http_failure_subject *subject, const struct http_answer *answer,
                           struct error *err);

/* A page in HTML where data was asked for. */
int http_failure_of_page(const struct http_failure_subject *subject, const struct http_answer *answer,
                         struct error *err);

/* A redirect that is not followed. to: http_url_authority of where it leads; NULL: too many of them. */
int http_failure_of_redirect(const struct http_failure_subject *subject, const char *to, struct error *err);

/* The deadline passed, or an attempt would come too late. last: the sentence of the attempt before; may be "". */
int http_failure_of_deadline(const struct http_failure_subject *subject, int64_t deadline, const char *last,
                             struct error *err);

int http_failure_of_stop(const struct http_failure_subject *subject, struct error *err);

/* Puts "cannot fetch <what> from '<place>'" before an error of another part, such as a body that does not unpack.
 */
int http_failure_prefix(const struct http_failure_subject *subject, struct error *err);

#endif

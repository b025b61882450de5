#ifndef FLAMEGATE_ADAPTERS_TRANSPORT_HTTP_H
#define FLAMEGATE_ADAPTERS_TRANSPORT_HTTP_H

#include "adapters/transport/http_answer.h"
#include "gate/base/bytes.h"
#include "gate/base/error.h"
#include "gate/base/surroundings.h"
#include "gate/model/store_settings.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Questions to a server over HTTP, and its answers: the only place that knows libcurl.
 *
 * A client belongs to one server and one login; it keeps connections open between requests, and is used by one
 * thread at a time. All requests are taken to be questions that may be asked again, POST too.
 *
 * What holds for every request:
 * - Only http and https. Certificates are always verified. Proxies as http_proxy, https_proxy, all_proxy and
 *   no_proxy say (capital letters too, but for HTTP_PROXY). No .netrc, no cookies.
 * - At most five redirects are followed, and only where scheme, host and port stay, or from http to https of the
 *   same host, so that no login leaves the host. Method and body stay as they were.
 * - gzip is asked for and unpacked. An answer may pass neither ceiling, packed or unpacked, and no more is ever
 *   held. One that is cut anywhere is a failure, never a shorter answer.
 * - Asked again, with growing pauses: after 429 (unless the answer is too large for the server), 499, 502, 503,
 *   504, and connections refused, reset or closed early. Retry-After is heeded as far as the deadline allows.
 * - Pauses are drawn from world->seed. Waiting without a transfer goes through world->sleep, the clock is
 *   world->now, world->cancelled ends any wait within a tenth of a second, and long fetches are told to
 *   world->progress.
 *
 * Failures are ERROR_INPUT (memory: ERROR_MEMORY): "cannot fetch the cpu profile of pod-3 from
 * 'https://profiles.example.com': ...", with the reason and what to do. No sentence holds a secret, even if the
 * server sends it back; what a server wrote is cut short, and pages in HTML are named, not shown.
 */

/* What a client is made from. Zero is the default of every member but access; all is copied or read at once. */
struct http_settings {
    const struct server_settings *access; /* URL, login, tenant, CA, headers, timeout of one answer, deadline */
    const char *server;                   /* what should be there: "Pyroscope", "Prometheus" */
    const char *key;                      /* how the policy calls it, for sentences: "store.pyroscope" */
    int64_t connect_timeout;              /* nanoseconds; default 10 s */
    int64_t stall_timeout;                /* nanoseconds without a byte from the server; default 60 s */
    unsigned attempts;                    /* of one request; default 5; 1: never asked again */
    bool private_only;                    /* connect to loopback and private addresses only, and to no proxy */
};

struct http_client;

/*
 * A client, or -1: ERROR_POLICY for settings that cannot be meant, ERROR_INPUT for a secret that is not
 * there (in a fork's run ERROR_UNFIT, secret.h) and for a file that cannot be read. All that it does has to be done
 * within the deadline, which runs from here on (default 5 min). The world must outlive the client and have a clock;
 * its other functions may be absent. The caller's to free.
 */
int http_client_new(struct http_client **out, const struct http_settings *settings,
                    const struct surroundings *world, struct error *err);

/* NULL is fine. */
void http_client_free(struct http_client *client);

/* "https://host:port/prefix", as sentences name the server. The client's. */
const char *http_client_place(const struct http_client *client);

/* Starts the deadline anew: for a client that is used over a long time. */
void http_client_restart_deadline(struct http_client *client);

enum http_method { HTTP_GET, HTTP_POST };

/* name=value of the query, encoded when sent. */
struct http_parameter {
    const char *name;
    const char *value;
};

/* A header line, beside those that the client sends with every request. */
struct http_header {
    const char *name;
    const char *value;
};

/* A question. Zero is the default of every member but what and path. All is borrowed until the answer is there. */
struct http_request {
    const char *what; /* completes "fetching ..." and "cannot fetch ...": "the cpu profile of 'pod-3'" */
    enum http_method method;
    unsigned attempts;                       /* instead of the client's */
    const char *path;                        /* begins with '/'; comes behind the URL's own path, as it is */
    const struct http_parameter *parameters; /* sent in this order */
    size_t parameter_count;
    const struct http_header *headers;
    size_t header_count;
    struct bytes body;     /* POST */
    size_t packed_ceiling; /* bytes of the answer as sent; default LIMIT_FILE_BYTES */
    size_t ceiling;        /* bytes after unpacking; default LIMIT_UNPACKED_BYTES */
    int64_t silence;       /* nanoseconds that the server may take before it says anything, beside all timeouts */
    /* Whether an answer of whatever status means "not now": it is asked again like a 503. May be NULL. */
    bool (*is_busy)(const struct http_answer *answer);
};

/*
 * Asks and waits. 0: *out holds an answer of status 2xx. -1 with err set: no answer, or a refusal; of a refusal
 * *out holds the status, headers and body too, else its status is 0. *out is overwritten, and the caller's to clear
 * either way.
 */
int http_perform(struct http_client *client, const struct http_request *request, struct http_answer *out,
                 struct error *err);

/*
 * Takes what became of requests[index]: failure is NULL for status 2xx, else says why not (answer as above). May
 * take the body away by copying answer->body and zeroing it; the rest is cleared afterwards. May not use the
 * client. -1 with err set: stop.
 */
typedef int (*http_done)(void *context, size_t index, struct http_answer *answer, const struct error *failure,
                         struct error *err);

/*
 * Asks all, at most parallel (at least 1) at a time, begun in the order given. done is called once for each
 * request, in this thread, in whatever order the answers come; after a stop for none any more. 0, or -1 with the
 * error that done gave, ERROR_MEMORY, or ERROR_POLICY for a request with header lines that cannot be sent.
 */
int http_perform_all(struct http_client *client, const struct http_request *requests, size_t count, size_t parallel,
                     http_done done, void *context, struct error *err);

#endif

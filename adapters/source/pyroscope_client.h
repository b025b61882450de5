#ifndef FLAMEGATE_ADAPTERS_SOURCE_PYROSCOPE_CLIENT_H
#define FLAMEGATE_ADAPTERS_SOURCE_PYROSCOPE_CLIENT_H

#include "adapters/source/store_answers.h"
#include "adapters/transport/http.h"
#include "gate/base/arena.h"

#include <stddef.h>
#include <stdint.h>

/*
 * The questions that Pyroscope's QuerierService answers, one function each: Connect calls with protobuf bodies. All
 * that is handed back belongs to the arena of the call. Nothing found is an empty list, never an error; but a
 * listed value is no proof of data, since the store lists by blocks, which are wider than the window. Only what was
 * summed (pyroscope_client_sums) is there. Windows are asked for in milliseconds, both ends included.
 */

struct pyroscope_names {
    const char **items; /* sorted, each once */
    size_t count;
};

/* The types that there are profiles of. */
int pyroscope_client_types(struct store_types *out, const struct store_client *client,
                           const struct store_scope *scope, struct error *err);

/* The values of a label. */
int pyroscope_client_values(struct pyroscope_names *out, const struct store_client *client, const char *label,
                            const struct store_scope *scope, struct error *err);

/* Totals of the profiles that begin in the window, by the values of up to two labels; step in seconds, above 0. */
int pyroscope_client_sums(struct store_sums *out, const struct store_client *client, const char *const *labels,
                          size_t label_count, double step, const struct store_scope *scope, struct error *err);

/* Any other method, asked in JSON: the answer's body, of status 2xx, or a refusal with its status in out (http.h).
 * *out is the caller's to clear either way. */
int pyroscope_client_ask(struct http_answer *out, const struct store_client *client, const char *method,
                         const char *what, struct bytes json, struct error *err);

/* The body of a request for a merged profile, and how it is asked. max_nodes 0: as the server likes. */
int pyroscope_client_merge(struct http_request *out, const struct store_client *client, int64_t max_nodes,
                           const struct store_scope *scope, struct error *err);

/*
 * Says of a refusal what is to be done about it, where the status alone does not tell: no tenant was sent, the
 * window is too long for the store. Leaves all others as they are. Always returns -1.
 */
int pyroscope_client_explain(const struct http_answer *answer, struct error *err);

#endif

#ifndef FLAMEGATE_ADAPTERS_SOURCE_PARCA_CLIENT_H
#define FLAMEGATE_ADAPTERS_SOURCE_PARCA_CLIENT_H

#include "adapters/source/store_answers.h"
#include "adapters/transport/http.h"
#include "gate/base/arena.h"

#include <stddef.h>
#include <stdint.h>

/*
 * The questions that Parca's QueryService answers, one function each: gRPC-Web calls, whose refusals are HTTP 200.
 * All that is handed back belongs to the arena of the client. Nothing found is an empty list, never an error.
 *
 * Both ends of a window are included, down to the nanosecond; a profile belongs to it if it begins in it.
 */

/* The types that there are profiles of in the window: their full names, with ":delta" behind those that hold what
 * happened while they were taken. */
int parca_client_types(struct store_types *out, const struct store_client *client, const struct store_scope *scope,
                       struct error *err);

/* What the sums of parca_client_sums are of. */
enum parca_measure {
    PARCA_TOTAL,   /* of the profiles' values */
    PARCA_PROFILES /* the number of profiles; only of types without ":delta", which have a point for each */
};

/* Sums over the profiles of the window by the values of up to two labels; step in nanoseconds, above 0. */
int parca_client_sums(struct store_sums *out, const struct store_client *client, enum parca_measure measure,
                      const char *const *labels, size_t label_count, int64_t step, const struct store_scope *scope,
                      struct error *err);

/* How to ask for a merged profile, whose samples then carry those labels. */
int parca_client_merge(struct http_request *out, const struct store_client *client, const char *const *labels,
                       size_t label_count, const struct store_scope *scope, struct error *err);

/* The gzipped pprof in the answer to it, inside the answer's body. what is for sentences. */
int parca_client_merged(struct bytes *out, const struct store_client *client, const struct http_answer *answer,
                        const char *what, struct error *err);

#endif

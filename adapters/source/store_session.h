#ifndef FLAMEGATE_ADAPTERS_SOURCE_STORE_SESSION_H
#define FLAMEGATE_ADAPTERS_SOURCE_STORE_SESSION_H

#include "adapters/source.h"
#include "adapters/source/store_answers.h"
#include "adapters/transport/http.h"
#include "gate/base/arena.h"

/*
 * What a source that asks a store has at hand while a run lasts, whatever the store's protocol. Texts that are
 * handed back belong to its arena.
 */

struct store_session {
    const struct source_setup *setup;
    const struct surroundings *world;
    struct arena *arena;
    struct store_client client;           /* its answers go to the same arena */
    const char *labels[STORE_LABELS_MAX]; /* that replicas and endpoints are told apart by, as far as wanted */
    size_t label_count;
};

/* server and key are for sentences (http.h). What is there is to be closed after a failure too. */
int store_session_open(struct store_session *out, const char *server, const char *key,
                       const struct source_setup *setup, const struct surroundings *world, struct error *err);
void store_session_close(struct store_session *session);

/* The labels of setup's store: for replicas first, then for endpoints. */
void store_session_set_labels(struct store_session *session);

/* A text made as by printf and cut at 1000 bytes; NULL with err set. */
const char *store_session_text(const struct store_session *session, struct error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The matchers of a version (NULL: of all); NULL with err set. */
const char *store_session_matchers(const struct store_session *session, const char *version, struct error *err);

/* Matchers narrowed to labels[i]="values[i]" for all i; the same. */
const char *store_session_narrow(const struct store_session *session, const char *matchers,
                                 const char *const *labels, const char *const *values, size_t count,
                                 struct error *err);

/* Matchers narrowed to any of the values of one label, at least one; the same. */
const char *store_session_narrow_any(const struct store_session *session, const char *matchers, const char *label,
                                     const char *const *values, size_t count, struct error *err);

/* One sentence for people. */
void store_session_say(const struct store_session *session, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif

#ifndef FLAMEGATE_ADAPTERS_SOURCE_PARCA_SESSION_H
#define FLAMEGATE_ADAPTERS_SOURCE_PARCA_SESSION_H

#include "adapters/source.h"
#include "adapters/source/parca_client.h"
#include "adapters/source/parca_types.h"
#include "gate/base/arena.h"

/* What the parts of the Parca source share while a run lasts. Texts are the session's arena's. */

/* One question for a merged profile: of all replicas at once, told apart by labels of its samples. */
struct parca_merge {
    const char *what; /* "cpu of 'v2'" */
    const char *type; /* full name */
    const char *matchers;
    struct time_span window;
};

/* What one part of a capture is of a merged profile: the samples with these values of the session's labels. */
struct parca_piece {
    size_t merge;
    const char *values[STORE_LABELS_MAX];
};

struct parca_session {
    const struct source_setup *setup;
    const struct surroundings *world;
    struct arena *arena;
    struct parca_client client;
    const char *labels[STORE_LABELS_MAX]; /* that replicas and endpoints are told apart by, as far as wanted */
    size_t label_count;
    struct parca_merge *merges;
    size_t merge_count;
    struct parca_piece *pieces; /* by capture_part.order */
    size_t piece_count;
};

/* *out is the number of a copy. */
int parca_session_add_merge(size_t *out, struct parca_session *session, const struct parca_merge *merge,
                            struct error *err);
int parca_session_add_piece(size_t *out, struct parca_session *session, const struct parca_piece *piece,
                            struct error *err);

/* A text of the arena, made as by printf and cut at 1000 bytes; NULL with err set. */
const char *parca_session_text(const struct parca_session *session, struct error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The matchers of a version (NULL: of all); the arena's, NULL with err set. */
const char *parca_session_matchers(const struct parca_session *session, const char *version, struct error *err);

/* The matchers narrowed to some values of a label; the same. */
const char *parca_session_narrow(const struct parca_session *session, const char *matchers, const char *label,
                                 const char *const *values, size_t count, struct error *err);

/* What to fetch in a window for the first wanted_count of the wanted types (parca_types.h); nothing if the store
 * has nothing at all there. */
int parca_session_types(struct pyroscope_profiles *out, struct pyroscope_types *fit,
                        const struct parca_session *session, size_t wanted_count, const struct time_span *window,
                        struct error *err);

/* One sentence for people. */
void parca_session_say(const struct parca_session *session, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif

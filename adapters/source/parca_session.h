#ifndef FLAMEGATE_ADAPTERS_SOURCE_PARCA_SESSION_H
#define FLAMEGATE_ADAPTERS_SOURCE_PARCA_SESSION_H

#include "adapters/source/parca_client.h"
#include "adapters/source/parca_types.h"
#include "adapters/source/store_session.h"

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
    struct store_session store;
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

/* What to fetch in a window for the first wanted_count of the wanted types (parca_types.h); nothing if the store
 * has nothing at all there. */
int parca_session_types(struct store_profiles *out, struct store_types *fit, const struct parca_session *session,
                        size_t wanted_count, const struct time_span *window, struct error *err);

#endif

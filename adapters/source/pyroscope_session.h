#ifndef FLAMEGATE_ADAPTERS_SOURCE_PYROSCOPE_SESSION_H
#define FLAMEGATE_ADAPTERS_SOURCE_PYROSCOPE_SESSION_H

#include "adapters/source/store_session.h"

/* What the parts of the Pyroscope source share while a run lasts. */

/* A merged profile to be fetched. Texts are the session's arena's. */
struct pyroscope_merge {
    const char *what;       /* "cpu of shop-v1-1" */
    struct store_type type; /* of the store */
    const char *matchers;
    struct time_span window;
};

struct pyroscope_session {
    struct store_session store;
    struct pyroscope_merge *merges; /* by capture_part.order */
    size_t merge_count;
};

/* *out is the index of a copy of merge. */
int pyroscope_session_add(size_t *out, struct pyroscope_session *session, const struct pyroscope_merge *merge,
                          struct error *err);

#endif

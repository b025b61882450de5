#ifndef FLAMEGATE_ADAPTERS_SOURCE_PYROSCOPE_SESSION_H
#define FLAMEGATE_ADAPTERS_SOURCE_PYROSCOPE_SESSION_H

#include "adapters/source.h"
#include "adapters/source/pyroscope_client.h"
#include "gate/base/arena.h"

/* What the parts of the Pyroscope source share while a run lasts. */

/* A merged profile to be fetched. Texts are the session's arena's. */
struct pyroscope_merge {
    const char *what;           /* "cpu of shop-v1-1" */
    struct pyroscope_type type; /* of the store */
    const char *matchers;
    struct time_span window;
};

struct pyroscope_session {
    const struct source_setup *setup;
    const struct surroundings *world;
    struct arena *arena; /* all texts */
    struct pyroscope_client client;
    struct pyroscope_merge *merges; /* by capture_part.order */
    size_t merge_count;
};

/* *out is the index of a copy of merge. */
int pyroscope_session_add(size_t *out, struct pyroscope_session *session, const struct pyroscope_merge *merge,
                          struct error *err);

/* A text of the session's arena, made as by printf and cut at 1000 bytes; NULL with err set. */
const char *pyroscope_session_text(struct pyroscope_session *session, struct error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The matchers of a version (NULL: of all), narrowed by as many labels; the session's arena's, NULL with err set.
 */
const char *pyroscope_session_matchers(struct pyroscope_session *session, const char *version,
                                       const char *const *labels, const char *const *values, size_t count,
                                       struct error *err);

/* One sentence for people. */
void pyroscope_session_say(const struct pyroscope_session *session, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif

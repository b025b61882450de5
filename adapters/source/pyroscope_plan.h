#ifndef FLAMEGATE_ADAPTERS_SOURCE_PYROSCOPE_PLAN_H
#define FLAMEGATE_ADAPTERS_SOURCE_PYROSCOPE_PLAN_H

#include "adapters/source/pyroscope_session.h"

/*
 * Which merged profiles of a side are fetched: one for each replica (a value of the policy's `replicas: {by: ...}`,
 * a piece of the window, or all in one), profile type, and endpoint (`split_by`). The store is asked what it has
 * summed up, so that a value that is listed without any profile in the window is no replica.
 *
 * Refused with ERROR_UNFIT, since the store would answer with less than was asked for and not say so: a window that
 * begins before what the store looks back to; no profile in it; an unknown version, with the nearest one.
 */

int pyroscope_plan_side(struct captures *out, struct pyroscope_session *session, const struct source_side *side,
                        struct error *err);

/* Edge number index of count pieces of a window, off the whole second, since profiles that came in with whole
 * seconds would count on both sides of it. Edges 0 and count are the window's own. */
int64_t pyroscope_plan_edge(const struct time_span *window, size_t index, size_t count);

#endif

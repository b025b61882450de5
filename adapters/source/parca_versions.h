#ifndef FLAMEGATE_ADAPTERS_SOURCE_PARCA_VERSIONS_H
#define FLAMEGATE_ADAPTERS_SOURCE_PARCA_VERSIONS_H

#include "adapters/source/parca_session.h"

/*
 * Which versions of the service there are, by what the store has summed up: Parca lists the values of a label
 * whatever service they are of, so that a listed version is no proof of data.
 */

/* The versions that have profiles which begin within the span, by their first one. */
int parca_versions_list(struct versions *out, const struct parca_session *session, struct time_span within,
                        struct error *err);

/* What to say of a version that has no profile in its window: "; did you mean 'v2'?", or a few of those that are
 * there. "" if it has one after all, or nobody knows. */
int parca_versions_hint(char *out, size_t size, const struct parca_session *session, const struct source_side *side,
                        struct error *err);

#endif

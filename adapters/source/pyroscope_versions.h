#ifndef FLAMEGATE_ADAPTERS_SOURCE_PYROSCOPE_VERSIONS_H
#define FLAMEGATE_ADAPTERS_SOURCE_PYROSCOPE_VERSIONS_H

#include "adapters/source/store_session.h"
#include "gate/model/versions.h"

/*
 * The versions of the service that have profiles within a span, each with its first and its last profile, to half a
 * minute. The span is asked for a day at a time, since the store refuses longer questions by default.
 */

int pyroscope_versions_list(struct versions *out, const struct store_session *session, struct time_span within,
                            struct error *err);

#endif

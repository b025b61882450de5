#ifndef FLAMEGATE_GATE_PIPELINE_VERSIONS_H
#define FLAMEGATE_GATE_PIPELINE_VERSIONS_H

#include "gate/base/error.h"
#include "gate/base/sink.h"
#include "gate/base/surroundings.h"
#include "rules/policy.h"

#include <stdint.h>

/*
 * What `flamegate versions` prints: a line for each version of the service that the store knows of late, by first
 * profile: label, first and last profile, and what an earlier run found of it where the policy keeps records.
 *
 *     v2.3   2026-11-19T08:00:10Z   2026-11-21T09:12:00Z   pass
 *
 * at: the moment of looking, nanoseconds since 1970; 0: now. A store that cannot tell its versions is ERROR_USAGE.
 */
int pipeline_versions_list(const struct policy *policy, const char *service, int64_t at,
                           const struct surroundings *world, struct sink *sink, struct error *err);

#endif

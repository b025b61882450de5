#ifndef FLAMEGATE_ADAPTERS_SOURCE_ENDPOINTS_H
#define FLAMEGATE_ADAPTERS_SOURCE_ENDPOINTS_H

#include "adapters/source.h"

/*
 * Live pprof endpoints: Go's net/http/pprof, and whatever serves pprof over HTTP in its way.
 *
 * Both versions are captured in turn (A B, B A, A B ...), so that what drifts on the machines meets both alike:
 * each pull is a replica with its own times. What keeps the processes safe:
 *
 * - one process at a time, one profile of each kind a pull, none longer than 60 s (the policy's reader sees to it)
 * - of a side's targets the first, unless `at_most` says more; of more than eight targets in all nothing is touched
 *   without --fan-out
 * - loopback and private addresses only, unless `allow_public`: checked on the address that is connected to
 * - a profiler that is in use ("already in use") is waited for, with growing pauses, and never interrupted
 * - cumulative profiles as deltas over the same seconds; never a heap dump, never debug=2
 * - every pull leaves a line in the audit (capture_audit.h), before and after
 *
 * Requests: the target's own counter (`metrics`, `counter`), read before and after each pull; the growth is scaled
 * to the length of the pull. A counter that fell says that the process was restarted: that pull cannot be used.
 */
extern const struct source endpoints_source;

#endif

#ifndef FLAMEGATE_ADAPTERS_TRANSPORT_FORK_RUN_H
#define FLAMEGATE_ADAPTERS_TRANSPORT_FORK_RUN_H

#include "gate/base/surroundings.h"

#include <stdbool.h>

/*
 * Whether this is the run of a fork, which a CI server gives no secrets: then their absence is nobody's mistake,
 * and no verdict. As the server's environment tells:
 *
 *   - on GitHub the event (GITHUB_EVENT_PATH) is of a pull request whose head is in another repository than its
 *     base, or the run is Dependabot's (GITHUB_ACTOR), which is treated alike; but pull_request_target has secrets,
 *   - on GitLab it is a merge request whose source project is not its own (CI_MERGE_REQUEST_SOURCE_PROJECT_ID).
 *
 * What cannot be told is no fork's.
 */
bool fork_run_is(const struct surroundings *world);

#endif

#ifndef FLAMEGATE_ADAPTERS_SOURCE_CAPTURE_AUDIT_H
#define FLAMEGATE_ADAPTERS_SOURCE_CAPTURE_AUDIT_H

#include "gate/base/error.h"
#include "gate/base/surroundings.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Who took a profile of which process, when and why: a file of JSON lines for those who run the processes.
 *
 *     {"time": "2026-11-21T12:00:00Z", "who": "octocat", "target": "http://10.0.0.1:6060", "what": "cpu",
 *      "requested_ms": 10000, "took_ms": 10021, "bytes": 13424, "result": "ok", "incident": "INC-7"}
 *
 * Each is written when the pull has ended, and one with "result": "begun" before it, so that a run that is killed
 * has left its trace. `who` is the first that is set of FLAMEGATE_ACTOR, GITHUB_ACTOR, GITLAB_USER_LOGIN, USER and
 * LOGNAME; `incident` is FLAMEGATE_INCIDENT or the policy's.
 */

struct capture_audit {
    const char *path; /* NULL: nothing is written */
    const struct surroundings *world;
};

struct capture_audit_entry {
    const char *target, *what;
    int64_t requested, took; /* nanoseconds */
    size_t bytes;
    const char *result; /* "begun", "ok", or a sentence */
};

/* A trace that cannot be left is ERROR_OUTPUT: then no profile may be taken. */
int capture_audit_write(const struct capture_audit *audit, const struct capture_audit_entry *entry,
                        struct error *err);

#endif

#ifndef FLAMEGATE_GATE_PIPELINE_H
#define FLAMEGATE_GATE_PIPELINE_H

#include "gate/base/error.h"
#include "gate/base/surroundings.h"
#include "gate/report/publish.h"
#include "rules/judge.h"
#include "rules/policy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * One run from the outside world to the files: fetch, decode, compare, ask, infer, judge, report.
 */

/* What the run is for. */
enum pipeline_purpose {
    PIPELINE_CHECK, /* the gate: the policy's questions, a verdict */
    PIPELINE_DIFF,  /* the same comparison without a policy: what differs, never red */
};

/* Where one side's profiles are. */
struct pipeline_side {
    const char *path;    /* file or folder; NULL: by version from the policy's store */
    const char *version; /* NULL: by path, or of the baseline: chosen by the policy */
    double requests;     /* total of the side from the command line; NAN: not given */
};

struct pipeline_plan {
    enum pipeline_purpose purpose;
    const char *program_version;
    const struct policy *policy;
    const char *service; /* "" if not given */
    struct pipeline_side sides[2];
    struct time_span windows[2]; /* of an earlier run, to be looked at again; not given: found anew */
    struct time_span anchor_window;
    size_t fan_out; /* live processes that may be profiled; 0: the usual */
    int64_t at;     /* the moment of looking, nanoseconds since 1970; 0: now */
    int64_t wait;   /* for so many nanoseconds at most, until there are enough samples; 0: not at all */
    int64_t poll;   /* and ask the store for them every so often */
    int64_t longer; /* windows may be longer than the policy wants by this, where the versions ran */
    const char *const *selected; /* words of --profile */
    size_t selected_count;
    enum judge_fail_on fail_on;
    const struct publish_target *reports;
    size_t report_count;
    const struct fault *faults; /* of the policy, for pipeline_report_error */
    size_t fault_count;
    struct report_options options;
    FILE *output; /* for reports without a path */
};

/*
 * Runs the plan. Every report with a path is first replaced by one that says "did not finish", at the end by the
 * real one. *exit_code is the program's. What went wrong is handed to world->progress, one sentence a call, and is
 * in the reports as well; *exit_code is set in any case. Returns -1 with err if a report could not be written or
 * memory ran out; *exit_code says so too.
 */
int pipeline_run(int *exit_code, const struct pipeline_plan *plan, const struct surroundings *world,
                 struct error *err);

/* The reports of a run that could not even begin: each target gets a whole report of the cause. The plan needs
 * nothing but its reports, purpose and version; its policy may be NULL. */
int pipeline_report_error(const struct pipeline_plan *plan, const struct error *cause, struct error *err);

#endif

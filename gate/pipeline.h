#ifndef FLAMEGATE_GATE_PIPELINE_H
#define FLAMEGATE_GATE_PIPELINE_H

#include "gate/base/error.h"
#include "gate/base/surroundings.h"
#include "gate/report/reporter.h"
#include "rules/judge.h"
#include "rules/policy.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * One run from the outside world to the files: fetch, decode, compare, ask, infer, judge, report.
 */

/* One report that was asked for. */
struct pipeline_report {
    const struct reporter *reporter;
    const char *path; /* NULL: standard output */
};

/* Where one side's profiles are. */
struct pipeline_side {
    const char *path;    /* file or folder; NULL: by version from the policy's store */
    const char *version; /* NULL: by path */
    double requests;     /* --requests-...; NAN: not given */
};

struct pipeline_plan {
    const char *command; /* "check" or "diff" */
    const struct policy *policy;
    const char *service; /* "" if not given */
    struct pipeline_side sides[2];
    const char *missing_baseline; /* a sentence: there is no baseline to compare with; NULL: there is one */
    const char *const *selected;  /* --profile */
    size_t selected_count;
    enum judge_fail_on fail_on;
    const struct pipeline_report *reports;
    size_t report_count;
    struct report_options options;
    FILE *output; /* what goes to standard output */
};

/*
 * Runs the plan. Every report with a path is first replaced by one that says "did not finish", at the end by the
 * real one. *exit_code is the program's. What went wrong and belongs on standard error is handed to world->progress
 * line by line, and is in the reports as well. Returns -1 with err only if not even a report could be made.
 */
int pipeline_run(int *exit_code, const struct pipeline_plan *plan, const struct surroundings *world,
                 struct error *err);

#endif

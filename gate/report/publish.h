#ifndef FLAMEGATE_GATE_REPORT_PUBLISH_H
#define FLAMEGATE_GATE_REPORT_PUBLISH_H

#include "gate/report/reporter.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * Writes the reports of a run so that none is ever mistaken for another run's: first every target is replaced by a
 * whole report that says "did not finish", at the end by the real one, each in one step.
 */

/* One report that was asked for. */
struct publish_target {
    const struct reporter *reporter;
    const char *path; /* NULL: the output stream */
    bool owns_folder; /* the folder of path is for our reports under their usual names: pictures of profiles that an
                       * earlier run judged and this one does not are removed from it */
    bool appended;    /* path belongs to somebody else: the report is put behind what is there, once, at the end */
    bool in_place;    /* path is mounted, so that no file can be renamed to it: what is there is overwritten */
    bool guarded; /* the output is read by GitHub's runner, which must not find commands in it (gate/report/guard.h)
                   */
};

/* Writes the evaluation to every target; those without a path, or appended to one, only
 * if the evaluation has finished. A reporter of
 * one file a profile writes the first profile to path, and the next ones beside it with "-<profile>" before the
 * suffix. All targets are tried; err is the first failure, ERROR_OUTPUT. */
int publish_reports(const struct evaluation *evaluation, const struct publish_target *targets, size_t count,
                    const struct report_options *options, FILE *output, struct error *err);

#endif

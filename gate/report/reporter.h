#ifndef FLAMEGATE_GATE_REPORT_REPORTER_H
#define FLAMEGATE_GATE_REPORT_REPORTER_H

#include "gate/base/sink.h"
#include "gate/model/evaluation.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A reporter turns an evaluation into one file. It computes no statistic and decides nothing; same evaluation, same
 * bytes. It must cope with every stage: a run that has not finished, one that failed, one without a comparison.
 */

struct links;

struct report_options {
    bool color;                /* console: terminal colours */
    int columns;               /* console: width, 100 unless known */
    bool verbose;              /* console: every frame, not only the first ones */
    size_t comparison;         /* svg: the comparison that is drawn; SIZE_MAX: there is none for its profile */
    bool strict;               /* junit: only what the oldest schemas know, so no file and line of a test case */
    const struct links *links; /* where sources and run are to be seen; NULL: nothing is known */
};

struct reporter {
    const char *name;        /* as in --format */
    const char *file;        /* fixed name under --out; NULL: to standard output only */
    const char *description; /* one line for --help */
    bool per_profile;        /* one file a comparison: the second and later get "-<profile>" before the suffix */
    bool to_stdout;          /* may go to standard output without a path */
    int (*write)(const struct evaluation *evaluation, const struct report_options *options, struct sink *sink,
                 struct error *err);
};

/* The table, in the order of --help. */
extern const struct reporter *const reporters[];
extern const size_t reporter_count;

/* NULL if there is none of that name. */
const struct reporter *reporter_find(const char *name);

#endif

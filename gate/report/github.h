#ifndef FLAMEGATE_GATE_REPORT_GITHUB_H
#define FLAMEGATE_GATE_REPORT_GITHUB_H

#include "gate/report/reporter.h"

/* Workflow commands that GitHub turns into annotations on file and line: at most ten errors and ten warnings, since
 * it drops what comes after them without a word. */
extern const struct reporter github_reporter;

#endif

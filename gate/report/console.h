#ifndef FLAMEGATE_GATE_REPORT_CONSOLE_H
#define FLAMEGATE_GATE_REPORT_CONSOLE_H

#include "gate/report/reporter.h"

/* The report for people at a terminal or in a job's log: verdict first, at most options->columns wide. */
extern const struct reporter console_reporter;

#endif

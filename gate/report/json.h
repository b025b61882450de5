#ifndef FLAMEGATE_GATE_REPORT_JSON_H
#define FLAMEGATE_GATE_REPORT_JSON_H

#include "gate/report/reporter.h"

/* The report for programs: everything, schema 1 (docs/report-json.md). Keys only get added. */
extern const struct reporter json_reporter;

#endif

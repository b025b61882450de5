#ifndef FLAMEGATE_GATE_REPORT_SARIF_H
#define FLAMEGATE_GATE_REPORT_SARIF_H

#include "gate/report/reporter.h"

/* Findings as SARIF 2.1.0, for code scanning and editors. What is not decided is of kind "open": no mark on the
 * code. */
extern const struct reporter sarif_reporter;

#endif

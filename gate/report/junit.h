#ifndef FLAMEGATE_GATE_REPORT_JUNIT_H
#define FLAMEGATE_GATE_REPORT_JUNIT_H

#include "gate/report/reporter.h"

/*
 * The report that CI servers read as test results. One suite a profile, one case a rule that passed and one a rule
 * and function that did not; regression = failure, could not evaluate = error, not decided or waived = skipped.
 * Names hold no version and no number, since servers follow a test by its name from run to run.
 */
extern const struct reporter junit_reporter;

#endif

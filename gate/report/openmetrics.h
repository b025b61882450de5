#ifndef FLAMEGATE_GATE_REPORT_OPENMETRICS_H
#define FLAMEGATE_GATE_REPORT_OPENMETRICS_H

#include "gate/report/reporter.h"

/* The outcome as metrics in the OpenMetrics text format: to be pushed or scraped, and shown by GitLab beside those
 * of the target branch. Units are base units; names and labels hold no version, so that a series goes on from
 * release to release. Functions only of the first findings, since each is a series. */
extern const struct reporter openmetrics_reporter;

#endif

#ifndef FLAMEGATE_GATE_REPORT_GITLAB_H
#define FLAMEGATE_GATE_REPORT_GITLAB_H

#include "gate/report/reporter.h"

/* Annotations of a GitLab job: links from its page to the flame graph among its artifacts. Without a GitLab job
 * there is nothing to link, and the report is empty. */
extern const struct reporter gitlab_reporter;

#endif

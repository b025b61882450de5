#ifndef FLAMEGATE_GATE_REPORT_MARKDOWN_H
#define FLAMEGATE_GATE_REPORT_MARKDOWN_H

#include "gate/report/reporter.h"

/* The report as GitHub Markdown, for a job summary or a comment: no image, no raw HTML of foreign origin, at most
 * MARKDOWN_SIZE_MAX bytes, and what was cut is counted. */
enum { MARKDOWN_SIZE_MAX = 256 << 10 };

extern const struct reporter markdown_reporter;

#endif

#ifndef FLAMEGATE_ADAPTERS_RECORD_REPORT_WINDOW_H
#define FLAMEGATE_ADAPTERS_RECORD_REPORT_WINDOW_H

#include "gate/base/error.h"
#include "gate/model/comparison.h"
#include "gate/model/store_settings.h"

/* The windows that an earlier report.json looked at, so that a run can look at the same evidence again. A file that
 * is no report, or one without windows, is ERROR_USAGE: it was named on the command line. *anchor is not given
 * where that run looked at no anchor. */
int report_window_read(struct time_span out[SIDES], struct time_span *anchor, const char *path, struct error *err);

#endif

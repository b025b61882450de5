#ifndef FLAMEGATE_GATE_PIPELINE_REPORTS_H
#define FLAMEGATE_GATE_PIPELINE_REPORTS_H

#include "gate/pipeline_run.h"

/* What a run writes. */

int pipeline_reports_publish(const struct run *run, const struct verdict *verdict, bool finished,
                             struct error *err);

/* A report could not be written, so the exit code is another one: the files that can be written must say so. */
void pipeline_reports_publish_again(const struct run *run, const struct verdict *verdict);

/* A report of an error and nothing else. */
int pipeline_reports_publish_error(const struct run *run, const struct error *cause, bool finished,
                                   struct error *err);

/* A report that says "did not finish". */
int pipeline_reports_publish_unfinished(const struct run *run, struct error *err);

#endif

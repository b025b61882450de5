#ifndef FLAMEGATE_GATE_REPORT_SEVERITY_H
#define FLAMEGATE_GATE_REPORT_SEVERITY_H

#include "gate/model/evaluation.h"

/*
 * How loud a finding is where a report knows only a few levels: annotations on a line, code quality, SARIF. It
 * agrees with the exit code: what does not stop the pipeline is no error.
 */

enum severity { SEVERITY_NONE, SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

/* NONE: it is not worth a line of its own, or is about hosts and background and so about no line at all. */
enum severity severity_of_finding(const struct evaluation *evaluation, const struct finding *finding);

/* Of the run as a whole. NONE: it passed. */
enum severity severity_of_verdict(const struct evaluation *evaluation);

/* Whether the finding is neither over its limit nor cleared: nothing is wrong with the code yet. */
bool severity_is_open(const struct finding *finding);

#endif

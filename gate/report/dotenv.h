#ifndef FLAMEGATE_GATE_REPORT_DOTENV_H
#define FLAMEGATE_GATE_REPORT_DOTENV_H

#include "gate/report/reporter.h"

/* The outcome as lines NAME=value, which a GitLab job hands to later jobs (artifacts: reports: dotenv), and a shell
 * can read. GitLab refuses the whole file for a blank line or a comment, and 20 variables are all that some plans
 * allow, so there are few, with nothing foreign in them. */
extern const struct reporter dotenv_reporter;

#endif

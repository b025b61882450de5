#ifndef FLAMEGATE_GATE_REPORT_CODEQUALITY_H
#define FLAMEGATE_GATE_REPORT_CODEQUALITY_H

#include "gate/report/reporter.h"

/* Findings for the code quality widget of GitLab: an array in the subset of Code Climate's format that it knows. It
 * stops at the first entry that it finds bad, so every entry has every key. Fingerprints stay the same from run to
 * run as long as rule and function do. */
extern const struct reporter codequality_reporter;

#endif

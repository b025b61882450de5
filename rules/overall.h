#ifndef FLAMEGATE_RULES_OVERALL_H
#define FLAMEGATE_RULES_OVERALL_H

#include "gate/model/verdict.h"
#include "rules/judge.h"

#include <stdbool.h>

/*
 * The verdict of the whole out of those of its profiles, and the exit code (PRODUCT.md, exit codes). A proven
 * regression never hides behind something that failed, which never hides behind something undecided. The policy and
 * --fail-on change the exit code alone, never the verdict.
 */

/* Sets kind, reason, advice and exit_code of a verdict whose profiles are settled, one a comparison. shows_all:
 * nothing is judged, so report_only makes no difference. The texts are the verdict's arena's or borrowed from the
 * profiles. Fails only without memory. */
int overall_settle(struct verdict *verdict, const struct judge_input *input, bool shows_all, struct error *err);

#endif

#ifndef FLAMEGATE_RULES_WARNINGS_H
#define FLAMEGATE_RULES_WARNINGS_H

#include "rules/changes.h"

/*
 * Adds what went over a `warn_over`. Of functions on one path only the deepest that carries half of the growth of
 * those above is named, and none whose growth a regression explains already: one warning for one cause. After the
 * regressions. Trouble with memory is in findings->failed.
 */
void warnings_add(struct findings *findings, const struct changes_input *input);

#endif

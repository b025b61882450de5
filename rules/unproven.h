#ifndef FLAMEGATE_RULES_UNPROVEN_H
#define FLAMEGATE_RULES_UNPROVEN_H

#include "rules/changes.h"

/*
 * The largest changes that are no finding of their own, because chance may have made them: what a person looks at
 * next. For `diff`, after everything that is proven.
 */

enum { UNPROVEN_FINDINGS = 10 };

/* Adds findings of kind "inconclusive". Of frames that call each other only the deepest with the change is named,
 * and nothing that something named already explains. */
void unproven_add(struct findings *findings, const struct changes_input *input);

#endif

#ifndef FLAMEGATE_GATE_COMPARE_RENAME_H
#define FLAMEGATE_GATE_COMPARE_RENAME_H

#include "gate/base/error.h"
#include "gate/compare/columns.h"
#include "gate/model/comparison.h"

/*
 * Renames: functions that vanished are matched with functions that appeared, so that a new name for old code is one
 * function with two sides, not a new cost beside a saving. No p-value is made here: only counts, names and shares.
 *
 * A function has vanished if the baseline has at least 20 effective events of it (its callees' included) and the
 * candidate at most 5 % of the baseline's share; appeared is the same the other way round. A pair's score is
 *
 *     0.30 likeness of the names          (name_likeness.h; 1 if their weaker keys are equal, canonical.h)
 *     0.25 cosine of their callers, each weighed by the cost below it
 *     0.25 cosine of what they call, their own code counted as one callee
 *     0.20 smaller share of the service's cost by the larger one
 *
 * Pairs are accepted by falling score down to 0.6, each function once, equal scores by name; then once more, with
 * callers and callees already known under their new names, until nothing is added. Whatever has no name and what
 * stands for many functions (a module, the collector) is never matched, and of very many only the largest.
 */

/*
 * Matches, and gives the merged tree, its tables and the columns' nodes the candidate's names. The matches become
 * comparison->renames, by falling score, then by name. After merge_columns, before entries_build.
 */
int rename_match(struct comparison *comparison, struct columns *columns, struct error *err);

#endif

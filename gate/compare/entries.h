#ifndef FLAMEGATE_GATE_COMPARE_ENTRIES_H
#define FLAMEGATE_GATE_COMPARE_ENTRIES_H

#include "gate/base/error.h"
#include "gate/compare/columns.h"
#include "gate/model/comparison.h"

/*
 * Entries: what is tested. For each function of the merged tree its total, and its self cost if it ever is a
 * leaf; before them the service's total. Each with one number for each replica.
 *
 * Entries whose columns are equal in every replica are one hypothesis. They name a twin, tested in their stead:
 * among them the one whose function lies deepest in the tree; of one function its total.
 */

/* Fills entries, amount, moment, node_entry_total and node_entry_self of a comparison whose tree is merged. */
int entries_build(struct comparison *comparison, const struct columns *columns, struct error *err);

#endif

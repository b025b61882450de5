#ifndef FLAMEGATE_GATE_COMPARE_MERGE_H
#define FLAMEGATE_GATE_COMPARE_MERGE_H

#include "gate/base/error.h"
#include "gate/compare/columns.h"
#include "gate/compare/compare.h"
#include "gate/model/comparison.h"

/*
 * Raw trees -> one canonical tree: each profile's frames get canonical names, background is set apart, and what is
 * left of all replicas is merged into one tree, stack by stack.
 *
 * A node is in the tree only if it, or something below it, costs something in some replica. The candidate's
 * replicas are merged first, so that a symbol's file and line are those of the new code.
 */

/*
 * Fills symbols, tree, background, the amounts and samples of the sides and their replicas, and
 * each column's nodes and unnamed. The sides' replicas must be there, the rest is made here. On failure what was
 * made is the comparison's to free.
 */
int merge_columns(struct comparison *comparison, struct columns *columns, const struct compare_settings *settings,
                  struct error *err);

/* Takes nodes from the tree that no row of a column belongs to any more, nor any node below; numbers the others
 * anew. */
int merge_prune(struct comparison *comparison, struct columns *columns, struct error *err);

/* Fills the node tables from the columns; those that were there are given back. */
int merge_sum_up(struct comparison *comparison, const struct columns *columns, struct error *err);

/* Gives the tree other symbols, [symbol] of the comparison, and makes the columns' nodes and the node tables anew.
 * Siblings that get the same symbol are one node. */
int merge_rename(struct comparison *comparison, struct columns *columns, const uint32_t *renamed,
                 struct error *err);

#endif

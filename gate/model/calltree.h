#ifndef FLAMEGATE_GATE_MODEL_CALLTREE_H
#define FLAMEGATE_GATE_MODEL_CALLTREE_H

#include "gate/base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A call tree: every distinct stack is one node, reached from the root by its frames, outermost first.
 *
 * Parallel arrays, so that node totals are one backward loop and layouts one forward loop, without recursion.
 * Invariants: node 0 is the root and stands for no frame; parent[n] < n for every other node; no two children of
 * a node have the same symbol; outermost[n] tells that no ancestor of n has n's symbol, so that a function's total
 * sums its outermost nodes and counts a recursion once.
 */

#define CALLTREE_ROOT 0u

struct calltree {
    size_t count;                 /* nodes, the root included */
    uint32_t *parent;             /* the root's is 0 */
    uint32_t *symbol;             /* of the table the tree was built with; SYMBOL_NONE at the root */
    uint32_t *depth;              /* frames from the root; 0 at the root */
    uint8_t *outermost;           /* 0 or 1 */
    struct calltree_index *index; /* private: finds children */
};

/* A tree of one root; NULL without memory. */
struct calltree *calltree_new(void);
void calltree_free(struct calltree *tree);

/* The child of parent with that symbol, made if it is new. Refused beyond LIMIT_NODES and LIMIT_DEPTH. */
int calltree_child(struct calltree *tree, uint32_t parent, uint32_t symbol, uint32_t *child, struct error *err);

/* The same without making: CALLTREE_ROOT if there is none. */
uint32_t calltree_find_child(const struct calltree *tree, uint32_t parent, uint32_t symbol);

/* The nodes from the one below the root down to node, outermost first, into path (room for depth[node] of them).
 * Returns their number. */
size_t calltree_path(const struct calltree *tree, uint32_t node, uint32_t *path);

/* Adds every node's column entry to its parent's, leaves first: values[n * stride] becomes the total of the
 * subtree. A whole table of strides is summed by calling it once a column. */
void calltree_sum_up(const struct calltree *tree, double *values, size_t stride);

#endif

#ifndef FLAMEGATE_GATE_INFERENCE_NODES_H
#define FLAMEGATE_GATE_INFERENCE_NODES_H

#include "gate/base/error.h"
#include "gate/inference/noise.h"
#include "gate/inference/quantiles.h"
#include "gate/model/answer.h"

/*
 * What may be said of every call-tree node at limit 0: for the drawing, and for the search of causes.
 *
 * A node has the noise of its function: its dispersion between the replicas, F and the level. The directions are
 * two families over all nodes of the tree, more and less, each wrong anywhere with chance false_fail; nodes too
 * small to tell anything do not count (Tarone).
 */

/* nodes: [node of the comparison's tree]. tail: 0.025 of Student's t. Fails only without memory. */
int nodes_answer(struct node_answer *nodes, const struct noise *noise, const struct quantiles *tail,
                 struct error *err);

/* A node's subtree, or its own cost, made ready for the tests. */
struct effective nodes_subtree(const struct noise *noise, size_t node);
struct effective nodes_own(const struct noise *noise, size_t node);

/* The entry whose noise a node has: that of its function's total; the service's total at the root. */
size_t nodes_entry(const struct comparison *comparison, size_t node);

#endif

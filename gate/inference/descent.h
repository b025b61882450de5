#ifndef FLAMEGATE_GATE_INFERENCE_DESCENT_H
#define FLAMEGATE_GATE_INFERENCE_DESCENT_H

#include "gate/base/error.h"
#include "gate/model/calltree.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * From marked call-tree nodes down to the places that explain them (method, section 12). Knows only a tree and what
 * moved in it, so that growth and improvement are searched alike.
 *
 * From the shallowest marked node of a branch: go to the child of largest growth, while it has at least half of its
 * parent's growth and of the growth at the start, and its own growth is beyond doubt (p at most 0.001). Stop where
 * no child has; where the node is new, since all below it then is new as well; and where the node's own code grew,
 * since a callee that became slower leaves its caller's own cost alone.
 *
 * A marked branch that the way down leaves aside is a cause of its own if the two stand apart: at least half of the
 * node's cost is in neither, and that rest grew by less than half of what it would have if the node had grown as a
 * whole. At the root marked branches always stand apart. A node whose apart branches hold half of its growth is no
 * cause itself.
 */

struct descent {
    const struct calltree *tree;
    const uint8_t *marked; /* [node] */
    const double *base;    /* [node] rate of the subtree on the side that it grew from */
    const double *growth;  /* [node] of the subtree, positive in the direction searched */
    const double *own;     /* [node] of the node's own code */
    const double *p;       /* [node] of "did not move in that direction" */
    /* p of the same for a node's own code; asked for few nodes only. */
    double (*own_p)(const void *context, uint32_t node);
    const void *context;
    bool sparse; /* most code is never seen in such a profile, so that one without cost before need not be new: the
                  * way down goes on through it, and to a child that has nearly all of its parent's growth even if
                  * nothing was seen there before and its own growth is not beyond doubt */
};

/* A place found: the node, and the marked one that led there. */
struct descent_find {
    uint32_t node;
    uint32_t start;
    bool spread; /* no child carries the growth; else the node's own code does, or it is new */
};

/* *out (count finds, in order of their starts) is the caller's, to free with memory_free. Fails only without
 * memory. */
int descent_search(struct descent_find **out, size_t *count, const struct descent *descent, struct error *err);

#endif

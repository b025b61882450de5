#ifndef FLAMEGATE_GATE_REPORT_FLAMEGRAPH_LAYOUT_H
#define FLAMEGATE_GATE_REPORT_FLAMEGRAPH_LAYOUT_H

#include "gate/model/comparison.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Where each frame of a differential flame graph stands, and which are too small to be drawn.
 *
 * A frame is as wide as its cost in the candidate and what vanished below it, so that widths add up and nothing
 * disappears: a vanished subtree stands among its former siblings, as wide as it was in the baseline. Frames that
 * are too small, or too many, are summed into one "rest" a parent, which keeps both sides' values.
 *
 * Invariants: a parent comes before its children, siblings are in byte order of their names, a rest is its
 * parent's last child; a frame's children lie within it, side by side. Linear in nodes but for the sort of what is
 * drawn.
 */

enum { LAYOUT_FRAMES_MAX = 4000, LAYOUT_DEPTH_MAX = 250 };

/* Least part of the whole width that is drawn: what a reader can still tell from its neighbours when the picture is
 * shown three times as large. */
#define LAYOUT_LEAST 3e-4

struct layout_settings {
    double divisor[SIDES]; /* amounts are divided by it: a side's exposure */
    const uint8_t *keep;   /* [node] not 0: drawn with its ancestors, however small; NULL: none */
    size_t frames_max;     /* nodes; rests come on top */
    uint32_t depth_max;
    double least;
};

struct layout_frame {
    uint32_t node;   /* of the tree; of a rest: the parent whose small children it sums */
    uint32_t depth;  /* row: 0 is the root's */
    uint32_t parent; /* index of the parent's frame; the root's is 0 */
    bool rest;
    bool fresh;                       /* only the candidate has it */
    bool gone;                        /* only the baseline has it */
    size_t summed;                    /* of a rest: nodes in it */
    double x, width;                  /* parts of the whole width */
    double total[SIDES], self[SIDES]; /* amounts divided by the divisor */
};

struct layout {
    struct layout_frame *frames; /* none if there is no cost at all; else [0] is the root */
    size_t count;
    uint32_t rows;
    size_t summed; /* nodes in all rests, and those not drawn at all */
    size_t deep;   /* nodes below depth_max, whose cost is drawn in their ancestors only */
};

/* Fails only without memory. The caller's to layout_clear. */
int layout_make(struct layout *out, const struct comparison *comparison, const struct layout_settings *settings,
                struct error *err);

void layout_clear(struct layout *layout);

#endif

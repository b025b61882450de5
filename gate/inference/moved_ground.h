#ifndef FLAMEGATE_GATE_INFERENCE_MOVED_GROUND_H
#define FLAMEGATE_GATE_INFERENCE_MOVED_GROUND_H

#include "gate/base/error.h"
#include "gate/inference/noise.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What the search for moved cost knows of one comparison: which functions changed, where each belongs, and the
 * places of the function that it has turned to. Made once a comparison; turning allocates nothing.
 */

/* How a function changed over all its places: its own cost grew or fell at p <= 0.01 of either, or its total did
 * one of both. */
enum { MOVED_OWN_GREW = 1, MOVED_OWN_FELL = 2, MOVED_TOTAL_CHANGED = 4, MOVED_CAME_ALONG = 8 };

/* A place of the function, and how much it grew there per exposure. */
struct moved_site {
    uint32_t node;
    double growth;
};

/* What one comparison's domains need, made once. */
struct moved_ground {
    const struct noise *noise;
    uint8_t *changed;           /* [symbol] MOVED_OWN_GREW ... together */
    uint64_t *packages, *files; /* [symbol] hashes; 0: unknown */
    uint8_t *inside;            /* [node] the function's own part */
    uint8_t *marks;             /* [node] changed of its function, and MOVED_CAME_ALONG if that stands inside too */
    uint8_t *with_it, *bits;    /* [symbol] scratch; bits are all zero between uses */
    uint8_t *anchor, *member;   /* [node] scratch */
    struct moved_site *sites;
    size_t site_count, top_count; /* sites in the order of their growth; those that carry 80 % of it */
    bool alone;                   /* scratch: what the function calls does not count as changed */
    uint32_t *cause;              /* [node] scratch, for whoever credits savings */
    double *below;                /* [symbol] scratch: cost of the function below each other one */
    uint32_t symbol;              /* the function */
    bool self;
};

/* To be cleared even if it failed, which it does only without memory. */
int moved_ground_make(struct moved_ground *ground, const struct noise *noise, struct error *err);
void moved_ground_clear(struct moved_ground *ground);

/* Turns to the function of an entry; not the service's total. */
void moved_ground_turn(struct moved_ground *ground, size_t entry);

#endif

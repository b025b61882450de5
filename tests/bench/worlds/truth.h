#ifndef FLAMEGATE_TESTS_BENCH_WORLDS_TRUTH_H
#define FLAMEGATE_TESTS_BENCH_WORLDS_TRUTH_H

#include <stddef.h>
#include <stdint.h>

/*
 * What a synthetic service truly costs: a random call tree some 15 to 75 frames deep with heavy-tailed self costs,
 * and function names of which a few appear everywhere (an allocator, a copy) and most in one place. Its nodes are
 * those of a comparison's tree: node 0 is the root, which stands for no frame and costs nothing itself.
 */
struct truth_shape {
    size_t nodes, functions;
    double sigma; /* of the logarithm of the self costs */
};

struct truth {
    size_t node_count;  /* at most the shape's: children of one parent with one name are one node */
    uint32_t *parent;   /* [node], below it */
    uint32_t *function; /* [node] */
    double *weight;     /* [node] self cost, all together 1 */
    size_t function_count;
    double *self; /* [function] self cost over all its nodes */
};

/* The same for the same seed on every machine. NULL without memory. */
struct truth *truth_new(const struct truth_shape *shape, uint64_t seed);
void truth_free(struct truth *service);

/* What the candidate's build costs other than the baseline's. */
enum change_kind {
    CHANGE_NONE,
    CHANGE_ADD, /* amount of the total on the largest node of the function whose self cost is nearest to share */
    CHANGE_ADD_ALONE, /* the same on one whose callers all cost about as little as itself, or 40 % and more: none of
                       * them grows by a part of its own limit that matters */
    CHANGE_AT_LIMIT,  /* the same: max(10 % of itself, amount) */
    CHANGE_SCALE,     /* all costs by amount */
    CHANGE_HOTTEST,   /* the share (a number) most expensive functions by amount */
    CHANGE_PART,      /* functions at random, up to share of the cost, by amount */
};

struct change {
    enum change_kind kind;
    double share, amount;
};

/* The candidate's weights into out[node]. Returns the function it was done to, UINT32_MAX if there is no one. */
uint32_t truth_change(double *out, const struct truth *service, const struct change *change);

#endif

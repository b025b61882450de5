#ifndef FLAMEGATE_TESTS_BENCH_SERVICE_H
#define FLAMEGATE_TESTS_BENCH_SERVICE_H

#include "gate/model/replica.h"
#include "tests/bench/draw.h"

#include <stddef.h>
#include <stdint.h>

/*
 * A synthetic service: a random call tree of heavy-tailed self costs whose functions are reused in many places,
 * some of them (a hub such as an allocator) nearly everywhere. The same world as the one that the method was tried
 * in.
 *
 * A version of it is a list of stacks with weights that sum to about 1; profiles of it are Poisson counts. Whatever
 * cannot be made ends the program.
 */

enum { SERVICE_DEPTH_MAX = 256 };

struct service_stack {
    uint32_t *frames; /* function ids, outermost first */
    size_t depth;
    double weight; /* part of the cost that has exactly this stack */
};

struct service_version {
    struct service_stack *stacks;
    size_t count, capacity;
};

struct service {
    char (*names)[96]; /* [function] */
    size_t function_count, function_capacity;
    uint32_t main; /* the function at the root of every stack */
    struct service_version base;
};

/* nodes of the call tree, functions among them, the seeded sequence that decides. */
void service_make(struct service *out, size_t nodes, size_t functions, struct draw *draw);
void service_clear(struct service *service);

/* A further function; its id. */
uint32_t service_add_function(struct service *service, const char *name);

/* A copy that may be changed, and a stack added to it (frames are copied). */
void service_version_copy(struct service_version *out, const struct service_version *from);
void service_version_add(struct service_version *version, const uint32_t *frames, size_t depth, double weight);
void service_version_clear(struct service_version *version);

/* Part of the cost with each function on the stack, and at its end: [function], zeroed by the caller. */
void service_costs(double *total, double *self, const struct service_version *version);

/* A side of that many replicas, with events samples and requests requests in all; one sample is one unit. Released
 * with replicas_clear. */
void service_sample(struct replicas *out, const struct service *service, const struct service_version *version,
                    double events, double requests, size_t replicas, struct draw *draw);

#endif

#ifndef FLAMEGATE_TESTS_SUPPORT_COMPARISON_SAMPLE_H
#define FLAMEGATE_TESTS_SUPPORT_COMPARISON_SAMPLE_H

#include "gate/model/answer.h"
#include "gate/model/comparison.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Comparisons made by hand from a list of stacks, for tests of what comes behind the comparison. */

/* One stack, frames joined by ';', and its samples on each side. */
struct comparison_sample_row {
    const char *stack;
    size_t size; /* of stack, if it holds NUL; else 0 */
    double samples[SIDES];
};

struct comparison_sample_settings {
    const char *profile;
    size_t replicas; /* a side */
    double scale;    /* of the samples; 0: 1 */
    bool bytes;      /* allocated bytes instead of CPU time */
    bool exposure_set;
    enum exposure_kind exposure_kind; /* if exposure_set; else requests */
    size_t very_long_name;            /* adds a function whose name has that many bytes */
};

/* Never NULL. One sample is 10 ms of CPU; 20,000 requests a side, a little more in the candidate. */
struct comparison *comparison_sample_new(const struct comparison_sample_row *rows, size_t count,
                                         const struct comparison_sample_settings *settings);

/* That many nodes grown by a fixed rule from seed. */
struct comparison *comparison_sample_synthetic(size_t nodes, uint32_t seed);

/* Of a node's total; the root: of the service. Intervals are those of Poisson counts. */
struct estimate comparison_sample_estimate(const struct comparison *comparison, uint32_t node);

/* Node answers by the same rule, with a direction where the change is over four standard errors. */
void comparison_sample_answers(struct comparison_answers *out, const struct comparison *comparison);

/* The symbol of the very long name. */
uint32_t comparison_sample_long_symbol(const struct comparison *comparison);

#endif

#ifndef FLAMEGATE_TESTS_UNIT_GATE_INFERENCE_EXAMPLE_H
#define FLAMEGATE_TESTS_UNIT_GATE_INFERENCE_EXAMPLE_H

#include "tests/support/hand_comparison.h"
#include "tests/unit/gate/statistics/worked_example.h"

#include <stdio.h>

/*
 * The worked example as a comparison: f0 .. f11 are leaves, g34 calls f3 and f4, g58 calls f5 .. f8. The entries of
 * the example's table have these entries and nodes here.
 */

enum { EXAMPLE_COLUMNS = 2 * EXAMPLE_REPLICAS };

static inline struct comparison *example_comparison(void)
{
    double counts[EXAMPLE_SELF][EXAMPLE_COLUMNS], exposure[EXAMPLE_COLUMNS];
    char frames[EXAMPLE_SELF][24];
    struct hand_stack stacks[EXAMPLE_SELF];
    for (int side = 0; side < 2; side++) {
        for (int j = 0; j < EXAMPLE_REPLICAS; j++)
            exposure[side * EXAMPLE_REPLICAS + j] = example_requests[side][j];
    }
    for (int v = 0; v < EXAMPLE_SELF; v++) {
        const char *caller = v == 3 || v == 4 ? "g34;" : v >= 5 && v <= 8 ? "g58;" : "";
        snprintf(frames[v], sizeof frames[v], "%sf%d", caller, v);
        for (int c = 0; c < EXAMPLE_COLUMNS; c++)
            counts[v][c] = example_columns[c / EXAMPLE_REPLICAS][v][c % EXAMPLE_REPLICAS];
        stacks[v] = (struct hand_stack){frames[v], counts[v]};
    }
    return hand_comparison(stacks, EXAMPLE_SELF, EXAMPLE_REPLICAS, EXAMPLE_REPLICAS, exposure);
}

/* The entry of a line of the example's table. */
static inline size_t example_entry(const struct comparison *comparison, int line)
{
    char name[16];
    if (line == EXAMPLE_ROOT)
        return 0;
    if (line >= EXAMPLE_SELF)
        return hand_entry(comparison, line == EXAMPLE_SELF ? "g34" : "g58", ENTRY_TOTAL);
    snprintf(name, sizeof name, "f%d", line);
    return hand_entry(comparison, name, ENTRY_SELF);
}

#endif

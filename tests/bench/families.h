#ifndef FLAMEGATE_TESTS_BENCH_FAMILIES_H
#define FLAMEGATE_TESTS_BENCH_FAMILIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * Draws of recorded runs, pooled by service, profile and what was done to the code. Draws of the same runs are no
 * independent events: a family's interval counts only as many as there are disjoint sets of runs.
 */

/* What one cell adds. */
struct family_cell {
    const char *service, *profile; /* "shop", "cpu"; both must live as long */
    const char *change;            /* "unchanged", "moved", "regression" ...: the label's word, copied */
    const char *expected;          /* "pass", "regression", "either"; copied */
    size_t draws, red, pass, right;
    double disjoint; /* sets of runs without a common one */
};

struct family {
    const char *service, *profile;
    char change[32], expected[32];
    size_t draws, red, pass, right;
    double disjoint, disjoint_red;
};

enum { FAMILIES_MAX = 64 };

struct families {
    struct family items[FAMILIES_MAX];
    size_t count;
};

void families_add(struct families *families, const struct family_cell *cell);

/* A line each. False if the red rate of one that should pass is above 1 % for sure: the lower 95 % bound over
 * disjoint runs. */
bool families_print(const struct families *families);

/* As a JSON array. */
void families_write(const struct families *families, FILE *file);

#endif

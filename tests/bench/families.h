#ifndef FLAMEGATE_TESTS_BENCH_FAMILIES_H
#define FLAMEGATE_TESTS_BENCH_FAMILIES_H

#include "tests/bench/cell.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * Cells of recorded runs, pooled by service, profile, what was done to the code and m, and the goals they are held
 * to: unchanged, moved and improved code is red in at most 1 %; a growth of at least twice its limit is red in at
 * least 95 % of the draws in which the gate itself says that it would show, and its function is named first in as
 * many.
 *
 * Draws of the same runs are no independent events: an interval counts only as many as there are draws without a
 * common run, of the base's runs as well, which all variants share.
 */

struct family {
    char service[32], profile[32], change[32], expected[32];
    size_t m;
    bool paired;
    size_t variants, draws, red, pass, right;
    size_t seen, seen_red;          /* of variants whose growth is at least twice its limit */
    size_t disjoint, disjoint_base; /* cell_place, over all cells */
};

enum { FAMILIES_MAX = 256 };

struct families {
    struct family items[FAMILIES_MAX];
    size_t count;
};

void families_add(struct families *families, const struct cell *cell, const struct cell_place *place);

/* A line each. False if one misses its goal for sure. */
bool families_print(const struct families *families);

/* As a JSON array. */
void families_write(const struct families *families, FILE *file);

#endif

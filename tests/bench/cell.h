#ifndef FLAMEGATE_TESTS_BENCH_CELL_H
#define FLAMEGATE_TESTS_BENCH_CELL_H

#include "gate/model/comparison.h"
#include "gate/model/profile_selector.h"
#include "gate/model/replica.h"
#include "rules/policy.h"
#include "tests/bench/gatebench.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * One cell of the table of recorded runs: a variant at m runs a side, judged draw by draw, by the same rooms as the
 * program, from profiles to verdict.
 */

enum { CELL_NAMES_MAX = 64 };

/* A function that was named, and how often. */
struct cell_name {
    char name[256];
    size_t count;
};

/* How one draw went. */
struct cell_draw {
    bool red, pass;
    double needed; /* replicas a side that the forecast asks for to clear everything; NAN: it asks for none */
};

/* What the draws of a cell came to. */
struct cell {
    size_t draws, red, pass;
    size_t right;          /* red, and the first function named is one of the label's */
    size_t others;         /* a function was named that is none of the label's */
    size_t total_alone;    /* inconclusive, and only the total stands in the way */
    size_t seen, seen_red; /* the gate itself says a growth as large as the label's shows; of these the red ones */
    size_t promised, kept; /* a PASS with more replicas, that could be tried; it came */
    double sd_total, seconds; /* sums */
    struct cell_name names[CELL_NAMES_MAX];
    size_t name_count;
};

/* How to judge. */
struct cell_judge {
    const struct policy *policy;
    const struct gatebench_label *label;
    struct profile_selector selector;
    struct noise_settings noise;
};

/* Judges one draw. What fails ends the program. */
struct cell_draw cell_add(struct cell *cell, const struct cell_judge *judge, const struct replicas sides[SIDES]);

/* The verdict alone: whether it is a PASS. */
bool cell_passes(const struct cell_judge *judge, const struct replicas sides[SIDES]);

/* What the cell is about, for the lines below. */
struct cell_place {
    const char *service, *profile, *variant;
    const char *change, *expected;
    size_t m;
    bool paired;          /* drawn as neighbours in time */
    size_t disjoint;      /* draws that share no run */
    size_t disjoint_base; /* the same of all variants together, since they share the base's runs */
    double growth;        /* of the culprit, by the label; NAN */
    double limit;         /* that holds for it */
};

void cell_print(const struct cell *cell, const struct cell_place *place);

/* A JSON object. */
void cell_write(const struct cell *cell, const struct cell_place *place, FILE *file);

#endif

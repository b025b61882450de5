#ifndef FLAMEGATE_TESTS_UNIT_GATE_STATISTICS_WORKED_EXAMPLE_H
#define FLAMEGATE_TESTS_UNIT_GATE_STATISTICS_WORKED_EXAMPLE_H

/*
 * The small comparison of reference/worked_example.py: 3 baseline and 3 candidate replicas, 12 functions (self
 * values), the totals of f3+f4 and of f5..f8, the root. Figures to compare with are in
 * reference/expected/worked_example.txt: cd reference && python3 worked_example.py
 */

enum { EXAMPLE_SELF = 12, EXAMPLE_ENTRIES = 15, EXAMPLE_ROOT = 14, EXAMPLE_REPLICAS = 3 };

static const double example_requests[2][EXAMPLE_REPLICAS] = {{1000, 1200, 900}, {1100, 950, 1000}};

static const double example_columns[2][EXAMPLE_ENTRIES][EXAMPLE_REPLICAS] = {
    {{411, 476, 337},
     {256, 280, 280},
     {121, 150, 149},
     {75, 129, 90},
     {71, 116, 87},
     {76, 52, 52},
     {48, 48, 48},
     {25, 32, 32},
     {16, 21, 17},
     {8, 19, 13},
     {2, 11, 6},
     {0, 0, 0},
     {146, 245, 177},
     {165, 153, 149},
     {1109, 1334, 1111}},
    {{436, 421, 390},
     {267, 248, 253},
     {174, 177, 155},
     {263, 208, 179},
     {97, 81, 56},
     {60, 62, 65},
     {44, 46, 26},
     {36, 34, 27},
     {24, 26, 23},
     {6, 17, 15},
     {2, 5, 6},
     {6, 8, 13},
     {360, 289, 235},
     {164, 168, 141},
     {1415, 1333, 1208}},
};

/* Sum of one entry over the replicas of a side. */
static inline double example_pooled(int side, int entry)
{
    const double *column = example_columns[side][entry];
    return column[0] + column[1] + column[2];
}

#endif

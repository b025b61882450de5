#ifndef FLAMEGATE_TESTS_BENCH_WORLDS_TABLE_H
#define FLAMEGATE_TESTS_BENCH_WORLDS_TABLE_H

#include <stdbool.h>
#include <stddef.h>

/* The rates measured, each beside its goal and what the reference's scripts gave for the same cell. */

enum goal_kind {
    GOAL_NONE,     /* a figure only */
    GOAL_AT_MOST,  /* an error rate: high */
    GOAL_AT_LEAST, /* power: low */
    GOAL_WITHIN,   /* low to high */
};

struct goal {
    enum goal_kind kind;
    double low, high;
};

struct rate {
    const char *world; /* "T1" */
    char cell[120];
    const char *what; /* of the gates: "red", "pass", "caught" ... */
    size_t gates, hits;
    struct goal goal;
    const char *reference; /* figure of the reference, as text; "" if it has none */
    bool pooled;           /* a null rate: counted into its world's family, which may fail */
};

struct table {
    struct rate *items;
    size_t count;
};

/* Prints the line too. What a rate's texts point to must live as long. */
void table_add(struct table *table, const struct rate *rate);

/* A line for each world with pooled rates. False if the lower 95 % bound of one exceeds its goal. */
bool table_families(const struct table *table);

/* Everything as JSON; false if the file cannot be written. */
bool table_write(const struct table *table, const char *path);

void table_clear(struct table *table);

#endif

#ifndef FLAMEGATE_ADAPTERS_SOURCE_STORE_ANSWERS_H
#define FLAMEGATE_ADAPTERS_SOURCE_STORE_ANSWERS_H

#include "gate/base/arena.h"
#include "gate/model/store_settings.h"

#include <stddef.h>
#include <stdint.h>

/*
 * What a store that merges profiles is asked, and what it says: the same for each of them, whatever its protocol.
 * Texts and items belong to the arena of whoever asked.
 */

enum { STORE_LABELS_MAX = 2 };

struct http_client;

/* Whom to ask. */
struct store_client {
    struct http_client *http;
    struct arena *arena; /* of answers */
};

/* A profile type that the store has. */
struct store_type {
    const char *id;          /* the full name: process_cpu:cpu:nanoseconds:cpu:nanoseconds */
    const char *sample_type; /* what a merged profile calls it, usually the second part: "cpu" */
    const char *sample_unit; /* "nanoseconds" */
};

/* Sorted by id. */
struct store_types {
    struct store_type *items;
    size_t count;
};

/* What a question is about. */
struct store_scope {
    const char *what;        /* for sentences: "the pods of 'v2'" */
    const char *type;        /* full name; "" if it is of all types */
    const char *matchers;    /* "{...}" */
    struct time_span window; /* nanoseconds */
};

/* What was summed over the series that have the same values of the labels grouped by. */
struct store_sum {
    const char *values[STORE_LABELS_MAX]; /* of the labels asked for; "" where the series has no such label */
    double value;                         /* the total, or the number of profiles */
    struct time_span seen;                /* starts of the first and of the last of it, as near as a step tells */
};

/* Sorted by values; only those with something in them. */
struct store_sums {
    struct store_sum *items;
    size_t count;
};

#endif

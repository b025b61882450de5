#ifndef FLAMEGATE_GATE_MODEL_PROFILE_H
#define FLAMEGATE_GATE_MODEL_PROFILE_H

#include "gate/base/sink.h"
#include "gate/model/calltree.h"
#include "gate/model/event_models.h"
#include "gate/model/symbols.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * One profile as decoded: the samples of one replica, merged by stack and endpoint, with raw names.
 *
 * It is plain data, made by model/profile_builder, and never changed after that. Whatever format it came from, the
 * rest of the program sees only this.
 */

/* One sample type, such as cpu/nanoseconds or alloc_space/bytes. */
struct profile_type {
    char *name;             /* "cpu" */
    char *unit;             /* base unit: "nanoseconds", "bytes", "count", or the producer's own word */
    enum event_model model; /* what a sample of this type says about chance */
    double period;          /* of the model; 0 where it needs none or it is unknown */
};

/* Where a row's cost belongs. Rows are unique and sorted by (node, endpoint, labels). */
struct profile_row {
    uint32_t node;     /* of tree; CALLTREE_ROOT: samples without a stack */
    uint32_t endpoint; /* index into endpoints; 0: unknown */
};

/* What the file says of itself; anything may be missing. */
struct profile_facts {
    const char *format;    /* a literal, "pprof" */
    int64_t start;         /* nanoseconds since 1970; 0: unknown */
    int64_t duration;      /* nanoseconds of wall time; 0: unknown */
    char *period_type;     /* "cpu", "space"; "" if unknown */
    char *period_unit;     /* base unit; "" if unknown */
    double period;         /* in period_unit; 0: unknown */
    uint32_t default_type; /* index into types of what the file itself would show */
    uint64_t samples;      /* records in the file, before merging */
    uint64_t cut_stacks;   /* samples whose stack was cut at the producer's depth limit, as far as that shows */
    bool between;          /* what happened between two snapshots of one process (model/profile_difference) */
    bool negative;         /* holds negative values: a difference of two profiles */
};

struct profile {
    struct profile_facts facts;
    struct symbols *symbols; /* raw */
    struct calltree *tree;
    char **endpoints; /* values of the endpoint label; [0] is "" for unknown */
    size_t endpoint_count;
    struct profile_type *types;
    size_t type_count;
    struct profile_row *rows;
    size_t row_count;
    struct event_sums *sums; /* [type][row]: sums[type * row_count + row] */
    char **label_keys;       /* of which the presence was asked for, in that order; ends with NULL */
    size_t label_count;      /* at most 8; 0: none was asked for, or the format has no labels */
    uint8_t *labels;         /* [row] bit i: its samples carry label_keys[i]; NULL where label_count is 0 */
};

void profile_free(struct profile *profile);

/* The index of the sample type of that name (a trailing 's' of either is ignored, as pprof does); type_count if
 * there is none. */
size_t profile_find_type(const struct profile *profile, const char *name);

/* The bit of that label key in labels; 0: nobody asked for it, or the format has no labels. */
uint8_t profile_label_bit(const struct profile *profile, const char *key);

/* Sorted text for goldens, debuggers and `doctor --dump`: header, then one line a stack and sample type. */
void profile_dump(const struct profile *profile, struct sink *sink);

#endif

#ifndef FLAMEGATE_GATE_MODEL_COMPARISON_H
#define FLAMEGATE_GATE_MODEL_COMPARISON_H

#include "gate/base/arena.h"
#include "gate/base/sink.h"
#include "gate/model/calltree.h"
#include "gate/model/event_models.h"
#include "gate/model/symbols.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Two versions side by side for one sample type: what was measured, in one place, before any question is asked.
 *
 * It is a new value: it never writes into the profiles it was made from. Side 0 is the baseline, side 1 the
 * candidate. Columns hold one number for each replica: those of side 0 first, then those of side 1, each in their
 * sorted order. Replicas are never summed first. Background is not in any entry, nor in the tree.
 *
 * Costs are amounts in `unit`, not yet divided by exposure: rate = amount / exposure. Where the traffic mix was
 * standardised (`mix`) they are what the side would have cost at the mix of both sides together.
 *
 * Texts belong to the arena or are literals; arrays are blocks of gate/base/memory, NULL if empty.
 */

enum { BASELINE = 0, CANDIDATE = 1, SIDES = 2 };

/* What a function's cost is divided by. */
enum exposure_kind {
    EXPOSURE_REQUESTS, /* requests served while the profile ran */
    EXPOSURE_INSTANCE, /* one for each replica: gauges such as the live heap */
    EXPOSURE_SHARE,    /* no count known: the replica's own total, so that rates are shares */
};

enum entry_value {
    ENTRY_SERVICE, /* the total of all that is in scope: entry 0, exactly once */
    ENTRY_TOTAL,   /* a function and all below it, once a stack whatever the recursion */
    ENTRY_SELF,    /* a function where it is the leaf */
};

/* What is tested. Entries are sorted: the service's total, then by (symbol, value). */
struct comparison_entry {
    uint32_t symbol; /* canonical; SYMBOL_NONE for the service's total */
    enum entry_value value;
    uint32_t twin;  /* the entry tested in its stead, because all its columns are equal (self = total, chains with a
                     * single child): the one with the deepest frame; itself if there is none. Never the total's. */
    uint32_t named; /* whose name stands for it: of those with equal columns the deepest below its own function, or
                     * itself; 0: its twin. Columns of a sample or two are often equal by chance, and then only the
                     * test is shared, not the name */
};

struct comparison_replica {
    const char *name;
    const char *instance;
    int64_t start, end; /* REPLICA_TIME_UNKNOWN if unknown */
    double requests;    /* NAN if unknown */
    double background;  /* amount set apart */
    double samples;     /* sampled events in scope; NAN if unknown */
};

struct comparison_side {
    const char *label;
    const char *version; /* that all its replicas say they are of; "" or NULL if they do not */
    size_t replica_count;
    struct comparison_replica *replicas;
    double requests; /* of all replicas; NAN if unknown */
    const char *requests_from;
    bool requests_per_replica; /* each replica has its own count, so that the noise of the level can be measured */
    double exposure;           /* sum over its replicas */
    double amount;             /* of all in scope */
    double background;         /* of all set apart */
    double samples;            /* sampled events in scope; NAN if unknown */
};

/* A function set apart as background, with its cost on each side. */
struct comparison_background {
    uint32_t symbol; /* canonical name of the known background root */
    double amount[SIDES];
};

/*
 * What became of the traffic mix: shares of the requests by endpoint. Where it was standardised, every sample of an
 * endpoint was given the weight that brings the endpoint's requests to their share on both sides together, so that
 * other shares of the same requests are no change of cost.
 */
struct comparison_mix {
    bool standardised;
    size_t endpoints;         /* whose mix is common */
    double raw_change;        /* of the total per request, relative, as it was served; NAN unless standardised */
    double unlabelled[SIDES]; /* part of the cost in scope without a known endpoint */
    double left_out[SIDES];   /* part of it in endpoints that only one side serves: not in any entry or node */
};

/* Where a side's total in a table of pooled sums stands; see comparison.pooled. */
enum { POOLED_AMOUNT = 0, POOLED_MOMENT = SIDES, POOLED_SUMS = 2 * SIDES };

/* A function of the baseline that the candidate has under another name: both are counted under the new one. */
struct comparison_rename {
    uint32_t from; /* symbol of the old name; in no entry, nor in the tree */
    uint32_t to;
    double score; /* how alike they are by name, callers, callees and size: 0.6 to 1 */
};

/*
 * How often that happened which costs, where the profiles hold a count beside the cost: allocations beside their
 * bytes, contentions beside their delay. Brought to the same traffic mix as the costs.
 */
struct comparison_counts {
    const char *type; /* sample type of the count, "alloc_objects", a literal; NULL: there is none, nor any table */
    double *amount;   /* [entry][column] like the costs' tables: the number */
    double *moment;   /* second moment of what sampled events count for; NAN where unknown */
    double *joint;    /* sum over sampled events of what one counts for times what it costs; NAN where unknown */
};

struct comparison {
    struct arena *arena;  /* owns the texts */
    const char *profile;  /* name of the profile in reports, and in the policy unless it is `anchored` */
    const char *anchored; /* NULL, or side 0 is the policy's anchor instead of the baseline: then the profile's name
                           * in the policy, which `profile` is with "-anchor" behind it */
    const char *type;     /* sample type */
    const char *unit;     /* base unit of amounts */
    enum event_model model;
    double period; /* of the model; 0 if it needs none */
    enum exposure_kind exposure_kind;
    bool report_only;
    bool differences_only; /* no verdict is wanted: what would only forbid one is a note */

    struct comparison_side sides[SIDES];
    size_t column_count; /* replicas of both sides; where side 1 begins: sides[0].replica_count */
    double *exposure;    /* [column] */

    struct symbols *symbols; /* canonical, by name */
    struct calltree *tree;   /* merged over all replicas */

    struct comparison_entry *entries;
    size_t entry_count;
    double *amount; /* [entry][column]: amount[entry * column_count + column] */
    double *moment; /* the same: second moment of the event weights; NAN where unknown */

    struct comparison_counts counts;

    double *node_total;         /* [node][side]: node_total[node * SIDES + side], the subtree */
    double *node_self;          /* [node][side] */
    double *node_moment;        /* [node][side], the subtree */
    double *node_self_moment;   /* [node][side] */
    uint32_t *node_entry_total; /* [node]: the ENTRY_TOTAL entry of its function */
    uint32_t *node_entry_self;  /* [node]: the ENTRY_SELF entry, or UINT32_MAX if it never is a leaf */

    struct comparison_mix mix;
    /*
     * Only where the mix was standardised, else NULL: amount and moment that each side would have if both sides
     * cost the same per request of each endpoint, [..][POOLED_AMOUNT + side] and [..][POOLED_MOMENT + side]. Their
     * ratio is what one sampled event weighs on that side (comparison_entry_unit).
     */
    double *pooled;           /* [entry] */
    double *node_pooled;      /* [node], the subtree */
    double *node_self_pooled; /* [node] */

    struct comparison_background *background;
    size_t background_count;

    struct comparison_rename *renames; /* by falling score, then by name */
    size_t rename_count;

    const char *unfit;    /* why this pair cannot carry a verdict (exit 3), a sentence; NULL: it can */
    const char *no_pass;  /* why it cannot carry a PASS, though a growth in it can be proven; NULL: it can */
    const char **dropped; /* replicas left out because their profile could not be read: why, sentences */
    size_t dropped_count;
    const char **notes; /* sentences for people: what was merged, cut, folded */
    size_t note_count;
};

void comparison_free(struct comparison *comparison);

/* Sum of a column table's row over one side. table: amount or moment; entry below entry_count. */
double comparison_side_sum(const struct comparison *comparison, const double *table, size_t entry, int side);

/*
 * The amount that one sampled event stands for, by side: of an entry, of a node's subtree, of a node itself. Amount
 * over unit is the number of equal events that would be as noisy. Both sides share one, pooled over them, unless
 * the traffic mix was standardised. 1 where there is no amount or no noise (a census); NAN where unknown.
 */
void comparison_entry_unit(double unit[SIDES], const struct comparison *comparison, size_t entry);
void comparison_node_unit(double unit[SIDES], const struct comparison *comparison, size_t node);
void comparison_node_self_unit(double unit[SIDES], const struct comparison *comparison, size_t node);

/* The same of all nodes' own costs together that are members. member: [node]. */
void comparison_set_unit(double unit[SIDES], const struct comparison *comparison, const uint8_t *member);

/* The name of an entry for people: the function's canonical name, or "total". */
struct bytes comparison_entry_name(const struct comparison *comparison, size_t entry);

/* The name of its profile in the policy, under which its noise is learned as well. */
const char *comparison_policy_profile(const struct comparison *comparison);

/* What a side is called in sentences: "baseline", or "anchor" where it is that, and "candidate". */
const char *comparison_side_name(const struct comparison *comparison, int side);

/* The entry whose function is named where this one's columns say something: the deepest of a chain with equal ones.
 */
uint32_t comparison_named_entry(const struct comparison *comparison, size_t entry);

/* The unit as people call it: what is counted instead of "count" ("samples", "objects"), where the type says it. */
const char *comparison_shown_unit(const struct comparison *comparison);

/* Sorted text for goldens and debuggers. */
void comparison_dump(const struct comparison *comparison, struct sink *sink);

#endif

#ifndef FLAMEGATE_ADAPTERS_SOURCE_H
#define FLAMEGATE_ADAPTERS_SOURCE_H

#include "gate/base/bytes.h"
#include "gate/base/error.h"
#include "gate/base/surroundings.h"
#include "gate/model/comparison.h"
#include "gate/model/store_settings.h"
#include "gate/model/versions.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A source is where profiles come from: files, a store, live endpoints. A session with it is opened once a run for
 * both sides; it then says which captures a side has (one for each replica), and fetches their parts. It knows
 * nothing of formats: it hands over bytes.
 */

/* One profile of a capture. */
struct capture_part {
    char *path; /* for the source and for messages */
    char *kind; /* cpu, heap, allocs ... as far as the name tells; "" if it does not */
    bool first; /* the first of two snapshots of one process, to be taken away from the part of the same kind */

    /* Of a store that merges: its answers hold one sample type each, and headers of its own making. */
    size_t merge; /* parts of a capture with the same number become one profile (gate/model/profile_join) and stand
                   * side by side; 0: a profile as its producer made it */
    char *endpoint;  /* of all its samples; NULL: as they say themselves */
    double profiles; /* of a gauge: so many were summed, and it is divided by them; 0: 1 */
    double period;   /* nanoseconds of CPU time that a sample stands for, where no counts tell; 0: unknown */
    size_t order;    /* the source's own number of the part */
};

/* What will become one replica. */
struct capture {
    char *name; /* for people */
    struct capture_part *parts;
    size_t part_count;
    char *meta_path;         /* a meta.json beside it; NULL if there is none */
    char *instance;          /* host or pod, where the source knows it; else NULL */
    struct time_span window; /* the time that it is of, where the source knows it */
    double requests;         /* served meanwhile, where the source counted them; else 0 */
};

/* The captures of one side. */
struct captures {
    char *label; /* version label or path */
    struct capture *items;
    size_t count;
    size_t left_out; /* replicas that are there as well, but beyond what the policy wants (at_most) */
};

/* One of the profiles that are to be judged, as far as it is named before anything is read. */
struct source_type {
    const char *name; /* as reports call it */
    const char *type; /* a sample type, a standard name, or a store's full type */
    bool per_instance;
};

/* What a session is for. Texts and arrays must outlive it. */
struct source_setup {
    const struct store_settings *store; /* NULL: paths only */
    const char *service;                /* for $service; "" if unknown */
    const struct source_type *types;    /* none: whatever is usual */
    size_t type_count;
    size_t fan_out; /* live processes that may be profiled; 0: the usual eight */
};

/* One side of the comparison, as the command line or the policy says it. */
struct source_side {
    int side;                /* BASELINE or CANDIDATE */
    const char *path;        /* of files; NULL: by version */
    const char *version;     /* NULL: by path */
    struct time_span window; /* to be looked at; not given where the source has no times */
};

/* A part to be fetched. */
struct source_order {
    const struct capture *capture;
    const struct capture_part *part; /* NULL: the capture's meta.json */
};

/* Takes what was fetched: the bytes of orders[index], or why there are none (failure NULL or set, never both). They
 * come in any order, in the caller's thread, and last for the call only. -1 with err set ends the fetching. */
typedef int (*source_take)(void *context, size_t index, struct bytes bytes, const struct error *failure,
                           struct error *err);

struct source {
    const char *name;
    const char *description;
    bool timed; /* captures are cut out of a window of time, which the session must be told */

    /* *out is to be closed. setup and world must outlive it. */
    int (*open)(void **out, const struct source_setup *setup, const struct surroundings *world, struct error *err);
    void (*close)(void *session);

    /* The versions of the service that were profiled within the span. NULL: the source cannot tell. */
    int (*versions)(struct versions *out, void *session, struct time_span within, struct error *err);

    /* Asked once before the sides are planned, for a source that must take both in turn. NULL: not needed. */
    int (*prepare)(void *session, const struct source_side sides[SIDES], struct error *err);

    /* Finds the captures of a side. What is not there (yet) is ERROR_UNFIT. */
    int (*plan)(struct captures *out, void *session, const struct source_side *side, struct error *err);

    /* Fetches all of the orders; each is handed to take. Fails only if take does, or if nothing more can be had. */
    int (*fetch)(void *session, const struct source_order *orders, size_t count, source_take take, void *context,
                 struct error *err);
};

extern const struct source *const sources[];
extern const size_t source_count;

/* NULL if there is none of that name. */
const struct source *source_find(const char *name);

void captures_clear(struct captures *captures);

#endif

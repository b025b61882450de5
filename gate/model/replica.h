#ifndef FLAMEGATE_GATE_MODEL_REPLICA_H
#define FLAMEGATE_GATE_MODEL_REPLICA_H

#include "gate/model/profile.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * One replica: what one host, window or run of one version gave. It may hold several profiles (cpu, allocs ...).
 * Replicas of a side are kept apart as far as the tests, since the spread between them is the noise.
 *
 * Invariant: the replicas of a side are sorted by (start, instance, content hash), so that no result depends on the
 * order of files or of the command line.
 */

#define REPLICA_TIME_UNKNOWN INT64_MIN

/* Requests of one endpoint served while the profile ran. */
struct replica_endpoint {
    char *name;
    double requests;
};

/* One profile of a replica, with the kind that its file name or meta.json gives it ("" if none). */
struct replica_profile {
    char *kind;
    char *path;              /* for messages */
    struct profile *profile; /* NULL: it could not be read */
    char *failure;           /* then: why, a sentence; else NULL */
};

struct replica {
    char *name;                  /* for people: the file or run folder as given, or the store's label value */
    char *instance;              /* host, pod; "" if unknown */
    char *version;               /* "" if unknown */
    char *service;               /* what the capture itself says, meta.json; "" if nothing */
    int64_t start;               /* nanoseconds since 1970, or REPLICA_TIME_UNKNOWN */
    int64_t end;                 /* the same */
    bool window_told;            /* start and end are what meta.json says, not what a profile or the plan says */
    uint64_t content_hash;       /* of the unpacked bytes of its profiles, independent of their order */
    double requests;             /* served while the profile ran; NAN: unknown */
    double requests_since_start; /* since the process began; NAN: unknown */
    struct replica_endpoint *endpoints; /* sorted by name */
    size_t endpoint_count;
    char *cpu_model; /* "" if unknown, as the next ones */
    double cores;    /* 0: unknown */
    char *build;
    char *profiler;
    struct replica_profile *profiles;
    size_t profile_count;
};

/* One side of a comparison. */
struct replicas {
    char *label; /* the version label, or the path as given */
    struct replica *items;
    size_t count;
    size_t captures;           /* how many there were to read; above count where some had to be dropped */
    size_t left_out;           /* how many there were beyond those, which the policy does not want (at_most) */
    double requests_total;     /* one total for the whole side (--requests-...); NAN: each replica has its own */
    const char *requests_from; /* who counted: "meta.json", "--requests-baseline"; "" if nobody. A literal. */
};

/* Gives back what the replica holds, its profiles included, but not the struct itself. */
void replica_clear(struct replica *replica);
void replicas_clear(struct replicas *replicas);

/* Puts the replicas into their one order. */
void replicas_sort(struct replicas *replicas);

#endif

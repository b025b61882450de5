#ifndef FLAMEGATE_TESTS_BENCH_GATEBENCH_H
#define FLAMEGATE_TESTS_BENCH_GATEBENCH_H

#include "gate/base/error.h"
#include "gate/model/replica.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Labelled recorded runs beside the clone: ../shared/gatebench/train/SERVICE/VARIANT/RUN. Each run is decoded once;
 * a draw takes some of the runs as the replicas of a side.
 */

enum { GATEBENCH_RUNS_MAX = 64 };

/* The runs of one variant. */
struct gatebench_runs {
    char variant[64];
    struct replicas replicas;
};

/* Decodes all runs' profiles of one kind ("cpu"). */
int gatebench_load(struct gatebench_runs *out, const char *root, const char *service, const char *variant,
                   const char *kind, struct error *err);
void gatebench_clear(struct gatebench_runs *runs);

/* A side of the chosen runs, in their sorted order; shares everything with the runs. Release with
 * gatebench_put_back. */
int gatebench_pick(struct replicas *out, const struct gatebench_runs *runs, const size_t *chosen, size_t count);
void gatebench_put_back(struct replicas *side);

/* Pairs every run of the smaller set with one of the other, nearest in time first. Looks at times only. Returns the
 * number of pairs: of a base run and one of the candidate. Both have at most GATEBENCH_RUNS_MAX runs. */
size_t gatebench_pair_by_time(size_t pairs[GATEBENCH_RUNS_MAX][2], const struct gatebench_runs *base,
                              const struct gatebench_runs *candidate);

/* What LABELS.tsv says of a variant. */
struct gatebench_label {
    char kind[32];
    char profile[32]; /* that it is about: "cpu", "alloc", "mutex", "heap"; "all" */
    char expected[32];
    char culprits[1024]; /* comma separated */
    double growth;       /* of the first culprit, as a part of the total; INFINITY: beyond measure; NAN: none */
    double limit;        /* of it, as built in: 2 % of the total and 10 % of itself */
};

/* False if the file or the line is missing. */
bool gatebench_find_label(struct gatebench_label *out, const char *root, const char *service, const char *variant);

/* Whether the name is one of the label's culprits. */
bool gatebench_is_culprit(const struct gatebench_label *label, const char *name, size_t length);

#endif

#ifndef FLAMEGATE_GATE_MODEL_NOISE_HISTORY_H
#define FLAMEGATE_GATE_MODEL_NOISE_HISTORY_H

#include "gate/base/arena.h"
#include "gate/base/bytes.h"
#include "gate/base/error.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * How much the captures of unchanged versions differed in the past: what a single pair of profiles cannot show, and
 * what few replicas show badly. For each profile the dispersion of the total and of every function's share of it.
 *
 * A dispersion phi is how many times the variance of a Poisson count was seen, at least 1. What lies above 1 grows
 * with the counts, so the mean count of a capture is kept beside it (noise_history_phi).
 */

struct noise_history_entry {
    const char *function; /* canonical name */
    bool self;            /* of its own cost; else with all it calls */
    double phi;           /* of its share of the total */
    double mean;          /* events of a capture */
};

struct noise_history_profile {
    const char *profile; /* its name in the policy and in reports */
    const char *type;    /* sample type */
    size_t captures;     /* it was made from, at least 2 */
    double df;           /* degrees of freedom behind every phi, above 0 */
    double phi_root;     /* of the total per unit of exposure */
    double mean_root;
    struct noise_history_entry *entries; /* sorted by function, total before self; the arena's */
    size_t entry_count;
};

struct noise_history {
    struct arena *arena;                    /* owns the texts and the entries */
    const char *file;                       /* where it was read from; "" if nowhere */
    struct noise_history_profile *profiles; /* a block of gate/base/memory */
    size_t count;
};

/* An empty one; the caller's to free with noise_history_free. */
int noise_history_new(struct noise_history **out, const char *file, struct error *err);
void noise_history_free(struct noise_history *history);

/* Adds a profile with room for so many entries, which the caller fills and then sorts by noise_history_sort. The
 * texts are copied. *out is valid until the next one is added. */
int noise_history_add(struct noise_history_profile **out, struct noise_history *history, const char *profile,
                      const char *type, size_t entries, struct error *err);
void noise_history_sort(struct noise_history_profile *profile);

/* The profile of that name and sample type, or NULL. */
const struct noise_history_profile *noise_history_find(const struct noise_history *history, const char *profile,
                                                       const char *type);

/* What is known of a function's own or whole cost; NULL if nothing. */
const struct noise_history_entry *noise_history_entry(const struct noise_history_profile *profile,
                                                      struct bytes function, bool self);

/* phi of captures with that mean count: 1 + (phi - 1) mean_now/mean. */
double noise_history_phi(double phi, double mean, double mean_now);

#endif

#ifndef FLAMEGATE_GATE_INFERENCE_COMMON_FACTOR_H
#define FLAMEGATE_GATE_INFERENCE_COMMON_FACTOR_H

#include "gate/base/error.h"
#include "gate/model/comparison.h"

#include <stddef.h>

/*
 * The one factor s by which the self costs of all functions of a comparison moved together (method, section 6; in
 * share mode section 14): what the statistics of the level say of this comparison's columns.
 */

struct common_factor_prior {
    double variance; /* P, of ln s; 0 counts as next to nothing */
    double df;       /* behind P; INFINITY: the normal */
    double frame_variance;
};

struct common_factor {
    double log_s;
    double variance;  /* T */
    size_t functions; /* that carry it */
    double shared; /* log ratio that at least three quarters of the functions with 20 events a side share, whatever
                    * was known before; 0 if they do not, or are fewer than 8 */
};

/*
 * events and exposure: [entry][side], in sampled events and in exposure by unit; phi: [entry]. Only entries of
 * kind ENTRY_SELF are used. Fails only without memory.
 */
int common_factor_estimate(struct common_factor *out, const struct comparison *comparison, const double *events,
                           const double *exposure, const double *phi, const struct common_factor_prior *prior,
                           struct error *err);

#endif

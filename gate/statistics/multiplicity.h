#ifndef FLAMEGATE_GATE_STATISTICS_MULTIPLICITY_H
#define FLAMEGATE_GATE_STATISTICS_MULTIPLICITY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Many entries are tested at once, and the whole family may be wrong with chance alpha only (method, section 9).
 * An entry whose smallest possible p (pmin) could never reach significance does not count (Tarone); among the K
 * that do, Holm rejects step by step. No NaN in the arrays.
 */

/* K = the smallest k with #(pmin <= alpha/k) <= k, at least 1. scratch: count doubles. */
size_t multiplicity_tarone(const double *pmin, size_t count, double alpha, double *scratch);

/* Holm over the tested entries: p sorted, reject p_(i) <= alpha/(k-i+1) until the first failure; k >= number
 * tested. tested may be NULL: all. Equal p share one fate. rejected gets count flags; returns how many are set.
 * scratch: count doubles.
 */
size_t multiplicity_holm(bool *rejected, const double *p, const bool *tested, size_t count, size_t k, double alpha,
                         double *scratch);

struct multiplicity {
    size_t k;        /* Tarone's K: the family is judged at alpha/k */
    size_t tested;   /* entries with pmin <= alpha/k */
    size_t rejected; /* of those, by Holm */
};

/* Both in a row, for wildcard questions: tested (count flags) and rejected are filled. */
struct multiplicity multiplicity_judge(bool *rejected, bool *tested, const double *p, const double *pmin,
                                       size_t count, double alpha, double *scratch);

#endif

#ifndef FLAMEGATE_GATE_INFERENCE_ESTIMATE_H
#define FLAMEGATE_GATE_INFERENCE_ESTIMATE_H

#include "gate/inference/noise.h"
#include "gate/inference/quantiles.h"
#include "gate/model/answer.h"

/*
 * Estimates of growth with two-sided 95 % intervals, by the same counts as the tests: the change by beta quantiles,
 * the growth by the differences that the deviance does not exclude, both widened as Student's t asks.
 *
 * An interval covers both readings of the level (noise.h): its low end is read relative to max(s, 1), its high end
 * to min(s, 1). So one that lies above zero and a rejected "did not grow" mean the same, and the change as measured
 * is inside. Where nothing is known of chance its ends are NAN.
 */

/* tail: 0.025 of Student's t. */
struct estimate estimate_entry(const struct noise *noise, size_t entry, const struct quantiles *tail);

/* The same of any part of the service, read as entry is. */
struct estimate estimate_part(const struct noise *noise, size_t entry, const struct effective *at,
                              const struct quantiles *tail);

/* The change alone of any part of the service, with an interval by the normal approximation of its logarithm, which
 * is quick enough for every node of a call tree. A side without events is given half of one for its interval. */
struct estimate_change {
    double change;
    double interval[2];
};
struct estimate_change estimate_change(const struct noise *noise, size_t entry, const struct effective *at,
                                       const struct quantiles *tail);

#endif

#ifndef FLAMEGATE_GATE_INFERENCE_FORECAST_H
#define FLAMEGATE_GATE_INFERENCE_FORECAST_H

#include "gate/base/error.h"
#include "gate/inference/hypotheses.h"
#include "gate/inference/noise.h"
#include "gate/inference/quantiles.h"
#include "gate/model/answer.h"
#include "gate/model/question.h"

/*
 * What is missing where nothing could be decided, and what could have been seen (method, sections 8 and 11). Power
 * is 80 % throughout.
 *
 * More samples of the same replicas thin out only the sampling noise. What stands beyond it falls with more
 * replicas; drift between two captures that follow each other falls with neither.
 */

/* What would settle one hypothesis. */
struct forecast {
    enum answer_blocker blocker;
    double samples_factor;  /* NAN: no number of samples */
    double replicas_needed; /* a side; NAN: not the cause */
};

/* The chance that a whole comparison passes: with the samples that it has, and with any number of them from the
 * same replicas. */
struct forecast_chance {
    double now, most;
};

/* level: quantiles of the level of the hypothesis' family. floor: of forecast_floor; 0 if it does not hold here. */
struct forecast forecast_hypothesis(const struct hypothesis *hypothesis, const struct noise *noise,
                                    const struct quantiles *level, double floor);

/* Smallest growth that was visible at an entry, as a part of the service's total; INFINITY if none. */
double forecast_visible(const struct noise *noise, size_t entry, const struct effective *at,
                        const struct limit_resolved *upper, const struct limit_resolved *lower,
                        const struct quantiles *level);

/*
 * The smallest factor on all samples with which a whole comparison would PASS if nothing more is wrong: all its
 * open fail hypotheses at once. Into out: samples_factor and replicas_needed as in struct forecast. Into chance: of
 * those same ones; 1 if there are none. Fails only without memory.
 */
int forecast_comparison(struct forecast *out, struct forecast_chance *chance, const struct hypotheses *hypotheses,
                        uint32_t comparison, const struct noise *noise, struct error *err);

/*
 * The factor on all samples that a growth of the limit needs to show by 3.0 expected events (at a pass error of 5
 * %), so that seeing none of them means something: at an entry under the difference test, and, if unseen is given
 * (the limit of a frame without any cost), in a function that nobody sampled. At most 1: there are enough.
 * INFINITY: a limit without an amount never has enough.
 */
double forecast_floor(const struct noise *noise, const struct effective *at, const struct limit_resolved *upper,
                      const struct limit_resolved *unseen);

#endif

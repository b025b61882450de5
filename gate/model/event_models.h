#ifndef FLAMEGATE_GATE_MODEL_EVENT_MODELS_H
#define FLAMEGATE_GATE_MODEL_EVENT_MODELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What one sample says about chance. A profile's values are estimates made from sampled events: an event was seen
 * with some probability and stands for a weight. The noise of a cost follows the events, not the value.
 *
 *   amount  V  = sum of w k      the cost, in the unit of the sample type
 *   events  k                    sampled events
 *   moment  S2 = sum of w^2 k    second moment of the weights
 *
 * V / (S2 / V) is then the number of equal events that would be as noisy (facts: effective counts). Models are
 * applied to each sample while its size is still known, before stacks are merged.
 */

enum event_model {
    EVENT_MODEL_UNKNOWN, /* only a value: chance cannot be told, so nothing can be judged */
    EVENT_MODEL_COUNT,   /* the value is a number of samples: w = 1 */
    EVENT_MODEL_CPU,     /* the value is samples times the period: w = period */
    EVENT_MODEL_HEAP,    /* Go heap, sampled by bytes with a mean distance of period: p = 1 - exp(-size/period) */
    EVENT_MODEL_MUTEX,   /* Go mutex: one contention in f is kept, f = period, recovered from the profile */
    EVENT_MODEL_BLOCK, /* Go block: events shorter than a rate are kept with probability delay/rate; the rate is the
                        * period, in nanoseconds, and not in the file */
    EVENT_MODEL_CENSUS, /* everything was counted: no sampling noise, only noise between instances */
};

/* The events of one sample of one sample type. */
struct event_sums {
    double amount;
    double events; /* NAN where unknown */
    double moment; /* NAN where unknown */
};

/* What a model needs to know of a sample beside its value. */
struct event_sample {
    double value;   /* of the sample type in question */
    double objects; /* heap: the count value that goes with a bytes value, or itself; else 0 */
    double bytes;   /* heap: the bytes value that goes with an objects value, or itself; else 0 */
    double count;   /* mutex and block: the contentions that go with a delay, or itself; else 0 */
};

/*
 * period: in the unit of the value (nanoseconds of CPU a sample, bytes between heap samples, contentions for one
 * kept); 0: unknown, and then the models that need it answer EVENT_MODEL_UNKNOWN's sums.
 *
 * The delays of a mutex or block profile are known by stack only as a sum over k events. Their moment here is
 * D^2/k, as if all were equal; times 1 + CV^2 of one delay it is the true one, which is the caller's to find. Of a
 * block profile k is a bound: neither more than its contentions nor than its delay over the rate.
 */
struct event_sums event_models_apply(enum event_model model, double period, const struct event_sample *sample);

/* "cpu", "heap", ...: for dumps and reports. */
const char *event_models_name(enum event_model model);

#endif

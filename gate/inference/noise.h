#ifndef FLAMEGATE_GATE_INFERENCE_NOISE_H
#define FLAMEGATE_GATE_INFERENCE_NOISE_H

#include "gate/base/error.h"
#include "gate/model/answer.h"
#include "gate/model/comparison.h"
#include "gate/model/noise_settings.h"
#include "gate/statistics/count_test.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * How much of a difference chance alone would make, for every entry of one comparison (method, sections 4 to 6).
 *
 * Amounts become effective events: with the unit u = S2/V of an entry (comparison_entry_unit), V/u equal events
 * would be as noisy. Exposure is divided by the same unit, so that a rate stays an amount per request and a limit
 * needs no conversion. On top of the sampling lies the noise of the entry's share (phi, measured between the
 * replicas or assumed) and of the level; both together are the variance of ln(rate1/rate0), and the events that a
 * Poisson count of that variance would have are what is tested.
 *
 * The level, one factor s common to all frames, is left to the total: every other entry is judged relative to s, in
 * the reading that makes the claim harder (factors below).
 */

struct split_basis; /* gate/inference/split.h */

/* One entry, or one call-tree node, made ready for the tests. */
struct effective {
    struct counts counts; /* effective events, exposure to go with them; rates are amounts per exposure */
    double events[SIDES]; /* before the noise beyond sampling was taken off; NAN: unknown */
    double variance;      /* of ln(rate1/rate0), given s */
    double df;            /* behind it; may be INFINITY */
    double fraction;      /* of its events that an entry is worth: counts = fraction * events */
    double standing;      /* the part of variance that more samples of the same replicas would not take away */
    bool known; /* false: the amounts say nothing about chance, or there is no exposure; then only rates */
};

struct noise {
    const struct comparison *comparison;
    struct noise_settings settings;
    struct level level;
    bool judgeable;         /* exposures are known on both sides */
    double exposure[SIDES]; /* of each side in all */
    double total_rate;      /* of the service's baseline */

    /* What a candidate's exposure is multiplied by, except the total's, which is always read as measured. */
    double red;   /* to reject: max(s, 1), since growth must show as measured and relative to s */
    double clear; /* to clear: min(s, 1) where the level was measured, else s */
    double less;  /* to prove a fall: min(s, 1), the mirror of red */
    /* The factor that at least three quarters of the functions share, whatever the level is; 1 if they share none.
     */
    double shared;

    const struct noise_history_profile *past; /* what a history knows of this profile; NULL: nothing */
    double root_degrees;             /* of the total's dispersion, as the replicas show it; 0: they do not */
    const struct split_basis *split; /* the noise of the counts beside the costs, somebody else's; NULL: none */

    double *phi;               /* [entry] dispersion of the share, shrunk; 1 where it is assumed */
    struct effective *entries; /* [entry] */

    /* Variance of the level in frames, its degrees of freedom and F. */
    double level_variance, level_df, frame_variance;
    double share_df;             /* behind phi */
    double least_df;             /* no entry has fewer */
    double total_variance;       /* the root's own variance, level included */
    double drift_variance;       /* the part of it that no replica would mend */
    double typical_a, typical_b; /* phi of a typical function: max(1, a + b mean count) */
    double amounts[SIDES];       /* of the total */
};

/* Everything of one comparison. Fails only without memory. */
int noise_measure(struct noise *out, const struct comparison *comparison, const struct noise_settings *settings,
                  struct error *err);
void noise_clear(struct noise *noise);

/* Whether a question about an entry can be answered: not where the pair is unfit, nor about the total of costs that
 * are shares of it, nor of shares where too few functions tell what the typical one did. */
bool noise_answers(const struct noise *noise, size_t entry);

/* Where the noise of the level is assumed: the question's limit_assumed holds. */
bool noise_level_assumed(const struct noise *noise);

/* Any part of the service: its amount on both sides and what one event weighs there, with the dispersion of entry
 * (that of its function). entry 0 makes it the total. */
struct effective noise_at(const struct noise *noise, size_t entry, const double amount[SIDES],
                          const double unit[SIDES]);

/* Many places of several functions together, with the dispersion that is typical of that many events, and phi_least
 * at least. */
struct effective noise_part(const struct noise *noise, double phi_least, const double amount[SIDES],
                            const double unit[SIDES]);

/* A function of which nothing is known but its rate in the baseline, with the noise that is typical of such. */
struct effective noise_typical(const struct noise *noise, double rate);

/* The reading factors of an entry: 1 for the total. */
double noise_red(const struct noise *noise, size_t entry);
double noise_clearing(const struct noise *noise, size_t entry);
double noise_less(const struct noise *noise, size_t entry);

#endif

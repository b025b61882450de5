#include "gate/inference/level_row.h"

#include <math.h>

#include "gate/base/banned.h"

static double squared(double x)
{
    return x * x;
}

static struct level_row measured(const struct level_facts *facts)
{
    return (struct level_row){.prior_variance = facts->measured,
                              .prior_df = facts->degrees,
                              .total_variance = facts->measured,
                              .total_df = facts->degrees};
}

static struct level_row sequential(const struct level_facts *facts)
{
    double drift = 2 * squared(facts->host_cv), prior = facts->measured + drift;
    return (struct level_row){.prior_variance = prior,
                              .prior_df = INFINITY,
                              .total_variance = prior,
                              .total_df = facts->degrees * squared(prior / facts->measured),
                              .drift_variance = drift};
}

/* Hosts are taken as independent, unless one side was captured after the other: then drift is common to a side. */
static struct level_row side_total(const struct level_facts *facts)
{
    double parts = facts->sequential ? 2.0 : 1 / facts->replicas[BASELINE] + 1 / facts->replicas[CANDIDATE];
    double hosts = squared(facts->host_cv) * parts;
    return (struct level_row){.prior_variance = facts->sampling + hosts,
                              .prior_df = INFINITY,
                              .total_variance = facts->sampling + hosts,
                              .total_df = INFINITY,
                              .drift_variance = facts->sequential ? hosts : 0};
}

static struct level_row assumed(const struct level_facts *facts)
{
    double hosts = 2 * squared(facts->host_cv);
    return (struct level_row){.prior_variance = hosts,
                              .prior_df = INFINITY,
                              .total_variance = facts->sampling + hosts,
                              .total_df = INFINITY,
                              .frame_variance = 2 * squared(facts->frame_cv)};
}

struct level_row level_row_find(enum level_mode mode, const struct level_facts *facts)
{
    switch (mode) {
    case LEVEL_MEASURED:
    case LEVEL_PAIRED:
    case LEVEL_HISTORY:
        return measured(facts);
    case LEVEL_SEQUENTIAL:
        return sequential(facts);
    case LEVEL_SIDE_TOTAL:
        return side_total(facts);
    case LEVEL_ASSUMED:
        break;
    }
    return assumed(facts);
}

/* One replica on either side leaves that side's spread unknown: a pooled one would be the other side's alone, and
 * what is special about a single host would pass for a regression. So such a pair is treated as one profile a side.
 */
static bool replicas_on_both(const struct comparison *comparison)
{
    return comparison->sides[BASELINE].replica_count >= 2 && comparison->sides[CANDIDATE].replica_count >= 2;
}

static bool requests_per_replica(const struct comparison *comparison)
{
    return comparison->exposure_kind != EXPOSURE_REQUESTS ||
           (comparison->sides[BASELINE].requests_per_replica && comparison->sides[CANDIDATE].requests_per_replica);
}

bool level_row_replicas(const struct comparison *comparison)
{
    return replicas_on_both(comparison);
}

bool level_row_measurable(const struct comparison *comparison)
{
    return replicas_on_both(comparison) && requests_per_replica(comparison);
}

/* A history knows how captures differ, not how far a machine drifts between two series of them. */
enum level_mode level_row_mode(const struct comparison *comparison, const struct capture_pairs *pairs, bool history)
{
    if (!replicas_on_both(comparison))
        return history ? LEVEL_HISTORY : LEVEL_ASSUMED;
    if (!requests_per_replica(comparison))
        return history && !captures_sequential(comparison) ? LEVEL_HISTORY : LEVEL_SIDE_TOTAL;
    if (pairs->count >= 2)
        return LEVEL_PAIRED;
    return captures_sequential(comparison) ? LEVEL_SEQUENTIAL : LEVEL_MEASURED;
}

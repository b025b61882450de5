#ifndef FLAMEGATE_ADAPTERS_COUNTER_PROMETHEUS_JOIN_H
#define FLAMEGATE_ADAPTERS_COUNTER_PROMETHEUS_JOIN_H

#include "adapters/counter/prometheus_answer.h"
#include "gate/model/replica.h"

#include <stddef.h>

/*
 * Counts of a server -> the replicas of one window. A count belongs to the replica whose instance is exactly the
 * value of its label; nothing is guessed, and nothing is counted twice.
 */

/* The replicas of a side that ran in one window. */
struct prometheus_group {
    struct time_span window;
    struct replica **replicas;
    size_t count;
};

/* What became of the counts, over all windows of a side. */
struct prometheus_tally {
    double total;        /* requests of replicas, or of the side */
    size_t strangers;    /* counts that belong to no replica */
    char stranger[100];  /* the first of them */
    double stranger_sum; /* their requests */
};

/*
 * Writes the counts of an answer into the replicas of a group: by the label, if settings ask for one, else the one
 * count into the only replica, or, where there are several, into the tally alone. Replicas without a count keep
 * NAN. Fails without memory only.
 */
int prometheus_join(struct prometheus_tally *tally, const struct prometheus_group *group,
                    const struct replicas *side, const struct prometheus_answer *answer,
                    const struct requests_settings *settings, struct error *err);

#endif

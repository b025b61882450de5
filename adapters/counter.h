#ifndef FLAMEGATE_ADAPTERS_COUNTER_H
#define FLAMEGATE_ADAPTERS_COUNTER_H

#include "gate/base/error.h"
#include "gate/base/surroundings.h"
#include "gate/model/replica.h"
#include "gate/model/store_settings.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A counter says how many requests were served while the profiles ran: for each replica, or one total for a side.
 * It writes them into the replicas and says who counted.
 */

struct collect_notes;

struct counter_settings {
    double option_requests; /* --requests-baseline or -candidate; NAN: not given */
    const char *option_name;
    bool only_option; /* the policy says that the command line counts, so meta.json does not */
    const struct requests_settings *requests; /* the server that counts; NULL: none */
    const char *service, *version;            /* for its query; version NULL: the side is a path */
    struct time_span window;                  /* of the side, where replicas have no times of their own */
    struct collect_notes *notes;              /* takes sentences about what was left out; set by collect_replicas */
};

struct counter {
    const char *name; /* "option", "meta" */
    const char *description;
    /* Fills requests of the side; leaves it alone if this counter has nothing to say. */
    int (*count)(struct replicas *side, const struct counter_settings *settings, const struct surroundings *world,
                 struct error *err);
};

/* In the order of asking: the first that says something wins. */
extern const struct counter *const counters[];
extern const size_t counter_count;

#endif

#include "adapters/counter/meta.h"

#include "gate/base/memory.h"

#include <math.h>

#include "gate/base/banned.h"

static void forget_counts(struct replica *replica)
{
    replica->requests = replica->requests_since_start = NAN;
    for (size_t i = 0; i < replica->endpoint_count; i++)
        memory_free(replica->endpoints[i].name);
    replica->endpoint_count = 0;
}

static int count(struct replicas *side, const struct counter_settings *settings, const struct surroundings *world,
                 struct error *err)
{
    (void)world;
    (void)err;
    if (side->requests_from && side->requests_from[0] != '\0')
        return 0;
    for (size_t i = 0; settings->only_option && i < side->count; i++)
        forget_counts(&side->items[i]);
    for (size_t i = 0; i < side->count; i++)
        if (!isnan(side->items[i].requests))
            side->requests_from = "meta.json";
    return 0;
}

const struct counter meta_counter = {
    .name = "meta",
    .description = "one count a replica, from the meta.json of its run folder",
    .count = count,
};

#include "adapters/counter/option.h"

#include <math.h>

#include "gate/base/banned.h"

/* What the replicas' meta.json say in all; NAN if one of them says nothing. */
static double counted_by_meta(const struct replicas *side)
{
    double sum = side->count > 0 ? 0 : NAN;
    for (size_t i = 0; i < side->count; i++)
        sum += side->items[i].requests;
    return sum;
}

static int count(struct replicas *side, const struct counter_settings *settings, const struct surroundings *world,
                 struct error *err)
{
    (void)world;
    double requests = settings->option_requests;
    if (isnan(requests))
        return 0;
    if (!isfinite(requests) || requests <= 0)
        return error_set(err, ERROR_USAGE, "%s must be a number above 0", settings->option_name);
    double meta = counted_by_meta(side);
    if (meta == requests)
        return 0; /* of the two, the one that tells the replicas apart */
    if (!isnan(meta) && !settings->only_option)
        return error_set(err, ERROR_UNFIT,
                         "%s says %.0f, but the meta.json of its %zu replica%s say%s %.0f in all: drop one of them",
                         settings->option_name, requests, side->count, side->count == 1 ? "" : "s",
                         side->count == 1 ? "s" : "", meta);
    if (side->count == 1 && side->captures <= 1)
        side->items[0].requests = requests;
    else
        side->requests_total = requests;
    side->requests_from = settings->option_name;
    return 0;
}

const struct counter option_counter = {
    .name = "option",
    .description = "one total a side, from --requests-baseline and --requests-candidate",
    .count = count,
};

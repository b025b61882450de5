#include "adapters/counter/option.h"

#include <math.h>

#include "gate/base/banned.h"

static int count(struct replicas *side, const struct counter_settings *settings, struct error *err)
{
    double requests = settings->option_requests;
    if (isnan(requests))
        return 0;
    if (!isfinite(requests) || requests <= 0)
        return error_set(err, ERROR_USAGE, "%s must be a number above 0", settings->option_name);
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

#include "adapters/counter.h"

#include "adapters/counter/meta.h"
#include "adapters/counter/option.h"
#include "adapters/counter/prometheus.h"

#include "gate/base/banned.h"

const struct counter *const counters[] = {&option_counter, &prometheus_counter, &meta_counter};
const size_t counter_count = sizeof counters / sizeof *counters;

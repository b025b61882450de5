#include "adapters/counter.h"

#include "adapters/counter/meta.h"
#include "adapters/counter/option.h"

#include "gate/base/banned.h"

const struct counter *const counters[] = {&option_counter, &meta_counter};
const size_t counter_count = sizeof counters / sizeof *counters;

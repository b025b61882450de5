#ifndef FLAMEGATE_ADAPTERS_COUNTER_META_H
#define FLAMEGATE_ADAPTERS_COUNTER_META_H

#include "adapters/counter.h"

/* The counts that the replicas' own meta.json gave. Replicas without one stay unknown: whoever compares decides
 * what a partial count is worth. */
extern const struct counter meta_counter;

#endif

#ifndef FLAMEGATE_ADAPTERS_COUNTER_PROMETHEUS_H
#define FLAMEGATE_ADAPTERS_COUNTER_PROMETHEUS_H

#include "adapters/counter.h"

/*
 * Requests as Prometheus counted them, or what speaks its language (Mimir, Thanos, Grafana Cloud): the policy's
 * query, asked once for each window of the side's replicas, at the window's end and over exactly its length.
 *
 * With `by`, the query gives one series for each replica, which is joined to the replica whose instance is that
 * label's value. Without it, the query gives one total: right for a side of one replica, or of several that ran in
 * one window, if every replica of the version was fetched.
 *
 * What cannot carry a verdict is ERROR_UNFIT, with the reason: nothing counted, or for fewer than four of five
 * replicas; numbers that are none; several series where there can be one; a partial answer; fewer requests than
 * `at_least`. A replica without a count is dropped and named; counts without a replica are named.
 *
 * The counts are Prometheus' increase(): extrapolated to the ends of the window, and blind to what a new pod served
 * before it was first scraped (docs/stores/prometheus.md).
 */
extern const struct counter prometheus_counter;

#endif

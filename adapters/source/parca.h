#ifndef FLAMEGATE_ADAPTERS_SOURCE_PARCA_H
#define FLAMEGATE_ADAPTERS_SOURCE_PARCA_H

#include "adapters/source.h"

/*
 * Parca, and Polar Signals Cloud: merged profiles by version label, over gRPC-Web. All replicas of a side come in
 * one answer for each profile type, grouped by their label, and are cut apart here: Parca takes three times as long
 * for one question each.
 *
 * Only types that hold what happened while they were taken (":delta") are judged per request, and gauges per
 * instance, as the mean of the window's profiles. Chance is told from CPU time and its period (store.period), as
 * Parca keeps no count of samples.
 */
extern const struct source parca_source;

#endif

#ifndef FLAMEGATE_ADAPTERS_SOURCE_PYROSCOPE_H
#define FLAMEGATE_ADAPTERS_SOURCE_PYROSCOPE_H

#include "adapters/source.h"

/*
 * Grafana Pyroscope, alone or behind Grafana: merged profiles by version label (docs/stores/pyroscope.md).
 *
 * A capture is one replica over the side's window; its parts are merged profiles of one sample type each, and of
 * one endpoint each where the policy splits them, which collect joins. What the store answers with nothing becomes
 * a profile without samples. A profile that the store has cut (function `other`) is asked for again with all its
 * nodes; if it is still cut, the part is ERROR_UNFIT.
 */
extern const struct source pyroscope_source;

#endif

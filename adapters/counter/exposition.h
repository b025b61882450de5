#ifndef FLAMEGATE_ADAPTERS_COUNTER_EXPOSITION_H
#define FLAMEGATE_ADAPTERS_COUNTER_EXPOSITION_H

#include "gate/base/bytes.h"
#include "gate/base/error.h"

/*
 * A counter in the text that a process shows of itself for scraping (Prometheus text format 0.0.4,
 * OpenMetrics 1.0):
 *
 *     http_requests_total{code="200",handler="/cart"} 1027 1395066363000
 *
 * The sum over all of its label sets. A text without the counter is ERROR_UNFIT; one with a value that is no
 * number, or a negative one, is ERROR_INPUT with its line.
 */
int exposition_sum(double *out, struct bytes text, const char *counter, struct error *err);

#endif

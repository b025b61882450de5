#ifndef FLAMEGATE_GATE_REPORT_JSON_PROFILE_H
#define FLAMEGATE_GATE_REPORT_JSON_PROFILE_H

#include "gate/base/sink_json.h"
#include "gate/model/evaluation.h"

#include <stddef.h>
#include <stdint.h>

/* One object of the JSON report's `profiles`: what was compared, how noisy it was, what could have been seen. */
void json_profile_put(struct sink_json *json, const struct evaluation *evaluation, size_t index);

/* The members `side`, `replica` and `instance` of the replica behind a column of the comparison. */
void json_profile_put_replica(struct sink_json *json, const struct comparison *comparison, uint32_t column);

#endif

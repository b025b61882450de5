#ifndef FLAMEGATE_GATE_REPORT_JSON_PROFILE_H
#define FLAMEGATE_GATE_REPORT_JSON_PROFILE_H

#include "gate/base/sink_json.h"
#include "gate/model/evaluation.h"

/* One object of the JSON report's `profiles`: what was compared, how noisy it was, what could have been seen. */
void json_profile_put(struct sink_json *json, const struct evaluation *evaluation, size_t index);

#endif

#ifndef FLAMEGATE_GATE_REPORT_JSON_SPLIT_H
#define FLAMEGATE_GATE_REPORT_JSON_SPLIT_H

#include "gate/base/sink_json.h"
#include "gate/model/answer.h"
#include "gate/model/comparison.h"

/* The member "split" of the JSON object that is open: more of it, or dearer each time; null where it is not
 * known. */
void json_split_put(struct sink_json *json, const struct cost_split *split, const struct comparison *comparison);

#endif

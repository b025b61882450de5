#ifndef FLAMEGATE_GATE_REPORT_JSON_GIST_H
#define FLAMEGATE_GATE_REPORT_JSON_GIST_H

#include "gate/base/sink_json.h"
#include "gate/model/evaluation.h"

/*
 * The gist of a run as members of the JSON report's top object, for programs that read one path and hold it against
 * a number: canary controllers, jq in a pipeline.
 *
 *   regressions[]   names of the functions that cost more than a rule allows, causes only
 *   inconclusive[]  names of the functions that look so but are not proven
 *   value           largest growth measured in the total or in one of these functions, as a part of the service's
 *                   total: 0.1 is 10 %; null if nothing was compared
 *   samples         of the side that has fewer, in the profile that has fewest; null if nothing was compared
 */
void json_gist_put(struct sink_json *json, const struct evaluation *evaluation);

#endif

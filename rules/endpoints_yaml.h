#ifndef FLAMEGATE_RULES_ENDPOINTS_YAML_H
#define FLAMEGATE_RULES_ENDPOINTS_YAML_H

#include "gate/model/store_settings.h"
#include "rules/yaml_reader.h"

/*
 * Live pprof endpoints, as a policy's `store:` names them:
 *
 *     endpoints:
 *       baseline: ["http://10.0.0.1:6060"]     # where each version answers
 *       candidate: ["http://10.0.0.2:6060"]
 *       path: /debug/pprof      pull: 10s      # the default
 *       rounds: 8               at_most: 1     # pulls of each target; targets at the same time
 *       metrics: /metrics       counter: http_requests_total    # the target's own count of requests
 *       audit: captures.jsonl   allow_public: false
 */
void endpoints_yaml_read(struct yaml_reader *reader, struct endpoints_settings *endpoints,
                         const struct yaml_tree_pair *pair);

#endif

#ifndef FLAMEGATE_RULES_POLICY_YAML_H
#define FLAMEGATE_RULES_POLICY_YAML_H

#include "gate/base/sink.h"
#include "rules/policy.h"

/*
 * flamegate.yaml -> policy (the only user of libyaml). Unknown and duplicate keys, wrong types and missing units
 * are errors; all of them are found in one reading.
 */

/*
 * Reads the policy in text; path is for places. On failure every error has been written to complaints, each as
 *     flamegate.yaml:12:9: unknown key 'fail_ove'; did you mean 'fail_over'?
 *         fail_ove: [{of_itself: 5%}]
 *         ^~~~~~~~
 * and err holds the first one with ERROR_POLICY.
 */
int policy_yaml_read(struct policy **out, struct bytes text, const char *path, struct sink *complaints,
                     struct error *err);

#endif

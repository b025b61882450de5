#ifndef FLAMEGATE_RULES_SETTINGS_YAML_H
#define FLAMEGATE_RULES_SETTINGS_YAML_H

#include "rules/policy.h"
#include "rules/yaml_reader.h"

/* The parts of a policy file that are no rules: where the profiles are, who counted the requests, what noise is
 * allowed for. Each reads the value of the key it is named after. */

void settings_yaml_store(struct yaml_reader *reader, struct policy *policy, const struct yaml_tree_pair *pair);
void settings_yaml_baseline(struct yaml_reader *reader, struct policy *policy, const struct yaml_tree_pair *pair);
void settings_yaml_requests(struct yaml_reader *reader, struct policy *policy, const struct yaml_tree_pair *pair);
void settings_yaml_noise(struct yaml_reader *reader, struct policy *policy, const struct yaml_tree_pair *pair);

#endif

#ifndef FLAMEGATE_RULES_SETTINGS_YAML_H
#define FLAMEGATE_RULES_SETTINGS_YAML_H

#include "rules/policy.h"
#include "rules/yaml_reader.h"

/* The parts of a policy file that say what noise is allowed for, and whose the functions are. Each reads the value
 * of the key it is named after. */

void settings_yaml_noise(struct yaml_reader *reader, struct policy *policy, const struct yaml_tree_pair *pair);
void settings_yaml_owners(struct yaml_reader *reader, struct policy *policy, const struct yaml_tree_pair *pair);

#endif

#ifndef FLAMEGATE_RULES_SETTINGS_YAML_H
#define FLAMEGATE_RULES_SETTINGS_YAML_H

#include "rules/policy.h"
#include "rules/yaml_reader.h"

/* The part of a policy file that says what noise is allowed for. It reads the value of the key it is named after.
 */

void settings_yaml_noise(struct yaml_reader *reader, struct policy *policy, const struct yaml_tree_pair *pair);

#endif

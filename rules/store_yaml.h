#ifndef FLAMEGATE_RULES_STORE_YAML_H
#define FLAMEGATE_RULES_STORE_YAML_H

#include "rules/policy.h"
#include "rules/yaml_reader.h"

/* The parts of a policy file that say where evidence comes from: the store of the profiles, which version is the
 * baseline, and who counted the requests. Each reads the value of the key it is named after. */

void store_yaml_read(struct yaml_reader *reader, struct policy *policy, const struct yaml_tree_pair *pair);
void store_yaml_baseline(struct yaml_reader *reader, struct policy *policy, const struct yaml_tree_pair *pair);
void store_yaml_requests(struct yaml_reader *reader, struct policy *policy, const struct yaml_tree_pair *pair);

#endif

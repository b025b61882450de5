#ifndef FLAMEGATE_RULES_NAMES_YAML_H
#define FLAMEGATE_RULES_NAMES_YAML_H

#include "rules/policy.h"
#include "rules/yaml_reader.h"

/* The part of a policy file that says which names are one function: `names: {presets, rewrite, merge}`. */

enum { NAMES_YAML_MERGES_MAX = 200, NAMES_YAML_REWRITES_MAX = 50, NAMES_YAML_AS_MAX = 256 };

void names_yaml_read(struct yaml_reader *reader, struct policy *policy, const struct yaml_tree_pair *pair);

#endif

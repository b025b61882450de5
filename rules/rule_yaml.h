#ifndef FLAMEGATE_RULES_RULE_YAML_H
#define FLAMEGATE_RULES_RULE_YAML_H

#include "rules/policy.h"
#include "rules/yaml_reader.h"

/* One item of `rules:` in a policy file -> a rule. */

/* A rule as far as it was read, and where its parts stand, for what only the whole policy can tell. */
struct rule_draft {
    struct policy_rule rule; /* texts of the reader's arena; id is NULL if none could be read */
    struct text_place id_place, profile_place, value_place, absolute_place, expect_place;
};

void rule_yaml_read(struct yaml_reader *reader, struct rule_draft *draft, const struct yaml_tree_node *node);

/* An id or a profile's name: letters, digits, '.', '_' and '-', since it becomes part of file names and labels.
 * Complains, and returns false, if it is something else. */
bool rule_yaml_check_name(struct yaml_reader *reader, struct text_place place, const char *name);

#endif

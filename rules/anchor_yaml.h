#ifndef FLAMEGATE_RULES_ANCHOR_YAML_H
#define FLAMEGATE_RULES_ANCHOR_YAML_H

#include "rules/policy.h"
#include "rules/rule_yaml.h"
#include "rules/yaml_reader.h"

#include <stddef.h>

/* The part of a policy file that names the anchor: a version, or {version: v2.0, rules: [total-cpu]}. */

/* What was read of it, for what only the whole policy can tell. */
struct anchor_draft {
    struct policy_anchor anchor; /* texts of the reader's arena; label "": none was read */
    struct text_place place;
    const struct yaml_tree_node *rules; /* the value of `rules`; NULL: not given */
};

/* Reads the value of the key `anchor`. */
void anchor_yaml_read(struct yaml_reader *reader, struct anchor_draft *draft, const struct yaml_tree_pair *pair);

/* Holds it against the rest of the policy, of which all but the rules and the anchor is settled, and tells each
 * rule whether it is held against the anchor. */
void anchor_yaml_settle(struct yaml_reader *reader, const struct anchor_draft *draft, struct policy *policy,
                        struct rule_draft *rules, size_t rule_count);

#endif

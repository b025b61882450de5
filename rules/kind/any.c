#include "rules/rule_kind.h"

#include "gate/base/banned.h"

static bool owns(const struct policy_rule *rule)
{
    return rule->match.any;
}

static bool matches(const struct policy_rule *rule, const struct comparison *comparison, size_t entry)
{
    return rule_kind_takes_value(rule, comparison, entry) &&
           !rule_kind_excludes(rule, comparison_entry_name(comparison, entry));
}

static enum question_slice slice(const struct policy_rule *rule, const struct comparison *comparison, size_t entry)
{
    (void)rule;
    (void)comparison;
    (void)entry;
    return QUESTION_WILDCARD;
}

static void describe(const struct policy_rule *rule, struct sink *sink)
{
    sink_text(sink, "every function");
    rule_kind_describe_rest(rule, sink);
}

const struct rule_kind kind_any = {
    .name = "any",
    .owns = owns,
    .matches = matches,
    .slice = slice,
    .describe = describe,
    .many = true,
};

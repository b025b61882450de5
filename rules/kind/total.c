#include "rules/rule_kind.h"

#include "gate/base/banned.h"

static bool owns(const struct policy_rule *rule)
{
    return rule->match.total;
}

static bool matches(const struct policy_rule *rule, const struct comparison *comparison, size_t entry)
{
    (void)rule;
    return comparison->entries[entry].value == ENTRY_SERVICE;
}

static enum question_slice slice(const struct policy_rule *rule, const struct comparison *comparison, size_t entry)
{
    (void)rule;
    (void)comparison;
    (void)entry;
    return QUESTION_NAMED;
}

static void describe(const struct policy_rule *rule, struct sink *sink)
{
    (void)rule;
    sink_text(sink, "the service's total");
}

const struct rule_kind kind_total = {
    .name = "total",
    .owns = owns,
    .matches = matches,
    .slice = slice,
    .describe = describe,
};

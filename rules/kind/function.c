#include "rules/rule_kind.h"

#include "gate/base/text.h"

#include "gate/base/banned.h"

static bool owns(const struct policy_rule *rule)
{
    return rule->match.function_count > 0;
}

static bool matches(const struct policy_rule *rule, const struct comparison *comparison, size_t entry)
{
    if (!rule_kind_takes_value(rule, comparison, entry)) {
        return false;
    }
    struct bytes name = comparison_entry_name(comparison, entry);
    for (size_t i = 0; i < rule->match.function_count; i++) {
        if (text_matches_glob(rule->match.functions[i], name)) {
            return !rule_kind_excludes(rule, name);
        }
    }
    return false;
}

/* A pattern names the function that is written exactly so. Its wildcards do not count there: a method of Go,
 * 'net/http.(*conn).serve', has one in its name. */
static enum question_slice slice(const struct policy_rule *rule, const struct comparison *comparison, size_t entry)
{
    struct bytes name = comparison_entry_name(comparison, entry);
    for (size_t i = 0; i < rule->match.function_count; i++) {
        if (bytes_equal(bytes_of_text(rule->match.functions[i]), name)) {
            return QUESTION_NAMED;
        }
    }
    return QUESTION_WILDCARD;
}

static void describe(const struct policy_rule *rule, struct sink *sink)
{
    bool many = rule->match.function_count > 1 || text_has_wildcard(rule->match.functions[0]);
    sink_text(sink, many ? "every function that fits " : "the function ");
    rule_kind_describe_globs(rule->match.functions, rule->match.function_count, sink);
    rule_kind_describe_rest(rule, sink);
}

const struct rule_kind kind_function = {
    .name = "function",
    .owns = owns,
    .matches = matches,
    .slice = slice,
    .describe = describe,
    .many = true,
};

#include "rules/rule_kind.h"

#include "gate/base/text.h"

#include "gate/base/banned.h"

static bool owns(const struct policy_rule *rule)
{
    return rule->match.function_count > 0;
}

static bool fits(const struct policy_rule *rule, struct bytes name)
{
    for (size_t i = 0; i < rule->match.function_count; i++) {
        if (text_matches_glob(rule->match.functions[i], name)) {
            return !rule_kind_excludes(rule, name);
        }
    }
    return false;
}

/* A function that was renamed is still meant by a rule that knows its old name. */
static bool matches(const struct policy_rule *rule, const struct comparison *comparison, size_t entry)
{
    if (!rule_kind_takes_value(rule, comparison, entry)) {
        return false;
    }
    bool any = fits(rule, comparison_entry_name(comparison, entry));
    for (size_t i = 0; i < comparison->rename_count && !any; i++) {
        const struct comparison_rename *rename = &comparison->renames[i];
        any = rename->to == comparison->entries[entry].symbol &&
              fits(rule, symbols_get(comparison->symbols, rename->from)->name);
    }
    return any;
}

/* A pattern names the function that is written exactly so. Its wildcards do not count there: a method of Go,
 * 'net/http.(*conn).serve', has one in its name. */
static bool names(const struct policy_rule *rule, struct bytes name)
{
    for (size_t i = 0; i < rule->match.function_count; i++) {
        if (bytes_equal(bytes_of_text(rule->match.functions[i]), name)) {
            return true;
        }
    }
    return false;
}

static enum question_slice slice(const struct policy_rule *rule, const struct comparison *comparison, size_t entry)
{
    if (names(rule, comparison_entry_name(comparison, entry))) {
        return QUESTION_NAMED;
    }
    for (size_t i = 0; i < comparison->rename_count; i++) {
        const struct comparison_rename *rename = &comparison->renames[i];
        if (rename->to == comparison->entries[entry].symbol &&
            names(rule, symbols_get(comparison->symbols, rename->from)->name)) {
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

#include "rules/rule_kind.h"

#include "gate/base/text.h"

#include "gate/base/banned.h"

const struct rule_kind *const rule_kinds[] = {&kind_total, &kind_function, &kind_any};
const size_t rule_kind_count = sizeof rule_kinds / sizeof rule_kinds[0];

const struct rule_kind *rule_kind_of(const struct policy_rule *rule)
{
    for (size_t i = 0; i < rule_kind_count; i++) {
        if (rule_kinds[i]->owns(rule)) {
            return rule_kinds[i];
        }
    }
    return NULL;
}

bool rule_kind_takes_value(const struct policy_rule *rule, const struct comparison *comparison, size_t entry)
{
    switch (comparison->entries[entry].value) {
    case ENTRY_SERVICE:
        return false;
    case ENTRY_TOTAL:
        return rule->value != POLICY_VALUE_SELF;
    case ENTRY_SELF:
        return rule->value != POLICY_VALUE_TOTAL;
    }
    return false;
}

bool rule_kind_excludes(const struct policy_rule *rule, struct bytes name)
{
    for (size_t i = 0; i < rule->match.excluded_count; i++) {
        if (text_matches_glob(rule->match.excluded[i], name)) {
            return true;
        }
    }
    return false;
}

void rule_kind_describe_globs(const char *const *globs, size_t count, struct sink *sink)
{
    for (size_t i = 0; i < count; i++) {
        char harmless[512];
        const char *between = i == 0 ? "" : i + 1 < count ? ", " : " or ";
        text_harmless(harmless, sizeof harmless, bytes_of_text(globs[i]));
        sink_text(sink, between);
        sink_text(sink, "'");
        sink_text(sink, harmless);
        sink_text(sink, "'");
    }
}

void rule_kind_describe_rest(const struct policy_rule *rule, struct sink *sink)
{
    if (rule->match.excluded_count > 0) {
        sink_text(sink, ", but not ");
        rule_kind_describe_globs(rule->match.excluded, rule->match.excluded_count, sink);
    }
    if (rule->value == POLICY_VALUE_SELF) {
        sink_text(sink, ", its own cost without what it calls");
    } else if (rule->value == POLICY_VALUE_TOTAL) {
        sink_text(sink, ", its cost with all it calls");
    }
}

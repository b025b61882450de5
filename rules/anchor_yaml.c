#include "rules/anchor_yaml.h"

#include "gate/base/text.h"
#include "gate/model/profile_selector.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

enum { NAME_SIZE = 256 };

static void read_version(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct anchor_draft *draft = target;
    const char *label;
    if (!yaml_reader_text(reader, &label, pair)) {
        return;
    }
    if (strcmp(label, "previous") == 0 || strcmp(label, "last-passed") == 0) {
        complaints_add(
            reader->complaints, pair->value->place,
            "the anchor is one version that stays, such as v2.0: '%s' would creep along with the releases", label);
        return;
    }
    draft->anchor.label = label;
}

static void read_rules(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct anchor_draft *draft = target;
    if (yaml_reader_texts(reader, &draft->anchor.rule_ids, &draft->anchor.rule_count, pair)) {
        draft->rules = pair->value;
    }
}

static const struct yaml_key anchor_keys[] = {
    {.name = "version", .read = read_version, .required = true},
    {.name = "rules", .read = read_rules},
};

void anchor_yaml_read(struct yaml_reader *reader, struct anchor_draft *draft, const struct yaml_tree_pair *pair)
{
    draft->anchor.label = "";
    draft->place = pair->key->place;
    if (pair->value->kind == YAML_TREE_TEXT) {
        read_version(reader, draft, pair);
    } else if (yaml_reader_is(reader, pair, YAML_TREE_MAP, "a version, or a map such as {version: v2.0}")) {
        yaml_reader_map(reader, draft, pair->value, "the anchor", anchor_keys,
                        sizeof anchor_keys / sizeof anchor_keys[0]);
    }
}

/* ---- what only the whole can tell ---- */

static void check_store(struct yaml_reader *reader, const struct anchor_draft *draft, const struct policy *policy)
{
    if (strcmp(policy->store.kind, "endpoints") == 0) {
        complaints_add(
            reader->complaints, draft->place,
            "live endpoints have no versions, so there is nothing to anchor to: an anchor needs a store of "
            "files, pyroscope or parca");
    } else if (policy->store.kind[0] == '\0') {
        complaints_add(
            reader->complaints, draft->place,
            "an anchor needs a store that has its version, such as store: {files: \"profiles/$version\"}");
    }
    if (policy->requests == POLICY_REQUESTS_OPTION) {
        complaints_add(
            reader->complaints, draft->place,
            "by 'requests: option' the command line counts the requests of both sides, but nobody those of "
            "the anchor: say 'requests: meta', or count by prometheus");
    }
}

/* The second comparison of a profile has a name of its own in reports. */
static void check_names(struct yaml_reader *reader, const struct anchor_draft *draft, const struct policy *policy)
{
    for (size_t i = 0; i < policy->profile_count; i++) {
        char name[NAME_SIZE];
        snprintf(name, sizeof name, "%s" PROFILE_SELECTOR_ANCHORED, policy->profiles[i].name);
        if (policy_find_profile(policy, name) != NULL) {
            complaints_add(reader->complaints, draft->place,
                           "reports call what profile '%s' is against the anchor '%s', which is a profile as well: "
                           "give that one another name",
                           policy->profiles[i].name, name);
        }
    }
}

static bool has_limit(const struct policy_rule *rule)
{
    return rule->has_fail || rule->has_warn;
}

static void complain_unknown_rule(struct yaml_reader *reader, struct text_place place, const char *id,
                                  const struct rule_draft *rules, size_t rule_count)
{
    const char **ids = yaml_reader_allocate(reader, rule_count, sizeof *ids);
    size_t count = 0;
    for (size_t i = 0; ids != NULL && i < rule_count; i++) {
        if (rules[i].rule.id != NULL) {
            ids[count++] = rules[i].rule.id;
        }
    }
    const char *meant = ids != NULL ? text_nearest(id, ids, count) : NULL;
    complaints_add(reader->complaints, place, "no rule has the id '%s'%s%s%s", id,
                   meant != NULL ? "; did you mean '" : "", meant != NULL ? meant : "", meant != NULL ? "'?" : "");
}

static void take_rule(struct yaml_reader *reader, const struct yaml_tree_node *node, struct rule_draft *rules,
                      size_t rule_count)
{
    for (size_t i = 0; i < rule_count; i++) {
        struct policy_rule *rule = &rules[i].rule;
        if (rule->id == NULL || strcmp(rule->id, node->text) != 0) {
            continue;
        }
        if (!has_limit(rule)) {
            complaints_add(reader->complaints, node->place,
                           "rule '%s' has no limit, only a promise, and that is about the baseline", rule->id);
        }
        rule->anchored = has_limit(rule);
        return;
    }
    complain_unknown_rule(reader, node->place, node->text, rules, rule_count);
}

void anchor_yaml_settle(struct yaml_reader *reader, const struct anchor_draft *draft, struct policy *policy,
                        struct rule_draft *rules, size_t rule_count)
{
    if (draft->anchor.label == NULL || draft->anchor.label[0] == '\0') {
        return;
    }
    policy->anchor = draft->anchor;
    check_store(reader, draft, policy);
    check_names(reader, draft, policy);
    if (draft->rules == NULL) {
        for (size_t i = 0; i < rule_count; i++) {
            rules[i].rule.anchored = has_limit(&rules[i].rule);
        }
        return;
    }
    const struct yaml_tree_node *const *items;
    size_t count = yaml_reader_items(&items, &draft->rules);
    for (size_t i = 0; i < count; i++) {
        take_rule(reader, items[i], rules, rule_count);
    }
}

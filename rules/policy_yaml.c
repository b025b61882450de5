#include "rules/policy_yaml.h"

#include "gate/base/limits.h"
#include "gate/base/text.h"
#include "gate/model/profile_request.h"
#include "gate/model/profile_selector.h"
#include "rules/anchor_yaml.h"
#include "rules/names_yaml.h"
#include "rules/policy_paths.h"
#include "rules/rule_yaml.h"
#include "rules/settings_yaml.h"
#include "rules/store_yaml.h"
#include "rules/yaml_reader.h"
#include "rules/yaml_tree.h"

#include <string.h>

#include "gate/base/banned.h"

enum { RULES_MAX = 1000 };

/* The policy as far as it was read, and where its parts stand. */
struct draft {
    struct policy *policy;
    struct rule_draft *rules; /* [rule_count] */
    struct text_place *profile_places;
    struct text_place baseline_place;
    bool baseline_is_sound; /* was read without a fault */
    const struct yaml_tree_node *rules_node;
    struct anchor_draft anchor;
};

/* ---- version, service, and what settings_yaml reads ---- */

static void read_version(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    (void)target;
    if (yaml_reader_is(reader, pair, YAML_TREE_TEXT, "1") && strcmp(pair->value->text, "1") != 0) {
        complaints_add(reader->complaints, pair->value->place,
                       "policy version '%s' is not known: this program reads version 1", pair->value->text);
    }
}

static void read_service(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_text(reader, &((struct draft *)target)->policy->service, pair);
}

static void read_store(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    store_yaml_read(reader, ((struct draft *)target)->policy, pair);
}

static void read_baseline(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct draft *draft = target;
    size_t faults = reader->complaints->count;
    draft->baseline_place = pair->value->place;
    store_yaml_baseline(reader, draft->policy, pair);
    draft->baseline_is_sound = reader->complaints->count == faults;
}

static void read_anchor(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    anchor_yaml_read(reader, &((struct draft *)target)->anchor, pair);
}

static void read_requests(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    store_yaml_requests(reader, ((struct draft *)target)->policy, pair);
}

static void read_noise(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    settings_yaml_noise(reader, ((struct draft *)target)->policy, pair);
}

static void read_owners(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    settings_yaml_owners(reader, ((struct draft *)target)->policy, pair);
}

static void read_names(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    names_yaml_read(reader, ((struct draft *)target)->policy, pair);
}

/* ---- profiles ---- */

static void read_type(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_text(reader, &((struct policy_profile *)target)->type, pair);
}

/* What stands before the key of a label that a request's samples carry. */
static const char label_prefix[] = "label:";

static void add_request_label(struct yaml_reader *reader, struct policy_profile *profile, const char *key,
                              struct text_place place)
{
    if (key[0] == '\0') {
        complaints_add(reader->complaints, place,
                       "'label:' in 'request_roots' needs the key of a label, as in label:endpoint");
    } else {
        profile->request_labels[profile->request_label_count++] = key;
    }
}

static void read_request_roots(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct policy_profile *profile = target;
    const char **texts = NULL;
    size_t count = 0;
    if (!yaml_reader_texts(reader, &texts, &count, pair)) {
        return;
    }
    bool is_list = pair->value->kind == YAML_TREE_LIST;
    profile->request_roots = yaml_reader_allocate(reader, count, sizeof *profile->request_roots);
    profile->request_labels = yaml_reader_allocate(reader, count, sizeof *profile->request_labels);
    for (size_t i = 0; !reader->failed && i < count; i++) {
        if (strncmp(texts[i], label_prefix, strlen(label_prefix)) == 0) {
            add_request_label(reader, profile, texts[i] + strlen(label_prefix),
                              is_list ? pair->value->items[i]->place : pair->value->place);
        } else {
            profile->request_roots[profile->request_root_count++] = texts[i];
        }
    }
}

static void read_per(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    static const char *const words[] = {"request", "instance"};
    size_t index;
    if (yaml_reader_word(reader, &index, pair, words, sizeof words / sizeof words[0])) {
        ((struct policy_profile *)target)->per_instance = index == 1;
    }
}

static void read_report_only(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_flag(reader, &((struct policy_profile *)target)->report_only, pair);
}

/* A block profile's rate: what SetBlockProfileRate was given. */
static void read_rate(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    double rate;
    const char *unit;
    if (!yaml_reader_amount(reader, &rate, &unit, pair)) {
        return;
    }
    if (strcmp(unit, "nanoseconds") != 0 || !(rate > 0)) {
        complaints_add(reader->complaints, pair->value->place,
                       "'rate' must be a time above 0, such as 20us: what SetBlockProfileRate was given");
        return;
    }
    ((struct policy_profile *)target)->rate = rate;
}

static const struct yaml_key profile_keys[] = {
    {.name = "type", .read = read_type, .required = true}, {.name = "rate", .read = read_rate},
    {.name = "request_roots", .read = read_request_roots}, {.name = "per", .read = read_per},
    {.name = "report_only", .read = read_report_only},
};

static void read_profiles(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct draft *draft = target;
    const struct yaml_tree_node *map = pair->value;
    if (!yaml_reader_is(reader, pair, YAML_TREE_MAP, "a map such as {cpu: {type: cpu}}")) {
        return;
    }
    struct policy_profile *profiles = yaml_reader_allocate(reader, map->count, sizeof *profiles);
    struct text_place *places = yaml_reader_allocate(reader, map->count, sizeof *places);
    for (size_t i = 0; profiles != NULL && places != NULL && i < map->count; i++) {
        const struct yaml_tree_node *name = map->pairs[i].key;
        profiles[i] = (struct policy_profile){
            .name = name->text,
            .type = "",
            .place = {.file = draft->policy->origin, .line = name->place.line, .column = name->place.column},
        };
        places[i] = name->place;
        rule_yaml_check_name(reader, name->place, name->text);
        if (yaml_reader_is(reader, &map->pairs[i], YAML_TREE_MAP, "a map such as {type: cpu}")) {
            yaml_reader_map(reader, &profiles[i], map->pairs[i].value, "a profile", profile_keys,
                            sizeof profile_keys / sizeof profile_keys[0]);
        }
        draft->policy->profile_count = i + 1;
    }
    draft->policy->profiles = profiles;
    draft->profile_places = places;
}

/* ---- rules ---- */

static void read_rules(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct draft *draft = target;
    const struct yaml_tree_node *list = pair->value;
    draft->rules_node = list;
    if (!yaml_reader_is(reader, pair, YAML_TREE_LIST, "a list of rules")) {
        return;
    }
    if (list->count > RULES_MAX) {
        complaints_add(reader->complaints, list->items[RULES_MAX]->place, "there are more than %d rules",
                       RULES_MAX);
        return;
    }
    draft->rules = yaml_reader_allocate(reader, list->count, sizeof *draft->rules);
    for (size_t i = 0; draft->rules != NULL && i < list->count; i++) {
        rule_yaml_read(reader, &draft->rules[i], list->items[i]);
        draft->rules[i].rule.place.file = draft->policy->origin;
        draft->policy->rule_count = i + 1;
    }
}

/* ---- what only the whole can tell ---- */

static void check_rule_id(struct yaml_reader *reader, const struct draft *draft, size_t index)
{
    const struct rule_draft *rule = &draft->rules[index];
    for (size_t i = 0; rule->rule.id != NULL && i < index; i++) {
        const char *earlier = draft->rules[i].rule.id;
        if (earlier != NULL && strcmp(earlier, rule->rule.id) == 0) {
            complaints_add(reader->complaints, rule->id_place, "the id '%s' is given twice: first in line %llu",
                           earlier, (unsigned long long)draft->rules[i].id_place.line);
            return;
        }
    }
}

static void complain_unknown_profile(struct yaml_reader *reader, const struct draft *draft,
                                     const struct rule_draft *rule)
{
    const struct policy *policy = draft->policy;
    const char **names = yaml_reader_allocate(reader, policy->profile_count, sizeof *names);
    for (size_t i = 0; names != NULL && i < policy->profile_count; i++) {
        names[i] = policy->profiles[i].name;
    }
    const char *meant = names != NULL ? text_nearest(rule->rule.profile, names, policy->profile_count) : NULL;
    if (meant != NULL) {
        complaints_add(reader->complaints, rule->profile_place, "no profile is named '%s'; did you mean '%s'?",
                       rule->rule.profile, meant);
    } else {
        complaints_add(reader->complaints, rule->profile_place,
                       "no profile is named '%s': name it under 'profiles:', as in {%s: {type: cpu}}",
                       rule->rule.profile, rule->rule.profile);
    }
}

/* The base unit that a profile's amounts are known to have; NULL if its type does not tell. */
static const char *unit_of_type(const char *word)
{
    static const struct {
        const char *suffix, *unit;
    } types[] = {{"cpu", "nanoseconds"},  {"wall", "nanoseconds"},    {"delay", "nanoseconds"}, {"_space", "bytes"},
                 {"_objects", "objects"}, {"contentions", "objects"}, {"goroutine", "objects"}};
    struct profile_selector selector = profile_selector_from_word(word);
    size_t length = strlen(selector.type);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        size_t suffix = strlen(types[i].suffix);
        if (length >= suffix && strcmp(selector.type + length - suffix, types[i].suffix) == 0) {
            return types[i].unit;
        }
    }
    return NULL;
}

static void check_rule_profile(struct yaml_reader *reader, const struct draft *draft, const struct rule_draft *rule)
{
    if (rule->rule.profile == NULL) {
        return;
    }
    const struct policy_profile *profile = policy_find_profile(draft->policy, rule->rule.profile);
    if (profile == NULL) {
        complain_unknown_profile(reader, draft, rule);
        return;
    }
    const char *unit = unit_of_type(profile->type);
    if (rule->rule.absolute_unit[0] != '\0' && unit != NULL && strcmp(unit, rule->rule.absolute_unit) != 0) {
        complaints_add(reader->complaints, rule->absolute_place,
                       "this limit is in %s, but profile '%s' (%s) is measured in %s", rule->rule.absolute_unit,
                       profile->name, profile->type, unit);
    }
}

static bool has_rule(const struct draft *draft, const char *profile)
{
    for (size_t i = 0; i < draft->policy->rule_count; i++) {
        const char *name = draft->rules[i].rule.profile;
        if (name == NULL || strcmp(name, profile) == 0) {
            return true;
        }
    }
    return false;
}

/* Files do not tell when a version ran, and endpoints are what they are: the choice is the policy's then. */
static void check_baseline(struct yaml_reader *reader, const struct draft *draft)
{
    const struct policy *policy = draft->policy;
    bool asks_store =
        policy->baseline.choice == BASELINE_PREVIOUS || policy->baseline.choice == BASELINE_SAME_VERSION;
    bool knows = strcmp(policy->store.kind, "pyroscope") == 0 || strcmp(policy->store.kind, "parca") == 0;
    if (asks_store && !knows && draft->baseline_is_sound) {
        complaints_add(reader->complaints, draft->baseline_place,
                       "'%s' needs a store that knows when its versions ran (pyroscope, parca): name a fixed label "
                       "instead",
                       policy->baseline.choice == BASELINE_PREVIOUS ? "previous" : "same_version");
    }
}

static void check_request_labels(struct yaml_reader *reader, const struct draft *draft)
{
    const char *labels[PROFILE_LABELS_MOST + 1];
    if (policy_request_labels(draft->policy, labels) > PROFILE_LABELS_MOST) {
        complaints_add(reader->complaints, draft->profile_places[0],
                       "the profiles name more than %d different labels in 'request_roots'", PROFILE_LABELS_MOST);
    }
}

static void check_whole(struct yaml_reader *reader, const struct draft *draft)
{
    const struct policy *policy = draft->policy;
    check_baseline(reader, draft);
    check_request_labels(reader, draft);
    for (size_t i = 0; i < policy->rule_count; i++) {
        check_rule_id(reader, draft, i);
        check_rule_profile(reader, draft, &draft->rules[i]);
    }
    bool rules_were_read = draft->rules_node != NULL && draft->rules_node->kind == YAML_TREE_LIST;
    if (rules_were_read && policy->rule_count == 0 && policy->profile_count == 0) {
        complaints_add(reader->complaints, draft->rules_node->place,
                       "there is no rule: this gate could never fail");
    }
    for (size_t i = 0; rules_were_read && i < policy->profile_count; i++) {
        const struct policy_profile *profile = &policy->profiles[i];
        if (!profile->report_only && !has_rule(draft, profile->name)) {
            complaints_add(reader->complaints, draft->profile_places[i],
                           "no rule is held against profile '%s': add one, or report_only: true", profile->name);
        }
    }
}

/* ---- the whole ---- */

static const struct yaml_key policy_keys[] = {
    {.name = "version", .read = read_version, .required = true},
    {.name = "service", .read = read_service},
    {.name = "store", .read = read_store},
    {.name = "baseline", .read = read_baseline},
    {.name = "anchor", .read = read_anchor},
    {.name = "profiles", .read = read_profiles},
    {.name = "requests", .read = read_requests},
    {.name = "noise", .read = read_noise},
    {.name = "names", .read = read_names},
    {.name = "owners", .read = read_owners},
    {.name = "rules", .read = read_rules, .required = true},
    {.name = "extends"},
    {.name = "cost"},
    {.name = "waivers"},
};

static void take_rules(struct yaml_reader *reader, const struct draft *draft)
{
    struct policy *policy = draft->policy;
    policy->rules = yaml_reader_allocate(reader, policy->rule_count, sizeof *policy->rules);
    for (size_t i = 0; policy->rules != NULL && i < policy->rule_count; i++) {
        policy->rules[i] = draft->rules[i].rule;
    }
}

static void read_document(struct yaml_reader *reader, struct policy *policy, const struct yaml_tree_node *root)
{
    struct draft draft = {.policy = policy};
    if (root == NULL || (root->kind == YAML_TREE_TEXT && root->text[0] == '\0')) {
        struct text_place start = {.line = 1, .column = 1};
        if (reader->complaints->count == 0) {
            complaints_add(reader->complaints, start, "there is no policy in this file: begin with 'version: 1'");
        }
        return;
    }
    yaml_reader_map(reader, &draft, root, "the policy", policy_keys, sizeof policy_keys / sizeof policy_keys[0]);
    check_whole(reader, &draft);
    anchor_yaml_settle(reader, &draft.anchor, policy, draft.rules, policy->rule_count);
    take_rules(reader, &draft);
    reader->failed = policy_paths_resolve(policy) != 0 || reader->failed;
}

/* 0, or -1 without memory; what is wrong with the text is in complaints. */
static int read_text(struct policy *policy, struct bytes text, struct complaints *complaints, struct error *err)
{
    struct yaml_reader reader = {.arena = policy->arena, .complaints = complaints};
    const struct yaml_tree_node *root = NULL;
    if (text.size > LIMIT_POLICY_BYTES) {
        struct text_place start = {.line = 1, .column = 1};
        complaints_add(complaints, start, "the file is larger than %lu bytes, the largest policy that is read",
                       LIMIT_POLICY_BYTES);
        return 0;
    }
    if (yaml_tree_read(&root, policy->arena, text, complaints, err) != 0) {
        return -1;
    }
    read_document(&reader, policy, root);
    return reader.failed || complaints->failed ? error_set_memory(err, "reading the policy") : 0;
}

int policy_yaml_read_listed(struct policy **out, struct bytes text, const char *path, struct sink *complaints,
                            struct complaints *found, struct error *err)
{
    struct policy *policy = NULL;
    if (bytes_start_with(text, "\xef\xbb\xbf")) {
        text = (struct bytes){.data = text.data + 3, .size = text.size - 3};
    }
    int status = policy_new(&policy, path, err);
    if (status == 0) {
        status = read_text(policy, text, found, err);
    }
    if (status == 0 && found->count > 0) {
        complaints_write(found, text, path, complaints);
        status = complaints_first(found, path, err);
    }
    if (status != 0) {
        policy_free(policy);
        return -1;
    }
    *out = policy;
    return 0;
}

int policy_yaml_read(struct policy **out, struct bytes text, const char *path, struct sink *complaints,
                     struct error *err)
{
    struct complaints found = {0};
    int status = policy_yaml_read_listed(out, text, path, complaints, &found, err);
    complaints_clear(&found);
    return status;
}

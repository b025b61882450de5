#include "rules/names_yaml.h"

#include "gate/base/pattern.h"
#include "gate/base/text.h"

#include <string.h>

#include "gate/base/banned.h"

static void complain_preset(struct yaml_reader *reader, const struct yaml_tree_node *item, const char *word)
{
    const char *meant = text_nearest(word, name_presets, name_preset_count);
    if (meant != NULL) {
        complaints_add(reader->complaints, item->place, "there is no preset '%s'; did you mean '%s'?", word, meant);
        return;
    }
    complaints_add(reader->complaints, item->place,
                   "there is no preset '%s'; known: go, jvm, rust, cpp, node, python", word);
}

static void read_presets(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    const char **words;
    const struct yaml_tree_node *const *items;
    size_t count;
    unsigned presets = 0;
    if (!yaml_reader_texts(reader, &words, &count, pair)) {
        return;
    }
    yaml_reader_items(&items, &pair->value);
    for (size_t i = 0; i < count; i++) {
        unsigned preset = name_preset_find(words[i]);
        if (preset == 0) {
            complain_preset(reader, items[i], words[i]);
        }
        presets |= preset;
    }
    ((struct policy *)target)->names.presets = presets;
}

static void read_match(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_text(reader, &((struct name_merge *)target)->match, pair);
}

static void read_as(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_text(reader, &((struct name_merge *)target)->as, pair);
}

static const struct yaml_key merge_keys[] = {
    {.name = "match", .read = read_match, .required = true},
    {.name = "as", .read = read_as, .required = true},
};

static void read_merge(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct policy *policy = target;
    if (!yaml_reader_is(reader, pair, YAML_TREE_LIST, "a list such as [{match: \"runtime.gc*\", as: \"[gc]\"}]")) {
        return;
    }
    if (pair->value->count > NAMES_YAML_MERGES_MAX) {
        complaints_add(reader->complaints, pair->value->place, "there may be at most %d merges, not %zu",
                       NAMES_YAML_MERGES_MAX, pair->value->count);
        return;
    }
    struct name_merge *merges = yaml_reader_allocate(reader, pair->value->count, sizeof *merges);
    for (size_t i = 0; merges != NULL && i < pair->value->count; i++) {
        yaml_reader_map(reader, &merges[i], pair->value->items[i], "a merge", merge_keys,
                        sizeof merge_keys / sizeof merge_keys[0]);
    }
    policy->names.merges = merges;
    policy->names.merge_count = merges != NULL ? pair->value->count : 0;
}

/* ---- rewrites ---- */

/* A rewrite while it is read: what `as` may refer to is known only when `match` was read, in either order. */
struct rewrite_draft {
    struct name_rewrite rewrite;
    size_t groups;
    struct text_place as_place;
    bool broken;
};

static void read_pattern(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct rewrite_draft *draft = target;
    struct pattern *pattern;
    struct error err = ERROR_INIT;
    if (!yaml_reader_text(reader, &draft->rewrite.match, pair)) {
        draft->broken = true;
        return;
    }
    if (pattern_new(&pattern, draft->rewrite.match, &err) == 0) {
        draft->groups = pattern_groups(pattern);
        pattern_free(pattern);
        return;
    }
    draft->broken = true;
    if (err.kind == ERROR_MEMORY) {
        reader->failed = true;
        return;
    }
    complaints_add(reader->complaints, pair->value->place, "'match' is no regular expression that can be used: %s",
                   err.sentence);
}

static void read_replacement(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct rewrite_draft *draft = target;
    bool empty = pair->value->kind == YAML_TREE_TEXT && pair->value->quoted && pair->value->text[0] == '\0';
    draft->as_place = pair->value->place;
    if (empty) {
        draft->rewrite.as = "";
        return;
    }
    if (yaml_reader_text(reader, &draft->rewrite.as, pair) && strlen(draft->rewrite.as) > NAMES_YAML_AS_MAX) {
        complaints_add(reader->complaints, pair->value->place, "'as' is longer than %d bytes", NAMES_YAML_AS_MAX);
    }
}

static const struct yaml_key rewrite_keys[] = {
    {.name = "match", .read = read_pattern, .required = true},
    {.name = "as", .read = read_replacement, .required = true},
};

/* Every backslash of `as` must be one of a group that there is, or of a backslash. */
static void check_replacement(struct yaml_reader *reader, const struct rewrite_draft *draft)
{
    if (draft->broken || draft->rewrite.as == NULL) {
        return;
    }
    for (const char *at = strchr(draft->rewrite.as, '\\'); at != NULL; at = strchr(at + 2, '\\')) {
        bool group = at[1] >= '0' && at[1] <= '9';
        if (!group && at[1] != '\\') {
            complaints_add(reader->complaints, draft->as_place,
                           "a '\\' of 'as' must stand before the number of a group, or before another one");
            return;
        }
        if (group && (size_t)(at[1] - '0') > draft->groups) {
            complaints_add(reader->complaints, draft->as_place, "'as' wants group %c, but 'match' has %zu", at[1],
                           draft->groups);
            return;
        }
    }
}

static void read_rewrite(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct policy *policy = target;
    if (!yaml_reader_is(reader, pair, YAML_TREE_LIST, "a list such as [{match: '_v[0-9]+$', as: ''}]")) {
        return;
    }
    if (pair->value->count > NAMES_YAML_REWRITES_MAX) {
        complaints_add(reader->complaints, pair->value->place, "there may be at most %d rewrites, not %zu",
                       NAMES_YAML_REWRITES_MAX, pair->value->count);
        return;
    }
    struct name_rewrite *rewrites = yaml_reader_allocate(reader, pair->value->count, sizeof *rewrites);
    for (size_t i = 0; rewrites != NULL && i < pair->value->count; i++) {
        struct rewrite_draft draft = {.broken = false};
        yaml_reader_map(reader, &draft, pair->value->items[i], "a rewrite", rewrite_keys,
                        sizeof rewrite_keys / sizeof rewrite_keys[0]);
        check_replacement(reader, &draft);
        rewrites[i] = draft.rewrite;
    }
    policy->names.rewrites = rewrites;
    policy->names.rewrite_count = rewrites != NULL ? pair->value->count : 0;
}

static const struct yaml_key names_keys[] = {
    {.name = "presets", .read = read_presets},
    {.name = "merge", .read = read_merge},
    {.name = "rewrite", .read = read_rewrite},
};

void names_yaml_read(struct yaml_reader *reader, struct policy *policy, const struct yaml_tree_pair *pair)
{
    if (yaml_reader_is(reader, pair, YAML_TREE_MAP, "a map such as {presets: [go]}")) {
        yaml_reader_map(reader, policy, pair->value, "names", names_keys, sizeof names_keys / sizeof names_keys[0]);
    }
}

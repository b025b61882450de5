#include "rules/names_yaml.h"

#include "gate/base/text.h"

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

static const struct yaml_key names_keys[] = {
    {.name = "presets", .read = read_presets},
    {.name = "merge", .read = read_merge},
    {.name = "rewrite"},
};

void names_yaml_read(struct yaml_reader *reader, struct policy *policy, const struct yaml_tree_pair *pair)
{
    if (yaml_reader_is(reader, pair, YAML_TREE_MAP, "a map such as {presets: [go]}")) {
        yaml_reader_map(reader, policy, pair->value, "names", names_keys, sizeof names_keys / sizeof names_keys[0]);
    }
}

#include "rules/settings_yaml.h"

#include "gate/base/text.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

/* ---- store ---- */

static bool is_word_character(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') || character == '_';
}

/* Complains of one `$name` that is not known; returns whether it is, or was meant to be, $version. */
static bool check_variable(struct yaml_reader *reader, const struct yaml_tree_node *node, const char *name,
                           size_t length)
{
    static const char *const known[] = {"service", "version"};
    char word[32] = "";
    if (length < sizeof word) {
        memcpy(word, name, length);
        word[length] = '\0';
    }
    if (strcmp(word, "version") == 0 || strcmp(word, "service") == 0) {
        return word[0] == 'v';
    }
    if (strcmp(word, "window") == 0) {
        complaints_add(reader->complaints, node->place, "'$window' has no meaning in a store of files");
        return false;
    }
    const char *meant = text_nearest(word, known, sizeof known / sizeof known[0]);
    if (meant == NULL) {
        complaints_add(reader->complaints, node->place, "'$%.*s' is not known: there are $service and $version",
                       (int)length, name);
        return false;
    }
    complaints_add(reader->complaints, node->place, "'$%s' is not known; did you mean '$%s'?", word, meant);
    return meant[0] == 'v';
}

/* A relative template is meant from where the policy stands, so that it works from any folder. NULL: no memory. */
static const char *beside_policy(const struct policy *policy, const char *location)
{
    const char *slash = strrchr(policy->origin, '/');
    if (location[0] == '/' || slash == NULL) {
        return location;
    }
    size_t folder = (size_t)(slash - policy->origin) + 1;
    size_t size = folder + strlen(location) + 1;
    char *path = arena_allocate(policy->arena, size);
    if (path != NULL) {
        snprintf(path, size, "%.*s%s", (int)folder, policy->origin, location);
    }
    return path;
}

static void read_files(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct policy *policy = target;
    const char *location;
    bool has_version = false;
    if (!yaml_reader_text(reader, &location, pair)) {
        return;
    }
    for (const char *at = strchr(location, '$'); at != NULL; at = strchr(at + 1, '$')) {
        size_t length = 0;
        while (is_word_character(at[1 + length])) {
            length++;
        }
        has_version = check_variable(reader, pair->value, at + 1, length) || has_version;
    }
    if (!has_version) {
        complaints_add(reader->complaints, pair->value->place,
                       "'files' must hold $version, as in profiles/$version: it tells the two sides apart");
    }
    policy->store.kind = "files";
    const char *beside = beside_policy(policy, location);
    if (beside == NULL) {
        reader->failed = true;
        return;
    }
    policy->store.location = beside;
}

static const struct yaml_key store_keys[] = {
    {.name = "files", .read = read_files},
    {.name = "pyroscope"},
    {.name = "parca"},
    {.name = "endpoints"},
    {.name = "select"},
    {.name = "window"},
    {.name = "replicas"},
    {.name = "split_by"},
};

void settings_yaml_store(struct yaml_reader *reader, struct policy *policy, const struct yaml_tree_pair *pair)
{
    if (!yaml_reader_is(reader, pair, YAML_TREE_MAP, "a map such as {files: \"profiles/$version\"}")) {
        return;
    }
    if (pair->value->count == 0) {
        complaints_add(reader->complaints, pair->value->place, "a store needs the key 'files'");
    }
    yaml_reader_map(reader, policy, pair->value, "a store", store_keys, sizeof store_keys / sizeof store_keys[0]);
}

static void read_label(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct policy *policy = target;
    const char *label;
    if (!yaml_reader_text(reader, &label, pair)) {
        return;
    }
    if (strcmp(label, "previous") == 0 || strcmp(label, "last-passed") == 0) {
        complaints_add(reader->complaints, pair->value->place,
                       "'%s' needs a store that knows its versions: a store of files needs a fixed label", label);
        return;
    }
    policy->baseline = label;
}

static const struct yaml_key baseline_keys[] = {
    {.name = "version", .read = read_label, .required = true},
    {.name = "exclude"},
    {.name = "same_version"},
};

void settings_yaml_baseline(struct yaml_reader *reader, struct policy *policy, const struct yaml_tree_pair *pair)
{
    if (pair->value->kind == YAML_TREE_MAP) {
        yaml_reader_map(reader, policy, pair->value, "the baseline", baseline_keys,
                        sizeof baseline_keys / sizeof baseline_keys[0]);
    } else {
        read_label(reader, policy, pair);
    }
}

void settings_yaml_requests(struct yaml_reader *reader, struct policy *policy, const struct yaml_tree_pair *pair)
{
    static const char *const words[] = {"meta", "option", "none"};
    static const enum policy_requests values[] = {POLICY_REQUESTS_META, POLICY_REQUESTS_OPTION,
                                                  POLICY_REQUESTS_NONE};
    static const struct yaml_key keys[] = {{.name = "prometheus"}};
    size_t index;
    if (pair->value->kind == YAML_TREE_MAP) {
        yaml_reader_map(reader, policy, pair->value, "requests", keys, sizeof keys / sizeof keys[0]);
    } else if (yaml_reader_word(reader, &index, pair, words, sizeof words / sizeof words[0])) {
        policy->requests = values[index];
    }
}

/* ---- noise ---- */

/* A part of something, above 0 and at most `most`. */
static void read_part(struct yaml_reader *reader, double *out, double most, const char *range,
                      const struct yaml_tree_pair *pair)
{
    double part;
    if (!yaml_reader_percent(reader, &part, pair)) {
        return;
    }
    if (part <= 0 || part > most) {
        complaints_add(reader->complaints, pair->value->place, "'%s' must be %s, not '%s'", pair->key->text, range,
                       pair->value->text);
        return;
    }
    *out = part;
}

static void read_false_fail(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    read_part(reader, &((struct policy *)target)->noise.false_fail, 0.2, "above 0% and at most 20%", pair);
}

static void read_pass_error(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    read_part(reader, &((struct policy *)target)->noise.pass_error, 0.2, "above 0% and at most 20%", pair);
}

/* "50% of limit", or the percentage alone. */
static void read_proven_over(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    static const char tail[] = "of limit";
    struct yaml_tree_node node = *pair->value;
    struct yaml_tree_pair percentage = {.key = pair->key, .value = &node};
    size_t length = strlen(node.text);
    if (node.kind == YAML_TREE_TEXT && length > sizeof tail &&
        strcmp(node.text + length - (sizeof tail - 1), tail) == 0) {
        length -= sizeof tail - 1;
        while (length > 0 && node.text[length - 1] == ' ') {
            length--;
        }
        node.text = arena_copy_text(reader->arena, node.text, length);
        if (node.text == NULL) {
            reader->failed = true;
            return;
        }
    }
    read_part(reader, &((struct policy *)target)->noise.proven_over, 1, "above 0% and at most 100% of limit",
              &percentage);
}

static void read_pair_by(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    static const char *const words[] = {"auto", "none", "host", "time"};
    static const enum pair_by values[] = {PAIR_AUTO, PAIR_NONE, PAIR_HOST, PAIR_TIME};
    size_t index;
    if (yaml_reader_word(reader, &index, pair, words, sizeof words / sizeof words[0])) {
        ((struct policy *)target)->noise.pair_by = values[index];
    }
}

static void read_missing(struct yaml_reader *reader, enum policy_missing *out, const struct yaml_tree_pair *pair)
{
    static const char *const words[] = {"report", "pass", "fail"};
    static const enum policy_missing values[] = {POLICY_REPORT, POLICY_PASS, POLICY_FAIL};
    size_t index;
    if (yaml_reader_word(reader, &index, pair, words, sizeof words / sizeof words[0])) {
        *out = values[index];
    }
}

static void read_strict(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_flag(reader, &((struct policy *)target)->noise.strict, pair);
}

static void read_on_inconclusive(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    read_missing(reader, &((struct policy *)target)->on_inconclusive, pair);
}

static void read_on_no_baseline(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    read_missing(reader, &((struct policy *)target)->on_no_baseline, pair);
}

static void read_history(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct policy *policy = target;
    const char *path;
    if (!yaml_reader_text(reader, &path, pair)) {
        return;
    }
    const char *beside = beside_policy(policy, path);
    if (beside == NULL) {
        reader->failed = true;
        return;
    }
    policy->history = beside;
}

static const struct yaml_key noise_keys[] = {
    {.name = "false_fail", .read = read_false_fail},
    {.name = "pass_error", .read = read_pass_error},
    {.name = "proven_over", .read = read_proven_over},
    {.name = "pair_by", .read = read_pair_by},
    {.name = "strict", .read = read_strict},
    {.name = "on_inconclusive", .read = read_on_inconclusive},
    {.name = "on_no_baseline", .read = read_on_no_baseline},
    {.name = "history", .read = read_history},
};

void settings_yaml_noise(struct yaml_reader *reader, struct policy *policy, const struct yaml_tree_pair *pair)
{
    if (yaml_reader_is(reader, pair, YAML_TREE_MAP, "a map such as {false_fail: 1%}")) {
        yaml_reader_map(reader, policy, pair->value, "noise", noise_keys, sizeof noise_keys / sizeof noise_keys[0]);
    }
}

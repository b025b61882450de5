#include "rules/settings_yaml.h"

#include "gate/base/text.h"
#include "rules/policy_paths.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

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
    const char *beside = policy_paths_beside(policy, path);
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

static void read_codeowners(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_text(reader, &((struct policy *)target)->owners, pair);
}

static const struct yaml_key owners_keys[] = {
    {.name = "codeowners", .read = read_codeowners, .required = true},
};

void settings_yaml_owners(struct yaml_reader *reader, struct policy *policy, const struct yaml_tree_pair *pair)
{
    if (yaml_reader_is(reader, pair, YAML_TREE_MAP, "a map such as {codeowners: .github/CODEOWNERS}")) {
        yaml_reader_map(reader, policy, pair->value, "owners", owners_keys,
                        sizeof owners_keys / sizeof owners_keys[0]);
    }
}

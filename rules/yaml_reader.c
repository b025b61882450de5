#include "rules/yaml_reader.h"

#include "gate/base/numbers.h"
#include "gate/base/text.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

void *yaml_reader_allocate(struct yaml_reader *reader, size_t count, size_t size)
{
    void *block = arena_allocate(reader->arena, count * size);
    if (block == NULL) {
        reader->failed = true;
        return NULL;
    }
    return memset(block, 0, count * size);
}

/* ---- maps ---- */

static const struct yaml_key *find_key(const char *name, const struct yaml_key *keys, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(keys[i].name, name) == 0) {
            return &keys[i];
        }
    }
    return NULL;
}

/* The key that an unknown one was probably meant to be; NULL if none is near. */
static const char *meant_key(const char *word, const struct yaml_key *keys, size_t count)
{
    const char *names[YAML_READER_KEYS] = {NULL};
    for (size_t i = 0; i < count; i++) {
        names[i] = keys[i].name;
    }
    return text_nearest(word, names, count);
}

static void complain_unknown(struct yaml_reader *reader, const struct yaml_tree_node *key, const char *what,
                             const struct yaml_key *keys, size_t count)
{
    char list[512] = "";
    const char *meant = meant_key(key->text, keys, count);
    if (meant != NULL) {
        complaints_add(reader->complaints, key->place, "unknown key '%s'; did you mean '%s'?", key->text, meant);
        return;
    }
    for (size_t i = 0, used = 0; i < count && used < sizeof list; i++) {
        if (keys[i].read != NULL) {
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", used > 0 ? ", " : "", keys[i].name);
        }
    }
    complaints_add(reader->complaints, key->place, "unknown key '%s'%s%s%s%s", key->text,
                   list[0] != '\0' ? "; " : "", list[0] != '\0' ? what : "", list[0] != '\0' ? " has: " : "", list);
}

/* Whether the map has the key, or one that was meant to be it. */
static bool has_key(const struct yaml_tree_node *map, const char *name, const struct yaml_key *keys, size_t count)
{
    for (size_t i = 0; i < map->count; i++) {
        const char *word = map->pairs[i].key->text;
        const char *meant = find_key(word, keys, count) != NULL ? word : meant_key(word, keys, count);
        if (meant != NULL && strcmp(meant, name) == 0) {
            return true;
        }
    }
    return false;
}

static void require_keys(struct yaml_reader *reader, const struct yaml_tree_node *map, const char *what,
                         const struct yaml_key *keys, size_t count)
{
    struct text_place start = map->place;
    start.length = 1;
    for (size_t i = 0; i < count; i++) {
        if (keys[i].required && !has_key(map, keys[i].name, keys, count)) {
            complaints_add(reader->complaints, start, "%s needs the key '%s'", what, keys[i].name);
        }
    }
}

bool yaml_reader_map(struct yaml_reader *reader, void *target, const struct yaml_tree_node *map, const char *what,
                     const struct yaml_key *keys, size_t count)
{
    bool known = true, unsupported = false;
    if (map->kind == YAML_TREE_REFUSED) {
        return false;
    }
    if (map->kind != YAML_TREE_MAP) {
        complaints_add(reader->complaints, map->place, "%s must be a map of keys", what);
        return false;
    }
    for (size_t i = 0; i < map->count; i++) {
        const struct yaml_tree_pair *pair = &map->pairs[i];
        const struct yaml_key *key = find_key(pair->key->text, keys, count);
        known = known && key != NULL && key->read != NULL;
        if (key == NULL) {
            complain_unknown(reader, pair->key, what, keys, count);
        } else if (key->read == NULL) {
            complaints_add(reader->complaints, pair->key->place, "'%s' is not supported by this version",
                           key->name);
        } else if (pair->value->kind != YAML_TREE_REFUSED) {
            key->read(reader, target, pair);
        }
    }
    /* What is not supported may well be what stands in the place of a key that is missing. */
    if (!unsupported) {
        require_keys(reader, map, what, keys, count);
    }
    return known;
}

/* ---- values ---- */

static bool is_nothing(const struct yaml_tree_node *node)
{
    return node->kind == YAML_TREE_TEXT && !node->quoted &&
           (node->text[0] == '\0' || strcmp(node->text, "~") == 0 || strcmp(node->text, "null") == 0);
}

bool yaml_reader_is(struct yaml_reader *reader, const struct yaml_tree_pair *pair, enum yaml_tree_kind kind,
                    const char *must_be)
{
    const struct yaml_tree_node *node = pair->value;
    if (node->kind == YAML_TREE_REFUSED) {
        return false;
    }
    if (is_nothing(node)) {
        complaints_add(reader->complaints, pair->key->place, "'%s' has no value: it must be %s", pair->key->text,
                       must_be);
        return false;
    }
    if (node->kind != kind) {
        complaints_add(reader->complaints, node->place, "'%s' must be %s", pair->key->text, must_be);
        return false;
    }
    return true;
}

bool yaml_reader_text(struct yaml_reader *reader, const char **out, const struct yaml_tree_pair *pair)
{
    if (!yaml_reader_is(reader, pair, YAML_TREE_TEXT, "a text")) {
        return false;
    }
    if (pair->value->text[0] == '\0') {
        complaints_add(reader->complaints, pair->value->place, "'%s' must not be empty", pair->key->text);
        return false;
    }
    *out = pair->value->text;
    return true;
}

bool yaml_reader_flag(struct yaml_reader *reader, bool *out, const struct yaml_tree_pair *pair)
{
    if (!yaml_reader_is(reader, pair, YAML_TREE_TEXT, "true or false")) {
        return false;
    }
    bool yes = strcmp(pair->value->text, "true") == 0;
    if (pair->value->quoted || (!yes && strcmp(pair->value->text, "false") != 0)) {
        complaints_add(reader->complaints, pair->value->place, "'%s' must be true or false", pair->key->text);
        return false;
    }
    *out = yes;
    return true;
}

bool yaml_reader_word(struct yaml_reader *reader, size_t *out, const struct yaml_tree_pair *pair,
                      const char *const *words, size_t count)
{
    char list[256] = "";
    size_t used = 0;
    for (size_t i = 0; i < count && used < sizeof list; i++) {
        const char *between = i == 0 ? "" : i + 1 < count ? ", " : " or ";
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", between, words[i]);
    }
    if (!yaml_reader_is(reader, pair, YAML_TREE_TEXT, list)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (strcmp(words[i], pair->value->text) == 0) {
            *out = i;
            return true;
        }
    }
    const char *meant = text_nearest(pair->value->text, words, count);
    if (meant != NULL) {
        complaints_add(reader->complaints, pair->value->place, "'%s' must be %s; did you mean '%s'?",
                       pair->key->text, list, meant);
    } else {
        complaints_add(reader->complaints, pair->value->place, "'%s' must be %s", pair->key->text, list);
    }
    return false;
}

size_t yaml_reader_items(const struct yaml_tree_node *const **items, const struct yaml_tree_node *const *node)
{
    bool is_list = (*node)->kind == YAML_TREE_LIST;
    *items = is_list ? (*node)->items : node;
    return is_list ? (*node)->count : 1;
}

bool yaml_reader_texts(struct yaml_reader *reader, const char ***out, size_t *out_count,
                       const struct yaml_tree_pair *pair)
{
    const struct yaml_tree_node *const *items;
    size_t count = yaml_reader_items(&items, &pair->value);
    bool good = true;
    if (count == 0) {
        complaints_add(reader->complaints, pair->value->place, "'%s' is empty", pair->key->text);
        return false;
    }
    const char **texts = yaml_reader_allocate(reader, count, sizeof *texts);
    for (size_t i = 0; texts != NULL && i < count; i++) {
        struct yaml_tree_pair item = {.key = pair->key, .value = items[i]};
        good = yaml_reader_text(reader, &texts[i], &item) && good;
    }
    if (texts == NULL || !good) {
        return false;
    }
    *out = texts;
    *out_count = count;
    return true;
}

/* ---- quantities ---- */

bool yaml_reader_count(struct yaml_reader *reader, size_t *out, size_t most, const struct yaml_tree_pair *pair)
{
    uint64_t number;
    const char *text = pair->value->kind == YAML_TREE_TEXT ? pair->value->text : "";
    if (!numbers_parse_unsigned(bytes_of_text(text), &number) || number < 1 || number > most) {
        complaints_add(reader->complaints, pair->value->place, "'%s' must be a whole number from 1 to %zu",
                       pair->key->text, most);
        return false;
    }
    *out = (size_t)number;
    return true;
}

/* A number with what follows it. */
struct quantity {
    double number;
    const char *digits; /* the number as written, with its length */
    int digits_length;
    const char *unit; /* "" if there is none */
};

static bool split_quantity(struct quantity *out, const char *text)
{
    size_t length = strspn(text, "+-.0123456789");
    struct bytes number = {.data = (const uint8_t *)text, .size = length};
    if (!numbers_parse_decimal(number, &out->number)) {
        return false;
    }
    out->digits = text;
    out->digits_length = (int)length;
    out->unit = text + length + strspn(text + length, " ");
    return true;
}

bool yaml_reader_percent(struct yaml_reader *reader, double *out, const struct yaml_tree_pair *pair)
{
    struct quantity quantity;
    const struct yaml_tree_node *node = pair->value;
    if (!yaml_reader_is(reader, pair, YAML_TREE_TEXT, "a percentage such as 10%")) {
        return false;
    }
    if (!split_quantity(&quantity, node->text) || (quantity.unit[0] != '\0' && strcmp(quantity.unit, "%") != 0)) {
        complaints_add(reader->complaints, node->place, "'%s' must be a percentage such as 10%%, not '%s'",
                       pair->key->text, node->text);
        return false;
    }
    if (quantity.unit[0] == '\0') {
        complaints_add(reader->complaints, node->place, "'%s' has no unit: write %.*s%%", node->text,
                       quantity.digits_length, quantity.digits);
        return false;
    }
    *out = quantity.number / 100;
    return true;
}

/* What is counted one by one, whatever a profile calls it. */
static bool is_count(const char *unit)
{
    static const char *const counts[] = {"count",     "object",      "objects", "allocations",
                                         "goroutine", "goroutines",  "samples", "contention",
                                         "sample",    "contentions", "threads", "thread"};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        if (strcmp(unit, counts[i]) == 0) {
            return true;
        }
    }
    return false;
}

bool yaml_reader_amount(struct yaml_reader *reader, double *out, const char **unit,
                        const struct yaml_tree_pair *pair)
{
    static const char examples[] = "an amount such as 20us, 4KiB or 100 objects";
    struct quantity quantity;
    const struct yaml_tree_node *node = pair->value;
    const char *base = "objects";
    double factor = 1;
    if (!yaml_reader_is(reader, pair, YAML_TREE_TEXT, examples)) {
        return false;
    }
    if (!split_quantity(&quantity, node->text)) {
        complaints_add(reader->complaints, node->place, "'%s' must be %s, not '%s'", pair->key->text, examples,
                       node->text);
        return false;
    }
    if (quantity.unit[0] == '\0') {
        complaints_add(reader->complaints, node->place, "'%s' has no unit: write %.*sus, %.*sKiB or %.*s objects",
                       node->text, quantity.digits_length, quantity.digits, quantity.digits_length, quantity.digits,
                       quantity.digits_length, quantity.digits);
        return false;
    }
    if (!is_count(quantity.unit) && !numbers_unit(quantity.unit, &base, &factor)) {
        complaints_add(reader->complaints, node->place, "'%s' must be %s: the unit '%s' is not known",
                       pair->key->text, examples, quantity.unit);
        return false;
    }
    *out = quantity.number * factor;
    *unit = base;
    return true;
}

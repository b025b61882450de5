#ifndef FLAMEGATE_RULES_YAML_TREE_H
#define FLAMEGATE_RULES_YAML_TREE_H

#include "gate/base/arena.h"
#include "gate/base/bytes.h"
#include "gate/base/error.h"
#include "rules/complaints.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A YAML file as a tree of texts, lists and maps, each with its place (the only user of libyaml).
 *
 * Only what a configuration needs is taken: one document in UTF-8; maps with plain texts as keys. Anchors, aliases,
 * merge keys, tags and a second document are refused with a sentence, since a reader of the file must see what
 * holds where it stands; so are keys given twice. What a text means (a number, true, nothing) is for the caller to
 * say.
 */

enum yaml_tree_kind {
    YAML_TREE_TEXT,
    YAML_TREE_LIST,
    YAML_TREE_MAP,
    YAML_TREE_REFUSED, /* something that was complained of already; nothing more needs to be said */
};

struct yaml_tree_node;

struct yaml_tree_pair {
    const struct yaml_tree_node *key; /* a text */
    const struct yaml_tree_node *value;
};

struct yaml_tree_node {
    enum yaml_tree_kind kind;
    struct text_place place;
    const char *text;                          /* of a text: without its quotes; "" for nothing */
    bool quoted;                               /* the text stood in quotes or in a block */
    const struct yaml_tree_node *const *items; /* of a list */
    const struct yaml_tree_pair *pairs;        /* of a map, in the order of the file */
    size_t count;                              /* items or pairs */
};

enum { YAML_TREE_DEPTH_MAX = 32, YAML_TREE_KEYS_MAX = 1000 };

/*
 * Reads text, which begins without a byte order mark. *root belongs to the arena; it is NULL if there is no
 * document, or none that could be read to its end: then a complaint says where. A tree with complaints about parts
 * of it is still given, so that the caller can find more. Fails (err) only without memory.
 */
int yaml_tree_read(const struct yaml_tree_node **root, struct arena *arena, struct bytes text,
                   struct complaints *complaints, struct error *err);

#endif

#ifndef FLAMEGATE_RULES_YAML_READER_H
#define FLAMEGATE_RULES_YAML_READER_H

#include "gate/base/arena.h"
#include "rules/complaints.h"
#include "rules/yaml_tree.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * YAML nodes -> values: maps by a table of keys, texts, words, flags, quantities. Whatever does not fit is
 * complained of at its place, and reading goes on with the next thing; a value that was complained of leaves its
 * target alone. So one reading finds every error.
 */

struct yaml_reader {
    struct arena *arena; /* owns all texts read */
    struct complaints *complaints;
    bool failed; /* out of memory: ask once at the end */
};

/* A key that a map may have. */
struct yaml_key {
    const char *name;
    /* Takes the value into target; NULL: the key is known, but not supported by this version. */
    void (*read)(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair);
    bool required;
};

/* Reads a map key by key; `what` names it in sentences: "a rule". count is at most YAML_READER_KEYS. Returns
 * whether it is a map of which every key is known and supported. */
enum { YAML_READER_KEYS = 32 };
bool yaml_reader_map(struct yaml_reader *reader, void *target, const struct yaml_tree_node *map, const char *what,
                     const struct yaml_key *keys, size_t count);

/* The single functions return false if they complained. They name the value by its key. */

bool yaml_reader_text(struct yaml_reader *reader, const char **out, const struct yaml_tree_pair *pair);
bool yaml_reader_flag(struct yaml_reader *reader, bool *out, const struct yaml_tree_pair *pair);

/* One of a list of words; *out is its index. */
bool yaml_reader_word(struct yaml_reader *reader, size_t *out, const struct yaml_tree_pair *pair,
                      const char *const *words, size_t count);

/* Texts in a list; a single text is a list of one. An empty list or text is refused. */
bool yaml_reader_texts(struct yaml_reader *reader, const char ***out, size_t *out_count,
                       const struct yaml_tree_pair *pair);

/* The same of nodes: the items of a list, or the one node that stands in its place. items has room for one. */
size_t yaml_reader_items(const struct yaml_tree_node *const **items, const struct yaml_tree_node *const *node);

/* A whole number from 1 to most. */
bool yaml_reader_count(struct yaml_reader *reader, size_t *out, size_t most, const struct yaml_tree_pair *pair);

/* "10%", "0.5 %": the fraction. */
bool yaml_reader_percent(struct yaml_reader *reader, double *out, const struct yaml_tree_pair *pair);

/* "20us", "4 KiB", "100 objects": the amount in its base unit ("nanoseconds", "bytes", "objects" for whatever is
 * counted), a literal. */
bool yaml_reader_amount(struct yaml_reader *reader, double *out, const char **unit,
                        const struct yaml_tree_pair *pair);

/* Whether the node is a map (a list); complains as "'rules' must be a list ..." if not. */
bool yaml_reader_is(struct yaml_reader *reader, const struct yaml_tree_pair *pair, enum yaml_tree_kind kind,
                    const char *must_be);

/* size bytes, cleared; NULL sets failed. */
void *yaml_reader_allocate(struct yaml_reader *reader, size_t count, size_t size);

#endif

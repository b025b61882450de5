#ifndef FLAMEGATE_GATE_COMPARE_CANONICAL_RULE_H
#define FLAMEGATE_GATE_COMPARE_CANONICAL_RULE_H

#include "gate/base/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What is known of the names of one origin: one file under canonical/, one row in canonical.c.
 *
 * A rule must do nothing to the names of other origins, because all are on by default. It works in place on bytes
 * that need be no UTF-8, returns the new size, never grows a name, never empties it, and takes time linear in what
 * it reads. Slots may be NULL.
 */
struct canonical_rule {
    unsigned presets; /* any of them switches the rule on; 0: it is always on */
    /* Whether the name holds foreign text (a regular expression) that no rule may touch. */
    bool (*opaque)(struct bytes name);
    /* Cuts one tail that carries no meaning; the same size if there is none. Looks back no further than a
     * bounded distance beyond what it cuts. */
    size_t (*tail)(uint8_t *name, size_t size);
    /* Replaces what carries no meaning anywhere in the name. */
    size_t (*rewrite)(uint8_t *name, size_t size);
    /* Replaces what carries meaning but is not stable, for names that found no match: see canonical_second_chance.
     */
    size_t (*second)(uint8_t *name, size_t size);
    /* Whether functions of that source file are told apart only together with it. */
    bool (*keyed_by_file)(struct bytes file);
};

extern const struct canonical_rule canonical_address;
extern const struct canonical_rule canonical_line;
extern const struct canonical_rule canonical_jit;
extern const struct canonical_rule canonical_clone;
extern const struct canonical_rule canonical_cpp;
extern const struct canonical_rule canonical_rust;
extern const struct canonical_rule canonical_node;
extern const struct canonical_rule canonical_jvm;
extern const struct canonical_rule canonical_library;
extern const struct canonical_rule canonical_python;
extern const struct canonical_rule canonical_go;

#endif

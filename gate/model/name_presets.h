#ifndef FLAMEGATE_GATE_MODEL_NAME_PRESETS_H
#define FLAMEGATE_GATE_MODEL_NAME_PRESETS_H

#include <stddef.h>

/*
 * The languages whose ways of writing a function's name are known: the policy's `names: {presets: [go, jvm]}`.
 *
 * A set of presets is an unsigned with a bit for each.
 */

enum name_preset {
    NAME_PRESET_GO = 1 << 0,
    NAME_PRESET_JVM = 1 << 1,
    NAME_PRESET_RUST = 1 << 2,
    NAME_PRESET_CPP = 1 << 3,
    NAME_PRESET_NODE = 1 << 4,
    NAME_PRESET_PYTHON = 1 << 5,
};

#define NAME_PRESETS_ALL 63U /* what is on unless the policy says otherwise */

/* Their names; the bit of name_presets[i] is 1 << i. For text_nearest and for lists. */
extern const char *const name_presets[];
extern const size_t name_preset_count;

/* The bit of a name; 0: there is no such preset. */
unsigned name_preset_find(const char *name);

#endif

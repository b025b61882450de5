#ifndef FLAMEGATE_GATE_MODEL_NAME_RULES_H
#define FLAMEGATE_GATE_MODEL_NAME_RULES_H

#include <stddef.h>

/* The policy's `names:`: how names of functions become the same from build to build, and which are taken together.
 */

/* Every function whose canonical name fits the glob is called `as`. */
struct name_merge {
    const char *match;
    const char *as;
};

/* The first place of a canonical name that fits the regular expression (POSIX extended, gate/base/pattern.h)
 * becomes `as`, in which \1 to \9 are the expression's groups, \0 is all that fitted, and \\ is a backslash. */
struct name_rewrite {
    const char *match;
    const char *as; /* may be "" */
};

/* Presets come first, then rewrites, then merges. */
struct name_rules {
    unsigned presets; /* bits of enum name_preset */
    const struct name_rewrite *rewrites;
    size_t rewrite_count; /* each in turn changes what the one before it gave */
    const struct name_merge *merges;
    size_t merge_count; /* the first one that fits holds; what it gives is not looked at again */
};

#endif

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

struct name_rules {
    unsigned presets; /* bits of enum name_preset */
    const struct name_merge *merges;
    size_t merge_count; /* the first one that fits holds; what it gives is not looked at again */
};

#endif

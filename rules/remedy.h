#ifndef FLAMEGATE_RULES_REMEDY_H
#define FLAMEGATE_RULES_REMEDY_H

#include "gate/model/answer.h"
#include "gate/model/comparison.h"

#include <stddef.h>

/*
 * What would settle what is undecided, as one instruction in what people can do: runs a side, how long they take,
 * how they are captured, or another limit.
 */

struct remedy_case {
    const struct comparison *comparison;
    const struct comparison_answers
        *all;                   /* what settles everything that is undecided, and how the level is known */
    const struct answer *named; /* the answer to the function that the verdict names */
    const char *name;           /* of it, in quotes */
    const char *rule;           /* id of its rule */
    size_t count;               /* functions that are undecided, this one included */
};

/* "capture about 60 runs a side like these (some 12 minutes each side) to settle 'f', about 200 (some 40 minutes)
 * to settle all 31". Returns out. */
char *remedy_words(char *out, size_t size, const struct remedy_case *about);

#endif

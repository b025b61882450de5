#ifndef FLAMEGATE_GATE_MODEL_VERSIONS_H
#define FLAMEGATE_GATE_MODEL_VERSIONS_H

#include "gate/model/store_settings.h"

#include <stddef.h>

/* The versions of a service that a store knows. */

struct version {
    char *label;
    struct time_span seen; /* start of its first and of its last profile; not given where the store does not tell */
};

struct versions {
    struct version *items;
    size_t count;
};

/* Puts a version at the end; label is copied. -1 without memory. */
int versions_add(struct versions *versions, const char *label, size_t label_size, struct time_span seen);

/* By first profile, then by label; those of unknown age last. */
void versions_sort(struct versions *versions);

/* NULL if it is not among them. */
const struct version *versions_find(const struct versions *versions, const char *label);

void versions_clear(struct versions *versions);

#endif

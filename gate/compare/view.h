#ifndef FLAMEGATE_GATE_COMPARE_VIEW_H
#define FLAMEGATE_GATE_COMPARE_VIEW_H

#include "gate/compare/columns.h"
#include "gate/model/profile_selector.h"
#include "gate/model/replica.h"

#include <stddef.h>

/*
 * What can be compared of two sides: the replicas whose profile in question could be read. One bad replica of many
 * is left out and named, as long as at least 80 % of the captures of its side and two of them are left.
 */

struct view {
    struct replicas sides[SIDES]; /* the replicas are the caller's own, seen through new arrays: never cleared */
    const char **dropped;         /* why each of the others is left out, sentences of the replicas' */
    size_t dropped_count;
};

/* Fails with ERROR_INPUT if too many had to be left out. */
int view_make(struct view *out, const struct replicas sides[SIDES], const struct profile_selector *selector,
              struct error *err);
void view_clear(struct view *view);

#endif

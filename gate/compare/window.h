#ifndef FLAMEGATE_GATE_COMPARE_WINDOW_H
#define FLAMEGATE_GATE_COMPARE_WINDOW_H

#include "gate/base/error.h"
#include "gate/compare/columns.h"
#include "gate/model/comparison.h"

/*
 * Whether the profiles last as long as the windows in which their requests were counted. A profile of 3 s beside
 * the requests of 12 s shows a quarter of the cost of each: harmless if both sides are cut alike, a false growth
 * or a hidden one if only one is.
 *
 * Compared is the part of its window that a side's profiles cover: the sum of what the profiles say of their
 * duration over the sum of the windows in meta.json. Profiles of samples over time (cpu, wall, counts of samples)
 * are looked at, and only replicas of which both times are known. If they differ between the sides by more than a
 * tenth, the comparison is unfit, or it gets a note where only differences are wanted.
 *
 * Needs the exposure. Fails only without memory.
 */
int window_check(struct comparison *comparison, const struct columns *columns, const struct replicas sides[SIDES],
                 struct error *err);

#endif

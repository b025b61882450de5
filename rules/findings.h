#ifndef FLAMEGATE_RULES_FINDINGS_H
#define FLAMEGATE_RULES_FINDINGS_H

#include "gate/base/arena.h"
#include "gate/base/error.h"
#include "gate/model/comparison.h"
#include "gate/model/verdict.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The findings of a verdict while they are collected. They fail stickily: without memory nothing more is added and
 * failed stays true.
 */
struct findings {
    struct arena *arena; /* the verdict's: owns the sentences */
    struct finding *items;
    size_t count, capacity;
    bool failed;
};

/* A finding of that kind about nothing yet: no rule, no symbol, no estimate. */
struct finding findings_blank(enum finding_kind kind, uint32_t comparison);

/* Adds a copy with that sentence; foreign text in it is made harmless. */
void findings_add(struct findings *findings, const struct finding *finding, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Whether a finding of that kind is about the function (SYMBOL_NONE: the total). */
bool findings_has(const struct findings *findings, enum finding_kind kind, uint32_t comparison, uint32_t symbol);

/* The finding that the reason of a comparison's verdict is about, marked as leading; NULL if none is. */
const struct finding *findings_leading(const struct findings *findings, uint32_t comparison);

/* Whether there is one of any kind that says how a function changed. */
bool findings_tell_of(const struct findings *findings, uint32_t comparison, uint32_t symbol);

/* Into the order of reports: by kind, then the leading one, what is at its limit, falling share of the total, name.
 */
int findings_sort(struct findings *findings, const struct comparison *const *comparisons, struct error *err);

#endif

#ifndef FLAMEGATE_GATE_REPORT_FLAMEGRAPH_MARKS_H
#define FLAMEGATE_GATE_REPORT_FLAMEGRAPH_MARKS_H

#include "gate/model/evaluation.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Which nodes of a comparison's tree the verdict is about, so that they stand out in the picture: those that
 * explain a regression, those above them that are over a limit too, waived and moved ones, and the undecided one
 * that the reason names.
 */

enum mark { MARK_NONE, MARK_OPEN, MARK_MOVED, MARK_WAIVED, MARK_BREACHED, MARK_CULPRIT };

enum { MARKS_NUMBERED = 9 }; /* regressions that get a number in the picture */

struct marks {
    uint8_t *of;         /* [node] enum mark; the strongest */
    uint32_t *finding;   /* [node] index of the finding it is marked for; UINT32_MAX: none */
    uint32_t *place;     /* [number - 1] the node that carries the number */
    uint32_t *of_number; /* [number - 1] index of its finding */
    size_t numbers;
    size_t regressions;  /* numbered or not */
    uint32_t open_place; /* node that carries the "?" of the undecided one; CALLTREE_ROOT: none */
};

/* Fails only without memory. The caller's to marks_clear. */
int marks_make(struct marks *out, const struct evaluation *evaluation, size_t comparison, struct error *err);

void marks_clear(struct marks *marks);

#endif

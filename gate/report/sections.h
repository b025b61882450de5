#ifndef FLAMEGATE_GATE_REPORT_SECTIONS_H
#define FLAMEGATE_GATE_REPORT_SECTIONS_H

#include "gate/model/verdict.h"
#include "gate/report/page.h"

#include <stdbool.h>
#include <stddef.h>

/* The parts in which reports for people list the findings of a kind, in their order. */

struct sections_part {
    const char *title;
    const char *title_of_diff; /* `diff` knows no limit */
    size_t rows;               /* shown unless verbose */
    enum finding_kind kind;
    enum page_style style;
    bool detail;   /* each row is followed by its limit, rule, owner and place */
    bool sentence; /* and by its sentence, which says more than its figures */
};

enum { SECTIONS_COUNT = 9 };

/* The index-th one; `diff` has last what is not proven. index below SECTIONS_COUNT. */
const struct sections_part *sections_at(size_t index, bool diff);

/* NULL if none is for that kind. */
const struct sections_part *sections_find(enum finding_kind kind);

#endif

#ifndef FLAMEGATE_GATE_REPORT_FLAMEGRAPH_DRAWING_H
#define FLAMEGATE_GATE_REPORT_FLAMEGRAPH_DRAWING_H

#include "gate/base/sink_xml.h"
#include "gate/model/evaluation.h"
#include "gate/report/flamegraph/layout.h"
#include "gate/report/flamegraph/marks.h"

#include <stddef.h>

/* What the parts of one picture have in common. Lengths are in its own units, of which it is DRAWING_WIDTH wide. */

enum {
    DRAWING_WIDTH = 1000,
    DRAWING_MARGIN = 10,
    DRAWING_INNER = DRAWING_WIDTH - 2 * DRAWING_MARGIN,
    DRAWING_ROW = 18,
    DRAWING_FONT = 12,
};

struct drawing {
    struct sink_xml *xml; /* NULL: nothing is written, only measured */
    const struct evaluation *evaluation;
    const struct comparison *comparison; /* NULL: nothing was compared */
    size_t index;                        /* of the comparison */
    const struct node_answer *nodes;     /* NULL: nothing was answered */
    const struct layout *layout;
    const struct marks *marks;
    double y; /* where the next part begins */
};

#endif

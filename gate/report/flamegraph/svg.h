#ifndef FLAMEGATE_GATE_REPORT_FLAMEGRAPH_SVG_H
#define FLAMEGATE_GATE_REPORT_FLAMEGRAPH_SVG_H

#include "gate/report/reporter.h"

/*
 * The red/blue flame graph of one comparison: one self-contained file, complete without scripts.
 *
 * A frame is as wide as its cost in the candidate plus what vanished below it; its colour is the change of its
 * total, where that is beyond the noise: red costs more, blue costs less, grey is inside the noise.
 */
extern const struct reporter svg_reporter;

#endif

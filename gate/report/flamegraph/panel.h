#ifndef FLAMEGATE_GATE_REPORT_FLAMEGRAPH_PANEL_H
#define FLAMEGATE_GATE_REPORT_FLAMEGRAPH_PANEL_H

#include "gate/report/flamegraph/drawing.h"

/*
 * The text of the picture, so that a screenshot explains itself: above the frames the verdict, what was compared,
 * what is over a limit, what could have been seen; the legend; below the frames what was left out. Each moves y
 * below itself, and writes nothing while the drawing has no xml.
 */

void panel_head(struct drawing *drawing);
void panel_legend(struct drawing *drawing);
void panel_foot(struct drawing *drawing);

#endif

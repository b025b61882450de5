#ifndef FLAMEGATE_GATE_REPORT_FLAMEGRAPH_FRAMES_H
#define FLAMEGATE_GATE_REPORT_FLAMEGRAPH_FRAMES_H

#include "gate/report/flamegraph/drawing.h"

/* The frames themselves, root on top, each with its label and a <title> that says all its numbers. Moves y below
 * them. */
void frames_draw(struct drawing *drawing);

/* The class of style for a change and its direction: "n", "m1" to "m6", "l1" to "l5". The scale is the same in
 * every picture: steps at 5, 10, 25, 50 and 100 %. */
const char *frames_class(double change, int direction);

/* "Coloured, but too narrow for a label: [gc] +55 %, ...": the largest changes that the picture shows and does not
 * name; "" if there are none. Returns out. */
char *frames_unlabelled(char *out, size_t size, const struct drawing *drawing);

#endif

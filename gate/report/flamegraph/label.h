#ifndef FLAMEGATE_GATE_REPORT_FLAMEGRAPH_LABEL_H
#define FLAMEGATE_GATE_REPORT_FLAMEGRAPH_LABEL_H

#include "gate/base/bytes.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Text in a picture without knowing its fonts: widths are those of a wide sans-serif (DejaVu Sans, and Verdana is
 * much the same), so that other fonts take less. Widths are in parts of the font size.
 */

double label_width(struct bytes text, bool bold);

/* As much of the text as fits, cut on the left behind a name boundary (:: . /) where one is, with an ellipsis; ""
 * if not even three characters fit, or six of what is cut. Returns out. */
char *label_fit(char *out, size_t size, const char *text, double width, bool bold);

/* Bytes of text that fit one line: up to a blank, or as much of its first word as fits (at least a character). */
size_t label_line(const char *text, double width, bool bold);

#endif

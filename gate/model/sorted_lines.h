#ifndef FLAMEGATE_GATE_MODEL_SORTED_LINES_H
#define FLAMEGATE_GATE_MODEL_SORTED_LINES_H

#include "gate/base/bytes.h"
#include "gate/base/sink.h"
#include "gate/model/calltree.h"
#include "gate/model/symbols.h"

#include <stddef.h>

/*
 * Lines of text that are written in byte order, whatever the order they were made in: what the dumps of the model
 * are made of, so that a golden file does not depend on the numbering of nodes and symbols.
 *
 *     sorted_lines_begin(&lines, sink);
 *     sink_text(&lines.line, "stack ");  ...             one line, without its end
 *     sorted_lines_next(&lines);
 *     sorted_lines_end(&lines);                          writes and frees; trouble is in sink
 */
struct sorted_lines {
    struct sink line;          /* write the current line here */
    struct byte_buffer buffer; /* private: all lines */
    size_t *starts;            /* private: where each line ends */
    size_t count, capacity;
    struct sink *target;
};

/* lines must stay where it is until the end, so it is filled in place. */
void sorted_lines_begin(struct sorted_lines *lines, struct sink *target);

/* Writes the frames from the root to node, joined by ';'; nothing for the root. */
void sorted_lines_stack(struct sorted_lines *lines, const struct calltree *tree, const struct symbols *symbols,
                        uint32_t node);

/* A number with all its digits; "unknown" for NAN. */
void sorted_lines_number(struct sorted_lines *lines, double value);

void sorted_lines_next(struct sorted_lines *lines);
void sorted_lines_end(struct sorted_lines *lines);

#endif

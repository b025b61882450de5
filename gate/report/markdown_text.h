#ifndef FLAMEGATE_GATE_REPORT_MARKDOWN_TEXT_H
#define FLAMEGATE_GATE_REPORT_MARKDOWN_TEXT_H

#include "gate/base/bytes.h"
#include "gate/base/sink.h"

/*
 * Foreign text in GitHub Markdown, within a line and within a cell of a table: it is shown as it is, begins no
 * markup, calls nobody (@name), links nothing (an address, #12), and is no mathematics. Control characters and
 * broken UTF-8 become U+FFFD.
 */

/* A name or a path as code. Nothing if it is empty. */
void markdown_text_code(struct sink *sink, struct bytes text);

/* A sentence. It must not stand at the start of a line, where "1." or "-" means a list. */
void markdown_text_sentence(struct sink *sink, const char *text);

enum { MARKDOWN_TEXT_CELLS = 8 };

/* A bar of at most MARKDOWN_TEXT_CELLS signs, in eighths of a sign; part is cut to 0..1, NAN is 0. */
void markdown_text_bar(struct sink *sink, double part);

/* Two columns, the higher of them full. */
void markdown_text_columns(struct sink *sink, double before, double after);

#endif

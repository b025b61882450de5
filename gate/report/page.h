#ifndef FLAMEGATE_GATE_REPORT_PAGE_H
#define FLAMEGATE_GATE_REPORT_PAGE_H

#include "gate/base/sink.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A page of plain text of a fixed width, as terminals and logs show it: paragraphs are wrapped at blanks, wide
 * characters count two columns. Text must be harmless already.
 */

enum page_style { PAGE_PLAIN, PAGE_BOLD, PAGE_FAINT, PAGE_RED, PAGE_GREEN, PAGE_YELLOW, PAGE_BLUE };

struct page {
    struct sink *sink;
    size_t columns;
    bool color; /* else styles are not shown */
};

/* Text in a style, without a line break. */
void page_styled(struct page *page, enum page_style style, const char *text);

/* Text and as many blanks as fill the columns: behind it, or before it if right. */
void page_cell(struct page *page, const char *text, size_t columns, bool right);

/* Wrapped text, ended by a line break. The first line starts where `used` columns are already written (at least
 * one word goes there if it fits), the others are indented by `indent`. */
void page_paragraph(struct page *page, size_t used, size_t indent, const char *text);

/* A line of its own: indented label, then the text wrapped beside it. Nothing if text is empty. */
void page_field(struct page *page, const char *label, const char *text);

#endif

#ifndef FLAMEGATE_ADAPTERS_FORMAT_FOREIGN_TEXT_H
#define FLAMEGATE_ADAPTERS_FORMAT_FOREIGN_TEXT_H

#include "gate/base/bytes.h"

#include <stdbool.h>

/* Tells apart the texts that are no folded stacks. Each looks at the beginning of the content only. */

/* Whether needle occurs anywhere in text. */
bool foreign_text_has(struct bytes text, const char *needle);

/* Go's stacks of all goroutines (debug=2): "goroutine 1 [". */
bool foreign_text_is_goroutines(struct bytes content);

/* HTML, XML, SVG. */
bool foreign_text_is_page(struct bytes content);

/* What go tool pprof prints: "File: ..." or "Type: ..." in its first lines. */
bool foreign_text_is_pprof_report(struct bytes content);

/* A map of bpftrace: "@[" or "@name[" at the start of a line, before any stack. */
bool foreign_text_is_bpftrace(struct bytes content);

/* Events of perf script with times, or stacks of indented addresses. */
bool foreign_text_is_perf_script(struct bytes content);

/* The report of a program built with GHC's profiling. */
bool foreign_text_is_ghc_report(struct bytes content);

/* Whether the content begins like text of any kind; then *line is its first line that is not blank, cut if long. */
bool foreign_text_first_line(struct bytes content, struct bytes *line);

/* A short answer in words ("404 page not found"); *line is its first line. */
bool foreign_text_is_answer(struct bytes content, struct bytes *line);

#endif

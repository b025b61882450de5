#ifndef FLAMEGATE_GATE_REPORT_CONSOLE_TABLE_H
#define FLAMEGATE_GATE_REPORT_CONSOLE_TABLE_H

#include "gate/model/evaluation.h"
#include "gate/report/page.h"

#include <stdbool.h>

/*
 * The findings of one comparison as the console shows them: a section for each kind, a row for each finding, with
 * its details under it. What only repeats another finding is counted, not shown.
 */

enum { CONSOLE_TABLE_WHOLE_RUN = -1 };

struct console_table {
    struct page page;
    const struct evaluation *evaluation;
    bool verbose; /* every row, every sentence */
};

/* index: of the comparison; CONSOLE_TABLE_WHOLE_RUN: findings about none. */
void console_table_put(struct console_table *table, long index);

#endif

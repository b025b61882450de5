#ifndef FLAMEGATE_GATE_CLI_REPORT_LIST_H
#define FLAMEGATE_GATE_CLI_REPORT_LIST_H

#include "gate/cli/options.h"
#include "gate/report/publish.h"

/* The reports that --format, --out and --termination-message ask for, and the texts that were made for them. */

enum { REPORT_LIST_MAX = 2 * OPTIONS_LIST_MAX };

struct report_list {
    struct publish_target targets[REPORT_LIST_MAX];
    char *owned[REPORT_LIST_MAX]; /* paths made here; NULL for the others */
    size_t count;
};

/* Fills an empty list; makes the folder of --out. The console report is on standard output unless another one is,
 * or --quiet says no. Refused if a report would stand among the operands' profiles: of the list then nothing is
 * left but the termination message, if it lies elsewhere. */
int report_list_fill(struct report_list *list, const struct options *options, struct error *err);
void report_list_clear(struct report_list *list);

#endif

#ifndef FLAMEGATE_GATE_PIPELINE_FIRST_H
#define FLAMEGATE_GATE_PIPELINE_FIRST_H

#include "gate/pipeline_run.h"

#include <stdbool.h>

/*
 * A release that has no baseline yet, but an anchor: the anchor is known, so its rules are judged all the same. The
 * comparisons with the baseline are made without its replicas: what they were to decide stays undecided, and counts
 * as on_no_baseline says, instead of being forgotten.
 */

/* After the sides could not be read because run->missing_baseline. Reads candidate and anchor, with the anchor in
 * the baseline's place where windows are chosen and the usual profile is looked for. *out: whether there is
 * something to compare now; not so without an anchor, or if it is not there either, which is noted. */
int pipeline_first_read(bool *out, struct run *run, struct error *err);

#endif

#ifndef FLAMEGATE_GATE_COMPARE_REQUEST_LABELS_H
#define FLAMEGATE_GATE_COMPARE_REQUEST_LABELS_H

#include "gate/base/error.h"
#include "gate/compare/columns.h"
#include "gate/compare/compare.h"
#include "gate/model/comparison.h"
#include "gate/model/profile.h"

#include <stdint.h>

/*
 * Labels that let a sample into a narrowed scope: programs mark what they do for a request by a label, such as
 * Go's pprof.Do, and any value of it will do.
 */

/* The bits of profile->labels that admit a sample; 0: none does. */
uint8_t request_labels_mask(const struct profile *profile, const struct compare_settings *settings);

/* A label that no sample of a side carries is a slip of the pen, or one side was built without it: the comparison
 * is unfit. Fails only without memory. */
int request_labels_check(struct comparison *comparison, const struct columns *columns,
                         const struct compare_settings *settings, struct error *err);

#endif

#ifndef FLAMEGATE_GATE_PIPELINE_TROUBLE_H
#define FLAMEGATE_GATE_PIPELINE_TROUBLE_H

#include "gate/pipeline_run.h"

/* What goes wrong in a run, or is left out, on its way to the verdict and the reports. */

/* Notes a sentence, which is copied, and says it at once; what was said before counts once. fatal: something could
 * not be judged. Fails only without memory. */
int pipeline_trouble_add(struct run *run, enum trouble_stage stage, bool fatal, const char *sentence,
                         struct error *err);

/*
 * Turns what stopped a step into what the verdict can say: ERROR_INPUT and ERROR_MEMORY are fatal troubles,
 * ERROR_UNFIT is why there is nothing to judge (the first one counts, and a missing baseline before it). All other
 * errors have exit codes of their own: -1, and they are passed on.
 */
int pipeline_trouble_take(struct run *run, enum trouble_stage stage, const struct error *cause, struct error *err);

#endif

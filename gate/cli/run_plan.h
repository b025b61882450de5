#ifndef FLAMEGATE_GATE_CLI_RUN_PLAN_H
#define FLAMEGATE_GATE_CLI_RUN_PLAN_H

#include "gate/base/surroundings.h"
#include "gate/cli/options.h"
#include "gate/pipeline.h"

/* Options -> a plan of the pipeline -> its exit code: what `check` and `diff` share. -1 with err set if it could
 * not even begin. */
int run_plan_execute(enum pipeline_purpose purpose, const struct options *options, const struct surroundings *world,
                     struct error *err);

/* Writes the cause into the report files that the options name, so that none of an earlier run stands there. */
void run_plan_refuse(enum pipeline_purpose purpose, const struct options *options, const struct surroundings *world,
                     const struct error *cause);

#endif

#ifndef FLAMEGATE_GATE_PIPELINE_OWNERS_H
#define FLAMEGATE_GATE_PIPELINE_OWNERS_H

#include "gate/model/verdict.h"
#include "gate/pipeline_run.h"

/* Whose the findings are, by the CODEOWNERS file that the policy names. */

/* Reads the file into run->owners. One that cannot be read is an error of the policy. */
int pipeline_owners_read(struct run *run, struct error *err);

/* Names the owners of each finding's function, or of the nearest caller of it that lies in the checkout. The texts
 * are the run's. */
int pipeline_owners_assign(struct verdict *verdict, const struct run *run, struct error *err);

#endif

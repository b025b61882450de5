#ifndef FLAMEGATE_GATE_CLI_POLICY_FILE_H
#define FLAMEGATE_GATE_CLI_POLICY_FILE_H

#include "gate/base/error.h"
#include "gate/cli/options.h"
#include "rules/complaints.h"
#include "rules/policy.h"

#include <stdbool.h>

/* The policy that the options ask for: --config, else ./flamegate.yaml if it is there, else the built-in one. All
 * errors of a file are printed on standard error before this fails with the first of them (ERROR_POLICY). */
int policy_file_load(struct policy **out, const struct options *options, struct error *err);

/* The same for a run whose reports tell all errors: they are left in found, an empty list of the caller's to clear.
 * guarded: GitHub's runner reads what is printed, so it stands between the two lines of gate/report/guard.h. */
int policy_file_load_listed(struct policy **out, struct complaints *found, bool guarded,
                            const struct options *options, struct error *err);

#endif

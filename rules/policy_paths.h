#ifndef FLAMEGATE_RULES_POLICY_PATHS_H
#define FLAMEGATE_RULES_POLICY_PATHS_H

#include "rules/policy.h"

/* Paths in a policy file are meant from where the file stands, so that it works from any folder. */

/* The path as the program can use it: path itself, or a text of the policy's arena. NULL without memory. */
const char *policy_paths_beside(const struct policy *policy, const char *path);

/* Resolves what was read as it stood: certificates, files of secrets, recorded verdicts, the audit. -1 without
 * memory. To be called once, when everything has been read. */
int policy_paths_resolve(struct policy *policy);

#endif

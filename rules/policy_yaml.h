#ifndef FLAMEGATE_RULES_POLICY_YAML_H
#define FLAMEGATE_RULES_POLICY_YAML_H

#include "gate/base/sink.h"
#include "rules/complaints.h"
#include "rules/policy.h"

/*
 * flamegate.yaml -> policy. Unknown and duplicate keys, wrong types and missing units are errors; so is a key that
 * is known but not supported by this version, since a gate must not look stricter than it is. All errors are found
 * in one reading, except behind a place where the text stops being YAML.
 *
 * Who reads what: yaml_tree the YAML, yaml_reader its values, rule_yaml a rule, settings_yaml what is no rule, and
 * this file the whole and what only the whole can tell.
 */

/*
 * Reads the policy in text; path is for places. On failure every error has been written to complaints, each as
 *     flamegate.yaml:12:9: unknown key 'fail_ove'; did you mean 'fail_over'?
 *         fail_ove: [{of_itself: 5%}]
 *         ^~~~~~~~
 * and err holds the first one with ERROR_POLICY. Columns count characters. *out is the caller's.
 */
int policy_yaml_read(struct policy **out, struct bytes text, const char *path, struct sink *complaints,
                     struct error *err);

/* The same, and what was written is left in found, an empty list of the caller's to clear. */
int policy_yaml_read_listed(struct policy **out, struct bytes text, const char *path, struct sink *complaints,
                            struct complaints *found, struct error *err);

#endif

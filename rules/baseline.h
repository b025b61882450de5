#ifndef FLAMEGATE_RULES_BASELINE_H
#define FLAMEGATE_RULES_BASELINE_H

#include "gate/base/error.h"
#include "gate/model/verdict_records.h"
#include "gate/model/versions.h"
#include "rules/policy.h"

/*
 * Which version the candidate is compared with, where the policy leaves it to what the store knows.
 *
 *     previous      the last one whose first profile is older than the candidate's; excluded globs and versions
 *                   with a recorded regression are skipped, so that a rejected release does not become the measure
 *     last-passed   the same, among versions with a recorded pass
 *     same_version  the candidate itself
 *
 * A candidate that the store does not know is as new as can be.
 */

/* *out belongs to versions, settings or is candidate. None is there: ERROR_UNFIT, with what was skipped and why. */
int baseline_choose(const char **out, const struct policy_baseline *settings, const char *candidate,
                    const struct versions *versions, const struct verdict_records *records, struct error *err);

#endif

#ifndef FLAMEGATE_RULES_STORE_EXPLAIN_H
#define FLAMEGATE_RULES_STORE_EXPLAIN_H

#include "gate/base/sink.h"
#include "rules/policy.h"

/* Where evidence comes from, in words, for `explain`: each writes what stands behind its key on one line. Logins
 * are said by their kind and by where the secret lies, never by what it is. */

void store_explain_place(const struct store_settings *store, struct sink *sink);
void store_explain_baseline(const struct policy_baseline *baseline, struct sink *sink);
void store_explain_anchor(const struct policy *policy, struct sink *sink);
void store_explain_requests(const struct requests_settings *requests, struct sink *sink);

#endif

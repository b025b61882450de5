#ifndef FLAMEGATE_RULES_POLICY_H
#define FLAMEGATE_RULES_POLICY_H

#include "gate/base/arena.h"
#include "gate/base/bytes.h"
#include "gate/base/error.h"
#include "gate/base/sink.h"
#include "gate/model/limit.h"
#include "gate/model/name_presets.h"
#include "gate/model/name_rules.h"
#include "gate/model/noise_settings.h"
#include "gate/model/profile_request.h"
#include "gate/model/store_settings.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The policy: what may grow by how much, and where the profiles are. Read from YAML by policy_yaml, or built in.
 * All texts belong to its arena.
 */

/* A place in a policy file, for messages about it. */
struct policy_place {
    const char *file;
    uint64_t line, column; /* from 1; 0: built in */
};

enum policy_requests {
    POLICY_REQUESTS_META,   /* counted by the command line, else by meta.json */
    POLICY_REQUESTS_OPTION, /* only by the command line */
    POLICY_REQUESTS_NONE,   /* by nobody: frames are judged as shares of the total, and the total is not */
};

enum policy_missing { POLICY_REPORT, POLICY_PASS, POLICY_FAIL }; /* what 3 becomes: 3, 0 or 1 */

struct policy_profile {
    const char *name;
    const char *type; /* as written: a sample type, a standard name, or a store's full type */
    bool per_instance;
    bool report_only;
    double rate;                /* of a block profile, nanoseconds; 0: not given */
    const char **request_roots; /* globs */
    size_t request_root_count;
    const char **request_labels; /* keys of request_roots written "label:KEY" */
    size_t request_label_count;
    struct policy_place place;
};

enum policy_value { POLICY_VALUE_BOTH, POLICY_VALUE_TOTAL, POLICY_VALUE_SELF };

struct policy_match {
    bool total;             /* the service's total */
    bool any;               /* every function */
    const char **functions; /* globs over canonical names */
    size_t function_count;
    const char **excluded; /* `not` */
    size_t excluded_count;
};

struct policy_rule {
    const char *id;
    const char *profile; /* name of a profile; NULL: every judged one */
    struct policy_match match;
    enum policy_value value;
    bool has_fail, has_warn, has_expect;
    bool optional;                  /* may match nothing */
    struct limit fail_over;         /* where the noise of the level is measured */
    struct limit fail_over_assumed; /* where it is assumed; equal to fail_over in a policy file */
    struct limit warn_over;
    double expect;             /* the promised change of itself: -0.1 is 10 % less */
    const char *expect_in;     /* the release that promises it: no other candidate is held to it */
    bool anchored;             /* its limits are also held against the anchor */
    const char *absolute_unit; /* of its `absolute` limits: nanoseconds, bytes, objects (whatever is counted), "" */
    struct policy_place place;
};

/* Which version is the baseline. */
enum baseline_choice {
    BASELINE_NONE,         /* the policy does not say */
    BASELINE_FIXED,        /* the version `label` */
    BASELINE_PREVIOUS,     /* the one before the candidate, by its first profile */
    BASELINE_LAST_PASSED,  /* the newest one with a recorded pass */
    BASELINE_SAME_VERSION, /* the candidate itself, `ago` before */
};

struct policy_baseline {
    enum baseline_choice choice;
    const char *label;    /* "" if not given */
    const char **exclude; /* globs of versions that are never the baseline */
    size_t exclude_count;
    int64_t ago;         /* nanoseconds */
    const char *records; /* folder of recorded verdicts; "" if not given */
};

/* A version that stays the same for many releases, against which the candidate is judged too: slow creep that no
 * single release shows. Which rules that is for is said by the rules (`anchored`). */
struct policy_anchor {
    const char *label;     /* "" or NULL: there is none */
    const char **rule_ids; /* as written; none: every rule with a limit */
    size_t rule_count;
};

struct policy {
    struct arena *arena;
    const char *origin;          /* path, or "built-in" */
    const char *service;         /* "" if not given */
    struct store_settings store; /* kind "": there is none */
    struct policy_baseline baseline;
    struct policy_anchor anchor;
    struct policy_profile *profiles; /* none: chosen by what is there */
    size_t profile_count;
    struct name_rules names;
    enum policy_requests requests;
    struct requests_settings counting; /* by a server of metrics; its url NULL: by none */
    struct noise_settings noise;
    const char *history; /* path of the noise history, which whoever runs the policy reads; "" if there is none */
    const char *owners;  /* path of a CODEOWNERS file, which whoever runs the policy reads; "" if there is none */
    enum policy_missing on_inconclusive, on_no_baseline;
    struct policy_rule *rules;
    size_t rule_count;
};

/* A policy without rules, with defaults elsewhere. *out is the caller's. */
int policy_new(struct policy **out, const char *origin, struct error *err);

void policy_free(struct policy *policy);

/* The policy without a file: every frame 10 % of itself and 2 % of the total; the total 10 %, or 25 % where the
 * noise of its level is assumed. *out is the caller's. */
int policy_builtin(struct policy **out, struct error *err);

/* The profile of that name; NULL if the policy names none such. */
const struct policy_profile *policy_find_profile(const struct policy *policy, const char *name);

/* Whether the policy has an anchor. */
bool policy_has_anchor(const struct policy *policy);

/* Whether some rule is held against the anchor for that profile, by its name in the policy. */
bool policy_anchors(const struct policy *policy, const char *profile);

/* The different label keys that its profiles' request_roots name, ended by NULL; returns how many there are, of
 * which out takes the first PROFILE_LABELS_MOST. A policy that was read names no more than these. */
size_t policy_request_labels(const struct policy *policy, const char *out[PROFILE_LABELS_MOST + 1]);

/* One rule in words, on one line: "every function: fails at +10 % of itself and +2 % of the total". */
void policy_describe_rule(const struct policy_rule *rule, struct sink *sink);

/* The policy in words, rule by rule, after defaults (policy_explain.c). */
void policy_explain(const struct policy *policy, struct sink *sink);

#endif

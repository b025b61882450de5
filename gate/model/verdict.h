#ifndef FLAMEGATE_GATE_MODEL_VERDICT_H
#define FLAMEGATE_GATE_MODEL_VERDICT_H

#include "gate/base/arena.h"
#include "gate/model/answer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The verdict and what it rests on. Plain data: a reporter prints it and decides nothing, and a test can make one
 * by hand. Texts belong to the arena or are literals; the arrays are blocks of gate/base/memory, NULL if empty.
 */

enum verdict_kind { VERDICT_PASS, VERDICT_REGRESSION, VERDICT_INCONCLUSIVE, VERDICT_ERROR };

/* "pass", "regression", "inconclusive", "error": as in the JSON. */
const char *verdict_kind_name(enum verdict_kind kind);

enum finding_kind {
    FINDING_REGRESSION,
    FINDING_WARNING,
    FINDING_IMPROVEMENT,
    FINDING_MOVED,
    FINDING_NEW,
    FINDING_VANISHED,
    FINDING_INCONCLUSIVE,
    FINDING_WAIVED,
    FINDING_EXPECTATION,
};

/* "regression", "warning" ...: as in the JSON. */
const char *finding_kind_name(enum finding_kind kind);

/* Of a promised improvement. */
enum promise_outcome { PROMISE_KEPT, PROMISE_BROKEN, PROMISE_OPEN };

/* "kept", "broken", "open": as in the JSON. */
const char *verdict_promise_name(enum promise_outcome outcome);

struct finding {
    enum finding_kind kind;
    uint32_t comparison; /* UINT32_MAX: of the run as a whole */
    uint32_t rule;       /* index into rules; UINT32_MAX: none */
    uint32_t symbol;     /* of the comparison; SYMBOL_NONE: the service's total, or no function */
    uint32_t node;       /* its place in the comparison's tree; CALLTREE_ROOT: no single one */
    bool self;           /* value: self; else total */
    bool has_estimate;   /* the numbers below mean something */
    bool of_place;       /* the estimate is of the node alone; the function costs about the same elsewhere */
    struct estimate estimate;
    struct limit_resolved limit; /* U; growth 0 where there is none */
    bool limit_assumed;          /* it is the rule's limit for assumed noise, and the rule has another one */
    bool leading;                /* the reason of its profile's verdict is about it */
    bool at_limit; /* undecided, and measured at or above its limit; else a growth of it is merely not excluded */
    uint32_t call_sites;
    bool explained;               /* another finding is the cause of this one, above or below it in the stacks */
    uint32_t explained_by;        /* if explained: that one's symbol */
    enum promise_outcome promise; /* FINDING_EXPECTATION: what became of it */
    double expected;              /* the same: the promised change of itself, -0.1 is 10 % less; else 0 */
    const char *carried;          /* a growth that one replica carries alone: that it does, in words; NULL or "" */
    uint32_t carrier;             /* if carried: that replica's column of the comparison */
    double change_without;        /* if carried: the relative change without it; INFINITY, NAN: as of a change */
    const char *owner;            /* "" if nobody */
    const char *sentence;         /* what it is, for people, one line; never empty */
};

/* Whether a short report only counts the finding: another one explains it, or it is undecided and nothing was seen.
 */
bool verdict_only_counts(const struct finding *finding);

/* Whether it is a warning about the run and not about a function: background work, a host that stands out. */
bool verdict_is_remark(const struct finding *finding);

enum rule_status { RULE_PASSED, RULE_FAILED, RULE_WARNED, RULE_OPEN, RULE_UNMATCHED, RULE_IDLE };

/* One rule of the policy as it was judged, once for each profile it applies to. */
struct verdict_rule {
    const char *id;
    const char *words; /* the rule in words */
    const char *profile;
    uint32_t comparison; /* UINT32_MAX: its profile could not be compared */
    enum rule_status status;
    size_t frames;    /* entries it was held against */
    const char *note; /* why it, or a part of it, was not held against anything; "" or NULL: it was */
};

struct verdict_profile {
    enum verdict_kind kind;
    double covered;     /* part of the service's candidate cost that stood under some rule, 0..1 */
    const char *reason; /* one sentence: why it is not PASS; "" if it is */
    const char *advice; /* what to do next, one sentence; "" if nothing */
    size_t undecided;   /* functions (or the total) whose fail questions are neither rejected nor cleared */
    const char *common; /* what everything shares, one sentence; "" if nothing stands out */
};

struct verdict {
    struct arena *arena;
    enum verdict_kind kind;           /* never changed by options */
    int exit_code;                    /* after `on_inconclusive`, --fail-on ... */
    const char *reason;               /* one sentence; "" for PASS */
    const char *advice;               /* next step, one sentence; "" if none */
    struct verdict_profile *profiles; /* [comparison] */
    size_t profile_count;
    struct verdict_rule *rules;
    size_t rule_count;
    struct finding *findings; /* in the order of the report: by kind, then the leading one, what is at its limit,
                                 falling share, name */
    size_t finding_count;
};

void verdict_free(struct verdict *verdict);

#endif

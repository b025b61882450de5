#ifndef FLAMEGATE_GATE_MODEL_QUESTION_H
#define FLAMEGATE_GATE_MODEL_QUESTION_H

#include "gate/base/error.h"
#include "gate/model/limit.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A question is what the policy asks of one entry: "did this frame grow by the limit?". The policy becomes
 * questions before anything is tested; the tests know questions, not policies.
 */

enum question_purpose {
    QUESTION_FAIL,   /* can make the gate red, and must be cleared for PASS */
    QUESTION_WARN,   /* only reported; in no family of tests, never blocks PASS */
    QUESTION_EXPECT, /* a promised improvement */
};

enum question_slice {
    QUESTION_NAMED,    /* the rule names this frame, or it is the total: has a share of the error rate of its own */
    QUESTION_WILDCARD, /* one of many frames that a pattern happens to fit */
};

struct question {
    uint32_t comparison; /* index into the comparisons */
    uint32_t entry;      /* index into its entries */
    uint32_t rule;       /* index into the policy's rules, for the verdict */
    enum question_purpose purpose;
    enum question_slice slice;
    struct limit limit;         /* U where the noise of the level is measured */
    struct limit limit_assumed; /* U where it is assumed; equal to limit unless the policy tells them apart */
    double expected;            /* QUESTION_EXPECT: promised change of itself, -0.1 is 10 % less; else 0 */
};

/* A rule that matched no entry of a comparison: INCONCLUSIVE unless the rule is optional. */
struct question_unmatched {
    uint32_t comparison;
    uint32_t rule;
    bool optional;
};

struct questions {
    struct question *items;
    size_t count;
    size_t capacity;
    struct question_unmatched *unmatched;
    size_t unmatched_count;
};

int questions_add(struct questions *questions, const struct question *question, struct error *err);
int questions_add_unmatched(struct questions *questions, const struct question_unmatched *unmatched,
                            struct error *err);
void questions_clear(struct questions *questions);

#endif

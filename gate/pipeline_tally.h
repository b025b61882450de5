#ifndef FLAMEGATE_GATE_PIPELINE_TALLY_H
#define FLAMEGATE_GATE_PIPELINE_TALLY_H

#include "gate/base/error.h"
#include "gate/base/sink.h"
#include "gate/model/comparison.h"
#include "gate/model/verdict.h"

#include <stddef.h>

/* What many verdicts came to: how often each of them, and which functions were red how often. */

/* A function that was red, "the total" for the service's. */
struct pipeline_tally_name {
    char *text;
    size_t draws;     /* in so many */
    size_t last_draw; /* the last of them: within one draw it counts once */
};

struct pipeline_tally {
    size_t draws;
    size_t verdicts[VERDICT_ERROR + 1];
    struct pipeline_tally_name *names; /* in the order they came in */
    size_t name_count;
    char *open_reason; /* why the first inconclusive one was; NULL: there was none */
};

/* Counts one verdict on those comparisons. An all zero tally is empty. Fails without memory only. */
int pipeline_tally_add(struct pipeline_tally *tally, const struct verdict *verdict,
                       const struct comparison *const *comparisons, struct error *err);

/* Lines for people. false_fail: the chance that the policy promises. */
void pipeline_tally_print(const struct pipeline_tally *tally, double false_fail, struct sink *sink);

/* Wilson's 95 % interval of hits in draws, draws above 0. */
void pipeline_tally_wilson(double interval[2], size_t hits, size_t draws);

void pipeline_tally_clear(struct pipeline_tally *tally);

#endif

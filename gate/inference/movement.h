#ifndef FLAMEGATE_GATE_INFERENCE_MOVEMENT_H
#define FLAMEGATE_GATE_INFERENCE_MOVEMENT_H

#include "gate/base/error.h"
#include "gate/inference/hypotheses.h"
#include "gate/inference/noise.h"
#include "gate/model/answer.h"
#include "gate/model/question.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What moved at every node of one comparison's call tree, in one direction: growth, or, seen from the candidate to
 * the baseline, what costs less. The ground on which causes are searched.
 *
 * Growth is per exposure and read relative to the level in the way that makes it harder to claim; the root's is as
 * measured.
 */

#define MOVEMENT_NO_QUESTION UINT32_MAX

/* All a search needs to know of one comparison. */
struct culprit_case {
    uint32_t comparison;
    const struct noise *noise;
    const struct node_answer *nodes;
    const struct questions *questions;
    const struct hypotheses *hypotheses;
    const struct quantiles *tail; /* 0.025 of Student's t */
};

struct movement {
    const struct culprit_case *about;
    int sign;                /* +1 growth, -1 what costs less */
    uint32_t *rejected[2];   /* [symbol] the rejected question about its total, its self; or MOVEMENT_NO_QUESTION */
    uint32_t rejected_total; /* the same about the service */
    uint8_t *marked;         /* [node] where a search starts */
    double *base, *growth, *own, *p; /* [node] as descent.h has them */
};

/* Nothing is marked yet. To be cleared even if it failed, which it does only without memory. */
int movement_make(struct movement *move, const struct culprit_case *about, int sign, struct error *err);
void movement_clear(struct movement *move);

/* Marks the nodes whose function was rejected by a fail question and that are rejected themselves: at the limit
 * resolved there and the level of the function's family. False if nothing was rejected at all. */
bool movement_mark_rejected(struct movement *move);

/* Marks the nodes that moved in this direction beyond the noise, whatever was asked. */
void movement_mark_directed(struct movement *move);

/* The rejected question about a function, its total before its self; SYMBOL_NONE: about the service. */
uint32_t movement_question_about(const struct movement *move, uint32_t symbol);

/* The rejected question that a place answers: its own function's, else that of the nearest caller. */
uint32_t movement_question_above(const struct movement *move, uint32_t node);

/* p of "the node's own code did not move"; context: the movement. */
double movement_own_p(const void *context, uint32_t node);

/* All places of one function together. */
struct movement_sites {
    uint32_t any;     /* one of its nodes */
    uint32_t largest; /* the outermost one that grew most */
    double growth, own, largest_growth;
    uint32_t grew;     /* outermost ones with growth beyond p = 0.05 */
    uint32_t positive; /* with any growth */
    uint32_t places;   /* outermost ones in all */
};

struct movement_sites movement_find_sites(const struct movement *move, uint32_t symbol);

#endif

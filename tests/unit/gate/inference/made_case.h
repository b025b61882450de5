#ifndef FLAMEGATE_TESTS_UNIT_GATE_INFERENCE_MADE_CASE_H
#define FLAMEGATE_TESTS_UNIT_GATE_INFERENCE_MADE_CASE_H

#include "gate/base/memory.h"
#include "gate/inference/hypotheses.h"
#include "gate/inference/movement.h"
#include "gate/inference/nodes.h"
#include "gate/inference/quantiles.h"
#include "tests/support/hand_comparison.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * A small service, asked and tested up to the point where causes are searched: 4 replicas a side, stacks with a
 * baseline and a candidate count each, split evenly with a little spread. Half of the named stacks are ballast, so
 * that a level can be believed.
 */

enum { MADE_REPLICAS = 4, MADE_STACKS_MAX = 64, MADE_BALLAST = 20 };

struct made_stack {
    const char *frames;
    double before, after; /* samples of a replica */
};

struct made_case {
    struct comparison *comparison;
    struct noise noise;
    struct noise_settings settings;
    struct questions questions;
    struct hypotheses hypotheses;
    struct quantiles tail;
    struct node_answer *nodes;
    struct culprit_case about;
};

static inline void made_check(int result)
{
    if (result != 0)
        abort();
}

static inline void made_open_asked(struct made_case *made, const struct made_stack *stacks, size_t count,
                                   void (*ask)(struct questions *, const struct comparison *))
{
    static const char *const ballast[MADE_BALLAST] = {"work;w00", "work;w01", "work;w02", "work;w03", "work;w04",
                                                      "work;w05", "work;w06", "work;w07", "work;w08", "work;w09",
                                                      "work;w10", "work;w11", "work;w12", "work;w13", "work;w14",
                                                      "work;w15", "work;w16", "work;w17", "work;w18", "work;w19"};
    static double counts[MADE_STACKS_MAX][2 * MADE_REPLICAS];
    double requests[2 * MADE_REPLICAS];
    struct hand_stack hand[MADE_STACKS_MAX];
    for (size_t i = 0; i < count + MADE_BALLAST; i++) {
        struct made_stack stack = i < count ? stacks[i] : (struct made_stack){ballast[i - count], 1000, 1000};
        for (size_t c = 0; c < 2 * MADE_REPLICAS; c++) {
            double mean = c < MADE_REPLICAS ? stack.before : stack.after;
            /* a spread of about the Poisson one, the same on both sides */
            double shift = (double)((i * 7 + c % MADE_REPLICAS * 5) % 4) - 1.5;
            counts[i][c] = mean > 0 ? mean + floor(shift * 0.8 * sqrt(mean)) : 0;
        }
        hand[i] = (struct hand_stack){stack.frames, counts[i]};
    }
    for (size_t c = 0; c < 2 * MADE_REPLICAS; c++)
        requests[c] = 10000;
    *made = (struct made_case){.settings = noise_settings_default()};
    made->comparison = hand_comparison(hand, count + MADE_BALLAST, MADE_REPLICAS, MADE_REPLICAS, requests);
    ask(&made->questions, made->comparison);
    made_check(noise_measure(&made->noise, made->comparison, &made->settings, NULL));
    made_check(hypotheses_test(&made->hypotheses, &made->questions, &made->noise, &made->settings, NULL));
    quantiles_make(&made->tail, 0.025, made->noise.least_df);
    made->nodes = memory_allocate_array(made->comparison->tree->count, sizeof *made->nodes);
    made_check(made->nodes == NULL);
    made_check(nodes_answer(made->nodes, &made->noise, &made->tail, NULL));
    made->about =
        (struct culprit_case){0, &made->noise, made->nodes, &made->questions, &made->hypotheses, &made->tail};
}

/* Asked what the built-in policy asks. */
static inline void made_open(struct made_case *made, const struct made_stack *stacks, size_t count)
{
    made_open_asked(made, stacks, count, hand_questions);
}

static inline void made_close(struct made_case *made)
{
    memory_free(made->nodes);
    hypotheses_clear(&made->hypotheses);
    noise_clear(&made->noise);
    questions_clear(&made->questions);
    comparison_free(made->comparison);
}

static inline uint32_t made_symbol(const struct made_case *made, const char *name)
{
    return symbols_find(made->comparison->symbols, bytes_of_text(name));
}

#endif

#ifndef FLAMEGATE_GATE_INFERENCE_HYPOTHESES_H
#define FLAMEGATE_GATE_INFERENCE_HYPOTHESES_H

#include "gate/base/error.h"
#include "gate/inference/noise.h"
#include "gate/inference/test.h"
#include "gate/model/question.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Questions -> the different hypotheses behind them, and which of these the whole gate may reject (method, section
 * 9). Two questions of one comparison about entries with equal columns and with equal limits are one hypothesis; it
 * is tested once. The named ones share one part of the error rate by Holm, all others of all comparisons are one
 * family with the rest, by Tarone and Holm. Warnings are in no family; neither is what cannot be judged.
 */

struct hypothesis {
    uint32_t comparison;
    uint32_t entry; /* that is tested: the twin, if there is one */
    enum question_purpose purpose;
    enum question_slice slice;
    double expected;             /* of QUESTION_EXPECT */
    struct limit_resolved upper; /* U */
    struct limit_resolved lower; /* L */
    bool assumed;                /* U is the question's limit_assumed */
    bool judgeable;              /* its comparison can carry a verdict */
    struct test_result test;
    bool tested;   /* could reach significance */
    bool rejected; /* at_limit and significant */
    bool moved;    /* was rejected, but its cost only moved here: then test, upper and lower are of the net */
    struct effective net;            /* if moved */
    size_t parts_first, parts_count; /* if moved: savings that were netted, in the list of them */
    double level;                    /* what one test of its family had to reach */
};

struct hypotheses {
    struct hypothesis *items; /* sorted by what tells them apart */
    size_t count;
    size_t *of_question;   /* [question] index into items */
    double wildcard_level; /* (1 - slice) alpha / K */
    double named_level;
    size_t wildcard_count;
    size_t k;
};

/* noises: [comparison]. Fails only without memory. */
int hypotheses_test(struct hypotheses *out, const struct questions *questions, const struct noise *noises,
                    const struct noise_settings *settings, struct error *err);
void hypotheses_clear(struct hypotheses *hypotheses);

/* The formula at a part of the service with that baseline rate: U, and L below it. */
struct limit_resolved hypotheses_limit(const struct question *question, const struct noise *noise, double rate);
struct limit_resolved hypotheses_proven(const struct question *question, const struct noise *noise, double rate);

#endif

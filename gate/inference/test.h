#ifndef FLAMEGATE_GATE_INFERENCE_TEST_H
#define FLAMEGATE_GATE_INFERENCE_TEST_H

#include "gate/inference/noise.h"
#include "gate/model/limit.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The tests of one entry (method, sections 7 and 8): is a growth of L disproved, is a growth of U. Each takes the
 * reading of the level that makes its claim harder (noise.h).
 */

struct test_result {
    double p_low;   /* of "growth <= L" */
    double p_high;  /* of "growth >= U" */
    double p_least; /* smallest p_low that the pooled events could give */
    bool at_limit;  /* measured at or above U, as measured and relative to the level */
};

/* Limits resolved at the entry: upper is U, lower is L. What is unknown gives p = 1 and never at_limit. */
struct test_result test_growth(const struct noise *noise, size_t entry, const struct effective *at,
                               const struct limit_resolved *upper, const struct limit_resolved *lower);

/*
 * A promise (section 13): the entry should cost `promised` of itself less (-0.1 is 10 % less). p_low is of "it did
 * fall by that", so that a small one breaks the promise; p_high is of "it did not even fall by half of that", a
 * small one keeps it. at_limit: measured less than half of what was promised.
 */
struct test_result test_promise(const struct noise *noise, size_t entry, const struct effective *at,
                                double promised);

/* Whether the measured change is at least the promised one. */
bool test_promise_met(const struct noise *noise, size_t entry, const struct effective *at, double promised);

/* p of "did not grow more than lower", as test_growth has it, and of "did not shrink". */
double test_more(const struct noise *noise, size_t entry, const struct effective *at,
                 const struct limit_resolved *lower);
double test_less(const struct noise *noise, size_t entry, const struct effective *at);

/* Growth per exposure in the reading of that factor; NAN where there is no rate. */
double test_growth_read(const struct effective *at, double factor);

/* Whether the limit is a ratio to the baseline or an amount on top of it, in the words of the tests. */
struct growth_limit test_limit(const struct limit_resolved *limit);

/* The counts with the candidate's exposure read by that factor. */
struct counts test_read(const struct effective *at, double factor);

#endif

#ifndef FLAMEGATE_TESTS_BENCH_WORLDS_GATE_H
#define FLAMEGATE_TESTS_BENCH_WORLDS_GATE_H

#include "gate/model/answer.h"
#include "gate/model/comparison.h"
#include "gate/model/noise_settings.h"
#include "gate/model/question.h"

/* The gate on one simulated comparison: questions made by hand, answered by the same path as the program's. */

/* Growth that must not pass: of frames and of the total. All zero: any growth. */
struct gate_limits {
    double of_itself, of_total;  /* of a frame: both at once */
    double total, total_assumed; /* of the total; where the level is assumed */
};

/* +10 % and +2 % of the total; the total +10 %, +25 % where its noise is assumed. */
extern const struct gate_limits gate_limits_builtin;
/* +5 % and +1 % of the total; the total +5 %: with proven_over 1 what the reference calls 5 %/1 %. */
extern const struct gate_limits gate_limits_tight;
/* Any growth. */
extern const struct gate_limits gate_limits_none;

/* The built-in settings with nothing assumed: no noise of hosts and frames beyond the samples'. */
struct noise_settings gate_noise_bare(void);

/* A fail question for the total (named) and one for every other entry (wildcard). Question v is about entry v. */
void gate_ask(struct questions *out, const struct comparison *comparison, const struct gate_limits *limits);

/* The caller's, to free with answers_free. What fails ends the program. */
struct answers *gate_answer(const struct comparison *comparison, const struct questions *questions,
                            const struct noise_settings *noise);

/* Whether anything is rejected; whether everything is cleared. */
bool gate_red(const struct answers *answers);
bool gate_pass(const struct answers *answers);

#endif

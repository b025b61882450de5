#include "tests/bench/worlds/gate.h"

#include "gate/inference/inference.h"

#include <stdio.h>
#include <stdlib.h>

const struct gate_limits gate_limits_builtin = {0.10, 0.02, 0.10, 0.25};
const struct gate_limits gate_limits_tight = {0.05, 0.01, 0.05, 0.05};
const struct gate_limits gate_limits_none = {0, 0, 0, 0};

struct noise_settings gate_noise_bare(void)
{
    struct noise_settings noise = noise_settings_default();
    noise.host_cv = 0.001;
    noise.frame_cv = 0;
    return noise;
}

static void die(const char *what, const struct error *err)
{
    fprintf(stderr, "%s: %s\n", what, err->sentence);
    exit(2);
}

/* A part of 0 sets no key. */
static struct limit limit_of(double of_itself, double of_total)
{
    struct limit limit = {.count = of_itself > 0 || of_total > 0};
    limit.bounds[0].set[LIMIT_OF_ITSELF] = of_itself > 0;
    limit.bounds[0].value[LIMIT_OF_ITSELF] = of_itself;
    limit.bounds[0].set[LIMIT_OF_TOTAL] = of_total > 0;
    limit.bounds[0].value[LIMIT_OF_TOTAL] = of_total;
    return limit;
}

void gate_ask(struct questions *out, const struct comparison *comparison, const struct gate_limits *limits)
{
    struct error err = ERROR_INIT;
    *out = (struct questions){0};
    struct limit frames = limit_of(limits->of_itself, limits->of_total);
    for (uint32_t v = 0; v < comparison->entry_count; v++) {
        struct question question = {.entry = v,
                                    .rule = v > 0,
                                    .slice = v == 0 ? QUESTION_NAMED : QUESTION_WILDCARD,
                                    .limit = v == 0 ? limit_of(limits->total, 0) : frames,
                                    .limit_assumed = v == 0 ? limit_of(limits->total_assumed, 0) : frames};
        if (questions_add(out, &question, &err) != 0)
            die("ask", &err);
    }
}

struct answers *gate_answer(const struct comparison *comparison, const struct questions *questions,
                            const struct noise_settings *noise)
{
    struct error err = ERROR_INIT;
    struct answers *answers;
    if (inference_answer(&answers, &comparison, 1, questions, noise, &err) != 0)
        die("infer", &err);
    return answers;
}

bool gate_red(const struct answers *answers)
{
    for (size_t q = 0; q < answers->count; q++)
        if (answers->items[q].rejected)
            return true;
    return false;
}

bool gate_pass(const struct answers *answers)
{
    for (size_t q = 0; q < answers->count; q++)
        if (!answers->items[q].cleared)
            return false;
    return true;
}

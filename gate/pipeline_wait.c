#include "gate/pipeline_wait.h"

#include "gate/base/memory.h"
#include "gate/base/numbers.h"
#include "gate/base/timestamp.h"
#include "gate/compare/unchanged.h"
#include "gate/inference/inference.h"
#include "gate/pipeline_profiles.h"
#include "rules/ask.h"

#include <math.h>
#include <stdio.h>

#include "gate/base/banned.h"

/* A chance that is raised by less is not waited for. */
static const double gain_least = 0.05;

static const double far_behind = 2;

/* The comparisons that are judged, as they would be of unchanged code. */
struct expected {
    struct comparison **items;
    size_t count;
};

static void expected_clear(struct expected *expected)
{
    for (size_t i = 0; i < expected->count; i++) {
        comparison_free(expected->items[i]);
    }
    memory_free(expected->items);
}

/* What can never pass as it is, is not waited for in parts. An anchor that is not there will not come. */
static const char *first_unfit(const struct run *run)
{
    for (size_t i = 0; i < run->comparison_count; i++) {
        const struct comparison *comparison = run->comparisons[i];
        bool lacks_anchor = comparison->anchored != NULL && run->anchor.missing != NULL;
        if (!comparison->report_only && comparison->unfit != NULL && !lacks_anchor) {
            return comparison->unfit;
        }
    }
    return run->comparison_count == 0 ? "there is nothing to compare yet" : NULL;
}

static int expect_all(struct expected *out, const struct run *run, struct error *err)
{
    out->items = memory_allocate_array(run->profile_count, sizeof(struct comparison *));
    if (out->items == NULL) {
        return error_set_memory(err, "looking for what is missing");
    }
    for (size_t i = 0; i < run->profile_count; i++) {
        size_t index = run->profile_comparisons[i];
        const struct compare_settings settings = pipeline_profiles_compare_settings(run->plan, &run->selectors[i]);
        struct comparison *comparison = NULL;
        struct replicas sides[SIDES];
        if (index == SIZE_MAX || run->comparisons[index]->report_only || run->comparisons[index]->unfit != NULL) {
            continue;
        }
        pipeline_profiles_sides(sides, run, &run->selectors[i]);
        if (unchanged_make(&comparison, run->comparisons[index], sides, &run->selectors[i], &settings, err) != 0) {
            return -1;
        }
        if (comparison != NULL) {
            out->items[out->count++] = comparison;
        }
    }
    return 0;
}

/* A replica of the baseline held so much more than one of the candidate does yet. The noise between replicas is
 * measured in events, so the few of them look as noisy as the many, as if only more replicas could help. */
static bool is_far_behind(const struct comparison *comparison)
{
    const struct comparison_side *sides = comparison->sides;
    double times = sides[BASELINE].exposure / (double)sides[BASELINE].replica_count /
                   (sides[CANDIDATE].exposure / (double)sides[CANDIDATE].replica_count);
    return times >= far_behind;
}

static double gain_of(const struct answers *answers, const struct questions *questions,
                      const struct comparison *comparison, size_t index)
{
    double now = answers->comparisons[index].pass_chance;
    double gain = answers_gain(answers, questions, (uint32_t)index);
    return is_far_behind(comparison) ? fmax(gain, 1 - now) : gain;
}

/* Pairs would be pairs of a replica with itself. */
static int ask_expected(double *out, const struct run *run, const struct expected *expected, struct error *err)
{
    const struct comparison *const *comparisons = (const struct comparison *const *)expected->items;
    struct questions questions = {0};
    struct answers *answers = NULL;
    struct noise_settings settings = run->plan->policy->noise;
    settings.history = run->history;
    settings.pair_by = PAIR_NONE;
    int status = ask_questions(&questions, run->plan->policy, comparisons, expected->count, err);
    if (status == 0) {
        status = inference_answer(&answers, comparisons, expected->count, &questions, &settings, err);
    }
    *out = 0;
    for (size_t i = 0; status == 0 && i < expected->count; i++) {
        *out = fmax(*out, gain_of(answers, &questions, comparisons[i], i));
    }
    questions_clear(&questions);
    answers_free(answers);
    return status;
}

int pipeline_wait_gain(double *out, const char **why, const struct run *run, struct error *err)
{
    struct expected expected = {NULL, 0};
    *out = 1;
    *why = run->unfit != NULL ? run->unfit : first_unfit(run);
    if (*why != NULL) {
        return 0;
    }
    int status = expect_all(&expected, run, err);
    if (status == 0) {
        status = ask_expected(out, run, &expected, err);
    }
    expected_clear(&expected);
    return status;
}

/* What no waiting mends. */
static bool is_settled(const struct run *run)
{
    for (size_t i = 0; i < run->trouble_count; i++) {
        if (run->troubles[i].fatal) {
            return true;
        }
    }
    return run->missing_baseline != NULL;
}

static void say_what_is_missing(const struct run *run, double gain, const char *why, int64_t next)
{
    char sentence[ERROR_SENTENCE_SIZE], when[TIMESTAMP_TEXT_SIZE], points[NUMBER_TEXT_SIZE];
    timestamp_format(when, next);
    if (why != NULL) {
        snprintf(sentence, sizeof sentence, "%s; looking again at %s", why, when);
    } else {
        snprintf(
            sentence, sizeof sentence,
            "too few samples so far: more would raise the chance of unchanged code to pass by %s; looking again "
            "at %s",
            numbers_format_percent(points, gain), when);
    }
    run->world->progress(run->world->world, sentence);
}

int pipeline_wait_for_more(bool *again, const struct run *run, int64_t until, struct error *err)
{
    const struct surroundings *world = run->world;
    double gain = 0;
    const char *why = NULL;
    *again = false;
    if (run->plan->wait == 0 || run->plan->at >= until || is_settled(run)) {
        return 0;
    }
    if (pipeline_wait_gain(&gain, &why, run, err) != 0) {
        return -1;
    }
    int64_t now = world->now(world->world);
    if (gain <= gain_least || now >= until) {
        return 0;
    }
    int64_t next = until - now > run->plan->poll ? now + run->plan->poll : until;
    say_what_is_missing(run, gain, why, next);
    world->sleep(world->world, next - now);
    *again = true;
    return 0;
}

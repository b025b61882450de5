#include "gate/inference/inference.h"

#include "gate/base/memory.h"
#include "gate/inference/culprit.h"
#include "gate/inference/estimate.h"
#include "gate/inference/forecast.h"
#include "gate/inference/hypotheses.h"
#include "gate/inference/moved_cost.h"
#include "gate/inference/nodes.h"
#include "gate/inference/noise.h"
#include "gate/inference/odd_replicas.h"
#include "gate/inference/quantiles.h"
#include "gate/inference/relocation.h"
#include "gate/inference/split.h"

#include <math.h>

#include "gate/base/banned.h"

/* The cost of a typical function, as a part of the service's total. */
static const double TYPICAL_SHARE = 0.01;

/* Quantiles of Student's t at the tails that one comparison needs. */
struct tails {
    struct quantiles interval; /* 0.025 */
    struct quantiles wildcard, named, warning;
};

/* One run of the room. */
struct run {
    const struct comparison *const *comparisons;
    size_t comparison_count;
    const struct questions *questions;
    const struct noise_settings *settings;
    struct noise *noises;        /* [comparison] */
    struct split_basis **splits; /* [comparison] */
    struct tails *tails;         /* [comparison] */
    struct hypotheses hypotheses;
    struct culprits culprits, improvements;
    struct moved_parts moved_parts;
    struct relocations relocations;
    bool floored; /* a wildcard question exists somewhere: functions that nobody sampled are under a rule */
};

static int measure_noise(struct run *run, struct error *err)
{
    run->noises = memory_allocate_array(run->comparison_count, sizeof *run->noises);
    run->splits = memory_allocate_array(run->comparison_count, sizeof *run->splits);
    run->tails = memory_allocate_array(run->comparison_count, sizeof *run->tails);
    if (run->noises == NULL || run->splits == NULL || run->tails == NULL) {
        error_set_memory(err, "measuring the noise");
        return -1;
    }
    for (size_t c = 0; c < run->comparison_count; c++) {
        struct noise *noise = &run->noises[c];
        if (noise_measure(noise, run->comparisons[c], run->settings, err) != 0 ||
            split_basis_make(&run->splits[c], noise, err) != 0)
            return -1;
        noise->split = run->splits[c];
    }
    return 0;
}

static double least_df(const struct noise *noise)
{
    return fmin(noise->least_df > 0 ? noise->least_df : INFINITY, noise->level.total_df);
}

static void make_tails(struct run *run)
{
    double warning = run->settings->false_fail * (1 - run->settings->named_slice);
    for (size_t c = 0; c < run->comparison_count; c++) {
        struct tails *tails = &run->tails[c];
        double df = least_df(&run->noises[c]);
        quantiles_make(&tails->interval, 0.025, df);
        quantiles_make(&tails->wildcard, run->hypotheses.wildcard_level, df);
        quantiles_make(&tails->named, run->hypotheses.named_level, df);
        quantiles_make(&tails->warning, warning, df);
    }
}

static bool wildcard_fails(const struct question *question)
{
    return question->purpose == QUESTION_FAIL && question->slice == QUESTION_WILDCARD;
}

static void find_floor(struct run *run)
{
    for (size_t q = 0; q < run->questions->count; q++)
        run->floored = run->floored || wildcard_fails(&run->questions->items[q]);
}

static const struct quantiles *tail_of(const struct tails *tails, const struct hypothesis *h)
{
    if (h->purpose == QUESTION_WARN)
        return &tails->warning;
    return h->slice == QUESTION_NAMED || h->purpose == QUESTION_EXPECT ? &tails->named : &tails->wildcard;
}

/* Where a wildcard rule is asked anywhere, what was hardly sampled must be able to show (section 11). */
static double floor_of(const struct run *run, const struct question *question, const struct hypothesis *h)
{
    if (!run->floored || !h->judgeable || question->purpose != QUESTION_FAIL)
        return 0;
    const struct noise *noise = &run->noises[h->comparison];
    struct limit_resolved unseen = hypotheses_limit(question, noise, 0);
    return forecast_floor(noise, &noise->entries[h->entry], &h->upper, wildcard_fails(question) ? &unseen : NULL);
}

/* A function that is gone keeps no promise by that alone: its cost may only have moved, and nobody has asked for
 * the net of what it moved to. */
static bool is_kept(const struct noise *noise, const struct hypothesis *h)
{
    const struct effective *at = &noise->entries[h->entry];
    bool gone = h->entry != 0 && !(at->counts.c1 > 0);
    return !gone && test_promise_met(noise, h->entry, at, h->expected);
}

static bool is_cleared(const struct run *run, const struct hypothesis *h, double floor)
{
    const struct noise *noise = &run->noises[h->comparison];
    if (!h->judgeable || h->rejected || h->test.p_high > run->settings->pass_error)
        return false;
    if (h->purpose == QUESTION_EXPECT)
        return is_kept(noise, h);
    return floor <= 1.0;
}

static void answer_question(struct answer *out, const struct run *run, const struct question *question,
                            const struct hypothesis *h, const struct estimate *estimate)
{
    const struct noise *noise = &run->noises[h->comparison];
    const struct quantiles *level = tail_of(&run->tails[h->comparison], h);
    double floor = floor_of(run, question, h);
    *out = (struct answer){
        .estimate = *estimate,
        .limit = h->upper,
        .proven = h->lower,
        .limit_assumed = h->assumed,
        .p_low = h->test.p_low,
        .p_high = h->test.p_high,
        .p_least = h->test.p_least,
        .tested = h->tested,
        .at_limit = h->test.at_limit,
        .rejected = h->rejected,
        .cleared = is_cleared(run, h, floor),
        .moved = h->moved,
        .parts_first = h->parts_first,
        .parts_count = h->parts_count,
        .visible = forecast_visible(noise, h->entry, &noise->entries[h->entry], &h->upper, &h->lower, level),
        .blocker = BLOCKER_NONE,
        .samples_factor = NAN,
        .replicas_needed = NAN};
    if (h->moved)
        out->net = estimate_part(noise, h->entry, &h->net, &run->tails[h->comparison].interval);
    if (out->rejected || out->cleared)
        return;
    struct forecast forecast = forecast_hypothesis(h, noise, level, floor);
    out->blocker = forecast.blocker;
    out->samples_factor = forecast.samples_factor;
    out->replicas_needed = forecast.replicas_needed;
}

/* Estimates of the entries that questions are about, each made once however often it is asked about. */
struct estimates {
    struct estimate *items; /* [entry] */
    bool *made;             /* [entry] */
};

static int estimates_make(struct estimates *out, size_t entries, struct error *err)
{
    *out = (struct estimates){memory_allocate_array(entries, sizeof *out->items),
                              memory_allocate_array(entries, sizeof *out->made)};
    if (out->items != NULL && out->made != NULL)
        return 0;
    error_set_memory(err, "estimating");
    return -1;
}

static void estimates_clear(struct estimates *estimates)
{
    memory_free(estimates->items);
    memory_free(estimates->made);
}

static int answer_comparison(struct answers *out, const struct run *run, uint32_t comparison, struct error *err)
{
    struct estimates estimates;
    int result = estimates_make(&estimates, run->comparisons[comparison]->entry_count, err);
    for (size_t q = 0; result == 0 && q < run->questions->count; q++) {
        const struct question *question = &run->questions->items[q];
        if (question->comparison != comparison)
            continue;
        const struct hypothesis *h = &run->hypotheses.items[run->hypotheses.of_question[q]];
        if (!estimates.made[h->entry]) {
            estimates.items[h->entry] =
                estimate_entry(&run->noises[comparison], h->entry, &run->tails[comparison].interval);
            estimates.made[h->entry] = true;
        }
        answer_question(&out->items[q], run, question, h, &estimates.items[h->entry]);
    }
    estimates_clear(&estimates);
    return result;
}

static void count_hypotheses(struct comparison_answers *out, const struct run *run, uint32_t comparison)
{
    for (size_t i = 0; i < run->hypotheses.count; i++) {
        const struct hypothesis *h = &run->hypotheses.items[i];
        if (h->comparison != comparison || h->purpose != QUESTION_FAIL)
            continue;
        out->entries++;
        out->tested += h->tested;
    }
}

/* The smallest growth of the total that was visible: by the question about it, else at limit 0. */
static double visible_total(const struct answers *answers, const struct run *run, uint32_t comparison)
{
    if (run->comparisons[comparison]->exposure_kind == EXPOSURE_SHARE)
        return INFINITY;
    for (size_t q = 0; q < run->questions->count; q++) {
        const struct question *question = &run->questions->items[q];
        if (question->comparison == comparison && question->entry == 0 && question->purpose == QUESTION_FAIL)
            return answers->items[q].visible;
    }
    const struct noise *noise = &run->noises[comparison];
    struct limit_resolved none = {.relative = true};
    return forecast_visible(noise, 0, &noise->entries[0], &none, &none, &run->tails[comparison].named);
}

/* The same for a function of a typical cost under the strictest wildcard rule; NAN where none asks. */
static double visible_frame(const struct run *run, uint32_t comparison)
{
    const struct noise *noise = &run->noises[comparison];
    double rate = TYPICAL_SHARE * noise->total_rate;
    struct limit_resolved upper = {.relative = true}, lower = upper;
    bool any = false;
    for (size_t q = 0; q < run->questions->count; q++) {
        const struct question *question = &run->questions->items[q];
        if (question->comparison != comparison || !wildcard_fails(question))
            continue;
        struct limit_resolved here = hypotheses_limit(question, noise, rate);
        if (any && !(here.growth < upper.growth))
            continue;
        upper = here;
        lower = hypotheses_proven(question, noise, rate);
        any = true;
    }
    struct effective at = noise_typical(noise, rate);
    return any ? forecast_visible(noise, 1, &at, &upper, &lower, &run->tails[comparison].wildcard) : NAN;
}

/* The least visible function under a fail rule. A growth that was measured and is undecided was not seen either. */
static void find_least_visible(struct comparison_answers *here, const struct answers *answers,
                               const struct run *run, uint32_t comparison)
{
    double least_rate = TYPICAL_SHARE * run->noises[comparison].total_rate;
    for (size_t q = 0; q < run->questions->count; q++) {
        const struct question *question = &run->questions->items[q];
        const struct answer *answer = &answers->items[q];
        const struct estimate *estimate = answer->moved ? &answer->net : &answer->estimate;
        if (question->comparison != comparison || question->entry == 0 || question->purpose != QUESTION_FAIL)
            continue;
        bool costly = fmax(estimate->rate[BASELINE], estimate->rate[CANDIDATE]) >= least_rate;
        bool open = answer->at_limit && !answer->rejected && estimate->share > 0;
        double visible = fmax(costly ? answer->visible : 0, open ? estimate->share : 0);
        if (visible > here->visible_worst) {
            here->visible_worst = visible;
            here->visible_worst_entry = question->entry;
        }
    }
}

static int summarise(struct answers *out, const struct run *run, uint32_t comparison, struct error *err)
{
    struct comparison_answers *here = &out->comparisons[comparison];
    const struct noise *noise = &run->noises[comparison];
    here->level = noise->level;
    here->total = estimate_entry(noise, 0, &run->tails[comparison].interval);
    count_hypotheses(here, run, comparison);
    here->visible_total = visible_total(out, run, comparison);
    here->visible_frame = visible_frame(run, comparison);
    find_least_visible(here, out, run, comparison);
    for (size_t q = 0; q < run->questions->count; q++) {
        const struct question *question = &run->questions->items[q];
        const struct answer *answer = &out->items[q];
        here->pass_blockers += question->comparison == comparison && question->purpose == QUESTION_FAIL &&
                               !answer->rejected && !answer->cleared;
    }
    struct forecast forecast;
    struct forecast_chance chance;
    if (forecast_comparison(&forecast, &chance, &run->hypotheses, comparison, noise, err) != 0)
        return -1;
    here->samples_factor = forecast.samples_factor;
    here->replicas_needed = forecast.replicas_needed;
    here->pass_chance = chance.now;
    here->pass_chance_most = chance.most;
    return odd_replicas_find(&here->odd, &here->odd_count, run->comparisons[comparison], err);
}

static int answer_nodes(struct answers *out, const struct run *run, uint32_t comparison, struct error *err)
{
    struct comparison_answers *here = &out->comparisons[comparison];
    here->nodes = memory_allocate_array(run->comparisons[comparison]->tree->count, sizeof *here->nodes);
    if (here->nodes == NULL) {
        error_set_memory(err, "testing the call tree");
        return -1;
    }
    return nodes_answer(here->nodes, &run->noises[comparison], &run->tails[comparison].interval, err);
}

static int name_causes(const struct answers *out, struct run *run, uint32_t comparison, struct error *err)
{
    struct culprit_case about = {comparison,     &run->noises[comparison], out->comparisons[comparison].nodes,
                                 run->questions, &run->hypotheses,         &run->tails[comparison].interval};
    if (culprit_find(&run->culprits, &about, err) != 0 ||
        culprit_find_improvements(&run->improvements, &about, err) != 0)
        return -1;
    return run->noises[comparison].judgeable ? relocation_find(&run->relocations, &about, err) : 0;
}

static int answer_all(struct answers *out, struct run *run, struct error *err)
{
    for (uint32_t c = 0; c < run->comparison_count; c++) {
        if (answer_comparison(out, run, c, err) != 0 || summarise(out, run, c, err) != 0 ||
            answer_nodes(out, run, c, err) != 0 || name_causes(out, run, c, err) != 0)
            return -1;
    }
    if (culprits_sort(&run->culprits, run->comparisons, err) != 0 ||
        culprits_sort(&run->improvements, run->comparisons, err) != 0)
        return -1;
    return 0;
}

static struct answers *new_answers(const struct run *run, struct error *err)
{
    struct answers *out = memory_allocate_array(1, sizeof *out);
    if (out == NULL) {
        error_set_memory(err, "answering");
        return NULL;
    }
    out->items = memory_allocate_array(run->questions->count, sizeof *out->items);
    out->comparisons = memory_allocate_array(run->comparison_count, sizeof *out->comparisons);
    if (out->items == NULL || out->comparisons == NULL) {
        answers_free(out);
        error_set_memory(err, "answering");
        return NULL;
    }
    out->count = run->questions->count;
    out->comparison_count = run->comparison_count;
    return out;
}

/* The causes become the answers'. */
static void hand_over(struct answers *out, struct run *run)
{
    out->culprits = run->culprits.items;
    out->culprit_count = run->culprits.count;
    out->improvements = run->improvements.items;
    out->improvement_count = run->improvements.count;
    out->moved_parts = run->moved_parts.items;
    out->moved_part_count = run->moved_parts.count;
    run->culprits = run->improvements = (struct culprits){0};
    out->relocations = run->relocations.items;
    out->relocation_count = run->relocations.count;
    run->moved_parts = (struct moved_parts){0};
    run->relocations = (struct relocations){0};
    out->wildcard_level = run->hypotheses.wildcard_level;
    out->named_level = run->hypotheses.named_level;
    out->hypotheses = run->hypotheses.wildcard_count;
    out->tested = run->hypotheses.k;
}

static void run_clear(struct run *run)
{
    for (size_t c = 0; run->noises != NULL && c < run->comparison_count; c++)
        noise_clear(&run->noises[c]);
    for (size_t c = 0; run->splits != NULL && c < run->comparison_count; c++)
        split_basis_free(run->splits[c]);
    memory_free(run->noises);
    memory_free(run->splits);
    memory_free(run->tails);
    hypotheses_clear(&run->hypotheses);
    culprits_clear(&run->culprits);
    culprits_clear(&run->improvements);
    moved_cost_clear(&run->moved_parts);
    relocation_clear(&run->relocations);
}

int inference_answer(struct answers **out, const struct comparison *const *comparisons, size_t comparison_count,
                     const struct questions *questions, const struct noise_settings *noise, struct error *err)
{
    struct run run = {.comparisons = comparisons,
                      .comparison_count = comparison_count,
                      .questions = questions,
                      .settings = noise};
    int result = -1;
    struct answers *answers = new_answers(&run, err);
    if (answers == NULL || measure_noise(&run, err) != 0 ||
        hypotheses_test(&run.hypotheses, questions, run.noises, noise, err) != 0 ||
        moved_cost_absorb(&run.moved_parts, &run.hypotheses, run.noises, comparison_count, err) != 0)
        goto done;
    make_tails(&run);
    find_floor(&run);
    if (answer_all(answers, &run, err) != 0)
        goto done;
    hand_over(answers, &run);
    *out = answers;
    answers = NULL;
    result = 0;
done:
    run_clear(&run);
    answers_free(answers);
    return result;
}

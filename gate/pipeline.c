#include "gate/pipeline.h"

#include "adapters/record/noise_history.h"
#include "adapters/record/verdicts.h"
#include "gate/base/memory.h"
#include "gate/compare/fitness.h"
#include "gate/inference/captures.h"
#include "gate/inference/inference.h"
#include "gate/pipeline_anchor.h"
#include "gate/pipeline_collect.h"
#include "gate/pipeline_first.h"
#include "gate/pipeline_owners.h"
#include "gate/pipeline_profiles.h"
#include "gate/pipeline_reports.h"
#include "gate/pipeline_trouble.h"
#include "gate/pipeline_wait.h"
#include "rules/ask.h"

#include <string.h>

#include "gate/base/banned.h"

/* ---- fetch and decode ---- */

static int open_source(struct run *run, struct error *err)
{
    const struct pipeline_plan *plan = run->plan;
    bool by_path = plan->sides[BASELINE].path != NULL;
    const char *kind = by_path ? "files" : plan->policy->store.kind;
    run->setup.store = by_path ? NULL : &plan->policy->store;
    run->setup.service = plan->service;
    run->setup.fan_out = plan->fan_out;
    run->source = source_find(kind);
    if (run->source == NULL) {
        return error_set(err, ERROR_INTERNAL, "there is no source '%s'", kind);
    }
    if (plan->wait > 0 && !run->source->timed) {
        return error_set(err, ERROR_USAGE,
                         "--wait-for-samples waits for a profile store; from %s no more will come", kind);
    }
    return pipeline_profiles_set_types(run, err) == 0
               ? run->source->open(&run->session, &run->setup, run->world, err)
               : -1;
}

static void note_missing_baseline(struct run *run, const struct error *err)
{
    run->missing_baseline = arena_copy_text(run->arena, err->sentence, strlen(err->sentence));
}

static int settle_sides(struct run *run, struct error *err)
{
    if (pipeline_sides_settle(&run->wanted, run->plan, run->source, run->session, run->world, err) != 0) {
        if (run->wanted.baseline_is_missing && err->kind == ERROR_UNFIT) {
            note_missing_baseline(run, err);
        }
        return -1;
    }
    return run->source->prepare != NULL ? run->source->prepare(run->session, run->wanted.items, err) : 0;
}

static int plan_side(struct run *run, int side, struct error *err)
{
    return run->source->plan(&run->captures[side], run->session, &run->wanted.items[side], err);
}

/* The candidate comes first: what is wrong with it outweighs a baseline that is not there yet. */
static int plan_sides(struct run *run, struct error *err)
{
    if (plan_side(run, CANDIDATE, err) != 0) {
        return -1;
    }
    if (plan_side(run, BASELINE, err) == 0) {
        return 0;
    }
    if (err->kind == ERROR_UNFIT && run->wanted.items[BASELINE].version != NULL) {
        note_missing_baseline(run, err);
    }
    return -1;
}

/* ---- compare ---- */

static int compare_profile(struct run *run, size_t profile, struct error *err)
{
    const struct profile_selector *selector = &run->selectors[profile];
    struct replicas sides[SIDES];
    pipeline_profiles_sides(sides, run, selector);
    struct compare_settings settings = pipeline_profiles_compare_settings(run->plan, selector);
    if (compare_profiles(&run->comparisons[run->comparison_count], sides, selector, &settings, err) != 0) {
        return -1;
    }
    struct comparison *comparison = run->comparisons[run->comparison_count];
    run->profile_comparisons[profile] = run->comparison_count++;
    const char *missing = selector->anchored != NULL ? run->anchor.missing : run->missing_baseline;
    if (missing != NULL) {
        comparison->unfit = missing;
    }
    for (size_t i = 0; i < comparison->dropped_count; i++) {
        if (pipeline_trouble_add(run, TROUBLE_PARSE, false, comparison->dropped[i], err) != 0) {
            return -1;
        }
    }
    return 0;
}

/* ---- ask and infer ---- */

/* Who asks for pairs and gets none is told, since the verdict then rests on another noise. */
static int note_unpaired(struct run *run, struct error *err)
{
    char sentence[CAPTURES_SENTENCE];
    for (size_t i = 0; i < run->comparison_count; i++) {
        const char *why = captures_unpaired(sentence, run->comparisons[i], run->plan->policy->noise.pair_by);
        if (why != NULL && fitness_note(run->comparisons[i], err, "%s", why) != 0) {
            return -1;
        }
    }
    return 0;
}

static int ask_and_infer(struct run *run, struct error *err)
{
    const struct comparison *const *comparisons = (const struct comparison *const *)run->comparisons;
    int status = run->plan->purpose == PIPELINE_DIFF
                     ? ask_differences(&run->questions, comparisons, run->comparison_count, err)
                     : ask_questions(&run->questions, run->plan->policy, comparisons, run->comparison_count, err);
    if (status != 0 || note_unpaired(run, err) != 0 || pipeline_anchor_explain(run, err) != 0) {
        return -1;
    }
    struct noise_settings settings = run->plan->policy->noise;
    settings.history = run->history;
    return inference_answer(&run->answers, comparisons, run->comparison_count, &run->questions, &settings, err);
}

/* ---- judge and report ---- */

static int judge(struct verdict **out, const struct run *run, struct error *err)
{
    struct judge_input input = {
        .policy = run->plan->policy,
        .comparisons = (const struct comparison *const *)run->comparisons,
        .comparison_count = run->comparison_count,
        .questions = run->answers != NULL ? &run->questions : NULL,
        .answers = run->answers,
        .troubles = run->troubles,
        .trouble_count = run->trouble_count,
        .fail_on = run->plan->fail_on,
        .missing_baseline = run->missing_baseline,
        .unfit = run->unfit,
    };
    return run->plan->purpose == PIPELINE_DIFF && run->answers != NULL ? judge_differences(out, &input, err)
                                                                       : judge_verdict(out, &input, err);
}

/* Compares what can be compared: a profile that cannot be read must not hide what another one proves. One that is
 * only shown takes nothing with it. */
static int compare_all(struct run *run, struct error *err)
{
    for (size_t i = 0; i < run->profile_count; i++) {
        struct error cause = ERROR_INIT;
        if (!pipeline_anchor_is_compared(run, &run->selectors[i]) || compare_profile(run, i, &cause) == 0) {
            continue;
        }
        int status = run->selectors[i].report_only && cause.kind == ERROR_INPUT
                         ? pipeline_trouble_add(run, TROUBLE_COMPARE, false, cause.sentence, err)
                         : pipeline_trouble_take(run, TROUBLE_PARSE, &cause, err);
        if (status != 0) {
            return -1;
        }
    }
    return 0;
}

/* Up to the replicas of both sides, and which profiles of them are compared. */
static int read_all(struct run *run, enum trouble_stage *stage, struct error *err)
{
    struct pipeline_kinds kinds = {0};
    *stage = TROUBLE_FETCH;
    if (open_source(run, err) != 0 || settle_sides(run, err) != 0 || plan_sides(run, err) != 0 ||
        pipeline_profiles_wanted_kinds(&kinds.items, &kinds.count, run, err) != 0) {
        return -1;
    }
    *stage = TROUBLE_PARSE;
    if (pipeline_collect_side(run, BASELINE, &kinds, err) != 0 ||
        pipeline_collect_side(run, CANDIDATE, &kinds, err) != 0) {
        return -1;
    }
    *stage = TROUBLE_COMPARE;
    return pipeline_profiles_choose_usual(run, err) == 0 ? pipeline_anchor_read(run, &kinds, err) : -1;
}

static int read_history(struct run *run, struct error *err)
{
    const char *path = run->plan->policy->history;
    return path[0] == '\0' ? 0 : noise_history_read(&run->history, path, err);
}

/* Up to the comparisons. What stops it is noted for the verdict; only what has an exit code of its own fails. */
static int look(struct run *run, struct error *err)
{
    enum trouble_stage stage = TROUBLE_FETCH;
    struct error cause = ERROR_INIT;
    bool read = read_all(run, &stage, &cause) == 0;
    if (!read &&
        (pipeline_trouble_take(run, stage, &cause, err) != 0 || pipeline_first_read(&read, run, err) != 0)) {
        return -1;
    }
    return read ? compare_all(run, err) : 0;
}

/* What a look has taken; the profiles that were named stay. */
static void forget_look(struct run *run)
{
    for (size_t i = 0; i < run->comparison_count; i++) {
        comparison_free(run->comparisons[i]);
    }
    run->comparison_count = 0;
    for (int side = 0; side < SIDES; side++) {
        captures_clear(&run->captures[side]);
        replicas_clear(&run->sides[side]);
    }
    captures_clear(&run->anchor.captures);
    replicas_clear(&run->anchor.replicas);
    run->anchor = (struct run_anchor){.state = run->anchor.state == ANCHOR_NONE ? ANCHOR_NONE : ANCHOR_WANTED};
    for (size_t i = 0; i < run->profile_count; i++) {
        run->profile_comparisons[i] = SIZE_MAX;
    }
    pipeline_sides_clear(&run->wanted);
    run->wanted = (struct pipeline_sides){0};
    if (run->session != NULL) {
        run->source->close(run->session);
    }
    run->session = NULL;
    run->trouble_count = 0;
    run->missing_baseline = run->unfit = NULL;
}

/* Looks until there are enough samples, as long as the plan may wait for them. */
static int look_and_wait(struct run *run, struct error *err)
{
    const struct surroundings *world = run->world;
    const int64_t began = world->now(world->world);
    const size_t named = run->profile_count;
    bool again = true;
    run->look = *run->plan;
    run->plan = &run->look;
    while (again) {
        forget_look(run);
        run->profile_count = named;
        run->look.at = world->now(world->world);
        run->look.longer = run->look.at - began;
        if (look(run, err) != 0 || pipeline_wait_for_more(&again, run, began + run->plan->wait, err) != 0) {
            return -1;
        }
    }
    return 0;
}

static int evaluate(struct run *run, struct error *err)
{
    struct error cause = ERROR_INIT;
    if (pipeline_owners_read(run, &cause) != 0 || read_history(run, &cause) != 0) {
        return pipeline_trouble_take(run, TROUBLE_FETCH, &cause, err);
    }
    int status = run->plan->wait > 0 ? look_and_wait(run, err) : look(run, err);
    return status == 0 && run->comparison_count > 0 ? ask_and_infer(run, err) : status;
}

static int evaluate_and_judge(struct verdict **out, struct run *run, struct error *err)
{
    struct error cause = ERROR_INIT;
    if (evaluate(run, &cause) == 0) {
        return judge(out, run, err) == 0 ? pipeline_owners_assign(*out, run, err) : -1;
    }
    run->world->progress(run->world->world, cause.sentence);
    return judge_error(out, &cause, err);
}

static void run_clear(struct run *run)
{
    forget_look(run);
    memory_free(run->comparisons);
    questions_clear(&run->questions);
    answers_free(run->answers);
    noise_history_free(run->history);
    memory_free(run->troubles);
    arena_free(run->arena);
}

static bool is_given(const struct time_span *span)
{
    return span->end > span->start;
}

/* So that a later run knows which versions were rejected, and which passed. */
static int record(const struct run *run, const struct verdict *verdict, struct error *err)
{
    const struct pipeline_plan *plan = run->plan;
    const struct source_side *candidate = &run->wanted.items[CANDIDATE];
    if (plan->purpose != PIPELINE_CHECK || plan->policy->baseline.records[0] == '\0' ||
        candidate->version == NULL) {
        return 0;
    }
    return verdicts_write(plan->policy->baseline.records, plan->service, candidate->version,
                          verdict_kind_name(verdict->kind),
                          is_given(&candidate->window) ? candidate->window.end : 0, err);
}

int pipeline_run(int *exit_code, const struct pipeline_plan *plan, const struct surroundings *world,
                 struct error *err)
{
    struct run run = {.plan = plan, .world = world, .arena = arena_new()};
    struct verdict *verdict = NULL;
    int status = -1;
    if (run.arena == NULL) {
        error_set_memory(err, "starting the run");
        goto done;
    }
    if (pipeline_profiles_choose_named(&run, err) != 0 || pipeline_reports_publish_unfinished(&run, err) != 0 ||
        evaluate_and_judge(&verdict, &run, err) != 0) {
        goto done;
    }
    status = pipeline_reports_publish(&run, verdict, true, err);
    if (status == 0) {
        status = record(&run, verdict, err);
    }
    if (status != 0) {
        verdict->exit_code = judge_mix_exit_codes(error_exit_code(err->kind), verdict->exit_code);
        pipeline_reports_publish_again(&run, verdict);
    }
done:
    *exit_code = verdict != NULL ? verdict->exit_code : error_exit_code(err->kind);
    verdict_free(verdict);
    run_clear(&run);
    return status;
}

int pipeline_report_error(const struct pipeline_plan *plan, const struct error *cause, struct error *err)
{
    const struct run run = {.plan = plan};
    return pipeline_reports_publish_error(&run, cause, true, err);
}

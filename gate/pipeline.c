#include "gate/pipeline.h"

#include "adapters/collect.h"
#include "gate/base/memory.h"
#include "gate/compare/compare.h"
#include "gate/compare/selection.h"
#include "gate/inference/inference.h"
#include "rules/ask.h"

#include <math.h>
#include <string.h>

#include "gate/base/banned.h"

/* Everything one run holds; freed in one place. */
struct run {
    const struct pipeline_plan *plan;
    const struct surroundings *world;
    struct arena *arena; /* texts and small arrays */
    struct captures captures[SIDES];
    struct replicas sides[SIDES];
    struct collect_notes notes;
    struct profile_selector *selectors;
    const char **profile_names;
    size_t profile_count;
    struct comparison **comparisons;
    size_t comparison_count;
    struct questions questions;
    struct answers *answers;
    struct trouble *troubles;
    size_t trouble_count;
    const char *missing_baseline; /* as in judge_input */
    const char *unfit;
};

static const char *const side_options[SIDES] = {"--requests-baseline", "--requests-candidate"};

static struct source_place place_of(const struct run *run, int side)
{
    const struct pipeline_side *wanted = &run->plan->sides[side];
    const struct policy *policy = run->plan->policy;
    struct source_place place = {.kind = "files", .location = wanted->path, .service = run->plan->service};
    if (wanted->path == NULL) {
        place.kind = policy->store_kind;
        place.location = policy->store_location;
        place.version = wanted->version;
    }
    return place;
}

/* ---- which profiles, before anything is decoded ---- */

static int allocate_profiles(struct run *run, size_t count, struct error *err)
{
    run->selectors = arena_allocate(run->arena, count * sizeof *run->selectors);
    run->profile_names = arena_allocate(run->arena, count * sizeof *run->profile_names);
    run->comparisons = memory_allocate_array(count, sizeof *run->comparisons);
    if (run->selectors == NULL || run->profile_names == NULL || run->comparisons == NULL) {
        return error_set_memory(err, "choosing the profiles");
    }
    return 0;
}

static void add_selector(struct run *run, const struct profile_selector *selector)
{
    run->selectors[run->profile_count] = *selector;
    run->profile_names[run->profile_count] = selector->name;
    run->profile_count++;
}

static struct profile_selector selector_of_policy(const struct policy_profile *profile)
{
    struct profile_selector selector = profile_selector_from_word(profile->type);
    selector.name = profile->name;
    selector.per_instance = profile->per_instance;
    selector.report_only = profile->report_only;
    return selector;
}

/* A word of --profile is a policy's name for a profile, else a standard name or a sample type. */
static struct profile_selector selector_of_word(const struct policy *policy, const char *word)
{
    for (size_t i = 0; i < policy->profile_count; i++) {
        if (strcmp(policy->profiles[i].name, word) == 0) {
            return selector_of_policy(&policy->profiles[i]);
        }
    }
    struct profile_selector selector = profile_selector_from_word(word);
    selector.name = word;
    return selector;
}

/* The profiles that were named, if any were. */
static int choose_named(struct run *run, struct error *err)
{
    const struct policy *policy = run->plan->policy;
    size_t named = run->plan->selected_count > 0 ? run->plan->selected_count : policy->profile_count;
    if (allocate_profiles(run, named > 0 ? named : 1, err) != 0) {
        return -1;
    }
    for (size_t i = 0; i < named; i++) {
        struct profile_selector selector = run->plan->selected_count > 0
                                               ? selector_of_word(policy, run->plan->selected[i])
                                               : selector_of_policy(&policy->profiles[i]);
        add_selector(run, &selector);
    }
    return 0;
}

/* ---- fetch and decode ---- */

/* The kinds of parts to decode: those of the named profiles, or those that can hold the usual one. */
static int wanted_kinds(const char ***out, size_t *out_count, struct run *run, struct error *err)
{
    size_t parts = 0;
    for (int side = 0; side < SIDES; side++) {
        for (size_t i = 0; i < run->captures[side].count; i++) {
            parts += run->captures[side].items[i].part_count;
        }
    }
    const char **present = arena_allocate(run->arena, (parts + 1) * sizeof *present);
    const char **kinds = arena_allocate(run->arena, (3 * run->profile_count + 3) * sizeof *kinds);
    if (present == NULL || kinds == NULL) {
        return error_set_memory(err, "choosing the profiles");
    }
    size_t count = 0;
    for (size_t i = 0; i < run->profile_count; i++) {
        size_t added = selection_kinds_of(kinds + count, &run->selectors[i]);
        if (added == 0) {
            *out = NULL;
            return 0;
        }
        count += added;
    }
    if (run->profile_count == 0) {
        size_t found = 0;
        for (int side = 0; side < SIDES; side++) {
            for (size_t i = 0; i < run->captures[side].count; i++) {
                for (size_t k = 0; k < run->captures[side].items[i].part_count; k++) {
                    present[found++] = run->captures[side].items[i].parts[k].kind;
                }
            }
        }
        count = selection_kinds(kinds, present, found);
    }
    *out = count > 0 ? kinds : NULL;
    *out_count = count;
    return 0;
}

static int plan_sides(struct run *run, struct error *err)
{
    for (int side = 0; side < SIDES; side++) {
        struct source_place place = place_of(run, side);
        const struct source *source = source_find(place.kind);
        if (source == NULL) {
            return error_set(err, ERROR_INTERNAL, "there is no source '%s'", place.kind);
        }
        if (source->plan(&run->captures[side], &place, run->world, err) != 0) {
            if (side == BASELINE && err->kind == ERROR_UNFIT && place.version != NULL) {
                run->missing_baseline = arena_copy_text(run->arena, err->sentence, strlen(err->sentence));
            }
            return -1;
        }
    }
    return 0;
}

static int collect_sides(struct run *run, struct error *err)
{
    const char **kinds = NULL;
    size_t kind_count = 0;
    if (wanted_kinds(&kinds, &kind_count, run, err) != 0) {
        return -1;
    }
    for (int side = 0; side < SIDES; side++) {
        struct source_place place = place_of(run, side);
        struct collect_settings settings = {
            .kinds = kinds,
            .kind_count = kind_count,
            .counter = {.option_requests = run->plan->sides[side].requests, .option_name = side_options[side]},
        };
        if (collect_replicas(&run->sides[side], &run->notes, &run->captures[side], source_find(place.kind), &place,
                             &settings, run->world, err) != 0) {
            return -1;
        }
    }
    return 0;
}

/* ---- compare ---- */

static int choose_usual(struct run *run, struct error *err)
{
    struct profile_selector selector;
    if (run->profile_count > 0) {
        return 0;
    }
    if (selection_choose(&selector, run->sides, err) != 0) {
        return -1;
    }
    add_selector(run, &selector);
    return 0;
}

static struct compare_settings settings_of(const struct policy *policy, const struct profile_selector *selector)
{
    for (size_t i = 0; i < policy->profile_count; i++) {
        if (strcmp(policy->profiles[i].name, selector->name) == 0) {
            return (struct compare_settings){.request_roots = policy->profiles[i].request_roots,
                                             .request_root_count = policy->profiles[i].request_root_count};
        }
    }
    return (struct compare_settings){0};
}

static int compare_all(struct run *run, struct error *err)
{
    for (size_t i = 0; i < run->profile_count; i++) {
        struct compare_settings settings = settings_of(run->plan->policy, &run->selectors[i]);
        if (compare_profiles(&run->comparisons[i], run->sides, &run->selectors[i], &settings, err) != 0) {
            return -1;
        }
        run->comparison_count++;
    }
    return 0;
}

/* ---- ask and infer ---- */

static int ask_and_infer(struct run *run, struct error *err)
{
    const struct comparison *const *comparisons = (const struct comparison *const *)run->comparisons;
    int status = run->plan->purpose == PIPELINE_DIFF
                     ? ask_differences(&run->questions, comparisons, run->comparison_count, err)
                     : ask_questions(&run->questions, run->plan->policy, comparisons, run->comparison_count, err);
    if (status != 0) {
        return -1;
    }
    return inference_answer(&run->answers, comparisons, run->comparison_count, &run->questions,
                            &run->plan->policy->noise, err);
}

/* ---- judge and report ---- */

static int add_trouble(struct run *run, enum trouble_stage stage, bool fatal, const char *sentence,
                       struct error *err)
{
    struct trouble *troubles = memory_resize_array(run->troubles, run->trouble_count + 1, sizeof *troubles);
    if (troubles == NULL) {
        return error_set_memory(err, "noting what went wrong");
    }
    run->troubles = troubles;
    const char *text = arena_copy_text(run->arena, sentence, strlen(sentence));
    if (text == NULL) {
        return error_set_memory(err, "noting what went wrong");
    }
    troubles[run->trouble_count++] = (struct trouble){.stage = stage, .fatal = fatal, .sentence = text};
    run->world->progress(run->world->world, text);
    return 0;
}

static struct evaluation evaluation_of(const struct run *run, const struct verdict *verdict)
{
    const struct pipeline_plan *plan = run->plan;
    struct evaluation evaluation = {
        .version = plan->program_version,
        .command = plan->purpose == PIPELINE_DIFF ? "diff" : "check",
        .service = plan->service,
        .policy = plan->policy->origin,
        .noise = plan->policy->noise,
        .profiles = run->profile_names,
        .profile_count = run->profile_count,
        .comparisons = (const struct comparison *const *)run->comparisons,
        .comparison_count = run->comparison_count,
        .questions = run->answers != NULL ? &run->questions : NULL,
        .answers = run->answers,
        .verdict = verdict,
        .troubles = run->troubles,
        .trouble_count = run->trouble_count,
    };
    for (int side = 0; side < SIDES; side++) {
        evaluation.labels[side] =
            plan->sides[side].version != NULL ? plan->sides[side].version : plan->sides[side].path;
    }
    return evaluation;
}

static int publish(const struct run *run, const struct verdict *verdict, bool finished, struct error *err)
{
    struct evaluation evaluation = evaluation_of(run, verdict);
    evaluation.finished = finished;
    return publish_reports(&evaluation, run->plan->reports, run->plan->report_count, &run->plan->options,
                           run->plan->output, err);
}

static int publish_unfinished(const struct run *run, struct error *err)
{
    struct error cause = ERROR_INIT;
    struct verdict *verdict = NULL;
    error_set(&cause, ERROR_INPUT, "the run did not finish: it was stopped before a verdict was reached");
    int status = judge_error(&verdict, &cause, err);
    if (status == 0) {
        status = publish(run, verdict, false, err);
    }
    verdict_free(verdict);
    return status;
}

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

/* Everything up to the answers. */
static int evaluate(struct run *run, enum trouble_stage *stage, struct error *err)
{
    *stage = TROUBLE_FETCH;
    if (choose_named(run, err) != 0 || plan_sides(run, err) != 0) {
        return -1;
    }
    *stage = TROUBLE_PARSE;
    if (collect_sides(run, err) != 0) {
        return -1;
    }
    for (size_t i = 0; i < run->notes.count; i++) {
        if (add_trouble(run, TROUBLE_PARSE, false, run->notes.items[i], err) != 0) {
            return -1;
        }
    }
    *stage = TROUBLE_COMPARE;
    if (choose_usual(run, err) != 0 || compare_all(run, err) != 0) {
        return -1;
    }
    return ask_and_infer(run, err);
}

/* Turns what stopped the evaluation into what the verdict can say: nothing to judge, or a fatal trouble. */
static int take_failure(struct run *run, enum trouble_stage stage, const struct error *cause, struct error *err)
{
    if (cause->kind != ERROR_UNFIT) {
        return add_trouble(run, stage, true, cause->sentence, err);
    }
    if (run->missing_baseline == NULL) {
        run->unfit = arena_copy_text(run->arena, cause->sentence, strlen(cause->sentence));
        if (run->unfit == NULL) {
            return error_set_memory(err, "noting what is missing");
        }
    }
    return 0;
}

static int evaluate_and_judge(struct verdict **out, struct run *run, struct error *err)
{
    enum trouble_stage stage;
    struct error cause = ERROR_INIT;
    if (evaluate(run, &stage, &cause) == 0) {
        return judge(out, run, err);
    }
    if (take_failure(run, stage, &cause, err) != 0) {
        return -1;
    }
    /* Usage, memory and internal errors have exit codes of their own. */
    return cause.kind == ERROR_INPUT || cause.kind == ERROR_UNFIT ? judge(out, run, err)
                                                                  : judge_error(out, &cause, err);
}

static void run_clear(struct run *run)
{
    for (size_t i = 0; i < run->comparison_count; i++) {
        comparison_free(run->comparisons[i]);
    }
    memory_free(run->comparisons);
    questions_clear(&run->questions);
    answers_free(run->answers);
    memory_free(run->troubles);
    collect_notes_clear(&run->notes);
    for (int side = 0; side < SIDES; side++) {
        captures_clear(&run->captures[side]);
        replicas_clear(&run->sides[side]);
    }
    arena_free(run->arena);
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
    if (publish_unfinished(&run, err) != 0 || evaluate_and_judge(&verdict, &run, err) != 0) {
        goto done;
    }
    status = publish(&run, verdict, true, err);
done:
    *exit_code = status == 0 ? verdict->exit_code : error_exit_code(err->kind);
    verdict_free(verdict);
    run_clear(&run);
    return status;
}

#include "gate/pipeline.h"

#include "adapters/collect.h"
#include "adapters/record/noise_history.h"
#include "gate/base/memory.h"
#include "gate/compare/compare.h"
#include "gate/compare/selection.h"
#include "gate/inference/inference.h"
#include "rules/ask.h"

#include <string.h>

#include "gate/base/banned.h"

/* Everything one run holds; freed in one place. */
struct run {
    const struct pipeline_plan *plan;
    const struct surroundings *world;
    struct arena *arena; /* texts and small arrays */
    struct source_setup setup;
    const struct source *source;
    void *session; /* with the source */
    struct source_side wanted[SIDES];
    struct captures captures[SIDES];
    struct replicas sides[SIDES];
    struct profile_selector *selectors;
    const char **profile_names;
    size_t *profile_comparisons; /* [profile]: its comparison, SIZE_MAX if there is none */
    size_t profile_count;
    struct comparison **comparisons;
    size_t comparison_count;
    struct noise_history *history; /* NULL: the policy names none */
    struct questions questions;
    struct answers *answers;
    struct trouble *troubles;
    size_t trouble_count;
    const char *missing_baseline; /* as in judge_input */
    const char *unfit;
};

static const char *const side_options[SIDES] = {"--requests-baseline", "--requests-candidate"};

/* ---- which profiles, before anything is decoded ---- */

static int allocate_profiles(struct run *run, size_t count, struct error *err)
{
    run->selectors = arena_allocate(run->arena, count * sizeof *run->selectors);
    run->profile_names = arena_allocate(run->arena, count * sizeof *run->profile_names);
    run->profile_comparisons = arena_allocate(run->arena, count * sizeof *run->profile_comparisons);
    run->comparisons = memory_allocate_array(count, sizeof *run->comparisons);
    if (run->selectors == NULL || run->profile_names == NULL || run->profile_comparisons == NULL ||
        run->comparisons == NULL) {
        return error_set_memory(err, "choosing the profiles");
    }
    return 0;
}

static void add_selector(struct run *run, const struct profile_selector *selector)
{
    run->selectors[run->profile_count] = *selector;
    run->profile_names[run->profile_count] = selector->name;
    run->profile_comparisons[run->profile_count] = SIZE_MAX;
    run->profile_count++;
}

/* As the policy or --profile gave it: a store knows a type by more than the selector keeps of it. */
static const char *type_as_written(const struct pipeline_plan *plan, const struct profile_selector *selector)
{
    for (size_t i = 0; i < plan->policy->profile_count; i++) {
        if (strcmp(plan->policy->profiles[i].name, selector->name) == 0) {
            return plan->policy->profiles[i].type;
        }
    }
    return selector->name;
}

static struct profile_selector selector_of_policy(const struct policy_profile *profile)
{
    struct profile_selector selector = profile_selector_from_word(profile->type);
    selector.name = profile->name;
    selector.per_instance = selector.per_instance || profile->per_instance;
    selector.report_only = profile->report_only;
    selector.rate = profile->rate;
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

/* What went wrong, or was left out: for the reports, and said at once. Said twice it counts once. */
static int add_trouble(struct run *run, enum trouble_stage stage, bool fatal, const char *sentence,
                       struct error *err)
{
    for (size_t i = 0; i < run->trouble_count; i++) {
        if (run->troubles[i].fatal == fatal && strcmp(run->troubles[i].sentence, sentence) == 0) {
            return 0;
        }
    }
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

/* The kinds of parts that can hold the usual profile, going by the names of the parts. */
static size_t usual_kinds(const char **kinds, const char **present, const struct run *run)
{
    size_t found = 0;
    for (int side = 0; side < SIDES; side++) {
        for (size_t i = 0; i < run->captures[side].count; i++) {
            const struct capture *capture = &run->captures[side].items[i];
            for (size_t k = 0; k < capture->part_count; k++) {
                present[found++] = capture->parts[k].kind;
            }
        }
    }
    return selection_kinds(kinds, present, found);
}

/* The kinds of parts that can hold the named profiles; 0 if one of them may be anywhere. */
static size_t named_kinds(const char **kinds, const struct run *run)
{
    size_t count = 0;
    for (size_t i = 0; i < run->profile_count; i++) {
        size_t added = selection_kinds_of(kinds + count, &run->selectors[i]);
        if (added == 0) {
            return 0;
        }
        count += added;
    }
    return count;
}

static size_t count_parts(const struct run *run)
{
    size_t parts = 0;
    for (int side = 0; side < SIDES; side++) {
        for (size_t i = 0; i < run->captures[side].count; i++) {
            parts += run->captures[side].items[i].part_count;
        }
    }
    return parts;
}

/* Which kinds of parts to decode: each part is read once, whatever the number of profiles in it. */
static int wanted_kinds(const char ***out, size_t *count, struct run *run, struct error *err)
{
    const char **present = arena_allocate(run->arena, (count_parts(run) + 1) * sizeof *present);
    const char **kinds = arena_allocate(run->arena, 3 * (run->profile_count + 1) * sizeof *kinds);
    if (present == NULL || kinds == NULL) {
        return error_set_memory(err, "choosing the profiles");
    }
    *count = run->profile_count > 0 ? named_kinds(kinds, run) : usual_kinds(kinds, present, run);
    *out = kinds;
    return 0;
}

/* The profiles that are to be judged, for a source that must ask for each by its name. */
static int set_types(struct run *run, struct error *err)
{
    struct source_type *types = arena_allocate(run->arena, (run->profile_count + 1) * sizeof *types);
    if (types == NULL) {
        return error_set_memory(err, "choosing the profiles");
    }
    for (size_t i = 0; i < run->profile_count; i++) {
        const struct profile_selector *selector = &run->selectors[i];
        types[i] =
            (struct source_type){selector->name, type_as_written(run->plan, selector), selector->per_instance};
    }
    run->setup.types = types;
    run->setup.type_count = run->profile_count;
    return 0;
}

static int open_source(struct run *run, struct error *err)
{
    const struct pipeline_plan *plan = run->plan;
    bool by_path = plan->sides[BASELINE].path != NULL;
    const char *kind = by_path ? "files" : plan->policy->store.kind;
    run->setup.store = by_path ? NULL : &plan->policy->store;
    run->setup.service = plan->service;
    run->source = source_find(kind);
    if (run->source == NULL) {
        return error_set(err, ERROR_INTERNAL, "there is no source '%s'", kind);
    }
    if (set_types(run, err) != 0 || run->source->open(&run->session, &run->setup, run->world, err) != 0) {
        return -1;
    }
    for (int side = 0; side < SIDES; side++) {
        run->wanted[side] =
            (struct source_side){.path = plan->sides[side].path, .version = plan->sides[side].version};
    }
    return run->source->prepare != NULL ? run->source->prepare(run->session, run->wanted, err) : 0;
}

static int plan_side(struct run *run, int side, struct error *err)
{
    return run->source->plan(&run->captures[side], run->session, &run->wanted[side], err);
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
    if (err->kind == ERROR_UNFIT && run->plan->sides[BASELINE].version != NULL) {
        run->missing_baseline = arena_copy_text(run->arena, err->sentence, strlen(err->sentence));
    }
    return -1;
}

static struct counter_settings counter_of(const struct run *run, int side)
{
    const struct pipeline_plan *plan = run->plan;
    const struct requests_settings *counting = &plan->policy->counting;
    return (struct counter_settings){
        .option_requests = plan->sides[side].requests,
        .option_name = side_options[side],
        .only_option = plan->policy->requests != POLICY_REQUESTS_META,
        .requests = counting->server.url != NULL ? counting : NULL,
        .service = plan->service,
        .version = plan->sides[side].version,
        .window = run->wanted[side].window,
    };
}

/* Reads both sides, of each capture only the parts of these kinds; none means all. */
static int collect_sides(struct run *run, const char *const *kinds, size_t kind_count, struct error *err)
{
    for (int side = 0; side < SIDES; side++) {
        struct collect_notes notes = {0};
        struct collect_settings settings = {
            .kinds = kind_count > 0 ? kinds : NULL,
            .kind_count = kind_count,
            .counter = counter_of(run, side),
        };
        settings.endpoints =
            settings.counter.requests != NULL && settings.counter.requests->per_endpoint[0] != '\0';
        int status = collect_replicas(&run->sides[side], &notes, &run->captures[side], run->source, run->session,
                                      &settings, run->world, err);
        for (size_t i = 0; status == 0 && i < notes.count; i++) {
            status = add_trouble(run, TROUBLE_PARSE, false, notes.items[i], err);
        }
        collect_notes_clear(&notes);
        if (status != 0) {
            return -1;
        }
    }
    return 0;
}

/* ---- compare ---- */

static struct compare_settings settings_of(const struct pipeline_plan *plan,
                                           const struct profile_selector *selector)
{
    const struct policy *policy = plan->policy;
    struct compare_settings settings = {.shares_suffice = policy->requests == POLICY_REQUESTS_NONE,
                                        .differences_only = plan->purpose == PIPELINE_DIFF};
    for (size_t i = 0; i < policy->profile_count; i++) {
        if (strcmp(policy->profiles[i].name, selector->name) == 0) {
            settings.request_roots = policy->profiles[i].request_roots;
            settings.request_root_count = policy->profiles[i].request_root_count;
            break;
        }
    }
    return settings;
}

static int compare_profile(struct run *run, size_t profile, struct error *err)
{
    struct compare_settings settings = settings_of(run->plan, &run->selectors[profile]);
    if (compare_profiles(&run->comparisons[run->comparison_count], run->sides, &run->selectors[profile], &settings,
                         err) != 0) {
        return -1;
    }
    const struct comparison *comparison = run->comparisons[run->comparison_count];
    run->profile_comparisons[profile] = run->comparison_count++;
    for (size_t i = 0; i < comparison->dropped_count; i++) {
        if (add_trouble(run, TROUBLE_PARSE, false, comparison->dropped[i], err) != 0) {
            return -1;
        }
    }
    return 0;
}

/* Nobody named a profile: see what there is. */
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
    struct noise_settings settings = run->plan->policy->noise;
    settings.history = run->history;
    return inference_answer(&run->answers, comparisons, run->comparison_count, &run->questions, &settings, err);
}

/* ---- judge and report ---- */

static struct evaluation evaluation_of(const struct run *run, const struct verdict *verdict)
{
    const struct pipeline_plan *plan = run->plan;
    struct evaluation evaluation = {
        .version = plan->program_version,
        .command = plan->purpose == PIPELINE_DIFF ? "diff" : "check",
        .service = plan->service,
        .policy = plan->policy != NULL ? plan->policy->origin : "",
        .noise = plan->policy != NULL ? plan->policy->noise : noise_settings_default(),
        .profiles = run->profile_names,
        .profile_count = run->profile_count,
        .profile_comparisons = run->profile_comparisons,
        .comparisons = (const struct comparison *const *)run->comparisons,
        .comparison_count = run->comparison_count,
        .questions = run->answers != NULL ? &run->questions : NULL,
        .answers = run->answers,
        .verdict = verdict,
        .troubles = run->troubles,
        .trouble_count = run->trouble_count,
    };
    for (int side = 0; side < SIDES; side++) {
        const struct pipeline_side *of = &plan->sides[side];
        evaluation.labels[side] = of->version != NULL ? of->version : of->path != NULL ? of->path : "";
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

/* A report could not be written, so the exit code is another one: the files that can be written must say so. */
static void publish_again(const struct run *run, const struct verdict *verdict)
{
    struct evaluation evaluation = evaluation_of(run, verdict);
    struct error ignored = ERROR_INIT; /* the first failure is what counts */
    evaluation.finished = true;
    for (size_t i = 0; i < run->plan->report_count; i++) {
        if (run->plan->reports[i].path != NULL) {
            publish_reports(&evaluation, &run->plan->reports[i], 1, &run->plan->options, run->plan->output,
                            &ignored);
        }
    }
}

/* A report of an error and nothing else. */
static int publish_error(const struct run *run, const struct error *cause, bool finished, struct error *err)
{
    struct verdict *verdict = NULL;
    int status = judge_error(&verdict, cause, err);
    if (status == 0) {
        status = publish(run, verdict, finished, err);
    }
    verdict_free(verdict);
    return status;
}

static int publish_unfinished(const struct run *run, struct error *err)
{
    struct error cause = ERROR_INIT;
    error_set(&cause, ERROR_INPUT, "the run did not finish: it was stopped before a verdict was reached");
    return publish_error(run, &cause, false, err);
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

/* Turns what stopped a step into what the verdict can say: nothing to judge, or a fatal trouble. Usage and internal
 * errors have exit codes of their own and are passed on. */
static int take_failure(struct run *run, enum trouble_stage stage, const struct error *cause, struct error *err)
{
    if (cause->kind == ERROR_INPUT || cause->kind == ERROR_MEMORY) {
        return add_trouble(run, stage, true, cause->sentence, err);
    }
    if (cause->kind != ERROR_UNFIT) {
        *err = *cause;
        return -1;
    }
    if (run->missing_baseline == NULL && run->unfit == NULL) {
        run->unfit = arena_copy_text(run->arena, cause->sentence, strlen(cause->sentence));
        if (run->unfit == NULL) {
            return error_set_memory(err, "noting what is missing");
        }
    }
    return 0;
}

/* Compares what can be compared: a profile that cannot be read must not hide what another one proves. One that is
 * only shown takes nothing with it. */
static int compare_all(struct run *run, struct error *err)
{
    for (size_t i = 0; i < run->profile_count; i++) {
        struct error cause = ERROR_INIT;
        if (compare_profile(run, i, &cause) == 0) {
            continue;
        }
        int status = run->selectors[i].report_only && cause.kind == ERROR_INPUT
                         ? add_trouble(run, TROUBLE_COMPARE, false, cause.sentence, err)
                         : take_failure(run, TROUBLE_PARSE, &cause, err);
        if (status != 0) {
            return -1;
        }
    }
    return 0;
}

/* Up to the replicas of both sides, and which profiles of them are compared. */
static int read_all(struct run *run, enum trouble_stage *stage, struct error *err)
{
    const char **kinds = NULL;
    size_t kind_count = 0;
    *stage = TROUBLE_FETCH;
    if (open_source(run, err) != 0 || plan_sides(run, err) != 0 ||
        wanted_kinds(&kinds, &kind_count, run, err) != 0) {
        return -1;
    }
    *stage = TROUBLE_PARSE;
    if (collect_sides(run, kinds, kind_count, err) != 0) {
        return -1;
    }
    *stage = TROUBLE_COMPARE;
    return choose_usual(run, err);
}

static int read_history(struct run *run, struct error *err)
{
    const char *path = run->plan->policy->history;
    return path[0] == '\0' ? 0 : noise_history_read(&run->history, path, err);
}

static int evaluate(struct run *run, struct error *err)
{
    enum trouble_stage stage = TROUBLE_FETCH;
    struct error cause = ERROR_INIT;
    if (read_history(run, &cause) != 0 || read_all(run, &stage, &cause) != 0) {
        return take_failure(run, stage, &cause, err);
    }
    if (compare_all(run, err) != 0) {
        return -1;
    }
    return run->comparison_count > 0 ? ask_and_infer(run, err) : 0;
}

static int evaluate_and_judge(struct verdict **out, struct run *run, struct error *err)
{
    struct error cause = ERROR_INIT;
    if (evaluate(run, &cause) == 0) {
        return judge(out, run, err);
    }
    run->world->progress(run->world->world, cause.sentence);
    return judge_error(out, &cause, err);
}

static void run_clear(struct run *run)
{
    for (size_t i = 0; i < run->comparison_count; i++) {
        comparison_free(run->comparisons[i]);
    }
    memory_free(run->comparisons);
    if (run->session != NULL) {
        run->source->close(run->session);
    }
    questions_clear(&run->questions);
    answers_free(run->answers);
    noise_history_free(run->history);
    memory_free(run->troubles);
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
    if (choose_named(&run, err) != 0 || publish_unfinished(&run, err) != 0 ||
        evaluate_and_judge(&verdict, &run, err) != 0) {
        goto done;
    }
    status = publish(&run, verdict, true, err);
    if (status != 0) {
        verdict->exit_code = judge_mix_exit_codes(error_exit_code(err->kind), verdict->exit_code);
        publish_again(&run, verdict);
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
    return publish_error(&run, cause, true, err);
}

#include "gate/pipeline_calibrate.h"

#include "adapters/collect.h"
#include "adapters/record/noise_history.h"
#include "gate/base/files.h"
#include "gate/base/memory.h"
#include "gate/inference/history.h"
#include "gate/inference/inference.h"
#include "gate/pipeline_profiles.h"
#include "gate/pipeline_tally.h"
#include "rules/ask.h"

#include <math.h>
#include <string.h>

#include "gate/base/banned.h"

static const char doing[] = "calibrating";

/* One calibration on its way. */
struct calibrating {
    const struct pipeline_calibration *plan;
    const struct surroundings *world;
    struct sink *sink;
    struct pipeline_tally all;     /* of all folders */
    struct noise_history *history; /* of all folders */
    size_t folders;                /* that had enough runs */
};

/* ---- random halves ---- */

/* splitmix64 */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

static size_t random_below(uint64_t *state, size_t bound)
{
    uint64_t reject = UINT64_MAX - UINT64_MAX % bound;
    uint64_t value = next_random(state);
    while (value >= reject) {
        value = next_random(state);
    }
    return (size_t)(value % bound);
}

void pipeline_calibrate_shuffle(size_t *order, size_t count, uint64_t seed, size_t draw)
{
    uint64_t state = seed;
    state = next_random(&state) ^ (uint64_t)draw;
    for (size_t i = 0; i < count; i++) {
        order[i] = i;
    }
    for (size_t i = 0; i + 1 < count; i++) {
        size_t chosen = i + random_below(&state, count - i);
        size_t moved = order[i];
        order[i] = order[chosen];
        order[chosen] = moved;
    }
}

/* ---- the runs of a folder ---- */

static int collect_runs(struct run *run, struct error *err)
{
    const char **kinds = NULL;
    const char *labels[PROFILE_LABELS_MOST + 1];
    size_t label_count = policy_request_labels(run->plan->policy, labels);
    struct collect_notes notes = {0};
    struct collect_settings settings = {
        .labels = label_count > 0 ? labels : NULL,
        .counter = {.option_requests = NAN,
                    .option_name = "",
                    .only_option = run->plan->policy->requests != POLICY_REQUESTS_META,
                    .service = run->plan->service},
    };
    if (pipeline_profiles_wanted_kinds(&kinds, &settings.kind_count, run, err) != 0) {
        return -1;
    }
    settings.kinds = settings.kind_count > 0 ? kinds : NULL;
    int status = collect_replicas(&run->sides[BASELINE], &notes, &run->captures[BASELINE], run->source,
                                  run->session, &settings, run->world, err);
    for (size_t i = 0; status == 0 && i < notes.count; i++) {
        run->world->progress(run->world->world, notes.items[i]);
    }
    collect_notes_clear(&notes);
    return status;
}

static int read_runs(struct run *run, const char *folder, struct error *err)
{
    const struct source_side side = {.side = BASELINE, .path = folder};
    run->setup.service = run->plan->service;
    run->source = source_find("files");
    if (pipeline_profiles_choose_named(run, err) != 0 || pipeline_profiles_set_types(run, err) != 0 ||
        run->source->open(&run->session, &run->setup, run->world, err) != 0 ||
        run->source->plan(&run->captures[BASELINE], run->session, &side, err) != 0 || collect_runs(run, err) != 0) {
        return -1;
    }
    run->sides[CANDIDATE] = run->sides[BASELINE];
    int status = pipeline_profiles_choose_usual(run, err);
    run->sides[CANDIDATE] = (struct replicas){0};
    return status;
}

static void forget_runs(struct run *run)
{
    memory_free(run->comparisons);
    if (run->session != NULL) {
        run->source->close(run->session);
    }
    captures_clear(&run->captures[BASELINE]);
    replicas_clear(&run->sides[BASELINE]);
    arena_free(run->arena);
}

/* ---- one comparison of them ---- */

/* A side that borrows the chosen runs; its items are to be freed. It has no version: a promise of the release that
 * the runs are of is not kept by a half of them. */
static int pick(struct replicas *out, const struct run *run, const size_t *chosen, size_t count, struct error *err)
{
    static char nothing[] = "";
    *out = run->sides[BASELINE];
    out->label = nothing;
    out->count = out->captures = count;
    out->items = memory_allocate_array(count, sizeof *out->items);
    if (out->items == NULL) {
        return error_set_memory(err, doing);
    }
    for (size_t i = 0; i < count; i++) {
        out->items[i] = run->sides[BASELINE].items[chosen[i]];
        out->items[i].version = nothing;
    }
    replicas_sort(out);
    return 0;
}

static void clear_comparisons(struct run *run)
{
    while (run->comparison_count > 0) {
        comparison_free(run->comparisons[--run->comparison_count]);
    }
}

/* Compares the first so many runs of the order with so many after them. */
static int compare_parts(struct run *run, const size_t *order, size_t first, size_t second, bool keep_names,
                         struct error *err)
{
    struct replicas sides[SIDES] = {{0}, {0}};
    int status = pick(&sides[BASELINE], run, order, first, err);
    if (status == 0) {
        status = pick(&sides[CANDIDATE], run, order + first, second, err);
    }
    for (size_t i = 0; status == 0 && i < run->profile_count; i++) {
        struct compare_settings settings = pipeline_profiles_compare_settings(run->plan, &run->selectors[i]);
        settings.keep_names = keep_names;
        status =
            compare_profiles(&run->comparisons[run->comparison_count], sides, &run->selectors[i], &settings, err);
        run->comparison_count += status == 0;
    }
    memory_free(sides[BASELINE].items);
    memory_free(sides[CANDIDATE].items);
    return status;
}

/* ---- the draws ---- */

static int judge_halves(struct verdict **out, const struct run *run, struct error *err)
{
    const struct comparison *const *comparisons = (const struct comparison *const *)run->comparisons;
    const struct policy *policy = run->plan->policy;
    struct questions questions = {0};
    struct answers *answers = NULL;
    struct noise_settings noise = policy->noise;
    noise.history = NULL;
    int status = ask_questions(&questions, policy, comparisons, run->comparison_count, err);
    if (status == 0) {
        status = inference_answer(&answers, comparisons, run->comparison_count, &questions, &noise, err);
    }
    if (status == 0) {
        struct judge_input input = {.policy = policy,
                                    .comparisons = comparisons,
                                    .comparison_count = run->comparison_count,
                                    .questions = &questions,
                                    .answers = answers};
        status = judge_verdict(out, &input, err);
    }
    answers_free(answers);
    questions_clear(&questions);
    return status;
}

static int draw_once(struct calibrating *calibrating, struct pipeline_tally *tally, struct run *run,
                     const size_t *order, size_t half, struct error *err)
{
    const struct comparison *const *comparisons = (const struct comparison *const *)run->comparisons;
    struct verdict *verdict = NULL;
    int status = compare_parts(run, order, half, half, false, err);
    if (status == 0) {
        status = judge_halves(&verdict, run, err);
    }
    if (status == 0) {
        status = pipeline_tally_add(tally, verdict, comparisons, err);
    }
    if (status == 0) {
        status = pipeline_tally_add(&calibrating->all, verdict, comparisons, err);
    }
    verdict_free(verdict);
    clear_comparisons(run);
    return status;
}

static int draw_often(struct calibrating *calibrating, struct pipeline_tally *tally, struct run *run, size_t *order,
                      struct error *err)
{
    const struct surroundings *world = calibrating->world;
    size_t runs = run->sides[BASELINE].count;
    for (size_t k = 0; k < calibrating->plan->draws; k++) {
        if (world->cancelled(world->world)) {
            return error_set(err, ERROR_INPUT, "cancelled");
        }
        pipeline_calibrate_shuffle(order, runs, world->seed, k);
        if (draw_once(calibrating, tally, run, order, runs / 2, err) != 0) {
            return -1;
        }
    }
    return 0;
}

/* ---- the noise history ---- */

/* All runs of the folder, every other one on each side so that both had the same times and traffic. */
static int learn(struct calibrating *calibrating, struct run *run, size_t *order, struct error *err)
{
    struct noise_history *here = NULL;
    size_t runs = run->sides[BASELINE].count, first = (runs + 1) / 2;
    for (size_t i = 0; i < runs; i++) {
        order[i % 2 == 0 ? i / 2 : first + i / 2] = i;
    }
    int status = noise_history_new(&here, "", err);
    if (status == 0) {
        status = compare_parts(run, order, first, runs - first, true, err);
    }
    for (size_t i = 0; status == 0 && i < run->comparison_count; i++) {
        struct error cause = ERROR_INIT;
        if (history_learn(here, run->comparisons[i], &cause) == 0) {
            continue;
        }
        if (cause.kind != ERROR_UNFIT) {
            *err = cause;
            status = -1;
        } else {
            calibrating->world->progress(calibrating->world->world, cause.sentence);
        }
    }
    if (status == 0) {
        status = history_pool(calibrating->history, here, err);
    }
    noise_history_free(here);
    clear_comparisons(run);
    return status;
}

static int make_folder_of(const char *path, struct error *err)
{
    size_t length = (size_t)(files_name(path) - path);
    if (length < 2) {
        return 0;
    }
    char *folder = memory_copy_text(path, length - 1);
    if (folder == NULL) {
        return error_set_memory(err, doing);
    }
    int status = files_make_folder(folder, err);
    memory_free(folder);
    return status;
}

static int write_history(const struct calibrating *calibrating, struct error *err)
{
    const struct noise_history *history = calibrating->history;
    const char *path = calibrating->plan->write;
    if (path[0] == '\0') {
        return 0;
    }
    if (history->count == 0) {
        return error_set(err, ERROR_UNFIT, "no noise history could be learned, so '%s' was not written", path);
    }
    if (make_folder_of(path, err) != 0 || noise_history_write(history, path, err) != 0) {
        return -1;
    }
    sink_format(calibrating->sink, "\nnoise history written to %s:", path);
    for (size_t i = 0; i < history->count; i++) {
        sink_format(calibrating->sink, "%s %s from %zu runs", i > 0 ? "," : "", history->profiles[i].profile,
                    history->profiles[i].captures);
    }
    sink_text(calibrating->sink, "\n");
    return 0;
}

/* ---- folder by folder ---- */

static void print_head(const struct run *run, const char *folder, struct sink *sink)
{
    size_t runs = run->sides[BASELINE].count;
    sink_format(sink, "\n%s: %zu runs, %zu a side", folder, runs, runs / 2);
    for (size_t i = 0; i < run->profile_count; i++) {
        sink_format(sink, ", %s", run->selectors[i].name);
    }
    sink_text(sink, "\n");
}

static int calibrate_runs(struct calibrating *calibrating, struct run *run, const char *folder, struct error *err)
{
    struct pipeline_tally tally = {0};
    size_t runs = run->sides[BASELINE].count;
    size_t *order = memory_allocate_array(runs, sizeof *order);
    int status = order != NULL ? 0 : error_set_memory(err, doing);
    if (status == 0) {
        status = draw_often(calibrating, &tally, run, order, err);
    }
    if (status == 0) {
        print_head(run, folder, calibrating->sink);
        pipeline_tally_print(&tally, run->plan->policy->noise.false_fail, calibrating->sink);
    }
    if (status == 0 && calibrating->plan->write[0] != '\0') {
        status = learn(calibrating, run, order, err);
    }
    pipeline_tally_clear(&tally);
    memory_free(order);
    return status;
}

static int calibrate_folder(struct calibrating *calibrating, const struct pipeline_plan *plan, const char *folder,
                            struct error *err)
{
    struct run run = {.plan = plan, .world = calibrating->world, .arena = arena_new()};
    int status = run.arena != NULL ? read_runs(&run, folder, err) : error_set_memory(err, doing);
    size_t runs = run.sides[BASELINE].count;
    if (status == 0 && runs < PIPELINE_CALIBRATE_FEWEST_RUNS) {
        sink_format(calibrating->sink, "\n%s: left out: it needs at least %d runs, but has %zu\n", folder,
                    PIPELINE_CALIBRATE_FEWEST_RUNS, runs);
    } else if (status == 0) {
        calibrating->folders++;
        status = calibrate_runs(calibrating, &run, folder, err);
    }
    forget_runs(&run);
    return status;
}

static const char honest_words[] =
    "\nThe draws of a folder share its runs, so they are not independent: the true interval is wider.\n"
    "Halves drawn at random lie mixed in time; all runs of one version taken before those of the other\n"
    "drift apart further. The rates hold for as many runs a side as were drawn; other numbers differ.\n";

static int finish(struct calibrating *calibrating, struct error *err)
{
    if (calibrating->folders == 0) {
        return error_set(err, ERROR_UNFIT, "no folder has the %d runs of one version that are needed",
                         PIPELINE_CALIBRATE_FEWEST_RUNS);
    }
    if (calibrating->folders > 1) {
        sink_format(calibrating->sink, "\nall %zu folders\n", calibrating->folders);
        pipeline_tally_print(&calibrating->all, calibrating->plan->policy->noise.false_fail, calibrating->sink);
    }
    sink_text(calibrating->sink, honest_words);
    if (calibrating->plan->policy->history[0] != '\0') {
        sink_text(calibrating->sink,
                  "The draws are judged without the noise history, which is learned from such runs.\n");
    }
    if (policy_has_anchor(calibrating->plan->policy)) {
        sink_text(calibrating->sink, "The anchor is no part of it: a draw has no third version to stand for it.\n");
    }
    return write_history(calibrating, err);
}

int pipeline_calibrate_run(const struct pipeline_calibration *calibration, const struct surroundings *world,
                           struct sink *sink, struct error *err)
{
    struct calibrating calibrating = {.plan = calibration, .world = world, .sink = sink};
    const struct pipeline_plan plan = {.purpose = PIPELINE_CHECK,
                                       .policy = calibration->policy,
                                       .service = calibration->service,
                                       .selected = calibration->selected,
                                       .selected_count = calibration->selected_count};
    int status = noise_history_new(&calibrating.history, "", err);
    if (status == 0) {
        sink_format(sink, "calibrate: policy %s, %zu draws of each folder, seed %llu\n",
                    calibration->policy->origin, calibration->draws, (unsigned long long)world->seed);
    }
    for (size_t i = 0; status == 0 && i < calibration->folder_count; i++) {
        status = calibrate_folder(&calibrating, &plan, calibration->folders[i], err);
    }
    if (status == 0) {
        status = finish(&calibrating, err);
    }
    pipeline_tally_clear(&calibrating.all);
    noise_history_free(calibrating.history);
    return status;
}

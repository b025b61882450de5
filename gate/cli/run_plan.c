#include "gate/cli/run_plan.h"

#include "adapters/record/report_window.h"
#include "gate/base/files.h"
#include "gate/base/memory.h"
#include "gate/cli/ci_server.h"
#include "gate/cli/policy_file.h"
#include "gate/cli/report_list.h"
#include "gate/cli/surroundings.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gate/base/banned.h"

static const int64_t usual_poll = 60000000000;

static bool variable_is_set(const struct surroundings *world, const char *name)
{
    const char *value = world->environment(world->world, name);
    return value != NULL && value[0] != '\0';
}

static bool wants_color(const struct options *options, const struct surroundings *world)
{
    const char *terminal = world->environment(world->world, "TERM");
    if (options->no_color || variable_is_set(world, "NO_COLOR") || variable_is_set(world, "FLAMEGATE_NO_COLOR")) {
        return false;
    }
    if (variable_is_set(world, "FORCE_COLOR")) {
        return true;
    }
    return isatty(STDOUT_FILENO) != 0 && (terminal == NULL || strcmp(terminal, "dumb") != 0);
}

static bool is_missing(const char *path)
{
    return strcmp(path, "-") != 0 && files_kind(path, NULL) == FILES_MISSING;
}

static int set_paths(struct pipeline_plan *plan, const struct options *options, struct error *err)
{
    if (options->operands.count != SIDES) {
        return error_set(
            err, ERROR_USAGE,
            "two profiles or folders are needed, BASE and CANDIDATE, but %zu %s given; or --baseline and "
            "--candidate with a policy that has a store",
            options->operands.count, options->operands.count == 1 ? "was" : "were");
    }
    for (int side = 0; side < SIDES; side++) {
        plan->sides[side].path = options->operands.items[side];
    }
    if (plan->policy->store.kind[0] != '\0' && is_missing(plan->sides[BASELINE].path) &&
        is_missing(plan->sides[CANDIDATE].path)) {
        return error_set(
            err, ERROR_USAGE,
            "there is neither a file nor a folder '%s', nor '%s'; of the policy's store: --baseline %s "
            "--candidate %s",
            plan->sides[BASELINE].path, plan->sides[CANDIDATE].path, plan->sides[BASELINE].path,
            plan->sides[CANDIDATE].path);
    }
    return 0;
}

static int set_labels(struct pipeline_plan *plan, const struct options *options, struct error *err)
{
    const struct policy *policy = plan->policy;
    if (options->operands.count > 0) {
        return error_set(err, ERROR_USAGE, "give either two paths, or --baseline and --candidate, not both");
    }
    if (policy->store.kind[0] == '\0') {
        return error_set(err, ERROR_USAGE,
                         "--baseline and --candidate need a policy with a store, such as store: "
                         "{files: \"profiles/$version\"}");
    }
    bool live = strcmp(policy->store.kind, "endpoints") == 0;
    bool chosen = policy->baseline.choice != BASELINE_NONE && policy->baseline.choice != BASELINE_FIXED;
    const char *fixed = policy->baseline.choice == BASELINE_FIXED ? policy->baseline.label : live ? "baseline" : "";
    plan->sides[BASELINE].version = options->baseline != NULL ? options->baseline : chosen ? NULL : fixed;
    plan->sides[CANDIDATE].version = options->candidate != NULL ? options->candidate : live ? "candidate" : "";
    if (plan->sides[BASELINE].version != NULL && plan->sides[BASELINE].version[0] == '\0') {
        return error_set(err, ERROR_USAGE, "--baseline LABEL is missing, and the policy names no baseline");
    }
    if (plan->sides[CANDIDATE].version[0] == '\0') {
        return error_set(err, ERROR_USAGE, "--candidate LABEL is missing");
    }
    return 0;
}

static int set_sides(struct pipeline_plan *plan, const struct options *options, struct error *err)
{
    plan->sides[BASELINE].requests = options->requests_baseline;
    plan->sides[CANDIDATE].requests = options->requests_candidate;
    bool by_label = options->baseline != NULL || options->candidate != NULL ||
                    (options->operands.count == 0 && plan->policy->store.kind[0] != '\0');
    return by_label ? set_labels(plan, options, err) : set_paths(plan, options, err);
}

static int set_waiting(struct pipeline_plan *plan, const struct options *options, struct error *err)
{
    if (options->poll > 0 && options->wait == 0) {
        return error_set(err, ERROR_USAGE, "--poll needs --wait-for-samples DURATION");
    }
    if (options->wait > 0 && (options->at != 0 || options->window_from != NULL)) {
        return error_set(err, ERROR_USAGE,
                         "%s names a time that is over, so --wait-for-samples cannot be given too",
                         options->at != 0 ? "--at" : "--window-from");
    }
    plan->wait = options->wait;
    plan->poll = options->poll > 0 ? options->poll : usual_poll;
    return 0;
}

/* Everything that must be right before the work can start. */
static int complete_plan(struct pipeline_plan *plan, const struct policy *policy, const struct options *options,
                         struct error *err)
{
    plan->policy = policy;
    plan->service = options->service != NULL ? options->service : policy->service;
    plan->at = options->at;
    plan->fan_out = (size_t)options->fan_out;
    if (options->window_from != NULL &&
        report_window_read(plan->windows, &plan->anchor_window, options->window_from, err) != 0) {
        return -1;
    }
    return set_waiting(plan, options, err) == 0 ? set_sides(plan, options, err) : -1;
}

/* No report of an earlier run may stand beside an error of this one, and a program that reads our output gets its
 * report too; people are told on standard error. */
static void report_error(const struct pipeline_plan *plan, const struct error *cause)
{
    struct error own = ERROR_INIT;
    struct pipeline_plan silent = *plan;
    struct publish_target files[REPORT_LIST_MAX];
    size_t count = 0;
    for (size_t i = 0; i < plan->report_count; i++) {
        if (plan->reports[i].path != NULL || strcmp(plan->reports[i].reporter->name, "console") != 0) {
            files[count++] = plan->reports[i];
        }
    }
    silent.reports = files;
    silent.report_count = count;
    if (pipeline_report_error(&silent, cause, &own) != 0) {
        surroundings_say(own.sentence);
    }
}

/* The reports hold every error of the policy, each with its place: err is the first of them. */
static void report_complaints(const struct pipeline_plan *plan, const struct complaints *found,
                              const struct error *err)
{
    struct fault faults[COMPLAINTS_MAX];
    struct pipeline_plan told = *plan;
    for (size_t i = 0; i < found->count; i++) {
        const struct complaint *complaint = &found->items[i];
        faults[i] = (struct fault){err->file, complaint->place.line, complaint->place.column, complaint->sentence};
    }
    told.faults = faults;
    told.fault_count = found->count;
    report_error(&told, err);
}

static struct pipeline_plan bare_plan(enum pipeline_purpose purpose, const struct report_list *reports)
{
    return (struct pipeline_plan){
        .purpose = purpose,
        .program_version = FLAMEGATE_VERSION,
        .service = "",
        .reports = reports->targets,
        .report_count = reports->count,
        .output = stdout,
    };
}

void run_plan_refuse(enum pipeline_purpose purpose, const struct options *options, const struct surroundings *world,
                     const struct error *cause)
{
    struct report_list reports = {0};
    struct ci_server server;
    struct error ignored = ERROR_INIT; /* the cause is what counts */
    report_list_fill(&reports, options, &ignored);
    ci_server_read(&server, world);
    ci_server_add_reports(&server, &reports, options, purpose == PIPELINE_CHECK);
    struct pipeline_plan plan = bare_plan(purpose, &reports);
    plan.options.links = &server.links;
    report_error(&plan, cause);
    report_list_clear(&reports);
}

static void say_nothing(void *world, const char *sentence)
{
    (void)world;
    (void)sentence;
}

/* Whether the report on standard output tells what went wrong to those who read standard error. */
static bool tells_on_stderr(const struct report_list *reports)
{
    struct stat out, err;
    bool same = fstat(STDOUT_FILENO, &out) == 0 && fstat(STDERR_FILENO, &err) == 0 && out.st_dev == err.st_dev &&
                out.st_ino == err.st_ino;
    if (!same) {
        return false;
    }
    for (size_t i = 0; i < reports->count; i++) {
        if (reports->targets[i].path == NULL && strcmp(reports->targets[i].reporter->name, "console") == 0) {
            return true;
        }
    }
    return false;
}

int run_plan_execute(enum pipeline_purpose purpose, const struct options *options, const struct surroundings *world,
                     struct error *err)
{
    struct report_list reports = {0};
    struct ci_server server;
    struct policy *policy = NULL;
    struct complaints found = {0};
    int exit_code = -1;
    memory_set_budget((size_t)options->max_memory);
    int status = report_list_fill(&reports, options, err);
    ci_server_read(&server, world);
    ci_server_add_reports(&server, &reports, options, purpose == PIPELINE_CHECK);
    struct pipeline_plan plan = bare_plan(purpose, &reports);
    plan.selected = options->profiles.items;
    plan.selected_count = options->profiles.count;
    plan.fail_on = options->fail_on;
    plan.options.color = wants_color(options, world);
    plan.options.columns = 100;
    plan.options.verbose = options->verbosity > 0;
    plan.options.strict = options->junit_strict;
    plan.options.links = &server.links;
    bool guarded = server.kind == CI_SERVER_GITHUB;
    if (status != 0 || policy_file_load_listed(&policy, &found, guarded, options, err) != 0 ||
        complete_plan(&plan, policy, options, err) != 0) {
        report_complaints(&plan, &found, err);
        goto done;
    }
    struct surroundings quiet = options->verbosity > 1 ? surroundings_traced(world) : *world;
    if (tells_on_stderr(&reports)) {
        quiet.progress = say_nothing; /* or it would be read twice */
    }
    if (pipeline_run(&exit_code, &plan, &quiet, err) != 0) {
        surroundings_say(err->sentence);
    }
done:
    complaints_clear(&found);
    report_list_clear(&reports);
    policy_free(policy);
    return exit_code;
}

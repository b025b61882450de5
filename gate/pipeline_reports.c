#include "gate/pipeline_reports.h"

#include "rules/judge.h"

#include "gate/base/banned.h"

/* "" where nothing is judged against it. A run that could not begin has no policy. */
static const char *anchor_of(const struct run *run)
{
    const struct policy *policy = run->plan->policy;
    bool judged = run->anchor.state != ANCHOR_NONE && run->anchor.state != ANCHOR_SAME;
    return policy != NULL && judged ? policy->anchor.label : "";
}

static struct evaluation evaluation_of(const struct run *run, const struct verdict *verdict)
{
    const struct pipeline_plan *plan = run->plan;
    struct evaluation evaluation = {
        .version = plan->program_version,
        .command = plan->purpose == PIPELINE_DIFF ? "diff" : "check",
        .service = plan->service,
        .anchor = anchor_of(run),
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
        .faults = plan->faults,
        .fault_count = plan->fault_count,
    };
    for (int side = 0; side < SIDES; side++) {
        const struct pipeline_side *of = &plan->sides[side];
        const char *settled = run->wanted.items[side].version;
        evaluation.labels[side] = settled != NULL       ? settled
                                  : of->version != NULL ? of->version
                                  : of->path != NULL    ? of->path
                                                        : "";
    }
    return evaluation;
}

int pipeline_reports_publish(const struct run *run, const struct verdict *verdict, bool finished, struct error *err)
{
    struct evaluation evaluation = evaluation_of(run, verdict);
    evaluation.finished = finished;
    return publish_reports(&evaluation, run->plan->reports, run->plan->report_count, &run->plan->options,
                           run->plan->output, err);
}

void pipeline_reports_publish_again(const struct run *run, const struct verdict *verdict)
{
    struct evaluation evaluation = evaluation_of(run, verdict);
    struct error ignored = ERROR_INIT; /* the first failure is what counts */
    evaluation.finished = true;
    for (size_t i = 0; i < run->plan->report_count; i++) {
        if (run->plan->reports[i].path != NULL && !run->plan->reports[i].appended) {
            publish_reports(&evaluation, &run->plan->reports[i], 1, &run->plan->options, run->plan->output,
                            &ignored);
        }
    }
}

int pipeline_reports_publish_error(const struct run *run, const struct error *cause, bool finished,
                                   struct error *err)
{
    struct verdict *verdict = NULL;
    int status = judge_error(&verdict, cause, err);
    if (status == 0) {
        status = pipeline_reports_publish(run, verdict, finished, err);
    }
    verdict_free(verdict);
    return status;
}

int pipeline_reports_publish_unfinished(const struct run *run, struct error *err)
{
    struct error cause = ERROR_INIT;
    error_set(&cause, ERROR_INPUT, "the run did not finish: it was stopped before a verdict was reached");
    return pipeline_reports_publish_error(run, &cause, false, err);
}

#include "gate/base/memory.h"
#include "gate/cli/command.h"
#include "gate/cli/policy_file.h"
#include "gate/pipeline_calibrate.h"

#include <stdio.h>

#include "gate/base/banned.h"

static int calibrate(const struct policy *policy, const struct options *options, const struct surroundings *world,
                     struct error *err)
{
    struct sink sink = sink_to_stream(stdout);
    const struct pipeline_calibration calibration = {
        .policy = policy,
        .service = options->service != NULL ? options->service : policy->service,
        .folders = options->operands.items,
        .folder_count = options->operands.count,
        .selected = options->profiles.items,
        .selected_count = options->profiles.count,
        .draws = options->draws > 0 ? (size_t)options->draws : PIPELINE_CALIBRATE_DRAWS,
        .write = options->write != NULL ? options->write : policy->history,
    };
    int status = pipeline_calibrate_run(&calibration, world, &sink, err);
    if (status != 0) {
        struct error ignored = ERROR_INIT; /* the cause is what counts */
        sink_finish(&sink, &ignored);
        return -1;
    }
    return sink_finish(&sink, err);
}

static int run(const struct options *options, const struct surroundings *world, struct error *err)
{
    struct policy *policy = NULL;
    if (options->operands.count == 0) {
        return error_set(err, ERROR_USAGE,
                         "'calibrate' needs at least one folder with runs of one unchanged version");
    }
    memory_set_budget((size_t)options->max_memory);
    if (policy_file_load(&policy, options, err) != 0) {
        return -1;
    }
    int status = calibrate(policy, options, world, err);
    policy_free(policy);
    return status;
}

const struct command command_calibrate = {
    .name = "calibrate",
    .summary = "how often this policy is red on unchanged versions of yours; learns the noise history",
    .operands = "FOLDER [FOLDER...]",
    .examples = "  flamegate calibrate profiles/v2.3\n"
                "  flamegate calibrate -c flamegate.yaml profiles/v2.2 profiles/v2.3\n"
                "  flamegate calibrate profiles/v2.3 --draws 500 --write .flamegate/noise.json\n",
    .set = OPTIONS_CALIBRATE,
    .run = run,
};

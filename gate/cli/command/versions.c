#include "gate/cli/command.h"
#include "gate/cli/policy_file.h"
#include "gate/cli/surroundings.h"
#include "gate/pipeline_versions.h"

#include <stdio.h>

#include "gate/base/banned.h"

static int list(const struct policy *policy, const struct options *options, const struct surroundings *world,
                struct error *err)
{
    struct sink sink = sink_to_stream(stdout);
    struct surroundings traced;
    if (options->verbosity > 1) {
        traced = surroundings_traced(world);
        world = &traced;
    }
    const char *service = options->service != NULL ? options->service : policy->service;
    if (pipeline_versions_list(policy, service, options->at, world, &sink, err) != 0) {
        return -1;
    }
    return sink_finish(&sink, err);
}

static int run(const struct options *options, const struct surroundings *world, struct error *err)
{
    struct policy *policy = NULL;
    if (options->operands.count > 0) {
        return error_set(err, ERROR_USAGE,
                         "'versions' takes no operand, but '%s' was given; name the policy by --config FILE",
                         options->operands.items[0]);
    }
    if (policy_file_load(&policy, options, err) != 0) {
        return -1;
    }
    int status = list(policy, options, world, err);
    policy_free(policy);
    return status;
}

const struct command command_versions = {
    .name = "versions",
    .summary = "the versions of the service that the policy's store knows, with first and last profile",
    .operands = "",
    .examples = "  flamegate versions -c flamegate.yaml\n"
                "  flamegate versions -c flamegate.yaml --service checkout --at 2026-11-21T12:00:00Z\n",
    .set = OPTIONS_VERSIONS,
    .run = run,
};

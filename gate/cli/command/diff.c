#include "gate/cli/command.h"
#include "gate/cli/run_plan.h"

#include "gate/base/banned.h"

static int run(const struct options *options, const struct surroundings *world, struct error *err)
{
    return run_plan_execute(PIPELINE_DIFF, options, world, err);
}

static void refuse(const struct options *options, const struct surroundings *world, const struct error *cause)
{
    run_plan_refuse(PIPELINE_DIFF, options, world, cause);
}

const struct command command_diff = {
    .name = "diff",
    .summary = "the same comparison without a policy: what differs beyond the noise; never 1",
    .operands = "BASE CANDIDATE | --baseline LABEL --candidate LABEL",
    .examples = "  flamegate diff base.pb.gz candidate.pb.gz --requests-baseline 31000 --requests-candidate 30500\n"
                "  flamegate diff profiles/base profiles/candidate --format svg=flamegraph.svg\n"
                "  flamegate diff base.folded candidate.folded --format json\n",
    .set = OPTIONS_DIFF,
    .run = run,
    .refuse = refuse,
};

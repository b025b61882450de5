#include "gate/cli/command.h"
#include "gate/cli/run_plan.h"

#include "gate/base/banned.h"

static int run(const struct options *options, const struct surroundings *world, struct error *err)
{
    return run_plan_execute(PIPELINE_CHECK, options, world, err);
}

static void refuse(const struct options *options, const struct surroundings *world, const struct error *cause)
{
    run_plan_refuse(PIPELINE_CHECK, options, world, cause);
}

const struct command command_check = {
    .name = "check",
    .summary = "the gate: compare, judge, report; exit 0 pass, 1 regression, 3 inconclusive",
    .operands = "BASE CANDIDATE | --baseline LABEL --candidate LABEL",
    .examples =
        "  flamegate check base.pb.gz candidate.pb.gz --requests-baseline 31000 --requests-candidate 30500\n"
        "  flamegate check profiles/base profiles/candidate --out flamegate-out\n"
        "  flamegate check -c flamegate.yaml --baseline v2.3 --candidate v2.4 --format junit=junit.xml\n",
    .set = OPTIONS_CHECK,
    .run = run,
    .refuse = refuse,
};

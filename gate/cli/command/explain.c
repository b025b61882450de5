#include "gate/cli/command.h"
#include "gate/cli/policy_file.h"

#include <stdio.h>

#include "gate/base/banned.h"

static int run(const struct options *options, const struct surroundings *world, struct error *err)
{
    (void)world;
    struct policy *policy = NULL;
    if (options->operands.count > 0) {
        return error_set(err, ERROR_USAGE,
                         "'explain' takes no operand, but '%s' was given; name the policy by --config FILE",
                         options->operands.items[0]);
    }
    if (policy_file_load(&policy, options, err) != 0) {
        return -1;
    }
    struct sink sink = sink_to_stream(stdout);
    policy_explain(policy, &sink);
    policy_free(policy);
    return sink_finish(&sink, err);
}

const struct command command_explain = {
    .name = "explain",
    .summary = "the policy in force after defaults, rule by rule, in words",
    .operands = "",
    .examples = "  flamegate explain\n"
                "  flamegate explain --builtin\n"
                "  flamegate explain -c flamegate.yaml\n",
    .set = OPTIONS_EXPLAIN,
    .run = run,
};

#include "gate/report/dotenv.h"

#include "gate/report/summary.h"

#include "gate/base/banned.h"

static int dotenv_write(const struct evaluation *evaluation, const struct report_options *options,
                        struct sink *sink, struct error *err)
{
    (void)options;
    size_t undecided = 0;
    for (size_t i = 0; i < evaluation->verdict->profile_count; i++) {
        undecided += evaluation->verdict->profiles[i].undecided;
    }
    sink_format(sink, "FLAMEGATE_VERDICT=%s\n", verdict_kind_name(summary_kind(evaluation)));
    sink_format(sink, "FLAMEGATE_EXIT_CODE=%d\n", summary_exit_code(evaluation));
    sink_format(sink, "FLAMEGATE_REGRESSIONS=%zu\n", summary_count(evaluation, FINDING_REGRESSION));
    sink_format(sink, "FLAMEGATE_WARNINGS=%zu\n", summary_count(evaluation, FINDING_WARNING));
    sink_format(sink, "FLAMEGATE_UNDECIDED=%zu\n", undecided);
    return sink_finish(sink, err);
}

const struct reporter dotenv_reporter = {
    .name = "dotenv",
    .file = "flamegate.env",
    .description = "verdict and counts as variables, for later GitLab jobs and shells",
    .per_profile = false,
    .to_stdout = true,
    .write = dotenv_write,
};

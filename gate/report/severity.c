#include "gate/report/severity.h"

#include "gate/base/banned.h"

bool severity_is_open(const struct finding *finding)
{
    return finding->kind == FINDING_INCONCLUSIVE ||
           (finding->kind == FINDING_EXPECTATION && finding->promise == PROMISE_OPEN);
}

enum severity severity_of_verdict(const struct evaluation *evaluation)
{
    if (!evaluation->finished) {
        return SEVERITY_ERROR;
    }
    if (evaluation->verdict->kind == VERDICT_PASS) {
        return SEVERITY_NONE;
    }
    return evaluation->verdict->exit_code == 0 || evaluation->verdict->exit_code == 3 ? SEVERITY_WARNING
                                                                                      : SEVERITY_ERROR;
}

enum severity severity_of_finding(const struct evaluation *evaluation, const struct finding *finding)
{
    const struct verdict *verdict = evaluation->verdict;
    if (verdict_only_counts(finding) || verdict_is_remark(finding)) {
        return SEVERITY_NONE;
    }
    if (severity_is_open(finding)) {
        if (verdict->kind == VERDICT_PASS) {
            return SEVERITY_NONE; /* `diff` shows it for what it is */
        }
        return verdict->kind == VERDICT_INCONCLUSIVE ? severity_of_verdict(evaluation) : SEVERITY_WARNING;
    }
    switch (finding->kind) {
    case FINDING_REGRESSION:
        return severity_of_verdict(evaluation);
    case FINDING_EXPECTATION:
        return finding->promise == PROMISE_BROKEN ? severity_of_verdict(evaluation) : SEVERITY_NONE;
    case FINDING_WARNING:
        return SEVERITY_WARNING;
    case FINDING_WAIVED:
        return SEVERITY_NOTE;
    default:
        return SEVERITY_NONE;
    }
}

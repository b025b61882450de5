#include "gate/model/verdict.h"

#include "gate/base/memory.h"

#include "gate/base/banned.h"

const char *verdict_kind_name(enum verdict_kind kind)
{
    static const char *const names[] = {
        [VERDICT_PASS] = "pass",
        [VERDICT_REGRESSION] = "regression",
        [VERDICT_INCONCLUSIVE] = "inconclusive",
        [VERDICT_ERROR] = "error",
    };
    return names[kind];
}

const char *finding_kind_name(enum finding_kind kind)
{
    static const char *const names[] = {
        [FINDING_REGRESSION] = "regression",
        [FINDING_WARNING] = "warning",
        [FINDING_IMPROVEMENT] = "improvement",
        [FINDING_MOVED] = "moved",
        [FINDING_NEW] = "new",
        [FINDING_VANISHED] = "vanished",
        [FINDING_INCONCLUSIVE] = "inconclusive",
        [FINDING_WAIVED] = "waived",
        [FINDING_EXPECTATION] = "expectation",
    };
    return names[kind];
}

bool verdict_only_counts(const struct finding *finding)
{
    bool merely_open =
        finding->kind == FINDING_INCONCLUSIVE && finding->has_estimate && !finding->leading && !finding->at_limit;
    return finding->explained || merely_open;
}

bool verdict_is_remark(const struct finding *finding)
{
    return finding->kind == FINDING_WARNING && !finding->has_estimate;
}

const char *verdict_promise_name(enum promise_outcome outcome)
{
    static const char *const names[] = {
        [PROMISE_KEPT] = "kept", [PROMISE_BROKEN] = "broken", [PROMISE_OPEN] = "open"};
    return names[outcome];
}

void verdict_free(struct verdict *verdict)
{
    if (!verdict)
        return;
    memory_free(verdict->profiles);
    memory_free(verdict->rules);
    memory_free(verdict->findings);
    arena_free(verdict->arena);
    memory_free(verdict);
}

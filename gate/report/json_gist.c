#include "gate/report/json_gist.h"

#include "gate/report/member.h"
#include "gate/report/words.h"

#include <math.h>

#include "gate/base/banned.h"

static bool counts(const struct evaluation *evaluation, const struct finding *finding, enum finding_kind kind)
{
    return finding->kind == kind && finding->has_estimate && !verdict_only_counts(finding) &&
           finding->comparison < evaluation->comparison_count;
}

static void put_names(struct sink_json *json, const char *key, const struct evaluation *evaluation,
                      enum finding_kind kind)
{
    sink_json_key(json, key);
    sink_json_array_open(json);
    for (size_t i = 0; evaluation->finished && i < evaluation->verdict->finding_count; i++) {
        const struct finding *finding = &evaluation->verdict->findings[i];
        if (counts(evaluation, finding, kind)) {
            sink_json_bytes(json, words_subject(finding, evaluation->comparisons[finding->comparison]));
        }
    }
    sink_json_array_close(json);
}

/* NAN stands for unknown and loses against any number. */
static double worst_growth(const struct evaluation *evaluation)
{
    double worst = NAN;
    for (size_t i = 0; evaluation->answers != NULL && i < evaluation->answers->comparison_count; i++) {
        if (evaluation->comparisons[i]->unfit == NULL && !evaluation->comparisons[i]->report_only) {
            worst = fmax(worst, evaluation->answers->comparisons[i].total.share);
        }
    }
    for (size_t i = 0; i < evaluation->verdict->finding_count; i++) {
        const struct finding *finding = &evaluation->verdict->findings[i];
        if (counts(evaluation, finding, FINDING_REGRESSION) || counts(evaluation, finding, FINDING_INCONCLUSIVE)) {
            worst = fmax(worst, finding->estimate.share);
        }
    }
    return worst;
}

static double fewest_samples(const struct evaluation *evaluation)
{
    double fewest = NAN;
    for (size_t i = 0; i < evaluation->comparison_count; i++) {
        const struct comparison *comparison = evaluation->comparisons[i];
        bool lacks_version = comparison->sides[BASELINE].replica_count == 0; /* no baseline, or no anchor */
        for (int side = lacks_version ? CANDIDATE : BASELINE; side < SIDES; side++) {
            fewest = fmin(fewest, comparison->sides[side].samples);
        }
    }
    return fewest;
}

void json_gist_put(struct sink_json *json, const struct evaluation *evaluation)
{
    put_names(json, "regressions", evaluation, FINDING_REGRESSION);
    put_names(json, "inconclusive", evaluation, FINDING_INCONCLUSIVE);
    member_number(json, "value", evaluation->finished ? worst_growth(evaluation) : NAN);
    member_number(json, "samples", evaluation->finished ? fewest_samples(evaluation) : NAN);
}

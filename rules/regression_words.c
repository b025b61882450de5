#include "rules/regression_words.h"

#include "rules/call_site.h"
#include "rules/growth_words.h"
#include "rules/level_words.h"
#include "rules/odd_words.h"
#include "rules/sentence.h"

#include <stdio.h>

#include "gate/base/banned.h"

const struct finding *regression_words_largest(const struct findings *findings, uint32_t comparison, size_t *count)
{
    const struct finding *largest = NULL;
    *count = 0;
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        if (finding->kind != FINDING_REGRESSION || finding->comparison != comparison) {
            continue;
        }
        *count += 1;
        if (largest == NULL || finding->estimate.share > largest->estimate.share) {
            largest = finding;
        }
    }
    return largest;
}

static bool growth_is_own(const struct judge_input *input, const struct finding *finding)
{
    for (size_t i = 0; i < input->answers->culprit_count; i++) {
        const struct culprit *culprit = &input->answers->culprits[i];
        if (culprit->comparison == finding->comparison && culprit->symbol == finding->symbol) {
            return culprit->self;
        }
    }
    return finding->self;
}

static int advise(const char **out, struct arena *arena, const struct judge_input *judge,
                  const struct finding *finding, const struct call_site *site, struct error *err)
{
    const struct comparison *comparison = judge->comparisons[finding->comparison];
    struct growth_subject subject = {comparison, finding->symbol, false, CALLTREE_ROOT};
    char name[GROWTH_WORDS_NAME], caller[GROWTH_WORDS_NAME];
    if (finding->symbol == SYMBOL_NONE) {
        return sentence_set(
            out, arena, err,
            "no single function explains it: ask what changed for all requests (build, flags, runtime)");
    }
    growth_words_subject(name, sizeof name, &subject);
    if (site->symbol != SYMBOL_NONE) {
        struct growth_subject above = {comparison, site->symbol, false, CALLTREE_ROOT};
        return sentence_set(out, arena, err, "look at %s first: it %s %s, which is new there",
                            growth_words_subject(caller, sizeof caller, &above),
                            site->direct ? "calls" : "leads to", name);
    }
    return sentence_set(out, arena, err, "look at %s first: the growth is %s", name,
                        growth_is_own(judge, finding) ? "its own" : "spread over what it calls");
}

int regression_words_say(struct verdict_profile *out, struct findings *findings, const struct changes_input *input,
                         const struct finding *finding, size_t count, struct error *err)
{
    const struct comparison *comparison = input->judge->comparisons[input->comparison];
    const struct call_site site = call_site_of_new_code(comparison, finding->node);
    char headline[GROWTH_WORDS_SIZE], more[64] = "", by[GROWTH_WORDS_NAME + 32] = "", name[GROWTH_WORDS_NAME];
    struct growth_subject subject = {comparison, finding->symbol, finding->self,
                                     finding->of_place ? finding->node : CALLTREE_ROOT};
    if (count > 1) {
        snprintf(more, sizeof more, ", and %zu more grew over a limit", count - 1);
    }
    if (site.symbol != SYMBOL_NONE) {
        struct growth_subject caller = {comparison, site.symbol, false, CALLTREE_ROOT};
        bool known = finding->of_place || finding->estimate.rate[BASELINE] > 0;
        snprintf(by, sizeof by, ", %s%s by %s", known ? "newly " : "", site.direct ? "called" : "reached",
                 growth_words_subject(name, sizeof name, &caller));
    }
    if (level_words_explains(input->judge, input->comparison, findings->items, findings->count)) {
        out->reason = out->common;
        out->advice = "compare hosts, traffic, build flags and runtime of both sides before any single function";
        return 0;
    }
    growth_words_headline(headline, sizeof headline, &subject, &finding->estimate);
    if (sentence_set(&out->reason, findings->arena, err, "%s%s%s", headline, by, more) != 0) {
        return -1;
    }
    if (advise(&out->advice, findings->arena, input->judge, finding, &site, err) != 0) {
        return -1;
    }
    out->advice = odd_words_advise(findings, comparison, finding, out->advice);
    return 0;
}

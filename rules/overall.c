#include "rules/overall.h"

#include "rules/sentence.h"

#include "gate/base/banned.h"

/* The verdict in the making. */
struct mixing {
    const struct judge_input *input;
    struct verdict *verdict;
    bool shows_all;
    bool lacks_anchor_only; /* it is INCONCLUSIVE for no other reason than an anchor without profiles */
};

static const struct trouble *first_fatal(const struct judge_input *input)
{
    for (size_t i = 0; i < input->trouble_count; i++) {
        if (input->troubles[i].fatal) {
            return &input->troubles[i];
        }
    }
    return NULL;
}

/* Nothing is known of the version it is held against: the anchor, which is to the policy what the baseline is, or
 * the baseline itself. */
static bool lacks_version(const struct mixing *mixing, const struct comparison *comparison)
{
    return comparison->sides[BASELINE].replica_count == 0 &&
           (comparison->anchored != NULL || mixing->input->missing_baseline != NULL);
}

static size_t first_of(const struct mixing *mixing, enum verdict_kind kind, bool without_version)
{
    for (size_t c = 0; c < mixing->input->comparison_count; c++) {
        const struct comparison *comparison = mixing->input->comparisons[c];
        bool counts = mixing->shows_all || !comparison->report_only;
        if (counts && mixing->verdict->profiles[c].kind == kind &&
            lacks_version(mixing, comparison) == without_version) {
            return c;
        }
    }
    return mixing->input->comparison_count;
}

/* The first profile of that kind that counts; comparison_count if there is none. */
static size_t first_of_kind(const struct mixing *mixing, enum verdict_kind kind)
{
    return first_of(mixing, kind, false);
}

static int take_profile(struct mixing *mixing, size_t c, struct error *err)
{
    struct verdict *verdict = mixing->verdict;
    const struct verdict_profile *profile = &verdict->profiles[c];
    verdict->kind = profile->kind;
    verdict->advice = profile->advice;
    const struct comparison *comparison = mixing->input->comparisons[c];
    if (mixing->input->comparison_count == 1) {
        verdict->reason = profile->reason;
        return 0;
    }
    return comparison->anchored != NULL
               ? sentence_set(&verdict->reason, verdict->arena, err, "%s against %s: %s", comparison->anchored,
                              comparison->sides[BASELINE].label, profile->reason)
               : sentence_set(&verdict->reason, verdict->arena, err, "%s: %s", comparison->profile,
                              profile->reason);
}

/* Sets kind and a sentence that comes from outside the profiles. */
static int take_sentence(struct mixing *mixing, enum verdict_kind kind, const char *sentence, struct error *err)
{
    mixing->verdict->kind = kind;
    return sentence_set(&mixing->verdict->reason, mixing->verdict->arena, err, "%s", sentence);
}

static int mix(struct mixing *mixing, struct error *err)
{
    const struct judge_input *input = mixing->input;
    size_t count = input->comparison_count;
    const struct trouble *fatal = first_fatal(input);
    size_t red = first_of_kind(mixing, VERDICT_REGRESSION);
    size_t open = first_of_kind(mixing, VERDICT_INCONCLUSIVE);
    if (red < count) {
        return take_profile(mixing, red, err);
    }
    if (fatal != NULL) {
        return take_sentence(mixing, VERDICT_ERROR, fatal->sentence, err);
    }
    if (input->missing_baseline != NULL || input->unfit != NULL) {
        return take_sentence(mixing, VERDICT_INCONCLUSIVE,
                             input->missing_baseline != NULL ? input->missing_baseline : input->unfit, err);
    }
    if (open < count) {
        return take_profile(mixing, open, err);
    }
    if (first_of_kind(mixing, VERDICT_PASS) == count) {
        return take_sentence(mixing, VERDICT_INCONCLUSIVE,
                             count == 0 ? "no profile was compared"
                                        : "no profile was judged: every one of them is report_only",
                             err);
    }
    size_t unanchored = first_of(mixing, VERDICT_INCONCLUSIVE, true);
    if (unanchored < count) {
        mixing->lacks_anchor_only = true;
        return take_profile(mixing, unanchored, err);
    }
    mixing->verdict->kind = VERDICT_PASS;
    return 0;
}

/* What 3 becomes. An option of the command line is newer than the policy. */
static int undecided_code(const struct mixing *mixing)
{
    static const int codes[] = {[POLICY_REPORT] = 3, [POLICY_PASS] = 0, [POLICY_FAIL] = 1};
    const struct judge_input *input = mixing->input;
    int unknown = codes[input->policy->on_no_baseline], open = codes[input->policy->on_inconclusive];
    if (input->fail_on == FAIL_ON_INCONCLUSIVE) {
        return 1;
    }
    bool opens = first_of_kind(mixing, VERDICT_INCONCLUSIVE) < input->comparison_count;
    if ((input->missing_baseline != NULL && !opens) || mixing->lacks_anchor_only) {
        return unknown;
    }
    bool lacks_too =
        input->missing_baseline != NULL || first_of(mixing, VERDICT_INCONCLUSIVE, true) < input->comparison_count;
    return lacks_too ? judge_mix_exit_codes(unknown, open) : open;
}

static int exit_code_of(const struct mixing *mixing)
{
    const struct judge_input *input = mixing->input;
    int code = 0;
    switch (mixing->verdict->kind) {
    case VERDICT_PASS:
        return 0;
    case VERDICT_ERROR:
        return 4;
    case VERDICT_REGRESSION:
        code = 1;
        break;
    case VERDICT_INCONCLUSIVE:
        code = undecided_code(mixing);
        break;
    }
    return input->fail_on == FAIL_ON_NEVER ? 0 : code;
}

int overall_settle(struct verdict *verdict, const struct judge_input *input, bool shows_all, struct error *err)
{
    struct mixing mixing = {.input = input, .verdict = verdict, .shows_all = shows_all};
    if (mix(&mixing, err) != 0) {
        return -1;
    }
    verdict->exit_code = exit_code_of(&mixing);
    return 0;
}

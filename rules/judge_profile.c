#include "rules/judge_profile.h"

#include "rules/coverage.h"
#include "rules/level_words.h"
#include "rules/moves.h"
#include "rules/odd_words.h"
#include "rules/promises.h"
#include "rules/regression_words.h"
#include "rules/sentence.h"
#include "rules/undecided.h"
#include "rules/unproven.h"
#include "rules/warnings.h"

#include <stdio.h>

#include "gate/base/banned.h"

static const struct comparison *comparison_of(const struct changes_input *input)
{
    return input->judge->comparisons[input->comparison];
}

static bool is_judged(const struct changes_input *input)
{
    return input->judge->answers != NULL && input->judge->questions != NULL && comparison_of(input)->unfit == NULL;
}

static void add_findings(struct findings *findings, const struct changes_input *input)
{
    if (!is_judged(input)) {
        return;
    }
    changes_add_regressions(findings, input);
    warnings_add(findings, input);
    moves_add_renamed(findings, input);
    moves_add_absorbed(findings, input);
    changes_add_improvements(findings, input);
    changes_add_new_and_vanished(findings, input);
    moves_add_relocated(findings, input);
    changes_add_background(findings, input);
    odd_words_add(findings, input);
    odd_words_tell(findings, input);
}

/* Writes "rule 'a' matches no function on either side" for the first rule of that kind; returns how many there are.
 */
static size_t unmatched_words(char *out, size_t size, const struct changes_input *input)
{
    const struct questions *questions = input->judge->questions;
    size_t count = 0;
    out[0] = '\0';
    for (size_t i = 0; i < questions->unmatched_count; i++) {
        const struct question_unmatched *unmatched = &questions->unmatched[i];
        if (unmatched->comparison != input->comparison || unmatched->optional) {
            continue;
        }
        const struct policy_rule *rule = &input->judge->policy->rules[unmatched->rule];
        if (count == 0) {
            snprintf(out, size, "rule '%s' matches no function %son either side", rule->id,
                     rule->value == POLICY_VALUE_SELF ? "with a cost of its own " : "");
        }
        count++;
    }
    return count;
}

/* Questions of a comparison that can fail, and how many of them are rejected: these alone make it red. */
static size_t count_fail_questions(const struct changes_input *input, size_t *rejected)
{
    const struct judge_input *judge = input->judge;
    size_t count = 0;
    *rejected = 0;
    for (size_t i = 0; i < judge->questions->count; i++) {
        const struct question *question = &judge->questions->items[i];
        if (question->comparison == input->comparison && question->purpose != QUESTION_WARN) {
            count++;
            *rejected += judge->answers->items[i].rejected;
        }
    }
    return count;
}

/* Nothing is red nor open. */
static void pass_unless_odd(struct verdict_profile *profile, struct findings *findings,
                            const struct changes_input *input)
{
    const char *objection = odd_words_objection(findings, input);
    if (objection != NULL) {
        profile->kind = VERDICT_INCONCLUSIVE;
        profile->reason = objection;
        profile->advice = odd_words_redo(findings, input);
    }
}

/* Nothing is red: PASS if nothing is open either. */
static int judge_open(struct verdict_profile *profile, struct findings *findings, const struct changes_input *input,
                      size_t fail_questions, const struct promises *promises, struct error *err)
{
    struct undecided undecided;
    char unmatched[SENTENCE_SIZE], more[64] = "";
    size_t unmatched_count = unmatched_words(unmatched, sizeof unmatched, input);
    if (undecided_collect(&undecided, findings, input, err) != 0) {
        return -1;
    }
    odd_words_tell(findings, input);
    profile->undecided = undecided.count;
    if (undecided.count == 0 && unmatched_count == 0 && promises->open > 0) {
        profile->kind = VERDICT_INCONCLUSIVE;
        profile->reason = promises->open_reason;
        profile->advice = promises->open_advice;
        return 0;
    }
    if (undecided.count == 0 && unmatched_count == 0) {
        const char *no_pass = comparison_of(input)->no_pass;
        if (fail_questions > 0 && no_pass == NULL) {
            pass_unless_odd(profile, findings, input);
            return 0;
        }
        profile->kind = VERDICT_INCONCLUSIVE;
        if (fail_questions > 0) {
            profile->reason = no_pass;
            return 0;
        }
        profile->reason = "nothing was asked that could fail: no rule with fail_over holds for this profile";
        profile->advice = "add a rule with fail_over, or say report_only: true";
        return 0;
    }
    profile->kind = VERDICT_INCONCLUSIVE;
    const char *redo = odd_words_redo(findings, input);
    profile->advice = redo != NULL
                          ? redo
                          : odd_words_advise(findings, comparison_of(input),
                                             findings_leading(findings, input->comparison), undecided.advice);
    if (unmatched_count > 0) {
        profile->advice = "correct the rule's pattern, or say optional: true";
        if (unmatched_count > 1) {
            snprintf(more, sizeof more, ", nor do %zu more rules", unmatched_count - 1);
        }
        return sentence_set(&profile->reason, findings->arena, err, "%s%s", unmatched, more);
    }
    if (undecided.count + promises->open > 1) {
        snprintf(more, sizeof more, " (and %zu more undecided)", undecided.count + promises->open - 1);
    }
    return sentence_set(&profile->reason, findings->arena, err, "%s%s", undecided.reason, more);
}

static int say_common(struct verdict_profile *profile, const struct findings *findings,
                      const struct changes_input *input, struct error *err)
{
    char words[LEVEL_WORDS_SIZE];
    level_words_common(words, sizeof words, &input->judge->answers->comparisons[input->comparison].level);
    return words[0] != '\0' ? sentence_set(&profile->common, findings->arena, err, "%s", words) : 0;
}

/* In *decided whether that is all there is to say, before anything that was answered counts. */
static int decide_unasked(bool *decided, struct verdict_profile *profile, const struct findings *findings,
                          const struct changes_input *input, struct error *err)
{
    const struct comparison *comparison = comparison_of(input);
    *decided = true;
    if (comparison->report_only) {
        profile->kind = comparison->unfit != NULL ? VERDICT_INCONCLUSIVE : VERDICT_PASS;
        profile->reason = comparison->unfit != NULL ? comparison->unfit : "";
        return 0;
    }
    if (coverage_of(&profile->covered, input->judge, input->comparison, err) != 0) {
        return -1;
    }
    if (!is_judged(input)) {
        profile->kind = VERDICT_INCONCLUSIVE;
        profile->reason =
            comparison->unfit != NULL ? comparison->unfit : "the run ended before this profile was judged";
        return 0;
    }
    if (say_common(profile, findings, input, err) != 0) {
        return -1;
    }
    const char *objection =
        level_words_objection(comparison, &input->judge->answers->comparisons[input->comparison].level);
    if (objection != NULL) {
        profile->kind = VERDICT_INCONCLUSIVE;
        profile->reason = objection;
        return 0;
    }
    *decided = false;
    return 0;
}

/* What was answered. */
static int decide_asked(struct verdict_profile *profile, struct findings *findings,
                        const struct changes_input *input, struct error *err)
{
    size_t regressions, rejected;
    size_t fail_questions = count_fail_questions(input, &rejected);
    struct promises promises;
    promises_add(&promises, findings, input);
    const struct finding *regression = regression_words_largest(findings, input->comparison, &regressions);
    if (regression != NULL) {
        profile->kind = VERDICT_REGRESSION;
        return regression_words_say(profile, findings, input, regression, regressions, err);
    }
    if (promises.broken > 0) {
        profile->kind = VERDICT_REGRESSION;
        profile->reason = promises.broken_reason;
        profile->advice = promises.broken_advice;
        return 0;
    }
    if (rejected > 0) {
        profile->kind = VERDICT_REGRESSION;
        profile->reason = "a limit is broken, but no single function explains it";
        return 0;
    }
    return judge_open(profile, findings, input, fail_questions, &promises, err);
}

int judge_profile_decide(struct verdict_profile *out, struct findings *findings, const struct changes_input *input,
                         struct error *err)
{
    bool decided;
    *out = (struct verdict_profile){.kind = VERDICT_PASS, .reason = "", .advice = "", .common = ""};
    add_findings(findings, input);
    if (decide_unasked(&decided, out, findings, input, err) != 0) {
        return -1;
    }
    return decided ? 0 : decide_asked(out, findings, input, err);
}

int judge_profile_show(struct verdict_profile *out, struct findings *findings, const struct changes_input *input,
                       struct error *err)
{
    const struct comparison *comparison = comparison_of(input);
    *out = (struct verdict_profile){.kind = VERDICT_PASS, .reason = "", .advice = "", .common = ""};
    if (is_judged(input)) {
        changes_add_growths(findings, input);
        moves_add_renamed(findings, input);
        changes_add_improvements(findings, input);
        changes_add_new_and_vanished(findings, input);
        moves_add_relocated(findings, input);
        changes_add_background(findings, input);
        unproven_add(findings, input);
        odd_words_add(findings, input);
        odd_words_tell(findings, input);
        return say_common(out, findings, input, err);
    }
    out->kind = VERDICT_INCONCLUSIVE;
    return sentence_set(&out->reason, findings->arena, err, "%s",
                        comparison->unfit != NULL ? comparison->unfit
                                                  : "the run ended before this profile was compared");
}

#include "rules/judge.h"

#include "gate/base/memory.h"
#include "gate/base/text.h"
#include "rules/ask.h"
#include "rules/call_site.h"
#include "rules/changes.h"
#include "rules/coverage.h"
#include "rules/growth_words.h"
#include "rules/level_words.h"
#include "rules/moves.h"
#include "rules/odd_words.h"
#include "rules/promises.h"
#include "rules/undecided.h"
#include "rules/unproven.h"
#include "rules/warnings.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

enum { SENTENCE_SIZE = 2048 };

/* A verdict in the making. */
struct judging {
    const struct judge_input *input;
    struct verdict *verdict;
    struct rule_table rules;
    struct findings findings;
    bool shows_all;         /* nothing is judged, so report_only makes no difference */
    bool lacks_anchor_only; /* the verdict is INCONCLUSIVE for no other reason than an anchor without profiles */
};

static int new_verdict(struct verdict **out, struct error *err)
{
    struct verdict *verdict = memory_allocate_array(1, sizeof *verdict);
    if (verdict != NULL) {
        verdict->arena = arena_new();
    }
    if (verdict == NULL || verdict->arena == NULL) {
        verdict_free(verdict);
        error_set_memory(err, "judging");
        return -1;
    }
    verdict->reason = verdict->advice = "";
    *out = verdict;
    return 0;
}

static int set_text(const char **out, struct arena *arena, struct error *err, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static int set_text(const char **out, struct arena *arena, struct error *err, const char *format, ...)
{
    char raw[SENTENCE_SIZE], text[SENTENCE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(raw, sizeof raw, format, arguments);
    va_end(arguments);
    text_harmless(text, sizeof text, bytes_of_text(raw));
    const char *copy = arena_copy_text(arena, text, strlen(text));
    if (copy == NULL) {
        return error_set_memory(err, "judging");
    }
    *out = copy;
    return 0;
}

/* ---- one comparison ---- */

static bool is_judged(const struct judging *judging, uint32_t c)
{
    const struct comparison *comparison = judging->input->comparisons[c];
    return judging->input->answers != NULL && judging->input->questions != NULL && comparison->unfit == NULL;
}

static void add_findings(struct judging *judging, uint32_t c)
{
    const struct changes_input input = {judging->input, &judging->rules, c};
    if (!is_judged(judging, c)) {
        return;
    }
    changes_add_regressions(&judging->findings, &input);
    warnings_add(&judging->findings, &input);
    moves_add_renamed(&judging->findings, &input);
    moves_add_absorbed(&judging->findings, &input);
    changes_add_improvements(&judging->findings, &input);
    changes_add_new_and_vanished(&judging->findings, &input);
    moves_add_relocated(&judging->findings, &input);
    changes_add_background(&judging->findings, &input);
    odd_words_add(&judging->findings, &input);
    odd_words_tell(&judging->findings, &input);
}

/* The largest regression of a comparison, and how many there are. */
static const struct finding *largest_regression(const struct findings *findings, uint32_t c, size_t *count)
{
    const struct finding *largest = NULL;
    *count = 0;
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        if (finding->kind != FINDING_REGRESSION || finding->comparison != c) {
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

static int advise_regression(struct judging *judging, struct verdict_profile *profile,
                             const struct finding *finding, const struct call_site *site, struct error *err)
{
    const struct comparison *comparison = judging->input->comparisons[finding->comparison];
    struct growth_subject subject = {comparison, finding->symbol, false, CALLTREE_ROOT};
    char name[GROWTH_WORDS_NAME], caller[GROWTH_WORDS_NAME];
    if (finding->symbol == SYMBOL_NONE) {
        return set_text(
            &profile->advice, judging->verdict->arena, err,
            "no single function explains it: ask what changed for all requests (build, flags, runtime)");
    }
    growth_words_subject(name, sizeof name, &subject);
    if (site->symbol != SYMBOL_NONE) {
        struct growth_subject above = {comparison, site->symbol, false, CALLTREE_ROOT};
        return set_text(
            &profile->advice, judging->verdict->arena, err, "look at %s first: it %s %s, which is new there",
            growth_words_subject(caller, sizeof caller, &above), site->direct ? "calls" : "leads to", name);
    }
    return set_text(&profile->advice, judging->verdict->arena, err, "look at %s first: the growth is %s", name,
                    growth_is_own(judging->input, finding) ? "its own" : "spread over what it calls");
}

static int judge_regression(struct judging *judging, struct verdict_profile *profile, uint32_t c,
                            const struct finding *finding, size_t count, struct error *err)
{
    const struct comparison *comparison = judging->input->comparisons[c];
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
    profile->kind = VERDICT_REGRESSION;
    if (level_words_explains(judging->input, c, judging->findings.items, judging->findings.count)) {
        profile->reason = profile->common;
        profile->advice =
            "compare hosts, traffic, build flags and runtime of both sides before any single function";
        return 0;
    }
    growth_words_headline(headline, sizeof headline, &subject, &finding->estimate);
    if (set_text(&profile->reason, judging->verdict->arena, err, "%s%s%s", headline, by, more) != 0) {
        return -1;
    }
    if (advise_regression(judging, profile, finding, &site, err) != 0) {
        return -1;
    }
    profile->advice = odd_words_advise(&judging->findings, comparison, finding, profile->advice);
    return 0;
}

/* Writes "rule 'a' matches no function on either side" for the first rule of that kind; returns how many there are.
 */
static size_t unmatched_words(char *out, size_t size, const struct judging *judging, uint32_t c)
{
    const struct questions *questions = judging->input->questions;
    size_t count = 0;
    out[0] = '\0';
    for (size_t i = 0; i < questions->unmatched_count; i++) {
        const struct question_unmatched *unmatched = &questions->unmatched[i];
        if (unmatched->comparison != c || unmatched->optional) {
            continue;
        }
        const struct policy_rule *rule = &judging->input->policy->rules[unmatched->rule];
        if (count == 0) {
            snprintf(out, size, "rule '%s' matches no function %son either side", rule->id,
                     rule->value == POLICY_VALUE_SELF ? "with a cost of its own " : "");
        }
        count++;
    }
    return count;
}

/* Questions of a comparison that can fail, and how many of them are rejected: these alone make it red. */
static size_t count_fail_questions(const struct judge_input *input, uint32_t c, size_t *rejected)
{
    size_t count = 0;
    *rejected = 0;
    for (size_t i = 0; i < input->questions->count; i++) {
        const struct question *question = &input->questions->items[i];
        if (question->comparison == c && question->purpose != QUESTION_WARN) {
            count++;
            *rejected += input->answers->items[i].rejected;
        }
    }
    return count;
}

/* Nothing is red nor open. */
static void pass_unless_odd(struct judging *judging, struct verdict_profile *profile,
                            const struct changes_input *input)
{
    const char *objection = odd_words_objection(&judging->findings, input);
    if (objection != NULL) {
        profile->kind = VERDICT_INCONCLUSIVE;
        profile->reason = objection;
        profile->advice = odd_words_redo(&judging->findings, input);
    }
}

/* Nothing is red: PASS if nothing is open either. */
static int judge_open(struct judging *judging, struct verdict_profile *profile, uint32_t c, size_t fail_questions,
                      const struct promises *promises, struct error *err)
{
    const struct changes_input input = {judging->input, &judging->rules, c};
    struct arena *arena = judging->verdict->arena;
    struct undecided undecided;
    char unmatched[SENTENCE_SIZE], more[64] = "";
    size_t unmatched_count = unmatched_words(unmatched, sizeof unmatched, judging, c);
    if (undecided_collect(&undecided, &judging->findings, &input, err) != 0) {
        return -1;
    }
    odd_words_tell(&judging->findings, &input);
    profile->undecided = undecided.count;
    if (undecided.count == 0 && unmatched_count == 0 && promises->open > 0) {
        profile->kind = VERDICT_INCONCLUSIVE;
        profile->reason = promises->open_reason;
        profile->advice = promises->open_advice;
        return 0;
    }
    if (undecided.count == 0 && unmatched_count == 0) {
        const char *no_pass = judging->input->comparisons[c]->no_pass;
        if (fail_questions > 0 && no_pass == NULL) {
            pass_unless_odd(judging, profile, &input);
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
    const char *redo = odd_words_redo(&judging->findings, &input);
    profile->advice = redo != NULL ? redo
                                   : odd_words_advise(&judging->findings, judging->input->comparisons[c],
                                                      findings_leading(&judging->findings, c), undecided.advice);
    if (unmatched_count > 0) {
        profile->advice = "correct the rule's pattern, or say optional: true";
        if (unmatched_count > 1) {
            snprintf(more, sizeof more, ", nor do %zu more rules", unmatched_count - 1);
        }
        return set_text(&profile->reason, arena, err, "%s%s", unmatched, more);
    }
    if (undecided.count + promises->open > 1) {
        snprintf(more, sizeof more, " (and %zu more undecided)", undecided.count + promises->open - 1);
    }
    return set_text(&profile->reason, arena, err, "%s%s", undecided.reason, more);
}

static int say_common(const struct judging *judging, struct verdict_profile *profile, uint32_t c, struct error *err)
{
    char words[LEVEL_WORDS_SIZE];
    level_words_common(words, sizeof words, &judging->input->answers->comparisons[c].level);
    return words[0] != '\0' ? set_text(&profile->common, judging->verdict->arena, err, "%s", words) : 0;
}

static int judge_profile(struct judging *judging, uint32_t c, struct error *err)
{
    const struct comparison *comparison = judging->input->comparisons[c];
    struct verdict_profile *profile = &judging->verdict->profiles[c];
    size_t regressions, rejected;
    *profile = (struct verdict_profile){.kind = VERDICT_PASS, .reason = "", .advice = "", .common = ""};
    if (comparison->report_only) {
        profile->kind = comparison->unfit != NULL ? VERDICT_INCONCLUSIVE : VERDICT_PASS;
        profile->reason = comparison->unfit != NULL ? comparison->unfit : "";
        return 0;
    }
    if (coverage_of(&profile->covered, judging->input, c, err) != 0) {
        return -1;
    }
    if (!is_judged(judging, c)) {
        profile->kind = VERDICT_INCONCLUSIVE;
        profile->reason =
            comparison->unfit != NULL ? comparison->unfit : "the run ended before this profile was judged";
        return 0;
    }
    if (say_common(judging, profile, c, err) != 0) {
        return -1;
    }
    profile->reason = level_words_objection(comparison, &judging->input->answers->comparisons[c].level);
    if (profile->reason != NULL) {
        profile->kind = VERDICT_INCONCLUSIVE;
        return 0;
    }
    profile->reason = "";
    size_t fail_questions = count_fail_questions(judging->input, c, &rejected);
    const struct changes_input changes = {judging->input, &judging->rules, c};
    struct promises promises;
    promises_add(&promises, &judging->findings, &changes);
    const struct finding *regression = largest_regression(&judging->findings, c, &regressions);
    if (regression != NULL) {
        return judge_regression(judging, profile, c, regression, regressions, err);
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
    return judge_open(judging, profile, c, fail_questions, &promises, err);
}

/* ---- the whole ---- */

static const struct trouble *first_fatal(const struct judge_input *input)
{
    for (size_t i = 0; i < input->trouble_count; i++) {
        if (input->troubles[i].fatal) {
            return &input->troubles[i];
        }
    }
    return NULL;
}

/* Nothing is known of the anchor, which is to the policy what a missing baseline is. */
static bool lacks_anchor(const struct comparison *comparison)
{
    return comparison->anchored != NULL && comparison->sides[BASELINE].replica_count == 0;
}

static size_t first_of(const struct judging *judging, enum verdict_kind kind, bool without_anchor)
{
    for (size_t c = 0; c < judging->input->comparison_count; c++) {
        const struct comparison *comparison = judging->input->comparisons[c];
        bool counts = judging->shows_all || !comparison->report_only;
        if (counts && judging->verdict->profiles[c].kind == kind && lacks_anchor(comparison) == without_anchor) {
            return c;
        }
    }
    return judging->input->comparison_count;
}

/* The first profile of that kind that counts; comparison_count if there is none. */
static size_t first_of_kind(const struct judging *judging, enum verdict_kind kind)
{
    return first_of(judging, kind, false);
}

static int take_profile(struct judging *judging, size_t c, struct error *err)
{
    struct verdict *verdict = judging->verdict;
    const struct verdict_profile *profile = &verdict->profiles[c];
    verdict->kind = profile->kind;
    verdict->advice = profile->advice;
    const struct comparison *comparison = judging->input->comparisons[c];
    if (judging->input->comparison_count == 1) {
        verdict->reason = profile->reason;
        return 0;
    }
    return comparison->anchored != NULL
               ? set_text(&verdict->reason, verdict->arena, err, "%s against %s: %s", comparison->anchored,
                          comparison->sides[BASELINE].label, profile->reason)
               : set_text(&verdict->reason, verdict->arena, err, "%s: %s", comparison->profile, profile->reason);
}

/* Sets kind and a sentence that comes from outside the profiles. */
static int take_sentence(struct judging *judging, enum verdict_kind kind, const char *sentence, struct error *err)
{
    judging->verdict->kind = kind;
    return set_text(&judging->verdict->reason, judging->verdict->arena, err, "%s", sentence);
}

/* Mixed results: a proven regression never hides behind something that failed, which never hides behind something
 * undecided (PRODUCT.md, exit codes). */
static int mix(struct judging *judging, struct error *err)
{
    const struct judge_input *input = judging->input;
    size_t count = input->comparison_count;
    const struct trouble *fatal = first_fatal(input);
    size_t red = first_of_kind(judging, VERDICT_REGRESSION);
    size_t open = first_of_kind(judging, VERDICT_INCONCLUSIVE);
    if (red < count) {
        return take_profile(judging, red, err);
    }
    if (fatal != NULL) {
        return take_sentence(judging, VERDICT_ERROR, fatal->sentence, err);
    }
    if (input->missing_baseline != NULL || input->unfit != NULL) {
        return take_sentence(judging, VERDICT_INCONCLUSIVE,
                             input->missing_baseline != NULL ? input->missing_baseline : input->unfit, err);
    }
    if (open < count) {
        return take_profile(judging, open, err);
    }
    if (first_of_kind(judging, VERDICT_PASS) == count) {
        return take_sentence(judging, VERDICT_INCONCLUSIVE,
                             count == 0 ? "no profile was compared"
                                        : "no profile was judged: every one of them is report_only",
                             err);
    }
    size_t unanchored = first_of(judging, VERDICT_INCONCLUSIVE, true);
    if (unanchored < count) {
        judging->lacks_anchor_only = true;
        return take_profile(judging, unanchored, err);
    }
    judging->verdict->kind = VERDICT_PASS;
    return 0;
}

/* What 3 becomes. An option of the command line is newer than the policy. */
static int undecided_code(const struct judging *judging)
{
    static const int codes[] = {[POLICY_REPORT] = 3, [POLICY_PASS] = 0, [POLICY_FAIL] = 1};
    const struct judge_input *input = judging->input;
    int unknown = codes[input->policy->on_no_baseline], open = codes[input->policy->on_inconclusive];
    if (input->fail_on == FAIL_ON_INCONCLUSIVE) {
        return 1;
    }
    if (input->missing_baseline != NULL || judging->lacks_anchor_only) {
        return unknown;
    }
    bool lacks_too = first_of(judging, VERDICT_INCONCLUSIVE, true) < input->comparison_count;
    return lacks_too ? judge_mix_exit_codes(unknown, open) : open;
}

static int exit_code_of(const struct judging *judging)
{
    const struct judge_input *input = judging->input;
    int code = 0;
    switch (judging->verdict->kind) {
    case VERDICT_PASS:
        return 0;
    case VERDICT_ERROR:
        return 4;
    case VERDICT_REGRESSION:
        code = 1;
        break;
    case VERDICT_INCONCLUSIVE:
        code = undecided_code(judging);
        break;
    }
    return input->fail_on == FAIL_ON_NEVER ? 0 : code;
}

static int make_profiles(struct judging *judging, struct error *err)
{
    size_t count = judging->input->comparison_count;
    if (count == 0) {
        return 0;
    }
    judging->verdict->profiles = memory_allocate_array(count, sizeof *judging->verdict->profiles);
    if (judging->verdict->profiles == NULL) {
        return error_set_memory(err, "judging");
    }
    judging->verdict->profile_count = count;
    return 0;
}

/* Hands over what was collected, also on failure, so that verdict_free takes it. */
static void hand_over(struct judging *judging)
{
    judging->verdict->findings = judging->findings.items;
    judging->verdict->finding_count = judging->findings.count;
    judging->verdict->rules = judging->rules.rows;
    judging->verdict->rule_count = judging->rules.count;
}

static int begin(struct judging *judging, const struct judge_input *input, struct error *err)
{
    *judging = (struct judging){.input = input};
    if (new_verdict(&judging->verdict, err) != 0) {
        return -1;
    }
    judging->findings.arena = judging->verdict->arena;
    return make_profiles(judging, err);
}

static int end(struct verdict **out, struct judging *judging, int status, struct error *err)
{
    if (status == 0) {
        status = findings_sort(&judging->findings, judging->input->comparisons, err);
    }
    if (judging->verdict != NULL) {
        hand_over(judging);
    }
    if (status != 0) {
        verdict_free(judging->verdict);
        return -1;
    }
    *out = judging->verdict;
    return 0;
}

int judge_verdict(struct verdict **out, const struct judge_input *input, struct error *err)
{
    struct judging judging;
    int status = begin(&judging, input, err);
    if (status == 0) {
        status = rule_table_build(&judging.rules, judging.verdict->arena, input, err);
    }
    for (size_t c = 0; status == 0 && c < input->comparison_count; c++) {
        add_findings(&judging, (uint32_t)c);
        status = judge_profile(&judging, (uint32_t)c, err);
    }
    if (status == 0) {
        status = mix(&judging, err);
    }
    if (status == 0) {
        judging.verdict->exit_code = exit_code_of(&judging);
    }
    return end(out, &judging, status, err);
}

/* ---- without a policy ---- */

static int show_differences(struct judging *judging, uint32_t c, struct error *err)
{
    struct changes_input input = {judging->input, &judging->rules, c};
    const struct comparison *comparison = judging->input->comparisons[c];
    struct verdict_profile *profile = &judging->verdict->profiles[c];
    *profile = (struct verdict_profile){.kind = VERDICT_PASS, .reason = "", .advice = "", .common = ""};
    if (is_judged(judging, c)) {
        changes_add_growths(&judging->findings, &input);
        moves_add_renamed(&judging->findings, &input);
        changes_add_improvements(&judging->findings, &input);
        changes_add_new_and_vanished(&judging->findings, &input);
        moves_add_relocated(&judging->findings, &input);
        changes_add_background(&judging->findings, &input);
        unproven_add(&judging->findings, &input);
        odd_words_add(&judging->findings, &input);
        odd_words_tell(&judging->findings, &input);
        return say_common(judging, profile, c, err);
    }
    profile->kind = VERDICT_INCONCLUSIVE;
    return set_text(&profile->reason, judging->verdict->arena, err, "%s",
                    comparison->unfit != NULL ? comparison->unfit
                                              : "the run ended before this profile was compared");
}

int judge_differences(struct verdict **out, const struct judge_input *input, struct error *err)
{
    struct judging judging;
    int status = begin(&judging, input, err);
    judging.shows_all = true;
    for (size_t c = 0; status == 0 && c < input->comparison_count; c++) {
        status = show_differences(&judging, (uint32_t)c, err);
    }
    if (status == 0) {
        status = mix(&judging, err);
    }
    if (status == 0) {
        judging.verdict->exit_code = exit_code_of(&judging);
    }
    return end(out, &judging, status, err);
}

int judge_error(struct verdict **out, const struct error *cause, struct error *err)
{
    struct verdict *verdict = NULL;
    if (new_verdict(&verdict, err) != 0) {
        return -1;
    }
    verdict->exit_code = error_exit_code(cause->kind);
    verdict->kind = cause->kind == ERROR_UNFIT ? VERDICT_INCONCLUSIVE : VERDICT_ERROR;
    if (set_text(&verdict->reason, verdict->arena, err, "%s", cause->sentence) != 0) {
        verdict_free(verdict);
        return -1;
    }
    *out = verdict;
    return 0;
}

int judge_mix_exit_codes(int a, int b)
{
    static const int weightiest_first[] = {5, 2, 1, 4, 3};
    for (size_t i = 0; i < sizeof weightiest_first / sizeof weightiest_first[0]; i++) {
        if (a == weightiest_first[i] || b == weightiest_first[i]) {
            return weightiest_first[i];
        }
    }
    return 0;
}

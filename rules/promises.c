#include "rules/promises.h"

#include "gate/base/numbers.h"
#include "rules/growth_words.h"
#include "rules/remedy.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

enum { ADVICE_SIZE = 1024 };

/* Beyond these nobody would go. */
static const double samples_sensible = 100, replicas_sensible = 100;

static bool is_gone(const struct estimate *estimate)
{
    return estimate->rate[BASELINE] > 0 && !(estimate->rate[CANDIDATE] > 0);
}

static enum promise_outcome outcome_of(const struct answer *answer)
{
    if (answer->rejected) {
        return PROMISE_BROKEN;
    }
    return answer->cleared ? PROMISE_KEPT : PROMISE_OPEN;
}

/* "kept", or why nobody can tell. */
static const char *outcome_words(const struct answer *answer, double expected)
{
    switch (outcome_of(answer)) {
    case PROMISE_KEPT:
        return "kept";
    case PROMISE_BROKEN:
        return "broken";
    case PROMISE_OPEN:
        break;
    }
    if (is_gone(&answer->estimate)) {
        return "not decided, since its cost may only have moved";
    }
    if (answer->estimate.change <= expected) {
        return "measured so, but not proven beyond chance";
    }
    return answer->estimate.change > expected / 2 ? "not measured so, but not disproved either"
                                                  : "more than half of it is measured, but not all";
}

static struct finding finding_of(const struct changes_input *input, size_t q)
{
    const struct question *question = &input->judge->questions->items[q];
    const struct answer *answer = &input->judge->answers->items[q];
    const struct comparison_entry *entry = &input->judge->comparisons[input->comparison]->entries[question->entry];
    struct finding finding = findings_blank(FINDING_EXPECTATION, input->comparison);
    finding.symbol = entry->symbol;
    finding.self = entry->value == ENTRY_SELF;
    finding.rule = rule_table_row(input->rules, input->comparison, question->rule);
    finding.has_estimate = true;
    finding.estimate = answer->estimate;
    finding.promise = outcome_of(answer);
    finding.expected = question->expected;
    return finding;
}

/* The sentence of the finding added; "" without memory. */
static const char *add_finding(struct findings *findings, const struct changes_input *input,
                               const struct finding *finding, size_t q)
{
    const struct question *question = &input->judge->questions->items[q];
    struct growth_subject subject = {input->judge->comparisons[input->comparison], finding->symbol, finding->self,
                                     CALLTREE_ROOT};
    char sentence[GROWTH_WORDS_SIZE], change[NUMBER_TEXT_SIZE];
    findings_add(findings, finding, "%s; promised %s in %s: %s",
                 growth_words_sentence(sentence, sizeof sentence, &subject, &finding->estimate),
                 numbers_format_change(change, finding->expected),
                 input->judge->policy->rules[question->rule].expect_in,
                 outcome_words(&input->judge->answers->items[q], finding->expected));
    return findings->failed ? "" : findings->items[findings->count - 1].sentence;
}

/* Whether some number of runs, or another way of capturing them, would settle it. */
static bool has_remedy(const struct answer *answer)
{
    return answer->blocker == BLOCKER_LEVEL ||
           (answer->blocker == BLOCKER_SAMPLES && answer->samples_factor <= samples_sensible) ||
           (answer->blocker == BLOCKER_REPLICAS && answer->replicas_needed <= replicas_sensible);
}

static void write_open_advice(char *out, size_t size, const struct changes_input *input, size_t q)
{
    const struct answer *answer = &input->judge->answers->items[q];
    char change[NUMBER_TEXT_SIZE];
    if (is_gone(&answer->estimate)) {
        snprintf(out, size, "look where its cost went: a promise is about a cost, not about a name");
        return;
    }
    if (!has_remedy(answer)) {
        numbers_format_change(change, input->judge->questions->items[q].expected);
        snprintf(out, size,
                 "what was measured lies too near to the promise of %s, or to half of it, for more runs to settle "
                 "it: improve more, or promise less",
                 change);
        return;
    }
    struct comparison_answers all = input->judge->answers->comparisons[input->comparison];
    all.samples_factor = answer->samples_factor;
    all.replicas_needed = answer->replicas_needed;
    struct remedy_case about = {input->judge->comparisons[input->comparison], &all, answer, "", "", 1};
    remedy_words(out, size, &about);
}

static const char *keep(struct findings *findings, const char *text)
{
    const char *copy = arena_copy_text(findings->arena, text, strlen(text));
    findings->failed = findings->failed || copy == NULL;
    return copy != NULL ? copy : "";
}

static void note_broken(struct promises *out, struct findings *findings, const struct changes_input *input,
                        const struct finding *finding, const char *sentence)
{
    struct growth_subject subject = {input->judge->comparisons[input->comparison], finding->symbol, finding->self,
                                     CALLTREE_ROOT};
    char name[GROWTH_WORDS_NAME], advice[ADVICE_SIZE];
    if (out->broken++ > 0) {
        return;
    }
    snprintf(advice, sizeof advice, "look at %s first: what should have made it cheaper did not",
             growth_words_subject(name, sizeof name, &subject));
    out->broken_reason = sentence;
    out->broken_advice = keep(findings, advice);
}

static void note_open(struct promises *out, struct findings *findings, const struct changes_input *input, size_t q,
                      const char *sentence)
{
    char advice[ADVICE_SIZE];
    if (out->open++ > 0) {
        return;
    }
    write_open_advice(advice, sizeof advice, input, q);
    out->open_reason = sentence;
    out->open_advice = keep(findings, advice);
}

void promises_add(struct promises *out, struct findings *findings, const struct changes_input *input)
{
    const struct questions *questions = input->judge->questions;
    *out = (struct promises){0, 0, "", "", "", ""};
    for (size_t q = 0; q < questions->count; q++) {
        if (questions->items[q].comparison != input->comparison || questions->items[q].purpose != QUESTION_EXPECT) {
            continue;
        }
        struct finding finding = finding_of(input, q);
        const char *sentence = add_finding(findings, input, &finding, q);
        if (finding.promise == PROMISE_BROKEN) {
            note_broken(out, findings, input, &finding, sentence);
        } else if (finding.promise == PROMISE_OPEN) {
            note_open(out, findings, input, q, sentence);
        }
    }
}

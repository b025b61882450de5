#include "rules/changes.h"

#include "gate/base/numbers.h"
#include "gate/base/text.h"
#include "rules/growth_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

enum { LIMIT_WORDS_SIZE = 512 };

/* Background beyond this part of the cost is worth a warning (method, section 1). */
static const double background_large = 0.10;

static const struct comparison *compared(const struct changes_input *input)
{
    return input->judge->comparisons[input->comparison];
}

static const struct comparison_entry *entry_of(const struct changes_input *input, uint32_t question)
{
    return &compared(input)->entries[input->judge->questions->items[question].entry];
}

bool changes_limit_is_assumed(const struct changes_input *input, uint32_t question)
{
    const struct question *asked = &input->judge->questions->items[question];
    return input->judge->answers->items[question].limit_assumed &&
           !limit_equal(&asked->limit, &asked->limit_assumed);
}

/* ---- regressions ---- */

/* A finding about a culprit, with the limit of its question. */
static struct finding of_culprit(const struct changes_input *input, enum finding_kind kind,
                                 const struct culprit *culprit)
{
    struct finding finding = findings_blank(kind, input->comparison);
    finding.symbol = culprit->symbol;
    finding.node = culprit->node;
    finding.has_estimate = true;
    finding.estimate = culprit->estimate;
    finding.of_place = culprit->of_place;
    finding.call_sites = culprit->call_sites;
    if (culprit->question != UINT32_MAX) {
        const struct answer *answer = &input->judge->answers->items[culprit->question];
        const struct comparison_entry *entry = entry_of(input, culprit->question);
        finding.rule =
            rule_table_row(input->rules, input->comparison, input->judge->questions->items[culprit->question].rule);
        finding.self = entry->symbol == culprit->symbol && entry->value == ENTRY_SELF;
        finding.limit = answer->limit;
        finding.limit_assumed = changes_limit_is_assumed(input, culprit->question);
    }
    return finding;
}

/* "limit +10 % of itself and +2 % of the total", or whom else the growth takes over a limit. */
static void limit_words(char *out, size_t size, const struct changes_input *input, uint32_t symbol,
                        uint32_t question)
{
    const struct question *asked = &input->judge->questions->items[question];
    const struct limit *limit =
        input->judge->answers->items[question].limit_assumed ? &asked->limit_assumed : &asked->limit;
    const struct comparison_entry *entry = entry_of(input, question);
    char words[LIMIT_WORDS_SIZE], name[GROWTH_WORDS_NAME];
    limit_describe(words, sizeof words, limit, comparison_shown_unit(compared(input)));
    if (entry->symbol == symbol) {
        snprintf(out, size, ", limit %s", words);
        return;
    }
    struct growth_subject over = {compared(input), entry->symbol, entry->value == ENTRY_SELF, CALLTREE_ROOT};
    snprintf(out, size, "; it takes %s over the limit of %s", growth_words_subject(name, sizeof name, &over),
             words);
}

static void add_growth(struct findings *findings, const struct changes_input *input, const struct finding *finding,
                       uint32_t question)
{
    char sentence[GROWTH_WORDS_SIZE], limit[LIMIT_WORDS_SIZE + GROWTH_WORDS_NAME] = "";
    struct growth_subject subject = {compared(input), finding->symbol, finding->self,
                                     finding->of_place ? finding->node : CALLTREE_ROOT};
    growth_words_sentence(sentence, sizeof sentence, &subject, &finding->estimate);
    if (question != UINT32_MAX && finding->rule != UINT32_MAX) {
        limit_words(limit, sizeof limit, input, finding->symbol, question);
    }
    findings_add(findings, finding, "%s%s", sentence, limit);
}

static void add_culprits(struct findings *findings, const struct changes_input *input, enum finding_kind kind)
{
    const struct answers *answers = input->judge->answers;
    for (size_t i = 0; i < answers->culprit_count; i++) {
        if (answers->culprits[i].comparison == input->comparison) {
            struct finding finding = of_culprit(input, kind, &answers->culprits[i]);
            add_growth(findings, input, &finding, answers->culprits[i].question);
        }
    }
}

/* The rejected fail question of the largest growth; UINT32_MAX if there is none. */
static uint32_t largest_rejected(const struct changes_input *input)
{
    const struct questions *questions = input->judge->questions;
    const struct answer *answers = input->judge->answers->items;
    uint32_t largest = UINT32_MAX;
    for (size_t q = 0; q < questions->count; q++) {
        const struct question *question = &questions->items[q];
        if (question->comparison == input->comparison && question->purpose == QUESTION_FAIL &&
            answers[q].rejected &&
            (largest == UINT32_MAX || answers[q].estimate.share > answers[largest].estimate.share)) {
            largest = (uint32_t)q;
        }
    }
    return largest;
}

void changes_add_regressions(struct findings *findings, const struct changes_input *input)
{
    size_t before = findings->count;
    add_culprits(findings, input, FINDING_REGRESSION);
    uint32_t question = findings->count > before ? UINT32_MAX : largest_rejected(input);
    if (question == UINT32_MAX) {
        return;
    }
    struct culprit culprit = {
        .comparison = input->comparison,
        .node = CALLTREE_ROOT,
        .symbol = entry_of(input, question)->symbol,
        .question = question,
        .estimate = input->judge->answers->items[question].estimate,
    };
    struct finding finding = of_culprit(input, FINDING_REGRESSION, &culprit);
    add_growth(findings, input, &finding, question);
}

void changes_add_growths(struct findings *findings, const struct changes_input *input)
{
    const struct answers *answers = input->judge->answers;
    for (size_t i = 0; i < answers->culprit_count; i++) {
        const struct culprit *culprit = &answers->culprits[i];
        if (culprit->comparison == input->comparison) {
            bool known = culprit->of_place || culprit->estimate.rate[BASELINE] > 0;
            enum finding_kind kind = known ? FINDING_WARNING : FINDING_NEW;
            struct finding finding = of_culprit(input, kind, culprit);
            add_growth(findings, input, &finding, UINT32_MAX);
        }
    }
}

void changes_add_improvements(struct findings *findings, const struct changes_input *input)
{
    const struct answers *answers = input->judge->answers;
    for (size_t i = 0; i < answers->improvement_count; i++) {
        const struct culprit *improvement = &answers->improvements[i];
        if (improvement->comparison == input->comparison) {
            bool gone = !improvement->of_place && !(improvement->estimate.rate[CANDIDATE] > 0);
            struct finding finding = of_culprit(input, gone ? FINDING_VANISHED : FINDING_IMPROVEMENT, improvement);
            add_growth(findings, input, &finding, UINT32_MAX);
        }
    }
}

/* ---- new and vanished code ---- */

/* Whether the node is significantly there on that side only, with all of its function. */
static bool is_only_on(const struct changes_input *input, size_t node, int side)
{
    const struct comparison *comparison = compared(input);
    const struct node_answer *answer = &input->judge->answers->comparisons[input->comparison].nodes[node];
    int other = side == CANDIDATE ? BASELINE : CANDIDATE;
    if (answer->direction != (side == CANDIDATE ? 1 : -1) ||
        comparison->node_total[node * SIDES + (size_t)other] > 0) {
        return false;
    }
    uint32_t entry = comparison->node_entry_total[node];
    return !(comparison_side_sum(comparison, comparison->amount, entry, other) > 0);
}

/* The estimate of an entry, if some question was about it. */
static bool find_estimate(struct estimate *out, const struct changes_input *input, uint32_t entry)
{
    const struct questions *questions = input->judge->questions;
    for (size_t q = 0; q < questions->count; q++) {
        if (questions->items[q].comparison == input->comparison && questions->items[q].entry == entry) {
            *out = input->judge->answers->items[q].estimate;
            return true;
        }
    }
    return false;
}

static void add_one_sided(struct findings *findings, const struct changes_input *input, size_t node, int side)
{
    static const char *const verbs[SIDES] = {"is gone; it was at", "is new; it is at"};
    const struct comparison *comparison = compared(input);
    uint32_t entry = comparison->node_entry_total[node];
    struct finding finding = findings_blank(side == CANDIDATE ? FINDING_NEW : FINDING_VANISHED, input->comparison);
    char name[GROWTH_WORDS_NAME], words[GROWTH_WORDS_SIZE];
    finding.symbol = comparison->tree->symbol[node];
    finding.node = (uint32_t)node;
    finding.call_sites = 1;
    finding.has_estimate = find_estimate(&finding.estimate, input, entry);
    if (finding.has_estimate) {
        add_growth(findings, input, &finding, UINT32_MAX);
        return;
    }
    struct growth_subject subject = {comparison, finding.symbol, false, CALLTREE_ROOT};
    double amount = comparison_side_sum(comparison, comparison->amount, entry, side);
    findings_add(findings, &finding, "%s %s %s", growth_words_subject(name, sizeof name, &subject), verbs[side],
                 growth_words_rate(words, sizeof words, comparison, amount / comparison->sides[side].exposure));
}

void changes_add_new_and_vanished(struct findings *findings, const struct changes_input *input)
{
    const struct calltree *tree = compared(input)->tree;
    if (input->judge->answers->comparisons[input->comparison].nodes == NULL) {
        return;
    }
    for (int side = 0; side < SIDES; side++) {
        for (size_t node = 1; node < tree->count; node++) {
            uint32_t parent = tree->parent[node];
            bool topmost = parent == CALLTREE_ROOT || !is_only_on(input, parent, side);
            if (is_only_on(input, node, side) && topmost &&
                !findings_tell_of(findings, input->comparison, tree->symbol[node])) {
                add_one_sided(findings, input, node, side);
            }
        }
    }
}

/* ---- background ---- */

static double rate_of(const struct comparison *comparison, double amount, int side)
{
    double exposure = comparison->sides[side].exposure;
    return exposure > 0 ? amount / exposure : 0;
}

static double background_share(const struct comparison_side *side)
{
    double all = side->amount + side->background;
    return all > 0 ? side->background / all : 0;
}

/* The growth that a rule for the total allows; a tenth of the total if there is no such rule. */
static double growth_allowed(const struct changes_input *input)
{
    const struct questions *questions = input->judge->questions;
    const struct comparison *comparison = compared(input);
    for (size_t q = 0; q < questions->count; q++) {
        const struct question *question = &questions->items[q];
        bool of_total = question->comparison == input->comparison && question->purpose == QUESTION_FAIL &&
                        entry_of(input, (uint32_t)q)->value == ENTRY_SERVICE;
        /* A limit of 0, as `diff` has it, would tell of every growth. */
        if (of_total && input->judge->answers->items[q].limit.growth > 0) {
            return input->judge->answers->items[q].limit.growth;
        }
    }
    return background_large * rate_of(comparison, comparison->sides[BASELINE].amount, BASELINE);
}

/* "; most of it is 'runtime.bgsweep'". */
static void largest_background(char *out, size_t size, const struct comparison *comparison)
{
    const struct comparison_background *largest = NULL;
    char name[GROWTH_WORDS_NAME];
    for (size_t i = 0; i < comparison->background_count; i++) {
        const struct comparison_background *one = &comparison->background[i];
        if (largest == NULL || one->amount[CANDIDATE] > largest->amount[CANDIDATE]) {
            largest = one;
        }
    }
    out[0] = '\0';
    if (largest != NULL) {
        struct growth_subject subject = {comparison, largest->symbol, false, CALLTREE_ROOT};
        snprintf(out, size, "; the largest part is %s", growth_words_subject(name, sizeof name, &subject));
    }
}

void changes_add_background(struct findings *findings, const struct changes_input *input)
{
    const struct comparison *comparison = compared(input);
    const struct comparison_side *sides = comparison->sides;
    double before = rate_of(comparison, sides[BASELINE].background, BASELINE);
    double after = rate_of(comparison, sides[CANDIDATE].background, CANDIDATE);
    double shares[SIDES] = {background_share(&sides[BASELINE]), background_share(&sides[CANDIDATE])};
    struct finding finding = findings_blank(FINDING_WARNING, input->comparison);
    char largest[GROWTH_WORDS_SIZE], first[GROWTH_WORDS_NAME], second[GROWTH_WORDS_NAME];
    largest_background(largest, sizeof largest, comparison);
    if (after - before > growth_allowed(input)) {
        findings_add(findings, &finding, "background work, which is set apart and not judged, grew from %s to %s%s",
                     growth_words_rate(first, sizeof first, comparison, before),
                     growth_words_rate(second, sizeof second, comparison, after), largest);
    } else if (shares[CANDIDATE] > background_large) {
        findings_add(findings, &finding,
                     "background work, which is set apart and not judged, is %s of the candidate's cost (%s of the "
                     "%s's)%s",
                     numbers_format_percent(first, shares[CANDIDATE]),
                     numbers_format_percent(second, shares[BASELINE]), comparison_side_name(comparison, BASELINE),
                     largest);
    }
}

#include "rules/moves.h"

#include "rules/growth_words.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

static const struct comparison *compared(const struct changes_input *input)
{
    return input->judge->comparisons[input->comparison];
}

/* The answer to some question about the function's total, or about its self cost if it has no other. */
static const struct answer *answer_about(const struct changes_input *input, uint32_t symbol)
{
    const struct questions *questions = input->judge->questions;
    const struct answer *found = NULL;
    for (size_t q = 0; q < questions->count; q++) {
        const struct comparison_entry *entry = &compared(input)->entries[questions->items[q].entry];
        if (questions->items[q].comparison != input->comparison || entry->symbol != symbol) {
            continue;
        }
        found = &input->judge->answers->items[q];
        if (entry->value == ENTRY_TOTAL) {
            return found;
        }
    }
    return found;
}

void moves_add_renamed(struct findings *findings, const struct changes_input *input)
{
    const struct comparison *comparison = compared(input);
    for (size_t i = 0; i < comparison->rename_count; i++) {
        const struct comparison_rename *rename = &comparison->renames[i];
        const struct answer *answer = answer_about(input, rename->to);
        struct growth_subject before = {comparison, rename->from, false, CALLTREE_ROOT},
                              after = {comparison, rename->to, false, CALLTREE_ROOT};
        struct finding finding = findings_blank(FINDING_MOVED, input->comparison);
        char from[GROWTH_WORDS_NAME], to[GROWTH_WORDS_NAME];
        finding.symbol = rename->to;
        finding.has_estimate = answer != NULL;
        if (answer != NULL) {
            finding.estimate = answer->estimate;
        }
        findings_add(findings, &finding, "renamed: %s -> %s (matched by name, callers, callees, size; score %.2f)",
                     growth_words_subject(from, sizeof from, &before), growth_words_subject(to, sizeof to, &after),
                     rename->score);
    }
}

/* ---- cost that came from elsewhere ---- */

enum { FROM_SIZE = 2048, FROM_NAMED = 3 };

/* "'a', 'b' and 2 more". */
static void from_words(char *out, size_t size, const struct changes_input *input, const struct answer *answer)
{
    const struct moved_part *parts = input->judge->answers->moved_parts + answer->parts_first;
    size_t named = answer->parts_count < FROM_NAMED ? answer->parts_count : FROM_NAMED;
    snprintf(out, size, "%s", named == 0 ? "functions nearby" : "");
    for (size_t i = 0; i < named; i++) {
        struct growth_subject part = {compared(input), parts[i].symbol, false, CALLTREE_ROOT};
        char name[GROWTH_WORDS_NAME];
        size_t used = strlen(out);
        const char *between = i == 0 ? "" : i + 1 == answer->parts_count ? " and " : ", ";
        snprintf(out + used, size - used, "%s%s", between, growth_words_subject(name, sizeof name, &part));
    }
    if (answer->parts_count > named) {
        size_t used = strlen(out);
        snprintf(out + used, size - used, " and %zu more", answer->parts_count - named);
    }
}

/* The outermost place of the function that grew most. */
static uint32_t largest_place(const struct comparison *comparison, uint32_t symbol)
{
    const struct calltree *tree = comparison->tree;
    uint32_t largest = CALLTREE_ROOT;
    double most = 0;
    for (uint32_t n = 1; n < tree->count; n++) {
        const double *cost = &comparison->node_total[(size_t)n * SIDES];
        double growth = cost[CANDIDATE] / comparison->sides[CANDIDATE].exposure -
                        cost[BASELINE] / comparison->sides[BASELINE].exposure;
        if (tree->symbol[n] == symbol && tree->outermost[n] && growth > most) {
            most = growth;
            largest = n;
        }
    }
    return largest;
}

static void add_absorbed(struct findings *findings, const struct changes_input *input, size_t q)
{
    const struct question *question = &input->judge->questions->items[q];
    const struct answer *answer = &input->judge->answers->items[q];
    const struct comparison *comparison = compared(input);
    const struct comparison_entry *entry =
        &comparison->entries[comparison_named_entry(comparison, question->entry)];
    struct finding finding = findings_blank(FINDING_MOVED, input->comparison);
    struct growth_subject subject = {comparison, entry->symbol, entry->value == ENTRY_SELF, CALLTREE_ROOT};
    struct limit_resolved part_of_total = {.growth = answer->limit.growth, .decided = LIMIT_OF_TOTAL};
    char headline[GROWTH_WORDS_SIZE], from[FROM_SIZE], net[GROWTH_WORDS_SIZE], limit[GROWTH_WORDS_NAME];
    finding.symbol = entry->symbol;
    finding.self = subject.self;
    finding.node = largest_place(comparison, entry->symbol);
    finding.rule = rule_table_row(input->rules, input->comparison, question->rule);
    finding.has_estimate = true;
    finding.estimate = answer->estimate;
    finding.limit = answer->limit;
    finding.limit_assumed = answer->limit_assumed;
    from_words(from, sizeof from, input, answer);
    findings_add(findings, &finding,
                 "%s, but its cost seems to have come from %s: together they measure %s, limit %s",
                 growth_words_headline(headline, sizeof headline, &subject, &answer->estimate), from,
                 growth_words_measured(net, sizeof net, comparison, &answer->net, &part_of_total),
                 growth_words_limit(limit, sizeof limit, comparison, &part_of_total));
}

static uint32_t named_symbol(const struct changes_input *input, size_t q)
{
    const struct comparison *comparison = compared(input);
    return comparison->entries[comparison_named_entry(comparison, input->judge->questions->items[q].entry)].symbol;
}

/* Whether another moved question about the function is told in its stead: the one of the larger growth. */
static bool is_told(const struct changes_input *input, size_t q)
{
    const struct questions *questions = input->judge->questions;
    const struct answer *answers = input->judge->answers->items;
    for (size_t other = 0; other < questions->count; other++) {
        if (other == q || !answers[other].moved || questions->items[other].comparison != input->comparison ||
            named_symbol(input, other) != named_symbol(input, q)) {
            continue;
        }
        double more = answers[other].estimate.growth, less = answers[q].estimate.growth;
        if (more > less || (more == less && other < q)) {
            return true;
        }
    }
    return false;
}

void moves_add_absorbed(struct findings *findings, const struct changes_input *input)
{
    const struct questions *questions = input->judge->questions;
    for (size_t q = 0; q < questions->count; q++) {
        if (questions->items[q].comparison == input->comparison && input->judge->answers->items[q].moved &&
            !is_told(input, q)) {
            add_absorbed(findings, input, q);
        }
    }
}

/* ---- called elsewhere ---- */

static bool is_caller_told(const struct findings *findings, const struct changes_input *input, uint32_t node)
{
    const struct calltree *tree = compared(input)->tree;
    for (node = tree->parent[node]; node != CALLTREE_ROOT; node = tree->parent[node]) {
        if (findings_tell_of(findings, input->comparison, tree->symbol[node])) {
            return true;
        }
    }
    return false;
}

static void add_relocated(struct findings *findings, const struct changes_input *input,
                          const struct relocation *relocation)
{
    const struct comparison *comparison = compared(input);
    struct growth_subject here = {comparison, relocation->symbol, false, relocation->grown};
    struct growth_subject there = {comparison, relocation->symbol, false, relocation->fallen};
    struct limit_resolved part_of_total = {.growth = 0, .decided = LIMIT_OF_TOTAL};
    char grown[2 * GROWTH_WORDS_NAME], fallen[2 * GROWTH_WORDS_NAME], more[GROWTH_WORDS_NAME],
        less[GROWTH_WORDS_NAME], net[GROWTH_WORDS_SIZE];
    struct finding finding = findings_blank(FINDING_MOVED, input->comparison);
    finding.symbol = relocation->symbol;
    finding.node = relocation->grown;
    finding.has_estimate = true;
    finding.estimate = relocation->net;
    findings_add(findings, &finding, "%s grew by %s, and %s fell by %s: all places together measure %s",
                 growth_words_subject(grown, sizeof grown, &here),
                 growth_words_rate(more, sizeof more, comparison, relocation->more),
                 growth_words_subject(fallen, sizeof fallen, &there),
                 growth_words_rate(less, sizeof less, comparison, relocation->less),
                 growth_words_measured(net, sizeof net, comparison, &relocation->net, &part_of_total));
}

void moves_add_relocated(struct findings *findings, const struct changes_input *input)
{
    const struct answers *answers = input->judge->answers;
    for (size_t i = 0; i < answers->relocation_count; i++) {
        const struct relocation *relocation = &answers->relocations[i];
        if (relocation->comparison != input->comparison ||
            findings_tell_of(findings, input->comparison, relocation->symbol) ||
            (is_caller_told(findings, input, relocation->grown) &&
             is_caller_told(findings, input, relocation->fallen))) {
            continue;
        }
        add_relocated(findings, input, relocation);
    }
}

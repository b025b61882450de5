#include "rules/moves.h"

#include "rules/growth_words.h"

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
        struct growth_subject before = {comparison, rename->from, false}, after = {comparison, rename->to, false};
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

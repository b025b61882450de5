#include "rules/warnings.h"

#include "gate/base/memory.h"
#include "rules/causes.h"
#include "rules/growth_words.h"

#include <stdio.h>

#include "gate/base/banned.h"

#define NO_QUESTION UINT32_MAX

enum { LIMIT_WORDS_SIZE = 512 };

struct search {
    const struct changes_input *input;
    const struct comparison *comparison;
    uint32_t *questions; /* [symbol] the one with the largest growth that warns of the function; NO_QUESTION */
    double *growth;      /* [symbol] of the function, if it is warned of or a regression; else 0 */
    bool *told;          /* [symbol] it is a regression, or another function explains it */
    bool *red;           /* [symbol] it is a regression */
    uint32_t *by;        /* [symbol] which one explains it; SYMBOL_NONE: none */
};

/* Functions with equal columns are one cause; the deepest of them is named. */
static uint32_t named_symbol(const struct comparison *comparison, uint32_t entry)
{
    return comparison->entries[comparison_named_entry(comparison, entry)].symbol;
}

static void add_warning(struct findings *findings, const struct changes_input *input, uint32_t q, uint32_t symbol,
                        uint32_t by)
{
    const struct comparison *comparison = input->judge->comparisons[input->comparison];
    const struct question *question = &input->judge->questions->items[q];
    const struct answer *answer = &input->judge->answers->items[q];
    struct finding finding = findings_blank(FINDING_WARNING, input->comparison);
    char sentence[GROWTH_WORDS_SIZE], limit[LIMIT_WORDS_SIZE];
    finding.symbol = symbol;
    finding.self = comparison->entries[question->entry].value == ENTRY_SELF;
    finding.rule = rule_table_row(input->rules, input->comparison, question->rule);
    finding.has_estimate = true;
    finding.estimate = answer->estimate;
    finding.limit = answer->limit;
    finding.limit_assumed = changes_limit_is_assumed(input, q);
    finding.explained = by != SYMBOL_NONE;
    finding.explained_by = by;
    struct growth_subject subject = {comparison, symbol, finding.self, CALLTREE_ROOT};
    findings_add(findings, &finding, "%s, warning limit %s",
                 growth_words_sentence(sentence, sizeof sentence, &subject, &answer->estimate),
                 limit_describe(limit, sizeof limit, &question->limit, comparison_shown_unit(comparison)));
}

/* Notes the warned functions; the service's total is told at once. */
static void note_warned(struct findings *findings, struct search *search)
{
    const struct judge_input *judge = search->input->judge;
    bool total_told = findings_has(findings, FINDING_REGRESSION, search->input->comparison, SYMBOL_NONE);
    for (size_t q = 0; q < judge->questions->count; q++) {
        const struct question *question = &judge->questions->items[q];
        if (question->comparison != search->input->comparison || question->purpose != QUESTION_WARN ||
            !judge->answers->items[q].rejected) {
            continue;
        }
        double growth = judge->answers->items[q].estimate.growth;
        if (search->comparison->entries[question->entry].value == ENTRY_SERVICE) {
            if (!total_told) {
                add_warning(findings, search->input, (uint32_t)q, SYMBOL_NONE, SYMBOL_NONE);
            }
            total_told = true;
            continue;
        }
        uint32_t symbol = named_symbol(search->comparison, question->entry);
        if (search->questions[symbol] == NO_QUESTION || growth > search->growth[symbol]) {
            search->questions[symbol] = (uint32_t)q;
            search->growth[symbol] = growth;
        }
    }
}

static void note_regressions(const struct findings *findings, struct search *search)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        if (finding->kind == FINDING_REGRESSION && finding->comparison == search->input->comparison &&
            finding->symbol != SYMBOL_NONE) {
            search->growth[finding->symbol] = finding->estimate.growth;
            search->told[finding->symbol] = true;
            search->red[finding->symbol] = true;
        }
    }
}

/* The last one of a chain of causes: a regression, or what nothing explains. Going to a callee leads away from the
 * root, going to a caller ends at a regression, so that every chain ends. */
static uint32_t last_cause(const struct search *search, uint32_t symbol)
{
    while (!search->red[symbol] && search->by[symbol] != SYMBOL_NONE) {
        symbol = search->by[symbol];
    }
    return symbol;
}

static int find_causes(struct search *search, size_t symbols)
{
    if (causes_explain(search->told, search->by, search->growth, search->comparison, NULL) != 0) {
        return -1;
    }
    for (size_t i = 0; i < symbols; i++) {
        search->by[i] = search->red[i] || !search->told[i] ? SYMBOL_NONE : search->by[i];
    }
    return causes_explain_below(search->by, search->red, search->comparison, NULL);
}

static void add_all(struct findings *findings, struct search *search, size_t symbols)
{
    for (size_t i = 0; i < symbols; i++) {
        search->questions[i] = NO_QUESTION;
        search->by[i] = SYMBOL_NONE;
    }
    note_warned(findings, search);
    note_regressions(findings, search);
    if (find_causes(search, symbols) != 0) {
        findings->failed = true;
        return;
    }
    for (size_t i = 0; i < symbols; i++) {
        if (search->questions[i] != NO_QUESTION && !search->red[i]) {
            uint32_t cause = last_cause(search, (uint32_t)i);
            add_warning(findings, search->input, search->questions[i], (uint32_t)i,
                        cause != i ? cause : SYMBOL_NONE);
        }
    }
}

void warnings_add(struct findings *findings, const struct changes_input *input)
{
    struct search search = {.input = input, .comparison = input->judge->comparisons[input->comparison]};
    size_t symbols = symbols_count(search.comparison->symbols);
    size_t slots = symbols > 0 ? symbols : 1;
    search.questions = memory_allocate_array(slots, sizeof *search.questions);
    search.growth = memory_allocate_array(slots, sizeof *search.growth);
    search.told = memory_allocate_array(slots, sizeof *search.told);
    search.red = memory_allocate_array(slots, sizeof *search.red);
    search.by = memory_allocate_array(slots, sizeof *search.by);
    if (search.questions != NULL && search.growth != NULL && search.told != NULL && search.red != NULL &&
        search.by != NULL) {
        add_all(findings, &search, symbols);
    } else {
        findings->failed = true;
    }
    memory_free(search.questions);
    memory_free(search.growth);
    memory_free(search.told);
    memory_free(search.red);
    memory_free(search.by);
}

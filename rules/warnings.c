#include "rules/warnings.h"

#include "gate/base/memory.h"
#include "rules/growth_words.h"

#include <stdio.h>

#include "gate/base/banned.h"

#define NO_QUESTION UINT32_MAX

enum { LIMIT_WORDS_SIZE = 512 };

/* A part of a function's growth that explains it (as in the search for culprits). */
static const double main_part = 0.5;

struct warned {
    uint32_t question; /* the one with the largest growth about the function; NO_QUESTION */
    double growth;     /* of the function, if it is warned of or a regression; else 0 */
    uint32_t depth;    /* of its place nearest to the root: of functions that call each other one is the caller */
    bool told;         /* it is a regression, or another function explains it */
};

struct search {
    const struct changes_input *input;
    const struct comparison *comparison;
    struct warned *functions; /* [symbol] */
};

/* Functions with equal columns are one cause; the deepest of them is named. */
static uint32_t named_symbol(const struct comparison *comparison, uint32_t entry)
{
    return comparison->entries[comparison->entries[entry].twin].symbol;
}

static void add_warning(struct findings *findings, const struct changes_input *input, uint32_t q, uint32_t symbol)
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
    finding.limit_assumed = answer->limit_assumed;
    struct growth_subject subject = {comparison, symbol, finding.self};
    findings_add(findings, &finding, "%s, warning limit %s",
                 growth_words_sentence(sentence, sizeof sentence, &subject, &answer->estimate),
                 limit_describe(limit, sizeof limit, &question->limit, comparison->unit));
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
                add_warning(findings, search->input, (uint32_t)q, SYMBOL_NONE);
            }
            total_told = true;
            continue;
        }
        struct warned *function = &search->functions[named_symbol(search->comparison, question->entry)];
        if (function->question == NO_QUESTION || growth > function->growth) {
            function->question = (uint32_t)q;
            function->growth = growth;
        }
    }
}

static void note_regressions(const struct findings *findings, struct search *search)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        if (finding->kind == FINDING_REGRESSION && finding->comparison == search->input->comparison &&
            finding->symbol != SYMBOL_NONE) {
            search->functions[finding->symbol].growth = finding->estimate.growth;
            search->functions[finding->symbol].told = true;
        }
    }
}

static void note_depths(struct search *search)
{
    const struct calltree *tree = search->comparison->tree;
    for (size_t n = tree->count - 1; n > CALLTREE_ROOT; n--) {
        uint32_t *depth = &search->functions[tree->symbol[n]].depth;
        *depth = *depth == 0 || tree->depth[n] < *depth ? tree->depth[n] : *depth;
    }
}

static bool explains(const struct warned *function, const struct warned *caller)
{
    return caller->question != NO_QUESTION && function->depth > caller->depth &&
           function->growth >= main_part * caller->growth;
}

/* Whatever stands above a function that carries the main part of its growth is explained by it. */
static void explain_callers(struct search *search)
{
    const struct calltree *tree = search->comparison->tree;
    for (size_t n = 1; n < tree->count; n++) {
        const struct warned *function = &search->functions[tree->symbol[n]];
        if (!(function->growth > 0)) {
            continue;
        }
        for (uint32_t above = tree->parent[n]; above != CALLTREE_ROOT; above = tree->parent[above]) {
            struct warned *caller = &search->functions[tree->symbol[above]];
            caller->told = caller->told || explains(function, caller);
        }
    }
}

void warnings_add(struct findings *findings, const struct changes_input *input)
{
    struct search search = {.input = input, .comparison = input->judge->comparisons[input->comparison]};
    size_t symbols = symbols_count(search.comparison->symbols);
    search.functions = memory_allocate_array(symbols > 0 ? symbols : 1, sizeof *search.functions);
    if (search.functions == NULL) {
        findings->failed = true;
        return;
    }
    for (size_t i = 0; i < symbols; i++) {
        search.functions[i].question = NO_QUESTION;
    }
    note_depths(&search);
    note_warned(findings, &search);
    note_regressions(findings, &search);
    explain_callers(&search);
    for (size_t i = 0; i < symbols; i++) {
        if (search.functions[i].question != NO_QUESTION && !search.functions[i].told) {
            add_warning(findings, input, search.functions[i].question, (uint32_t)i);
        }
    }
    memory_free(search.functions);
}

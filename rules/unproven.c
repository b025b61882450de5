#include "rules/unproven.h"

#include "gate/base/memory.h"
#include "rules/causes.h"
#include "rules/growth_words.h"

#include <math.h>
#include <stdlib.h>

#include "gate/base/banned.h"

/* Below this part of the total nobody looks. */
static const double share_least = 0.001;

/* Blocks [symbol], but for candidates. */
struct search {
    const struct changes_input *input;
    const struct comparison *comparison;
    size_t symbols;
    const struct estimate **estimates; /* of the function's total; NULL: none was asked for */
    double *size;                      /* of the change, in the direction looked at; 0: not of the set */
    bool *explained;                   /* by what it calls, or told already */
    bool *told;                        /* it is a finding */
    uint32_t *by;                      /* what explains it from above */
    struct candidate {
        double size; /* absolute */
        uint32_t symbol;
    } * candidates;
    size_t count;
};

static int make_room(struct search *search)
{
    size_t slots = search->symbols > 0 ? search->symbols : 1;
    search->estimates = memory_allocate_array(slots, sizeof *search->estimates);
    search->size = memory_allocate_array(slots, sizeof *search->size);
    search->explained = memory_allocate_array(slots, sizeof *search->explained);
    search->told = memory_allocate_array(slots, sizeof *search->told);
    search->by = memory_allocate_array(slots, sizeof *search->by);
    search->candidates = memory_allocate_array(slots, sizeof *search->candidates);
    return search->estimates != NULL && search->size != NULL && search->explained != NULL && search->told != NULL &&
                   search->by != NULL && search->candidates != NULL
               ? 0
               : -1;
}

static void clear_room(struct search *search)
{
    memory_free(search->estimates);
    memory_free(search->size);
    memory_free(search->explained);
    memory_free(search->told);
    memory_free(search->by);
    memory_free(search->candidates);
}

/* Functions with equal columns are one cause; the deepest of them is named. */
static void note_estimates(struct search *search)
{
    const struct judge_input *judge = search->input->judge;
    for (size_t q = 0; q < judge->questions->count; q++) {
        const struct question *question = &judge->questions->items[q];
        if (question->comparison != search->input->comparison) {
            continue;
        }
        const struct comparison_entry *entries = search->comparison->entries;
        const struct comparison_entry *named =
            &entries[comparison_named_entry(search->comparison, question->entry)];
        if (entries[question->entry].value == ENTRY_TOTAL && named->symbol != SYMBOL_NONE &&
            isfinite(judge->answers->items[q].estimate.share)) {
            search->estimates[named->symbol] = &judge->answers->items[q].estimate;
        }
    }
}

/* Callers changed by what they call more, or no longer, and that is told. */
static void note_callers(struct search *search, const struct relocation *relocation, uint32_t place)
{
    const struct calltree *tree = search->comparison->tree;
    for (uint32_t n = tree->parent[place]; n != CALLTREE_ROOT; n = tree->parent[n]) {
        const struct estimate *estimate = search->estimates[tree->symbol[n]];
        if (estimate != NULL && fabs(estimate->growth) <= 2 * fmax(relocation->more, relocation->less)) {
            search->told[tree->symbol[n]] = true;
        }
    }
}

static void note_relocated(struct search *search)
{
    const struct answers *answers = search->input->judge->answers;
    for (size_t i = 0; i < answers->relocation_count; i++) {
        const struct relocation *relocation = &answers->relocations[i];
        if (relocation->comparison == search->input->comparison && search->told[relocation->symbol]) {
            note_callers(search, relocation, relocation->grown);
            note_callers(search, relocation, relocation->fallen);
        }
    }
}

static void note_told(struct search *search, const struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        if (finding->comparison == search->input->comparison && finding->symbol != SYMBOL_NONE) {
            search->told[finding->symbol] = true;
        }
    }
    for (size_t i = 0; i < search->symbols; i++) {
        search->by[i] = SYMBOL_NONE;
    }
}

/* sign: 1 what grew, -1 what fell. */
static int search_direction(struct search *search, int sign)
{
    for (size_t i = 0; i < search->symbols; i++) {
        double share = search->estimates[i] != NULL ? sign * search->estimates[i]->share : 0;
        search->size[i] = share >= share_least ? share : 0;
        search->explained[i] = search->told[i] || search->by[i] != SYMBOL_NONE;
    }
    if (causes_explain(search->explained, NULL, search->size, search->comparison, NULL) != 0) {
        return -1;
    }
    for (size_t i = 0; i < search->symbols; i++) {
        if (search->size[i] > 0 && !search->explained[i]) {
            search->candidates[search->count++] = (struct candidate){search->size[i], (uint32_t)i};
        }
    }
    return 0;
}

static int compare_candidates(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    if (a->size < b->size || a->size > b->size) {
        return a->size > b->size ? -1 : 1;
    }
    return a->symbol < b->symbol ? -1 : a->symbol > b->symbol;
}

static void add(struct findings *findings, const struct search *search, uint32_t symbol)
{
    struct finding finding = findings_blank(FINDING_INCONCLUSIVE, search->input->comparison);
    char sentence[GROWTH_WORDS_SIZE];
    struct growth_subject subject = {search->comparison, symbol, false, CALLTREE_ROOT};
    finding.symbol = symbol;
    finding.has_estimate = true;
    finding.estimate = *search->estimates[symbol];
    finding.at_limit = true;
    findings_add(findings, &finding, "%s; that is not proven",
                 growth_words_sentence(sentence, sizeof sentence, &subject, search->estimates[symbol]));
}

void unproven_add(struct findings *findings, const struct changes_input *input)
{
    struct search search = {.input = input, .comparison = input->judge->comparisons[input->comparison]};
    search.symbols = symbols_count(search.comparison->symbols);
    if (make_room(&search) != 0) {
        findings->failed = true;
        clear_room(&search);
        return;
    }
    note_estimates(&search);
    note_told(&search, findings);
    note_relocated(&search);
    if (causes_explain_below(search.by, search.told, search.comparison, NULL) != 0 ||
        search_direction(&search, 1) != 0 || search_direction(&search, -1) != 0) {
        findings->failed = true;
    }
    qsort(search.candidates, search.count, sizeof *search.candidates, compare_candidates);
    for (size_t i = 0; i < search.count && i < UNPROVEN_FINDINGS && !findings->failed; i++) {
        add(findings, &search, search.candidates[i].symbol);
    }
    clear_room(&search);
}

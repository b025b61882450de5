#include "rules/undecided.h"

#include "gate/base/memory.h"
#include "rules/causes.h"
#include "rules/growth_words.h"
#include "rules/remedy.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gate/base/banned.h"

enum { ADVICE_SIZE = 2048 };

/* One function, by its question that is furthest from settled. */
struct open_function {
    uint32_t question;
    uint32_t symbol;
    bool at_limit;
    double effort;  /* how hard it is to settle; only the order counts */
    bool explained; /* by another one that it calls: not listed */
};

/* Samples are easier to come by than replicas, and these than another way of capturing. */
static double effort_of(const struct answer *answer)
{
    switch (answer->blocker) {
    case BLOCKER_SAMPLES:
        return isnan(answer->samples_factor) ? 1e6 : fmin(answer->samples_factor, 1e6);
    case BLOCKER_REPLICAS:
        return 1e7 + (isnan(answer->replicas_needed) ? 1e6 : fmin(answer->replicas_needed, 1e6));
    case BLOCKER_LEVEL:
        return 1e9;
    case BLOCKER_NONE:
    case BLOCKER_UNFIT:
        break;
    }
    return 0;
}

static bool is_further(const struct open_function *a, const struct open_function *b)
{
    if (a->explained != b->explained) {
        return b->explained;
    }
    return a->at_limit != b->at_limit ? a->at_limit : a->effort > b->effort;
}

static int compare_open(const void *left, const void *right)
{
    const struct open_function *a = left, *b = right;
    if (is_further(a, b) || is_further(b, a)) {
        return is_further(a, b) ? -1 : 1;
    }
    return a->question < b->question ? -1 : a->question > b->question;
}

static bool is_open(const struct changes_input *input, size_t q)
{
    const struct question *question = &input->judge->questions->items[q];
    const struct answer *answer = &input->judge->answers->items[q];
    return question->comparison == input->comparison && question->purpose == QUESTION_FAIL && !answer->rejected &&
           !answer->cleared;
}

/* The open functions, each once, the furthest from settled first. by_symbol: one slot a symbol and one for the
 * total, 0: not seen, else its index + 1. */
static size_t collect(struct open_function *open, size_t *by_symbol, const struct changes_input *input)
{
    const struct comparison *comparison = input->judge->comparisons[input->comparison];
    size_t total_slot = symbols_count(comparison->symbols);
    size_t count = 0;
    for (size_t q = 0; q < input->judge->questions->count; q++) {
        if (!is_open(input, q)) {
            continue;
        }
        const struct answer *answer = &input->judge->answers->items[q];
        uint32_t named = comparison_named_entry(comparison, input->judge->questions->items[q].entry);
        uint32_t symbol = comparison->entries[named].symbol;
        struct open_function one = {(uint32_t)q, symbol, answer->at_limit, effort_of(answer), false};
        size_t *slot = &by_symbol[symbol == SYMBOL_NONE ? total_slot : symbol];
        if (*slot == 0) {
            *slot = count + 1;
            open[count++] = one;
        } else if (is_further(&one, &open[*slot - 1])) {
            open[*slot - 1] = one;
        }
    }
    return count;
}

static double growth_of(const struct changes_input *input, const struct open_function *open)
{
    return fmax(input->judge->answers->items[open->question].estimate.growth, 0);
}

/* Marks what another open function explains. What is over its limit is explained only by what is so too. */
static int explain(struct open_function *open, size_t count, const struct changes_input *input, double *growth,
                   bool *explained, struct error *err)
{
    const struct comparison *comparison = input->judge->comparisons[input->comparison];
    size_t symbols = symbols_count(comparison->symbols);
    for (int at_limit = 1; at_limit >= 0; at_limit--) {
        memset(growth, 0, symbols * sizeof *growth);
        memset(explained, 0, symbols * sizeof *explained);
        for (size_t i = 0; i < count; i++) {
            if (open[i].symbol != SYMBOL_NONE && (open[i].at_limit || !at_limit)) {
                growth[open[i].symbol] = growth_of(input, &open[i]);
            }
        }
        if (causes_explain(explained, NULL, growth, comparison, err) != 0) {
            return -1;
        }
        for (size_t i = 0; i < count; i++) {
            if (open[i].symbol != SYMBOL_NONE && open[i].at_limit == at_limit) {
                open[i].explained = explained[open[i].symbol] && growth[open[i].symbol] > 0;
            }
        }
    }
    return 0;
}

/* ---- findings ---- */

static struct finding finding_of(const struct changes_input *input, const struct open_function *open)
{
    const struct comparison *comparison = input->judge->comparisons[input->comparison];
    const struct question *question = &input->judge->questions->items[open->question];
    const struct answer *answer = &input->judge->answers->items[open->question];
    struct finding finding = findings_blank(FINDING_INCONCLUSIVE, input->comparison);
    finding.symbol = open->symbol;
    finding.self = comparison->entries[question->entry].value == ENTRY_SELF;
    finding.rule = rule_table_row(input->rules, input->comparison, question->rule);
    finding.has_estimate = true;
    finding.estimate = answer->moved ? answer->net : answer->estimate;
    finding.limit = answer->limit;
    finding.limit_assumed = changes_limit_is_assumed(input, open->question);
    finding.at_limit = answer->at_limit;
    return finding;
}

static void add_open(struct findings *findings, const struct changes_input *input, const struct open_function *open)
{
    const struct comparison *comparison = input->judge->comparisons[input->comparison];
    const struct answer *answer = &input->judge->answers->items[open->question];
    struct finding finding = finding_of(input, open);
    struct growth_subject subject = {comparison, open->symbol, finding.self, CALLTREE_ROOT};
    char name[GROWTH_WORDS_NAME + 16], limit[GROWTH_WORDS_NAME], proven[GROWTH_WORDS_NAME];
    char measured[GROWTH_WORDS_SIZE];
    growth_words_subject(name, sizeof name, &subject);
    growth_words_limit(limit, sizeof limit, comparison, &answer->limit);
    growth_words_limit(proven, sizeof proven, comparison, &answer->proven);
    growth_words_measured(measured, sizeof measured, comparison, &finding.estimate, &answer->limit);
    if (answer->moved) {
        findings_add(
            findings, &finding,
            "%s grew by cost that came from elsewhere: of both together a growth of %s cannot be excluded; "
            "measured %s",
            name, limit, measured);
    } else if (open->at_limit) {
        findings_add(findings, &finding,
                     "%s is over its limit of %s, but may be so by chance: measured %s, and %s "
                     "is not proven",
                     name, limit, measured, proven);
    } else {
        findings_add(findings, &finding, "%s: a growth of %s cannot be excluded; measured %s", name, limit,
                     measured);
    }
}

/* ---- the whole ---- */

/* The reason and the advice are about the first one. */
static int describe(struct undecided *out, struct findings *findings, size_t first_finding,
                    const struct open_function *first, const struct changes_input *input)
{
    const struct comparison *comparison = input->judge->comparisons[input->comparison];
    const struct question *question = &input->judge->questions->items[first->question];
    struct growth_subject subject = {comparison, first->symbol, findings->items[first_finding].self, CALLTREE_ROOT};
    char advice[ADVICE_SIZE], name[GROWTH_WORDS_NAME + 16];
    struct remedy_case remedy = {
        .comparison = comparison,
        .all = &input->judge->answers->comparisons[input->comparison],
        .named = &input->judge->answers->items[first->question],
        .name = growth_words_subject(name, sizeof name, &subject),
        .rule = input->judge->policy->rules[question->rule].id,
        .count = out->count,
    };
    remedy_words(advice, sizeof advice, &remedy);
    findings->items[first_finding].leading = true;
    out->advice = arena_copy_text(findings->arena, advice, strlen(advice));
    out->reason = findings->items[first_finding].sentence;
    return out->advice != NULL ? 0 : -1;
}

/* Blocks of memory for one collection. */
struct room {
    struct open_function *open;
    size_t *by_symbol;
    double *growth;
    bool *explained;
};

static int make_room(struct room *room, const struct comparison *comparison)
{
    size_t most = symbols_count(comparison->symbols) + 1;
    *room = (struct room){
        .open = memory_allocate_array(most, sizeof *room->open),
        .by_symbol = memory_allocate_array(most, sizeof *room->by_symbol),
        .growth = memory_allocate_array(most, sizeof *room->growth),
        .explained = memory_allocate_array(most, sizeof *room->explained),
    };
    return room->open != NULL && room->by_symbol != NULL && room->growth != NULL && room->explained != NULL ? 0
                                                                                                            : -1;
}

static void clear_room(struct room *room)
{
    memory_free(room->open);
    memory_free(room->by_symbol);
    memory_free(room->growth);
    memory_free(room->explained);
}

static int collect_into(struct undecided *out, struct room *room, struct findings *findings,
                        const struct changes_input *input, struct error *err)
{
    size_t first = findings->count, shown = 0;
    out->count = collect(room->open, room->by_symbol, input);
    if (out->count == 0) {
        return 0;
    }
    if (explain(room->open, out->count, input, room->growth, room->explained, err) != 0) {
        return -1;
    }
    qsort(room->open, out->count, sizeof *room->open, compare_open);
    while (shown < out->count && shown < UNDECIDED_FINDINGS && !room->open[shown].explained) {
        add_open(findings, input, &room->open[shown++]);
    }
    return findings->failed ? -1 : describe(out, findings, first, room->open, input);
}

int undecided_collect(struct undecided *out, struct findings *findings, const struct changes_input *input,
                      struct error *err)
{
    struct undecided undecided = {.reason = "", .advice = ""};
    struct room room;
    int status = make_room(&room, input->judge->comparisons[input->comparison]);
    if (status == 0) {
        status = collect_into(&undecided, &room, findings, input, err);
    }
    clear_room(&room);
    if (status != 0) {
        return error_set_memory(err, "collecting what is undecided");
    }
    *out = undecided;
    return 0;
}

#include "rules/undecided.h"

#include "gate/base/memory.h"
#include "gate/base/numbers.h"
#include "rules/causes.h"
#include "rules/growth_words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gate/base/banned.h"

enum { ADVICE_SIZE = 1024, CLAUSE_SIZE = 256 };

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
        uint32_t twin = comparison->entries[input->judge->questions->items[q].entry].twin;
        uint32_t symbol = comparison->entries[twin].symbol;
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
    finding.estimate = answer->estimate;
    finding.limit = answer->limit;
    finding.limit_assumed = answer->limit_assumed;
    return finding;
}

static void add_open(struct findings *findings, const struct changes_input *input, const struct open_function *open)
{
    const struct comparison *comparison = input->judge->comparisons[input->comparison];
    const struct answer *answer = &input->judge->answers->items[open->question];
    struct finding finding = finding_of(input, open);
    struct growth_subject subject = {comparison, open->symbol, finding.self};
    char name[GROWTH_WORDS_NAME + 16], limit[GROWTH_WORDS_NAME], proven[GROWTH_WORDS_NAME];
    char measured[GROWTH_WORDS_SIZE];
    growth_words_subject(name, sizeof name, &subject);
    growth_words_limit(limit, sizeof limit, comparison, &answer->limit);
    growth_words_limit(proven, sizeof proven, comparison, &answer->proven);
    growth_words_measured(measured, sizeof measured, comparison, &answer->estimate, &answer->limit);
    if (open->at_limit) {
        findings_add(findings, &finding,
                     "%s is over its limit of %s, but may be so by chance: measured %s, and %s "
                     "is not proven",
                     name, limit, measured, proven);
    } else {
        findings_add(findings, &finding, "%s: a growth of %s cannot be excluded; measured %s", name, limit,
                     measured);
    }
}

/* ---- advice ---- */

/* Beyond these nobody would go: what was measured lies too near to its limit. */
static const double samples_sensible = 100, replicas_sensible = 100;

/* What the undecided functions need, the most of each. */
struct needs {
    double samples_factor, replicas; /* 0: none */
    bool level;
    bool hopeless; /* no sensible number settles some of them */
};

/* The larger of two, but of what is sensible. */
static double larger_need(double most, double need, double sensible, bool *hopeless)
{
    if (!(need <= sensible)) {
        *hopeless = true;
        return most;
    }
    return fmax(most, need);
}

static struct needs needs_of(const struct open_function *open, size_t count, const struct changes_input *input)
{
    const struct comparison_answers *all = &input->judge->answers->comparisons[input->comparison];
    struct needs needs = {0};
    for (size_t i = 0; i < count; i++) {
        const struct answer *answer = &input->judge->answers->items[open[i].question];
        needs.level = needs.level || answer->blocker == BLOCKER_LEVEL;
        if (answer->blocker == BLOCKER_SAMPLES) {
            needs.samples_factor =
                larger_need(needs.samples_factor, answer->samples_factor, samples_sensible, &needs.hopeless);
        }
        if (answer->blocker == BLOCKER_REPLICAS) {
            needs.replicas =
                larger_need(needs.replicas, answer->replicas_needed, replicas_sensible, &needs.hopeless);
        }
    }
    /* Settling all of them takes more than settling the worst one. */
    if (all->samples_factor <= samples_sensible) {
        needs.samples_factor = all->samples_factor;
    }
    if (all->replicas_needed <= replicas_sensible) {
        needs.replicas = all->replicas_needed;
    }
    return needs;
}

/* What lets the level be known better, by how it is known now. */
static const char *level_advice(enum level_mode mode)
{
    static const char *const words[] = {
        [LEVEL_MEASURED] =
            "take more replicas a side, and capture the two versions in turn (A B B A): more samples "
            "of the same replicas will not help",
        [LEVEL_PAIRED] = "take more pairs of captures: more samples of the same ones will not help",
        [LEVEL_SEQUENTIAL] =
            "capture the two versions in turn (A B B A) instead of one after the other: more samples "
            "will not help",
        [LEVEL_SIDE_TOTAL] =
            "give every replica its own request count, so that the noise between them is measured: "
            "more samples will not help",
        [LEVEL_ASSUMED] =
            "take several replicas a side, each with its request count, so that the noise between them "
            "is measured: more samples will not help",
    };
    return words[mode];
}

/* One thing that is needed: alone it would settle it, else the rest of it. */
static void append_need(char *out, size_t size, const char *need, const char *alone)
{
    size_t used = strlen(out);
    if (used == 0) {
        snprintf(out, size, "%s would settle it%s", need, alone);
    } else {
        snprintf(out + used, size - used, "; for the rest %s", need);
    }
}

/* "about 2.4 times the samples (some 14,000 a side)". */
static void samples_words(char *out, size_t size, double factor, const struct comparison *comparison)
{
    char times[NUMBER_TEXT_SIZE], count[NUMBER_TEXT_SIZE];
    double samples = fmin(comparison->sides[BASELINE].samples, comparison->sides[CANDIDATE].samples);
    numbers_format_significant(times, ceil(10 * factor) / 10, 2);
    snprintf(out, size, "about %s times the samples", times);
    if (isfinite(samples) && samples > 0 && samples * factor < 1e15) {
        /* Two digits: it is a forecast. */
        char rounded[NUMBER_TEXT_SIZE];
        snprintf(rounded, sizeof rounded, "%.1e", samples * factor);
        numbers_format_count(count, (uint64_t)strtod(rounded, NULL));
        size_t used = strlen(out);
        snprintf(out + used, size - used, " (some %s a side)", count);
    }
}

static void write_advice(char *out, size_t size, const struct needs *needs, const struct comparison *comparison,
                         enum level_mode mode)
{
    char need[CLAUSE_SIZE];
    snprintf(out, size, "%s", needs->level ? level_advice(mode) : "");
    if (needs->replicas > 0) {
        snprintf(need, sizeof need, "at least %.0f replicas a side", ceil(needs->replicas));
        append_need(out, size, need, ": more samples of the same ones will not");
    }
    if (needs->samples_factor > 1) {
        samples_words(need, sizeof need, needs->samples_factor, comparison);
        append_need(out, size, need, "");
    }
    size_t used = strlen(out);
    if (needs->hopeless) {
        snprintf(out + used, size - used, "%s",
                 used > 0 ? "; some lie too near to a limit for that: look at them, or move the limit"
                          : "what was measured lies too near to a limit for more samples to settle it: look at it, "
                            "or move the limit");
    }
}

/* ---- the whole ---- */

static int describe(struct undecided *out, struct findings *findings, size_t first_finding,
                    const struct open_function *open, const struct changes_input *input)
{
    const struct comparison *comparison = input->judge->comparisons[input->comparison];
    struct needs needs = needs_of(open, out->count, input);
    char advice[ADVICE_SIZE];
    write_advice(advice, sizeof advice, &needs, comparison,
                 input->judge->answers->comparisons[input->comparison].level.mode);
    out->advice = arena_copy_text(findings->arena, advice, strlen(advice));
    out->reason = findings->items[first_finding].sentence;
    return out->advice != NULL ? 0 : -1;
}

static void add_rest(struct findings *findings, const struct changes_input *input, size_t rest)
{
    struct finding more = findings_blank(FINDING_INCONCLUSIVE, input->comparison);
    char count[NUMBER_TEXT_SIZE];
    if (rest > 0) {
        findings_add(findings, &more, "and %s more %s undecided", numbers_format_count(count, rest),
                     rest == 1 ? "function is" : "functions are");
    }
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
    add_rest(findings, input, out->count - shown);
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

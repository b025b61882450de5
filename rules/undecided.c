#include "rules/undecided.h"

#include "gate/base/memory.h"
#include "gate/base/numbers.h"
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
    double effort; /* how hard it is to settle; only the order counts */
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
        struct open_function one = {(uint32_t)q, symbol, answer->at_limit, effort_of(answer)};
        size_t *slot = &by_symbol[symbol == SYMBOL_NONE ? total_slot : symbol];
        if (*slot == 0) {
            *slot = count + 1;
            open[count++] = one;
        } else if (is_further(&one, &open[*slot - 1])) {
            open[*slot - 1] = one;
        }
    }
    if (count > 0) {
        qsort(open, count, sizeof *open, compare_open);
    }
    return count;
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

/* What the undecided functions need, the most of each. */
struct needs {
    double samples_factor, replicas; /* 0: none */
    bool level;
    bool hopeless; /* some lie so near to their limit that no number of samples is known to settle them */
};

static struct needs needs_of(const struct open_function *open, size_t count, const struct changes_input *input)
{
    struct needs needs = {0};
    for (size_t i = 0; i < count; i++) {
        const struct answer *answer = &input->judge->answers->items[open[i].question];
        needs.level = needs.level || answer->blocker == BLOCKER_LEVEL;
        if (answer->blocker == BLOCKER_SAMPLES) {
            needs.hopeless = needs.hopeless || !isfinite(answer->samples_factor);
            needs.samples_factor = fmax(needs.samples_factor, answer->samples_factor);
        }
        if (answer->blocker == BLOCKER_REPLICAS) {
            needs.replicas = fmax(needs.replicas, answer->replicas_needed);
        }
    }
    /* Settling all of them takes more than settling the worst one. */
    const struct comparison_answers *all = &input->judge->answers->comparisons[input->comparison];
    needs.samples_factor = isfinite(all->samples_factor) ? all->samples_factor : needs.samples_factor;
    needs.replicas = isfinite(all->replicas_needed) ? all->replicas_needed : needs.replicas;
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
    if (factor >= 100) {
        snprintf(times, sizeof times, "%.0f", ceil(factor));
    }
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
    if (needs->hopeless && out[0] == '\0') {
        snprintf(out, size,
                 "what was measured lies too near to its limit for a forecast: look at it, or move the limit");
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

int undecided_collect(struct undecided *out, struct findings *findings, const struct changes_input *input,
                      struct error *err)
{
    const struct comparison *comparison = input->judge->comparisons[input->comparison];
    size_t most = symbols_count(comparison->symbols) + 1;
    struct open_function *open = memory_allocate_array(most, sizeof *open);
    size_t *by_symbol = memory_allocate_array(most, sizeof *by_symbol);
    struct undecided undecided = {.reason = "", .advice = ""};
    int status = open != NULL && by_symbol != NULL ? 0 : -1;
    if (status == 0) {
        size_t first = findings->count;
        undecided.count = collect(open, by_symbol, input);
        size_t shown = undecided.count < UNDECIDED_FINDINGS ? undecided.count : UNDECIDED_FINDINGS;
        for (size_t i = 0; i < shown; i++) {
            add_open(findings, input, &open[i]);
        }
        add_rest(findings, input, undecided.count - shown);
        if (findings->failed || (shown > 0 && describe(&undecided, findings, first, open, input) != 0)) {
            status = -1;
        }
    }
    memory_free(open);
    memory_free(by_symbol);
    if (status != 0) {
        return error_set_memory(err, "collecting what is undecided");
    }
    *out = undecided;
    return 0;
}

#include "rules/odd_words.h"

#include "gate/base/numbers.h"
#include "gate/base/text.h"
#include "rules/growth_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

enum { HOSTS_NAMED = 3, NAME_SIZE = 256, WORDS_SIZE = 1024, SENTENCE_SIZE = 4096 };

static const struct comparison *compared(const struct changes_input *input)
{
    return input->judge->comparisons[input->comparison];
}

static int side_of(const struct comparison *comparison, uint32_t column)
{
    return column < comparison->sides[BASELINE].replica_count ? BASELINE : CANDIDATE;
}

/* "'pod-3'": its host, or its own name where that is unknown. */
static char *replica_words(char *out, size_t size, const struct comparison *comparison, uint32_t column)
{
    int side = side_of(comparison, column);
    size_t first = side == BASELINE ? 0 : comparison->sides[BASELINE].replica_count;
    const struct comparison_replica *replica = &comparison->sides[side].replicas[column - first];
    bool known = replica->instance != NULL && replica->instance[0] != '\0';
    snprintf(out, size, "'%s'", known ? replica->instance : replica->name);
    return out;
}

/* "'pod-3' costs 49 % more" */
static void host_words(char *out, size_t size, const struct comparison *comparison, const struct odd_replica *odd)
{
    char name[NAME_SIZE], change[NUMBER_TEXT_SIZE];
    snprintf(out, size, "%s costs %s %s", replica_words(name, sizeof name, comparison, odd->column),
             numbers_format_percent(change, round(100 * fabs(odd->rate / odd->median - 1)) / 100),
             odd->rate > odd->median ? "more" : "less");
}

static void add_hosts(struct findings *findings, const struct changes_input *input, int side)
{
    const struct comparison *comparison = compared(input);
    const struct comparison_answers *answers = &input->judge->answers->comparisons[input->comparison];
    char list[SENTENCE_SIZE] = "", one[NAME_SIZE + 64], more[64] = "", median[GROWTH_WORDS_NAME] = "";
    size_t count = 0;
    for (size_t i = 0; i < answers->odd_count; i++) {
        const struct odd_replica *odd = &answers->odd[i];
        if (odd->carries || side_of(comparison, odd->column) != side) {
            continue;
        }
        if (count++ < HOSTS_NAMED) {
            size_t used = strlen(list);
            host_words(one, sizeof one, comparison, odd);
            snprintf(list + used, sizeof list - used, "%s%s", used > 0 ? ", " : "", one);
            growth_words_rate(median, sizeof median, comparison, odd->median);
        }
    }
    if (count == 0) {
        return;
    }
    if (count > HOSTS_NAMED) {
        snprintf(more, sizeof more, ", and %zu more", count - HOSTS_NAMED);
    }
    struct finding finding = findings_blank(FINDING_WARNING, input->comparison);
    findings_add(findings, &finding,
                 "%zu of the %s's %zu replicas %s: %s than the median of that side, %s%s; nothing is left out",
                 count, comparison_side_name(comparison, side), comparison->sides[side].replica_count,
                 count == 1 ? "stands out" : "stand out", list, median, more);
}

/* The entry that a finding is about; UINT32_MAX if it is none. Entries are sorted by symbol and value. */
static uint32_t entry_of(const struct comparison *comparison, const struct finding *finding)
{
    enum entry_value value = finding->self ? ENTRY_SELF : ENTRY_TOTAL;
    size_t low = 1, high = comparison->entry_count;
    if (finding->symbol == SYMBOL_NONE) {
        return 0;
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct comparison_entry *entry = &comparison->entries[middle];
        if (entry->symbol == finding->symbol && entry->value == value) {
            return (uint32_t)middle;
        }
        bool before = entry->symbol != finding->symbol ? entry->symbol < finding->symbol : entry->value < value;
        low = before ? middle + 1 : low;
        high = before ? high : middle;
    }
    return UINT32_MAX;
}

static const struct odd_replica *carrier_of(const struct comparison_answers *answers, uint32_t entry)
{
    for (size_t i = 0; i < answers->odd_count; i++) {
        if (answers->odd[i].carries && answers->odd[i].entry == entry) {
            return &answers->odd[i];
        }
    }
    return NULL;
}

static void change_words(char *out, size_t size, const struct comparison *comparison, const struct odd_replica *odd)
{
    char rate[GROWTH_WORDS_NAME];
    if (isfinite(odd->change_without)) {
        numbers_format_change(out, round(1000 * odd->change_without) / 1000);
    } else if (odd->growth_without > 0) {
        snprintf(out, size, "+%s", growth_words_rate(rate, sizeof rate, comparison, odd->growth_without));
    } else {
        snprintf(out, size, "it does not grow");
    }
}

static const char *keep(struct findings *findings, const char *words)
{
    char harmless[SENTENCE_SIZE];
    text_harmless(harmless, sizeof harmless, bytes_of_text(words));
    const char *kept = arena_copy_text(findings->arena, harmless, strlen(harmless));
    findings->failed = findings->failed || kept == NULL;
    return kept;
}

static void tell(struct findings *findings, struct finding *finding, const struct comparison *comparison,
                 const struct odd_replica *odd)
{
    char name[NAME_SIZE], change[GROWTH_WORDS_NAME + 8], words[WORDS_SIZE], sentence[SENTENCE_SIZE];
    int side = side_of(comparison, odd->column);
    change_words(change, sizeof change, comparison, odd);
    snprintf(words, sizeof words, "rests on one of %zu %s replicas, %s: without it %s",
             comparison->sides[side].replica_count, comparison_side_name(comparison, side),
             replica_words(name, sizeof name, comparison, odd->column), change);
    snprintf(sentence, sizeof sentence, "%s; it %s", finding->sentence, words);
    const char *carried = keep(findings, words), *whole = keep(findings, sentence);
    if (!findings->failed) {
        finding->carried = carried;
        finding->sentence = whole;
        finding->carrier = odd->column;
        finding->change_without = odd->change_without;
    }
}

static bool tells_of_growth(const struct finding *finding)
{
    switch (finding->kind) {
    case FINDING_REGRESSION:
    case FINDING_WARNING:
    case FINDING_NEW:
    case FINDING_WAIVED:
    case FINDING_INCONCLUSIVE:
        return finding->has_estimate && finding->estimate.growth > 0;
    default:
        return false;
    }
}

void odd_words_tell(struct findings *findings, const struct changes_input *input)
{
    const struct comparison *comparison = compared(input);
    const struct comparison_answers *answers = &input->judge->answers->comparisons[input->comparison];
    for (size_t i = 0; i < findings->count && !findings->failed; i++) {
        struct finding *finding = &findings->items[i];
        if (finding->comparison != input->comparison || finding->carried != NULL || !tells_of_growth(finding)) {
            continue;
        }
        const struct odd_replica *odd = carrier_of(answers, entry_of(comparison, finding));
        if (odd != NULL) {
            tell(findings, finding, comparison, odd);
        }
    }
}

void odd_words_add(struct findings *findings, const struct changes_input *input)
{
    for (int side = 0; side < SIDES; side++) {
        add_hosts(findings, input, side);
    }
}

const char *odd_words_advise(struct findings *findings, const struct comparison *comparison,
                             const struct finding *about, const char *advice)
{
    char name[NAME_SIZE], words[SENTENCE_SIZE];
    if (about == NULL || about->carried == NULL) {
        return advice;
    }
    snprintf(words, sizeof words, "look at replica %s before all else: the growth rests on it%s%s",
             replica_words(name, sizeof name, comparison, about->carrier), advice[0] != '\0' ? "; " : "", advice);
    const char *kept = keep(findings, words);
    return kept != NULL ? kept : advice;
}

/* ---- those that sway the total ---- */

/* The one that does most of it; NULL if there is none. */
static const struct odd_replica *swaying(const struct comparison_answers *answers, size_t *count)
{
    const struct odd_replica *most = NULL;
    double change = answers->total.change;
    *count = 0;
    for (size_t i = 0; i < answers->odd_count; i++) {
        const struct odd_replica *odd = &answers->odd[i];
        if (odd->sways) {
            *count += 1;
            bool more = most == NULL || fabs(odd->change_without - change) > fabs(most->change_without - change);
            most = more ? odd : most;
        }
    }
    return most;
}

static double share_of_exposure(const struct comparison *comparison, const struct odd_replica *odd)
{
    return comparison->exposure[odd->column] / comparison->sides[side_of(comparison, odd->column)].exposure;
}

const char *odd_words_objection(struct findings *findings, const struct changes_input *input)
{
    const struct comparison *comparison = compared(input);
    const struct comparison_answers *answers = &input->judge->answers->comparisons[input->comparison];
    char name[NAME_SIZE], with[NUMBER_TEXT_SIZE], without[GROWTH_WORDS_NAME + 8], share[NUMBER_TEXT_SIZE];
    char rate[GROWTH_WORDS_NAME], median[GROWTH_WORDS_NAME], more[64] = "", part[96] = "", words[SENTENCE_SIZE];
    size_t count;
    const struct odd_replica *odd = swaying(answers, &count);
    if (odd == NULL) {
        return NULL;
    }
    if (count > 1) {
        snprintf(more, sizeof more, "; %zu more %s it", count - 1, count == 2 ? "sways" : "sway");
    }
    if (comparison->exposure_kind == EXPOSURE_REQUESTS) {
        snprintf(part, sizeof part, ", and has %s of that side's requests",
                 numbers_format_percent(share, round(1000 * share_of_exposure(comparison, odd)) / 1000));
    }
    change_words(without, sizeof without, comparison, odd);
    snprintf(words, sizeof words,
             "no pass rests on one odd replica: without %s of the %s the total changes by %s, not %s; it costs %s, "
             "against a median of %s%s%s",
             replica_words(name, sizeof name, comparison, odd->column),
             comparison_side_name(comparison, side_of(comparison, odd->column)), without,
             numbers_format_change(with, round(1000 * answers->total.change) / 1000),
             growth_words_rate(rate, sizeof rate, comparison, odd->rate),
             growth_words_rate(median, sizeof median, comparison, odd->median), part, more);
    return keep(findings, words);
}

const char *odd_words_redo(struct findings *findings, const struct changes_input *input)
{
    const struct comparison *comparison = compared(input);
    char name[NAME_SIZE], words[SENTENCE_SIZE];
    size_t count;
    const struct odd_replica *odd = swaying(&input->judge->answers->comparisons[input->comparison], &count);
    if (odd == NULL) {
        return NULL;
    }
    bool counted = comparison->exposure_kind == EXPOSURE_REQUESTS && odd->rate > 0;
    snprintf(words, sizeof words, "remove replica %s%s or capture it again%s",
             replica_words(name, sizeof name, comparison, odd->column),
             counted ? ", correct its request count," : "", odd->rate > 0 ? "" : ": it has no samples");
    return keep(findings, words);
}

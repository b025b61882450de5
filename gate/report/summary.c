#include "gate/report/summary.h"

#include "gate/base/text.h"
#include "gate/report/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

char *summary_profile(char *out, size_t size, const struct comparison *comparison)
{
    char name[WORDS_SIZE], type[WORDS_SIZE];
    text_harmless(name, sizeof name, bytes_of_text(comparison_policy_profile(comparison)));
    text_harmless(type, sizeof type, bytes_of_text(comparison->type));
    out[0] = '\0';
    words_append(out, size, "%s", name);
    if (strcmp(name, type) != 0) {
        words_append(out, size, " (%s)", type);
    }
    bool by_share = comparison->exposure_kind == EXPOSURE_SHARE, unfit = by_share && comparison->unfit != NULL;
    if (!unfit) {
        words_append(out, size, " %s", by_share ? "as a share of the total" : words_per(comparison));
    }
    if (comparison->anchored != NULL) {
        words_append(out, size, " against %s",
                     words_cut_left(type, sizeof type, bytes_of_text(comparison->sides[BASELINE].label), 60));
    }
    words_append(out, size, "%s", unfit ? ", not comparable" : "");
    return out;
}

static void append_count(char *out, size_t size, double count, const char *noun)
{
    char number[NUMBER_TEXT_SIZE];
    if (isfinite(count) && count >= 0 && count < 1e18) {
        words_append(out, size, ", %s %s%s", numbers_format_count(number, (uint64_t)llround(count)), noun,
                     plural((size_t)llround(count)));
    }
}

char *summary_side(char *out, size_t size, const struct comparison *comparison, int side)
{
    const struct comparison_side *it = &comparison->sides[side];
    char label[WORDS_SIZE], number[NUMBER_TEXT_SIZE];
    out[0] = '\0';
    words_append(out, size, "%s: %s replica%s", words_cut_left(label, sizeof label, bytes_of_text(it->label), 60),
                 numbers_format_count(number, it->replica_count), plural(it->replica_count));
    if (isfinite(it->requests)) {
        append_count(out, size, it->requests, "request");
        if (it->requests_from != NULL && it->requests_from[0] != '\0') {
            words_append(out, size, " (%s)", it->requests_from);
        }
    } else {
        words_append(out, size, ", requests unknown");
    }
    append_count(out, size, it->samples, "sample");
    return out;
}

/* "19,823 + 20,110", or "" where a side's count is not known. */
static char *count_pair(char *out, size_t size, double before, double after)
{
    char first[NUMBER_TEXT_SIZE], second[NUMBER_TEXT_SIZE];
    out[0] = '\0';
    if (isfinite(before) && isfinite(after) && before >= 0 && after >= 0 && before < 1e18 && after < 1e18) {
        snprintf(out, size, "%s + %s", numbers_format_count(first, (uint64_t)llround(before)),
                 numbers_format_count(second, (uint64_t)llround(after)));
    }
    return out;
}

char *summary_amounts(char *out, size_t size, const struct comparison *comparison)
{
    const struct comparison_side *before = &comparison->sides[BASELINE];
    const struct comparison_side *after = &comparison->sides[CANDIDATE];
    char pair[WORDS_SIZE];
    snprintf(out, size, "%zu + %zu replicas", before->replica_count, after->replica_count);
    if (count_pair(pair, sizeof pair, before->requests, after->requests)[0] != '\0') {
        words_append(out, size, ", %s requests", pair);
    }
    return out;
}

const char *summary_label(const struct evaluation *evaluation, const struct comparison *comparison, int side)
{
    bool anchored = comparison != NULL && comparison->anchored != NULL && side == BASELINE;
    const char *label = anchored ? comparison->sides[BASELINE].label : evaluation->labels[side];
    return label != NULL ? label : "";
}

char *summary_versions(char *out, size_t size, const struct evaluation *evaluation,
                       const struct comparison *comparison, size_t columns)
{
    char label[SIDES][WORDS_SIZE];
    size_t half = columns > 4 ? (columns - 4) / 2 : 1;
    for (int side = 0; side < SIDES; side++) {
        const char *text = summary_label(evaluation, comparison, side);
        words_cut_left(label[side], sizeof label[side], bytes_of_text(text[0] != '\0' ? text : "?"), half);
    }
    snprintf(out, size, "%s -> %s", label[BASELINE], label[CANDIDATE]);
    return out;
}

bool summary_has_total(const struct comparison *comparison)
{
    const struct comparison_side *sides = comparison->sides;
    /* By shares both sides are 100 %. */
    return comparison->exposure_kind != EXPOSURE_SHARE && sides[BASELINE].amount > 0 && sides[CANDIDATE].amount > 0;
}

enum verdict_kind summary_kind(const struct evaluation *evaluation)
{
    return evaluation->finished ? evaluation->verdict->kind : VERDICT_ERROR;
}

int summary_exit_code(const struct evaluation *evaluation)
{
    enum { COULD_NOT_EVALUATE = 4 };
    return evaluation->finished ? evaluation->verdict->exit_code : COULD_NOT_EVALUATE;
}

size_t summary_count(const struct evaluation *evaluation, enum finding_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < evaluation->verdict->finding_count; i++) {
        const struct finding *finding = &evaluation->verdict->findings[i];
        count += finding->kind == kind && !finding->explained && !verdict_is_remark(finding);
    }
    return count;
}

const char *summary_verdict_kind(enum verdict_kind kind)
{
    static const char *const names[] = {
        [VERDICT_PASS] = "PASS",
        [VERDICT_REGRESSION] = "REGRESSION",
        [VERDICT_INCONCLUSIVE] = "INCONCLUSIVE",
        [VERDICT_ERROR] = "ERROR",
    };
    return names[kind];
}

const char *summary_difference(const struct evaluation *evaluation, uint32_t comparison)
{
    const struct verdict *verdict = evaluation->verdict;
    for (size_t i = 0; i < verdict->finding_count; i++) {
        const struct finding *finding = &verdict->findings[i];
        bool proven = finding->kind != FINDING_INCONCLUSIVE && finding->symbol != SYMBOL_NONE;
        if (proven && (comparison == UINT32_MAX || finding->comparison == comparison)) {
            return "DIFFERENCE";
        }
    }
    return "NO DIFFERENCE PROVEN";
}

const char *summary_verdict(const struct evaluation *evaluation)
{
    if (!evaluation->finished) {
        return "DID NOT FINISH";
    }
    if (evaluation->verdict->kind == VERDICT_PASS && strcmp(evaluation->command, "diff") == 0) {
        return summary_difference(evaluation, UINT32_MAX);
    }
    return summary_verdict_kind(evaluation->verdict->kind);
}

/* "assumed (5 % between hosts, 2 % in a function's share)". */
static void append_assumed(char *out, size_t size, const struct level *level)
{
    char hosts[NUMBER_TEXT_SIZE], frames[NUMBER_TEXT_SIZE];
    words_append(out, size, "assumed");
    if (level->host_cv > 0) {
        words_append(out, size, " (%s between hosts", numbers_format_percent(hosts, level->host_cv));
        if (level->frame_cv > 0) {
            words_append(out, size, ", %s in a function's share", numbers_format_percent(frames, level->frame_cv));
        }
        words_append(out, size, ")");
    }
}

/* "history noise.json (12 profiles)". */
static void append_history(char *out, size_t size, const struct level *level)
{
    char file[WORDS_SIZE];
    words_append(out, size, "history %s (%zu profile%s)",
                 words_cut_left(file, sizeof file, bytes_of_text(level->history), 60), level->history_captures,
                 plural(level->history_captures));
}

static void noise_source(char *out, size_t size, const struct comparison *comparison, const struct level *level)
{
    size_t base = comparison->sides[BASELINE].replica_count;
    size_t candidate = comparison->sides[CANDIDATE].replica_count;
    switch (level->mode) {
    case LEVEL_MEASURED:
        words_append(out, size, "measured from %zu + %zu replicas", base, candidate);
        return;
    case LEVEL_PAIRED:
        words_append(out, size, "measured from %zu + %zu replicas, taken in pairs", base, candidate);
        return;
    case LEVEL_SEQUENTIAL:
        words_append(out, size, "measured from %zu + %zu replicas", base, candidate);
        return;
    case LEVEL_SIDE_TOTAL:
        append_assumed(out, size, level);
        words_append(out, size, ", because one request count stands for %zu + %zu replicas", base, candidate);
        return;
    case LEVEL_ASSUMED:
        append_assumed(out, size, level);
        words_append(out, size, ", because there is one profile a side");
        return;
    case LEVEL_HISTORY:
        words_append(out, size, "from ");
        append_history(out, size, level);
        return;
    }
}

/* What else took part, and what no replica tells. */
static void append_doubts(char *out, size_t size, const struct level *level)
{
    char drift[NUMBER_TEXT_SIZE];
    if (level->history != NULL && level->history_captures == 0) {
        words_append(out, size, "; the noise history knows nothing of this profile");
    } else if (level->history != NULL && level->mode != LEVEL_HISTORY) {
        words_append(out, size, ", and from ");
        append_history(out, size, level);
    }
    if (!level->sequential && level->mode != LEVEL_SEQUENTIAL) {
        return;
    }
    words_append(out, size, "; one side was captured after the other: a drift of the machine looks like a change");
    if (level->mode == LEVEL_SEQUENTIAL && level->host_cv > 0) {
        words_append(out, size, ", %s of it is assumed", numbers_format_percent(drift, level->host_cv));
    }
    words_append(out, size, "; interleave the captures");
}

static bool is_time(const struct comparison *comparison)
{
    const char *base = "";
    double unit = 0;
    numbers_unit(comparison->unit, &base, &unit);
    return strcmp(base, "nanoseconds") == 0;
}

static int factor_decimals(const struct level *level)
{
    return words_decimals(400 * level->factor_sd);
}

/* Whether it would be printed as 0 %, which is neither slower nor faster. */
static bool is_no_change(const struct level *level)
{
    char number[WORDS_SIZE];
    snprintf(number, sizeof number, "%.*f", factor_decimals(level), 100 * fabs(level->factor - 1));
    return strspn(number, "0.") == strlen(number);
}

/* "3 % (+- 2 %) slower": of what is no time, "3 % (+- 2 %) costlier". */
static void factor_words(char *out, size_t size, const struct comparison *comparison, const struct level *level)
{
    bool timed = is_time(comparison), more = level->factor >= 1;
    int decimals = factor_decimals(level);
    words_append(out, size, "%.*f %% (+- %.*f %%) %s", decimals, 100 * fabs(level->factor - 1), decimals,
                 100 * level->factor_sd,
                 timed  ? (more ? "slower" : "faster")
                 : more ? "costlier"
                        : "cheaper");
}

/* By share the level is what the typical function did. */
static void common_scale(char *out, size_t size, const struct level *level)
{
    char factor[NUMBER_TEXT_SIZE];
    if (!level->believed) {
        words_append(out, size, "; too few functions to tell what the typical one did");
        return;
    }
    double width = 4 * level->factor_sd;
    words_change(factor, level->factor - 1, 0, width);
    words_append(
        out, size,
        "; the share of the typical of %zu functions changed by %s (+- %.*f %%); functions are judged after "
        "taking that out",
        level->functions, factor, words_decimals(100 * width), 100 * level->factor_sd);
}

/* "throughout, as on a busier machine", unless an odd replica sways what they cost. */
static void factor_extent(char *out, size_t size, const struct comparison *comparison,
                          const struct comparison_answers *answers)
{
    const struct level *level = &answers->level;
    size_t first = comparison->sides[BASELINE].replica_count;
    size_t count = fabs(level->factor - 1) > 2 * level->factor_sd ? answers->odd_count : 0;
    char name[WORDS_SIZE];
    for (size_t i = 0; i < count; i++) {
        const struct odd_replica *odd = &answers->odd[i];
        if (!odd->sways) {
            continue;
        }
        const struct comparison_replica *replica =
            odd->column < first ? &comparison->sides[BASELINE].replicas[odd->column]
                                : &comparison->sides[CANDIDATE].replicas[odd->column - first];
        bool known = replica->instance != NULL && replica->instance[0] != '\0';
        words_cut_left(name, sizeof name, bytes_of_text(known ? replica->instance : replica->name), 48);
        words_append(out, size, " on average, with %s replica '%s' standing out",
                     comparison_side_name(comparison, odd->column < first ? BASELINE : CANDIDATE), name);
        return;
    }
    words_append(out, size, " throughout, as on %s machine", level->factor >= 1 ? "a busier" : "an idler");
}

char *summary_noise(char *out, size_t size, const struct comparison *comparison,
                    const struct comparison_answers *answers)
{
    const struct level *level = &answers->level;
    out[0] = '\0';
    noise_source(out, size, comparison, level);
    if (comparison->exposure_kind == EXPOSURE_SHARE) {
        common_scale(out, size, level);
        return out;
    }
    append_doubts(out, size, level);
    if (!level->believed) {
        /* Elsewhere pairs or the spread of the replicas take it in, or it was just told. */
        bool untold = level->mode == LEVEL_ASSUMED || level->mode == LEVEL_SIDE_TOTAL;
        words_append(out, size, "%s", untold ? "; the machine's drift is not corrected for" : "");
        return out;
    }
    words_append(out, size, "; the candidate's runs were ");
    if (is_no_change(level)) {
        words_append(out, size, "as %s as the baseline's (+- %.*f %%)", is_time(comparison) ? "fast" : "costly",
                     factor_decimals(level), 100 * level->factor_sd);
        return out;
    }
    factor_words(out, size, comparison, level);
    factor_extent(out, size, comparison, answers);
    words_append(out, size, "; functions are judged after taking that out");
    return out;
}

/* "of 2.2 % of the total in most functions"; after the first one what it is a part of is known. */
static void visible_part(char *out, size_t size, const char *join, double visible, const char *where)
{
    char number[NUMBER_TEXT_SIZE];
    if (isfinite(visible)) {
        words_append(out, size, "%sof %s%s %s", join, numbers_format_percent(number, visible),
                     join[0] == '\0' ? " of the total" : "", where);
    } else {
        words_append(out, size, "%snone %s", join, where);
    }
}

char *summary_visible(char *out, size_t size, const struct comparison *comparison,
                      const struct comparison_answers *answers)
{
    bool in_frame = isfinite(answers->visible_frame), in_total = isfinite(answers->visible_total);
    char where[WORDS_SIZE + 64], name[WORDS_SIZE];
    out[0] = '\0';
    if (!in_frame && !in_total) {
        words_append(out, size, "no growth, however large");
        return out;
    }
    words_append(out, size, "a growth ");
    size_t used = strlen(out);
    bool of_named = answers->visible_worst_entry != 0;
    if (!in_frame && !of_named) {
        visible_part(out + used, size - used, "", answers->visible_total, "in the total itself");
        words_append(out, size, "%s",
                     isnan(answers->visible_frame) ? "; no rule asks about functions" : ", none in most functions");
        return out;
    }
    if (in_frame) {
        visible_part(out + used, size - used, "", answers->visible_frame, "in most functions");
    }
    if (of_named && (!in_frame || answers->visible_worst > answers->visible_frame)) {
        uint32_t named = comparison_named_entry(comparison, answers->visible_worst_entry);
        words_cut_left(name, sizeof name, comparison_entry_name(comparison, named), 48);
        snprintf(where, sizeof where, "in '%s', the least visible one,", name);
        visible_part(out, size, in_frame ? ", " : "", answers->visible_worst, where);
        visible_part(out, size, " and ", answers->visible_total, "in the total itself");
    } else {
        visible_part(out, size, ", ", answers->visible_total, "in the total itself");
    }
    return out;
}

static double background_share(const struct comparison_side *side)
{
    double all = side->amount + side->background;
    return all > 0 ? side->background / all : 0;
}

char *summary_background(char *out, size_t size, const struct comparison *comparison)
{
    enum { NAMED = 3 };
    char before[NUMBER_TEXT_SIZE], after[NUMBER_TEXT_SIZE], name[WORDS_SIZE];
    out[0] = '\0';
    if (comparison->background_count == 0) {
        return out;
    }
    words_append(out, size, "%s of the %s's cost and %s of the candidate's is background and was set apart (",
                 numbers_format_percent(before, background_share(&comparison->sides[BASELINE])),
                 comparison_side_name(comparison, BASELINE),
                 numbers_format_percent(after, background_share(&comparison->sides[CANDIDATE])));
    for (size_t i = 0; i < comparison->background_count && i < NAMED; i++) {
        struct bytes text = symbols_get(comparison->symbols, comparison->background[i].symbol)->name;
        words_append(out, size, "%s%s", i > 0 ? ", " : "", words_cut_left(name, sizeof name, text, 40));
    }
    if (comparison->background_count > NAMED) {
        words_append(out, size, " and %zu more", comparison->background_count - NAMED);
    }
    words_append(out, size, ")");
    return out;
}

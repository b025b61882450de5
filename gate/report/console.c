#include "gate/report/console.h"

#include "gate/base/text.h"
#include "gate/report/console_table.h"
#include "gate/report/summary.h"
#include "gate/report/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

enum { COLUMNS_DEFAULT = 100, COLUMNS_LEAST = 80, INDENT = 2 };

static void put_total(struct console_table *console, const struct comparison *comparison,
                      const struct comparison_answers *answers)
{
    struct words_estimate words;
    char line[WORDS_LINE];
    words_estimate(&words, &answers->total, comparison);
    snprintf(line, sizeof line, words.interval[0] != '\0' ? "%s %s, %s (%s)" : "%s %s, %s", words.costs,
             words_per(comparison), words.change, words.interval);
    page_field(&console->page, "total", line);
}

static void put_judged(struct console_table *console, size_t index, const struct verdict_profile *profile)
{
    const struct verdict *verdict = console->evaluation->verdict;
    size_t rules = 0, questions = 0;
    for (size_t i = 0; i < verdict->rule_count; i++) {
        if (verdict->rules[i].comparison == index) {
            rules++;
            questions += verdict->rules[i].frames;
        }
    }
    if (rules == 0) {
        return;
    }
    char line[WORDS_LINE], covered[NUMBER_TEXT_SIZE], count[NUMBER_TEXT_SIZE];
    snprintf(line, sizeof line, "%zu rule%s, %s check%s; %s of the cost stood under a rule", rules,
             rules == 1 ? "" : "s", numbers_format_count(count, questions), questions == 1 ? "" : "s",
             numbers_format_percent(covered, profile->covered));
    page_field(&console->page, "judged", line);
}

/* What was not held against this candidate, and why. */
static void put_idle(struct console_table *console, size_t index)
{
    const struct verdict *verdict = console->evaluation->verdict;
    char line[2 * WORDS_LINE], id[WORDS_SIZE], note[WORDS_LINE];
    for (size_t i = 0; i < verdict->rule_count; i++) {
        const struct verdict_rule *rule = &verdict->rules[i];
        if (rule->comparison != index || rule->note == NULL || rule->note[0] == '\0') {
            continue;
        }
        snprintf(line, sizeof line, "rule %s: %s", text_harmless(id, sizeof id, bytes_of_text(rule->id)),
                 text_harmless(note, sizeof note, bytes_of_text(rule->note)));
        page_field(&console->page, "idle", line);
    }
}

static bool has_moved(const struct verdict *verdict, size_t comparison)
{
    for (size_t i = 0; i < verdict->finding_count; i++) {
        if (verdict->findings[i].kind == FINDING_MOVED && verdict->findings[i].comparison == comparison) {
            return true;
        }
    }
    return false;
}

static void put_statistics(struct console_table *console, size_t index)
{
    const struct evaluation *evaluation = console->evaluation;
    const struct comparison *comparison = evaluation->comparisons[index];
    if (evaluation->answers == NULL || index >= evaluation->answers->comparison_count) {
        return;
    }
    const struct comparison_answers *answers = &evaluation->answers->comparisons[index];
    char line[WORDS_LINE], seen[WORDS_LINE + 64];
    if (comparison->unfit != NULL) {
        return;
    }
    summary_visible(line, sizeof line, comparison, answers);
    bool pass = !comparison->report_only && index < evaluation->verdict->profile_count &&
                evaluation->verdict->profiles[index].kind == VERDICT_PASS &&
                strcmp(evaluation->command, "diff") != 0;
    const char *clear = has_moved(evaluation->verdict, index) ? "; nothing but what moved grew by its limit"
                                                              : "; nothing grew by its limit";
    snprintf(seen, sizeof seen, "%s%s", line, pass ? clear : "");
    page_field(&console->page, "could see", seen);
    page_field(&console->page, "noise", summary_noise(line, sizeof line, comparison, answers));
}

static void put_notes(struct console_table *console, const struct comparison *comparison)
{
    char safe[WORDS_LINE];
    for (size_t i = 0; i < comparison->note_count; i++) {
        page_field(&console->page, "note", text_harmless(safe, sizeof safe, bytes_of_text(comparison->notes[i])));
    }
}

/* Warnings that are about no function. */
static void put_remarks(struct console_table *console, size_t index)
{
    const struct verdict *verdict = console->evaluation->verdict;
    char safe[2 * WORDS_LINE];
    for (size_t i = 0; i < verdict->finding_count; i++) {
        const struct finding *finding = &verdict->findings[i];
        if (finding->comparison == index && verdict_is_remark(finding)) {
            page_field(&console->page, "warning",
                       text_harmless(safe, sizeof safe, bytes_of_text(finding->sentence)));
        }
    }
}

static enum page_style verdict_style(enum verdict_kind kind)
{
    static const enum page_style styles[] = {
        [VERDICT_PASS] = PAGE_GREEN,
        [VERDICT_REGRESSION] = PAGE_RED,
        [VERDICT_INCONCLUSIVE] = PAGE_YELLOW,
        [VERDICT_ERROR] = PAGE_RED,
    };
    return styles[kind];
}

static void put_safe_field(struct console_table *console, const char *label, const char *text)
{
    char safe[2 * WORDS_LINE];
    page_field(&console->page, label, text_harmless(safe, sizeof safe, bytes_of_text(text != NULL ? text : "")));
}

static void put_profile_title(struct console_table *console, size_t index)
{
    const struct evaluation *evaluation = console->evaluation;
    char title[WORDS_LINE];
    if (evaluation->comparison_count < 2) {
        return;
    }
    summary_profile(title, sizeof title, evaluation->comparisons[index]);
    sink_text(console->page.sink, "\n");
    page_styled(&console->page, PAGE_BOLD, title);
    if (evaluation->comparisons[index]->report_only) {
        sink_text(console->page.sink, ": not judged");
    } else if (index < evaluation->verdict->profile_count) {
        enum verdict_kind kind = evaluation->verdict->profiles[index].kind;
        sink_text(console->page.sink, ": ");
        page_styled(&console->page, verdict_style(kind), summary_verdict_kind(kind));
    }
    sink_text(console->page.sink, "\n");
}

static void put_profile(struct console_table *console, size_t index)
{
    const struct evaluation *evaluation = console->evaluation;
    const struct comparison *comparison = evaluation->comparisons[index];
    const struct verdict_profile *profile =
        index < evaluation->verdict->profile_count ? &evaluation->verdict->profiles[index] : NULL;
    char line[WORDS_LINE];
    put_profile_title(console, index);
    page_field(&console->page, comparison_side_name(comparison, BASELINE),
               summary_side(line, sizeof line, comparison, BASELINE));
    page_field(&console->page, "candidate", summary_side(line, sizeof line, comparison, CANDIDATE));
    if (summary_has_total(comparison) && evaluation->answers != NULL &&
        index < evaluation->answers->comparison_count) {
        put_total(console, comparison, &evaluation->answers->comparisons[index]);
    }
    if (comparison->unfit != NULL && strcmp(comparison->unfit, evaluation->verdict->reason) != 0 &&
        (profile == NULL || strcmp(comparison->unfit, profile->reason) != 0)) {
        put_safe_field(console, "unfit", comparison->unfit);
    }
    if (profile != NULL && strcmp(profile->reason, evaluation->verdict->reason) != 0) {
        put_safe_field(console, "why", profile->reason);
        put_safe_field(console, "next", profile->advice);
    }
    if (profile != NULL && profile->common[0] != '\0' && strcmp(profile->common, profile->reason) != 0) {
        put_safe_field(console, "common", profile->common);
    }
    console_table_put(console, (long)index);
    sink_text(console->page.sink, "\n");
    put_statistics(console, index);
    if (profile != NULL && comparison->unfit == NULL) {
        put_judged(console, index, profile);
        put_idle(console, index);
    }
    page_field(&console->page, "background", summary_background(line, sizeof line, comparison));
    put_remarks(console, index);
    put_notes(console, comparison);
}

/* "cpu per request, base -> candidate, 8 + 8 replicas, 19,823 + 20,110 requests". */
static void put_headline(struct console_table *console)
{
    const struct evaluation *evaluation = console->evaluation;
    char line[4 * WORDS_LINE], text[WORDS_LINE];
    const char *verdict = summary_verdict(evaluation);
    enum page_style style = evaluation->finished ? verdict_style(evaluation->verdict->kind) : PAGE_RED;
    page_styled(&console->page, style, verdict);
    sink_text(console->page.sink, "  ");
    line[0] = '\0';
    for (size_t i = 0; i < evaluation->comparison_count; i++) {
        size_t used = strlen(line);
        summary_profile(text, sizeof text, evaluation->comparisons[i]);
        snprintf(line + used, sizeof line - used, "%s, ", text);
    }
    size_t used = strlen(line);
    summary_versions(text, sizeof text, evaluation, NULL, console->page.columns - 10);
    snprintf(line + used, sizeof line - used, "%s", text);
    if (evaluation->comparison_count > 0) {
        used = strlen(line);
        summary_amounts(text, sizeof text, evaluation->comparisons[0]);
        snprintf(line + used, sizeof line - used, ", %s", text);
    }
    page_paragraph(&console->page, strlen(verdict) + 2, INDENT, line);
}

static void put_troubles(struct console_table *console)
{
    const struct evaluation *evaluation = console->evaluation;
    for (size_t i = 0; i < evaluation->trouble_count; i++) {
        const struct trouble *trouble = &evaluation->troubles[i];
        bool told = trouble->fatal && strcmp(trouble->sentence, evaluation->verdict->reason) == 0;
        if (!told) {
            put_safe_field(console, trouble->fatal ? "error" : "trouble", trouble->sentence);
        }
    }
}

static int console_write(const struct evaluation *evaluation, const struct report_options *options,
                         struct sink *sink, struct error *err)
{
    size_t columns = options->columns > 0 ? (size_t)options->columns : COLUMNS_DEFAULT;
    struct console_table console = {
        .page = {sink, columns < COLUMNS_LEAST ? COLUMNS_LEAST : columns, options->color},
        .evaluation = evaluation,
        .verbose = options->verbose,
    };
    put_headline(&console);
    if (evaluation->finished) {
        put_safe_field(&console, "why", evaluation->verdict->reason);
        put_safe_field(&console, "next", evaluation->verdict->advice);
        put_troubles(&console);
        console_table_put(&console, CONSOLE_TABLE_WHOLE_RUN);
        for (size_t i = 0; i < evaluation->comparison_count; i++) {
            put_profile(&console, i);
        }
    }
    return sink_finish(sink, err);
}

const struct reporter console_reporter = {
    .name = "console",
    .file = NULL,
    .description = "verdict, table of findings and next step, for people",
    .per_profile = false,
    .to_stdout = true,
    .write = console_write,
};

#include "gate/report/console.h"

#include "gate/base/text.h"
#include "gate/report/page.h"
#include "gate/report/summary.h"
#include "gate/report/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

enum { COLUMNS_DEFAULT = 100, COLUMNS_LEAST = 80, INDENT = 2, DETAIL_INDENT = 4, GAP = 2, WHOLE_RUN = -1 };

/* The parts of the table, in its order. */
struct section {
    const char *title;
    const char *title_of_diff; /* `diff` knows no limit */
    size_t rows;               /* shown unless verbose */
    enum finding_kind kind;
    enum page_style style;
    bool detail;   /* each row is followed by its limit, rule, owner and place */
    bool sentence; /* and by its sentence, which says more than its figures */
};

static const struct section sections[] = {
    {"Costs more than a rule allows", "Costs more", 20, FINDING_REGRESSION, PAGE_RED, true, false},
    {"Promised", "Promised", 10, FINDING_EXPECTATION, PAGE_YELLOW, true, true},
    {"Not decided", "Not decided", 10, FINDING_INCONCLUSIVE, PAGE_YELLOW, true, false},
    {"Costs more than a rule warns of", "Costs more", 10, FINDING_WARNING, PAGE_YELLOW, true, false},
    {"Waived", "Waived", 10, FINDING_WAIVED, PAGE_YELLOW, true, true},
    {"Moved", "Moved", 5, FINDING_MOVED, PAGE_BOLD, true, true},
    {"New", "New", 5, FINDING_NEW, PAGE_BOLD, false, false},
    {"Gone", "Gone", 5, FINDING_VANISHED, PAGE_BOLD, false, false},
    {"Costs less", "Costs less", 5, FINDING_IMPROVEMENT, PAGE_BLUE, false, false},
};

/* Widths of the table's columns: as wide as what they show, and the name gets at most what is left. */
struct widths {
    size_t name, costs, change, share;
    bool narrow; /* no room for a name beside the numbers: these go into a line of their own */
    bool titled; /* the titles stand above it */
};

struct cells {
    char costs[WORDS_SIZE], change[2 * WORDS_SIZE], share[WORDS_SIZE];
};

struct console {
    struct page page;
    const struct evaluation *evaluation;
    bool verbose;
};

static size_t at_least(size_t width, const char *text)
{
    size_t wide = text_columns(bytes_of_text(text));
    return wide > width ? wide : width;
}

static const struct comparison *comparison_of(const struct evaluation *evaluation, uint32_t index)
{
    return index < evaluation->comparison_count ? evaluation->comparisons[index] : NULL;
}

static void fill_cells(struct cells *cells, const struct finding *finding, const struct comparison *comparison)
{
    memset(cells, 0, sizeof *cells);
    if (!finding->has_estimate) {
        return;
    }
    struct words_estimate words;
    words_estimate(&words, &finding->estimate, comparison);
    snprintf(cells->costs, sizeof cells->costs, "%s", words.costs);
    snprintf(cells->change, sizeof cells->change, words.interval[0] != '\0' ? "%s (%s)" : "%s", words.change,
             words.interval);
    snprintf(cells->share, sizeof cells->share, "%s", words.share);
}

static const struct section *section_of(enum finding_kind kind)
{
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        if (sections[i].kind == kind) {
            return &sections[i];
        }
    }
    return NULL;
}

static bool belongs(const struct finding *finding, long index)
{
    return index == WHOLE_RUN ? finding->comparison == UINT32_MAX : finding->comparison == (uint32_t)index;
}

static bool is_folded(const struct console *console, const struct finding *finding)
{
    return !console->verbose && verdict_only_counts(finding);
}

/* Those with a row of their own, and those folded into one line. */
static size_t findings_of(const struct console *console, long index, const struct section *section, size_t *folded)
{
    const struct verdict *verdict = console->evaluation->verdict;
    size_t count = 0;
    for (size_t i = 0; i < verdict->finding_count; i++) {
        const struct finding *finding = &verdict->findings[i];
        if (belongs(finding, index) && finding->kind == section->kind) {
            *folded += is_folded(console, finding);
            count += !is_folded(console, finding);
        }
    }
    return count;
}

/* The name as the table shows it, cut to columns. */
static void fill_name(char *out, size_t size, const struct finding *finding, const struct comparison *comparison,
                      size_t columns)
{
    const char *suffix = finding->self ? " (self)" : "";
    words_cut_left(out, size - 8, words_subject(finding, comparison), columns - strlen(suffix));
    size_t used = strlen(out);
    snprintf(out + used, size - used, "%s", suffix);
}

static void widen(struct widths *widths, const struct finding *finding, const struct comparison *comparison)
{
    char name[WORDS_LINE];
    struct cells cells;
    fill_cells(&cells, finding, comparison);
    fill_name(name, sizeof name, finding, comparison, WORDS_SIZE);
    widths->name = at_least(widths->name, name);
    widths->costs = at_least(widths->costs, cells.costs);
    widths->change = at_least(widths->change, cells.change);
    widths->share = at_least(widths->share, cells.share);
}

/* Only rows that are shown count, so that many hidden ones do not squeeze the names. */
static struct widths measure(const struct console *console, long index)
{
    enum { NAME_LEAST = 16 };
    struct widths widths = {8, 4, 13, 8, false, false};
    const struct verdict *verdict = console->evaluation->verdict;
    size_t shown[FINDING_EXPECTATION + 1] = {0};
    for (size_t i = 0; i < verdict->finding_count; i++) {
        const struct finding *finding = &verdict->findings[i];
        const struct section *section = section_of(finding->kind);
        const struct comparison *comparison = comparison_of(console->evaluation, finding->comparison);
        if (belongs(finding, index) && section != NULL && comparison != NULL && finding->has_estimate &&
            !is_folded(console, finding) && (console->verbose || shown[finding->kind]++ < section->rows)) {
            widen(&widths, finding, comparison);
        }
    }
    size_t taken = INDENT + widths.costs + widths.change + widths.share + (size_t)3 * GAP;
    widths.narrow = console->page.columns < taken + NAME_LEAST;
    size_t left = console->page.columns - (widths.narrow ? (size_t)INDENT : taken);
    widths.name = widths.name < left ? widths.name : left;
    return widths;
}

static void put_narrow_row(struct page *page, const char *name, const struct cells *cells)
{
    char line[sizeof(struct cells) + 16];
    sink_repeat(page->sink, ' ', INDENT);
    sink_text(page->sink, name);
    sink_text(page->sink, "\n");
    snprintf(line, sizeof line, "%s, %s, %s of the total", cells->costs, cells->change, cells->share);
    sink_repeat(page->sink, ' ', DETAIL_INDENT);
    page_paragraph(page, DETAIL_INDENT, DETAIL_INDENT, line);
}

static void put_row(struct page *page, const struct widths *widths, const char *name, const struct cells *cells)
{
    if (widths->narrow) {
        put_narrow_row(page, name, cells);
        return;
    }
    sink_repeat(page->sink, ' ', INDENT);
    page_cell(page, name, widths->name, false);
    sink_repeat(page->sink, ' ', GAP);
    page_cell(page, cells->costs, widths->costs, true);
    sink_repeat(page->sink, ' ', GAP);
    page_cell(page, cells->change, widths->change, false);
    sink_repeat(page->sink, ' ', GAP);
    page_cell(page, cells->share, widths->share, true);
    sink_text(page->sink, "\n");
}

/* Once, above the first row that has numbers. */
static void put_titles(struct page *page, struct widths *widths)
{
    struct cells cells = {.costs = "cost", .change = "change (95 %)", .share = "of total"};
    if (!widths->titled && !widths->narrow) {
        put_row(page, widths, "", &cells);
        widths->titled = true;
    }
}

static void add_detail(char *out, size_t size, const char *label, const char *text)
{
    size_t used = strlen(out);
    char safe[WORDS_LINE];
    text_harmless(safe, sizeof safe, bytes_of_text(text));
    snprintf(out + used, size - used, "%s%s%s", used > 0 ? "; " : "", label, safe);
}

/* "limit +10 % of itself; rule hot-function; owner @acme/shop; shop/json.go:42; at 3 call sites". */
static void put_detail(struct console *console, const struct finding *finding, const struct comparison *comparison)
{
    const struct verdict *verdict = console->evaluation->verdict;
    char line[3 * WORDS_LINE] = "", place[WORDS_LINE], sites[64], limit[WORDS_SIZE];
    if (comparison != NULL && words_limit(limit, sizeof limit, &finding->limit, comparison)[0] != '\0') {
        size_t used = strlen(limit);
        snprintf(limit + used, sizeof limit - used, "%s", finding->limit_assumed ? " (for assumed noise)" : "");
        add_detail(line, sizeof line, "limit ", limit);
    }
    if (finding->rule < verdict->rule_count) {
        add_detail(line, sizeof line, "rule ", verdict->rules[finding->rule].id);
    }
    if (finding->owner != NULL && finding->owner[0] != '\0') {
        add_detail(line, sizeof line, "owner ", finding->owner);
    }
    if (words_place(place, sizeof place, comparison, finding->symbol)[0] != '\0') {
        add_detail(line, sizeof line, "", place);
    }
    if (finding->call_sites > 1) {
        snprintf(sites, sizeof sites, "at %u call sites", (unsigned)finding->call_sites);
        add_detail(line, sizeof line, "", sites);
    }
    if (finding->explained && comparison != NULL) {
        words_cut_left(place, sizeof place, symbols_get(comparison->symbols, finding->explained_by)->name, 80);
        add_detail(line, sizeof line, "explained by ", place);
    }
    if (line[0] != '\0') {
        sink_repeat(console->page.sink, ' ', DETAIL_INDENT);
        page_paragraph(&console->page, DETAIL_INDENT, DETAIL_INDENT, line);
    }
}

/* How the program gets there: what a library's function costs is changed where it is called. */
static void put_path(struct console *console, const struct finding *finding, const struct comparison *comparison)
{
    char path[WORDS_LINE];
    words_path(path, sizeof path, comparison, finding->node, console->page.columns - DETAIL_INDENT);
    if (path[0] != '\0') {
        sink_repeat(console->page.sink, ' ', DETAIL_INDENT);
        sink_text(console->page.sink, path);
        sink_text(console->page.sink, "\n");
    }
}

static void put_sentence(struct console *console, size_t indent, const char *sentence)
{
    char safe[2 * WORDS_LINE];
    text_harmless(safe, sizeof safe, bytes_of_text(sentence));
    if (safe[0] != '\0') {
        sink_repeat(console->page.sink, ' ', indent);
        page_paragraph(&console->page, indent, indent, safe);
    }
}

static void put_finding(struct console *console, const struct section *section, struct widths *widths,
                        const struct finding *finding)
{
    const struct comparison *comparison = comparison_of(console->evaluation, finding->comparison);
    if (!finding->has_estimate || comparison == NULL) {
        put_sentence(console, INDENT, finding->sentence);
        return;
    }
    char name[WORDS_LINE];
    struct cells cells;
    fill_name(name, sizeof name, finding, comparison, widths->name);
    fill_cells(&cells, finding, comparison);
    put_titles(&console->page, widths);
    put_row(&console->page, widths, name, &cells);
    if (section->sentence || console->verbose) {
        put_sentence(console, DETAIL_INDENT, finding->sentence);
    }
    if (section->detail || console->verbose) {
        put_detail(console, finding, comparison);
        put_path(console, finding, comparison);
    }
}

/* How many findings of a kind the one at place shares its cause with, itself included; 0 if an earlier one does. */
static size_t count_folded(const struct console *console, size_t place)
{
    const struct verdict *verdict = console->evaluation->verdict;
    const struct finding *finding = &verdict->findings[place];
    size_t count = 0;
    for (size_t i = 0; i < verdict->finding_count; i++) {
        const struct finding *other = &verdict->findings[i];
        if (other->explained && other->comparison == finding->comparison && other->kind == finding->kind &&
            other->explained_by == finding->explained_by) {
            if (i < place) {
                return 0;
            }
            count++;
        }
    }
    return count;
}

/* "explained by 'regexp.MustCompile': 4 more functions (-v lists them)": one line a cause. */
static void put_folded(struct console *console, long index, const struct section *section)
{
    const struct verdict *verdict = console->evaluation->verdict;
    for (size_t i = 0; i < verdict->finding_count; i++) {
        const struct finding *finding = &verdict->findings[i];
        const struct comparison *comparison = comparison_of(console->evaluation, finding->comparison);
        if (!belongs(finding, index) || finding->kind != section->kind || !finding->explained ||
            comparison == NULL) {
            continue;
        }
        size_t count = count_folded(console, i);
        char line[2 * WORDS_LINE], name[WORDS_LINE];
        words_cut_left(name, sizeof name, symbols_get(comparison->symbols, finding->explained_by)->name, 48);
        snprintf(line, sizeof line, "explained by '%s': %zu more function%s (-v lists %s)", name, count,
                 count == 1 ? "" : "s", count == 1 ? "it" : "them");
        put_sentence(console, INDENT, count > 0 ? line : "");
    }
}

/* How many more are undecided than have a row. */
static void put_undecided(struct console *console, size_t index, size_t shown)
{
    const struct verdict *verdict = console->evaluation->verdict;
    size_t all = index < verdict->profile_count ? verdict->profiles[index].undecided : 0;
    char line[WORDS_SIZE], count[NUMBER_TEXT_SIZE];
    if (all <= shown) {
        return;
    }
    snprintf(line, sizeof line, "and %s more in which a growth of the limit is not excluded (%s)",
             numbers_format_count(count, all - shown), console->verbose ? "all are in the JSON" : "-v lists them");
    put_sentence(console, INDENT, line);
}

static void put_section(struct console *console, long index, const struct section *section, struct widths *widths)
{
    const struct verdict *verdict = console->evaluation->verdict;
    size_t folded = 0, count = findings_of(console, index, section, &folded);
    if (count + folded == 0) {
        return;
    }
    bool diff = strcmp(console->evaluation->command, "diff") == 0;
    sink_text(console->page.sink, "\n");
    page_styled(&console->page, section->style, diff ? section->title_of_diff : section->title);
    sink_text(console->page.sink, "\n");
    size_t shown = 0;
    size_t most = console->verbose ? SIZE_MAX : section->rows;
    for (size_t i = 0; i < verdict->finding_count && shown < most; i++) {
        const struct finding *finding = &verdict->findings[i];
        if (belongs(finding, index) && finding->kind == section->kind && !is_folded(console, finding)) {
            put_finding(console, section, widths, finding);
            shown++;
        }
    }
    if (section->kind == FINDING_INCONCLUSIVE && index != WHOLE_RUN) {
        put_undecided(console, (size_t)index, shown);
        return;
    }
    if (count > shown) {
        sink_format(console->page.sink, "  ... and %zu more (-v shows them)\n", count - shown);
    }
    if (folded > 0 && !console->verbose) {
        put_folded(console, index, section);
    }
}

static void put_sections(struct console *console, long index)
{
    struct widths widths = measure(console, index);
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        put_section(console, index, &sections[i], &widths);
    }
}

static void put_total(struct console *console, const struct comparison *comparison,
                      const struct comparison_answers *answers)
{
    struct words_estimate words;
    char line[WORDS_LINE];
    words_estimate(&words, &answers->total, comparison);
    snprintf(line, sizeof line, words.interval[0] != '\0' ? "%s %s, %s (%s)" : "%s %s, %s", words.costs,
             words_per(comparison), words.change, words.interval);
    page_field(&console->page, "total", line);
}

static void put_judged(struct console *console, size_t index, const struct verdict_profile *profile)
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
static void put_idle(struct console *console, size_t index)
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

static void put_statistics(struct console *console, size_t index)
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
    snprintf(seen, sizeof seen, "%s%s", line, pass ? "; nothing grew by its limit" : "");
    page_field(&console->page, "could see", seen);
    page_field(&console->page, "noise", summary_noise(line, sizeof line, comparison, &answers->level));
}

static void put_notes(struct console *console, const struct comparison *comparison)
{
    char safe[WORDS_LINE];
    for (size_t i = 0; i < comparison->note_count; i++) {
        page_field(&console->page, "note", text_harmless(safe, sizeof safe, bytes_of_text(comparison->notes[i])));
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

static void put_safe_field(struct console *console, const char *label, const char *text)
{
    char safe[2 * WORDS_LINE];
    page_field(&console->page, label, text_harmless(safe, sizeof safe, bytes_of_text(text != NULL ? text : "")));
}

static void put_profile_title(struct console *console, size_t index)
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

static void put_profile(struct console *console, size_t index)
{
    const struct evaluation *evaluation = console->evaluation;
    const struct comparison *comparison = evaluation->comparisons[index];
    const struct verdict_profile *profile =
        index < evaluation->verdict->profile_count ? &evaluation->verdict->profiles[index] : NULL;
    char line[WORDS_LINE];
    put_profile_title(console, index);
    page_field(&console->page, "baseline", summary_side(line, sizeof line, comparison, BASELINE));
    page_field(&console->page, "candidate", summary_side(line, sizeof line, comparison, CANDIDATE));
    if (summary_has_total(comparison) && evaluation->answers != NULL &&
        index < evaluation->answers->comparison_count) {
        put_total(console, comparison, &evaluation->answers->comparisons[index]);
    }
    if (comparison->unfit != NULL && strcmp(comparison->unfit, evaluation->verdict->reason) != 0) {
        put_safe_field(console, "unfit", comparison->unfit);
    }
    if (profile != NULL && strcmp(profile->reason, evaluation->verdict->reason) != 0) {
        put_safe_field(console, "why", profile->reason);
        put_safe_field(console, "next", profile->advice);
    }
    if (profile != NULL && profile->common[0] != '\0' && strcmp(profile->common, profile->reason) != 0) {
        put_safe_field(console, "common", profile->common);
    }
    put_sections(console, (long)index);
    sink_text(console->page.sink, "\n");
    put_statistics(console, index);
    if (profile != NULL && comparison->unfit == NULL) {
        put_judged(console, index, profile);
        put_idle(console, index);
    }
    page_field(&console->page, "background", summary_background(line, sizeof line, comparison));
    put_notes(console, comparison);
}

/* "cpu per request, base -> candidate, 8 + 8 replicas, 19,823 + 20,110 requests". */
static void put_headline(struct console *console)
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
    summary_versions(text, sizeof text, evaluation, console->page.columns - 10);
    snprintf(line + used, sizeof line - used, "%s", text);
    if (evaluation->comparison_count > 0) {
        used = strlen(line);
        summary_amounts(text, sizeof text, evaluation->comparisons[0]);
        snprintf(line + used, sizeof line - used, ", %s", text);
    }
    page_paragraph(&console->page, strlen(verdict) + 2, INDENT, line);
}

static void put_troubles(struct console *console)
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
    struct console console = {
        .page = {sink, columns < COLUMNS_LEAST ? COLUMNS_LEAST : columns, options->color},
        .evaluation = evaluation,
        .verbose = options->verbose,
    };
    put_headline(&console);
    if (evaluation->finished) {
        put_safe_field(&console, "why", evaluation->verdict->reason);
        put_safe_field(&console, "next", evaluation->verdict->advice);
        put_troubles(&console);
        put_sections(&console, WHOLE_RUN);
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

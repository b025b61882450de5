#include "gate/report/console_table.h"

#include "gate/base/text.h"
#include "gate/report/sections.h"
#include "gate/report/split_words.h"
#include "gate/report/summary.h"
#include "gate/report/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

enum { INDENT = 2, DETAIL_INDENT = 4, GAP = 2 };

/* Widths of the table's columns: as wide as what they show, and the name gets at most what is left. */
struct widths {
    size_t name, costs, change, share;
    bool narrow; /* no room for a name beside the numbers: these go into a line of their own */
    bool titled; /* the titles stand above it */
};

struct cells {
    char costs[WORDS_SIZE], change[2 * WORDS_SIZE], share[WORDS_SIZE];
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

static bool belongs(const struct finding *finding, long index)
{
    return index == CONSOLE_TABLE_WHOLE_RUN ? finding->comparison == UINT32_MAX
                                            : finding->comparison == (uint32_t)index;
}

static bool is_diff(const struct console_table *table)
{
    return strcmp(table->evaluation->command, "diff") == 0;
}

static bool is_folded(const struct console_table *table, const struct finding *finding)
{
    return !table->verbose && verdict_only_counts(finding);
}

/* Those with a row of their own, and those folded into one line. */
static size_t findings_of(const struct console_table *table, long index, const struct sections_part *section,
                          size_t *folded)
{
    const struct verdict *verdict = table->evaluation->verdict;
    size_t count = 0;
    for (size_t i = 0; i < verdict->finding_count; i++) {
        const struct finding *finding = &verdict->findings[i];
        if (belongs(finding, index) && finding->kind == section->kind && !verdict_is_remark(finding)) {
            *folded += is_folded(table, finding);
            count += !is_folded(table, finding);
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
static struct widths measure(const struct console_table *table, long index)
{
    enum { NAME_LEAST = 16 };
    struct widths widths = {8, 4, 13, 8, false, false};
    const struct verdict *verdict = table->evaluation->verdict;
    size_t shown[FINDING_EXPECTATION + 1] = {0};
    for (size_t i = 0; i < verdict->finding_count; i++) {
        const struct finding *finding = &verdict->findings[i];
        const struct sections_part *section = sections_find(finding->kind);
        const struct comparison *comparison = comparison_of(table->evaluation, finding->comparison);
        if (belongs(finding, index) && section != NULL && comparison != NULL && finding->has_estimate &&
            !is_folded(table, finding) && (table->verbose || shown[finding->kind]++ < section->rows)) {
            widen(&widths, finding, comparison);
        }
    }
    size_t taken = INDENT + widths.costs + widths.change + widths.share + (size_t)3 * GAP;
    widths.narrow = table->page.columns < taken + NAME_LEAST;
    size_t left = table->page.columns - (widths.narrow ? (size_t)INDENT : taken);
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
static void put_detail(struct console_table *table, const struct finding *finding,
                       const struct comparison *comparison)
{
    const struct verdict *verdict = table->evaluation->verdict;
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
    if (finding->of_place) {
        add_detail(line, sizeof line, "", "at this place alone");
    }
    if (finding->explained && comparison != NULL) {
        words_cut_left(place, sizeof place, symbols_get(comparison->symbols, finding->explained_by)->name, 80);
        add_detail(line, sizeof line, "explained by ", place);
    }
    if (finding->carried != NULL && finding->carried[0] != '\0') {
        add_detail(line, sizeof line, "", finding->carried);
    }
    if (line[0] != '\0') {
        sink_repeat(table->page.sink, ' ', DETAIL_INDENT);
        page_paragraph(&table->page, DETAIL_INDENT, DETAIL_INDENT, line);
    }
}

/* How the program gets there: what a library's function costs is changed where it is called. */
static void put_path(struct console_table *table, const struct finding *finding,
                     const struct comparison *comparison)
{
    char path[WORDS_LINE];
    words_path(path, sizeof path, comparison, finding->node, table->page.columns - DETAIL_INDENT);
    if (path[0] != '\0') {
        sink_repeat(table->page.sink, ' ', DETAIL_INDENT);
        sink_text(table->page.sink, path);
        sink_text(table->page.sink, "\n");
    }
}

static void put_sentence(struct console_table *table, size_t indent, const char *sentence)
{
    char safe[2 * WORDS_LINE];
    text_harmless(safe, sizeof safe, bytes_of_text(sentence));
    if (safe[0] != '\0') {
        sink_repeat(table->page.sink, ' ', indent);
        page_paragraph(&table->page, indent, indent, safe);
    }
}

static void put_finding(struct console_table *table, const struct sections_part *section, struct widths *widths,
                        const struct finding *finding)
{
    const struct comparison *comparison = comparison_of(table->evaluation, finding->comparison);
    if (!finding->has_estimate || comparison == NULL) {
        put_sentence(table, INDENT, finding->sentence);
        return;
    }
    char name[WORDS_LINE], split[WORDS_LINE];
    struct cells cells;
    fill_name(name, sizeof name, finding, comparison, widths->name);
    fill_cells(&cells, finding, comparison);
    put_titles(&table->page, widths);
    put_row(&table->page, widths, name, &cells);
    if (section->sentence || table->verbose) {
        put_sentence(table, DETAIL_INDENT, finding->sentence);
    }
    bool unproven = is_diff(table) && section->kind == FINDING_INCONCLUSIVE;
    if ((section->detail && !unproven) || table->verbose) {
        put_sentence(table, DETAIL_INDENT,
                     split_words_line(split, sizeof split, &finding->estimate.split, comparison));
        put_detail(table, finding, comparison);
        put_path(table, finding, comparison);
    }
}

/* How many findings of a kind the one at place shares its cause with, itself included; 0 if an earlier one does. */
static size_t count_folded(const struct console_table *table, size_t place)
{
    const struct verdict *verdict = table->evaluation->verdict;
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
static void put_folded(struct console_table *table, long index, const struct sections_part *section)
{
    const struct verdict *verdict = table->evaluation->verdict;
    for (size_t i = 0; i < verdict->finding_count; i++) {
        const struct finding *finding = &verdict->findings[i];
        const struct comparison *comparison = comparison_of(table->evaluation, finding->comparison);
        if (!belongs(finding, index) || finding->kind != section->kind || !finding->explained ||
            comparison == NULL) {
            continue;
        }
        size_t count = count_folded(table, i);
        char line[2 * WORDS_LINE], name[WORDS_LINE];
        words_cut_left(name, sizeof name, symbols_get(comparison->symbols, finding->explained_by)->name, 48);
        snprintf(line, sizeof line, "explained by '%s': %zu more function%s (-v lists %s)", name, count,
                 count == 1 ? "" : "s", count == 1 ? "it" : "them");
        put_sentence(table, INDENT, count > 0 ? line : "");
    }
}

/* How many more are undecided than have a row. */
static void put_undecided(struct console_table *table, size_t index, size_t shown)
{
    const struct verdict *verdict = table->evaluation->verdict;
    size_t all = index < verdict->profile_count ? verdict->profiles[index].undecided : 0;
    char line[WORDS_SIZE], count[NUMBER_TEXT_SIZE];
    if (all <= shown) {
        return;
    }
    snprintf(line, sizeof line, "and %s more in which a growth of the limit is not excluded (%s)",
             numbers_format_count(count, all - shown), table->verbose ? "all are in the JSON" : "-v lists them");
    put_sentence(table, INDENT, line);
}

static void put_section(struct console_table *table, long index, const struct sections_part *section,
                        struct widths *widths)
{
    const struct verdict *verdict = table->evaluation->verdict;
    size_t folded = 0, count = findings_of(table, index, section, &folded);
    if (count + folded == 0) {
        return;
    }
    sink_text(table->page.sink, "\n");
    page_styled(&table->page, section->style, is_diff(table) ? section->title_of_diff : section->title);
    sink_text(table->page.sink, "\n");
    size_t shown = 0;
    size_t most = table->verbose ? SIZE_MAX : section->rows;
    for (size_t i = 0; i < verdict->finding_count && shown < most; i++) {
        const struct finding *finding = &verdict->findings[i];
        if (belongs(finding, index) && finding->kind == section->kind && !is_folded(table, finding) &&
            !verdict_is_remark(finding)) {
            put_finding(table, section, widths, finding);
            shown++;
        }
    }
    if (section->kind == FINDING_INCONCLUSIVE && index != CONSOLE_TABLE_WHOLE_RUN) {
        put_undecided(table, (size_t)index, shown);
        return;
    }
    if (count > shown) {
        sink_format(table->page.sink, "  ... and %zu more (-v shows them)\n", count - shown);
    }
    if (folded > 0 && !table->verbose) {
        put_folded(table, index, section);
    }
}

void console_table_put(struct console_table *table, long index)
{
    struct widths widths = measure(table, index);
    for (size_t i = 0; i < SECTIONS_COUNT; i++) {
        put_section(table, index, sections_at(i, is_diff(table)), &widths);
    }
}

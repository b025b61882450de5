#include "gate/report/markdown.h"

#include "gate/report/links.h"
#include "gate/report/markdown_text.h"
#include "gate/report/sections.h"
#include "gate/report/summary.h"
#include "gate/report/words.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "gate/base/banned.h"

enum { ROWS_MAX = 50, NAME_COLUMNS = 120, BLOCK_MAX = 128 << 10, FOOT_SIZE = 1024 };

/* The report is made block by block: one that does not fit any more is left out, and all after it. */
struct markdown {
    struct sink *sink;
    const struct evaluation *evaluation;
    const struct links *links;
    struct byte_buffer block;
    struct sink out;  /* into block */
    size_t used;      /* bytes written */
    size_t cut;       /* findings left out */
    double share_max; /* the largest growth as a part of the total: a full bar */
    bool full;
};

static void put(struct markdown *page, const char *text)
{
    sink_text(&page->out, text);
}

static void discard(struct markdown *page)
{
    byte_buffer_free(&page->block);
    byte_buffer_init(&page->block, BLOCK_MAX);
    page->out = sink_to_buffer(&page->block);
}

/* Writes the block, if there is room. Returns whether it was. */
static bool flush(struct markdown *page, size_t room)
{
    bool failed = page->out.failed && !page->sink->failed;
    if (failed) {
        page->sink->failed = true;
        page->sink->error = page->out.error;
    }
    page->full = page->full || page->used + page->block.size > room;
    if (!page->full && !failed) {
        sink_view(page->sink, byte_buffer_view(&page->block));
        page->used += page->block.size;
    }
    discard(page);
    return !page->full;
}

static bool is_diff(const struct markdown *page)
{
    return strcmp(page->evaluation->command, "diff") == 0;
}

static const struct comparison *comparison_of(const struct markdown *page, const struct finding *finding)
{
    return finding->comparison < page->evaluation->comparison_count
               ? page->evaluation->comparisons[finding->comparison]
               : NULL;
}

static void put_sentence(struct markdown *page, const char *before, const char *sentence, const char *after)
{
    if (sentence != NULL && sentence[0] != '\0') {
        put(page, before);
        markdown_text_sentence(&page->out, sentence);
        put(page, after);
    }
}

static void put_link(struct markdown *page, const char *before, const char *label, const char *address)
{
    if (address[0] != '\0') {
        put(page, before);
        put(page, "[");
        put(page, label);
        put(page, "](");
        put(page, address);
        put(page, ")");
    }
}

/* What was compared, of which commit, and where more is to be seen. */
static void put_compared(struct markdown *page)
{
    const struct evaluation *evaluation = page->evaluation;
    char line[WORDS_LINE];
    bool named = evaluation->labels[BASELINE][0] != '\0' || evaluation->labels[CANDIDATE][0] != '\0';
    summary_versions(line, sizeof line, evaluation, NULL, NAME_COLUMNS);
    put_sentence(page, named ? "\nCompared: " : "\n", named ? line : "Nothing was compared", "");
    if (evaluation->comparison_count > 0) {
        put_sentence(page, ", ", summary_amounts(line, sizeof line, evaluation->comparisons[0]), "");
    }
    if (page->links != NULL) {
        char address[2 * LINKS_SIZE];
        put_link(page, "; commit ", page->links->revision, page->links->commit);
        put_link(page, "; ", "flame graph", links_picture(address, sizeof address, page->links));
        put_link(page, "; ", "log", page->links->run);
    }
    put(page, "\n");
}

/* A row for each profile that has a total on both sides. */
static void put_totals(struct markdown *page)
{
    const struct evaluation *evaluation = page->evaluation;
    bool titled = false;
    for (size_t i = 0; i < evaluation->comparison_count; i++) {
        const struct comparison *comparison = evaluation->comparisons[i];
        if (evaluation->answers == NULL || i >= evaluation->answers->comparison_count ||
            !summary_has_total(comparison)) {
            continue;
        }
        struct words_estimate words;
        char line[WORDS_LINE];
        words_estimate(&words, &evaluation->answers->comparisons[i].total, comparison);
        put(page,
            titled ? "" : "\n| total | baseline | candidate | change (95 %) | verdict |\n|---|--:|--:|--:|---|\n");
        titled = true;
        put_sentence(page, "| ", summary_profile(line, sizeof line, comparison), "");
        put_sentence(page, " | ", words.before, "");
        put_sentence(page, " | ", words.after, "");
        put_sentence(page, " | ", words.change, "");
        put_sentence(page, " (", words.interval, ")");
        put(page, " | ");
        put(page, comparison->report_only ? "not judged"
                  : is_diff(page)         ? summary_difference(evaluation, (uint32_t)i)
                  : i < evaluation->verdict->profile_count
                      ? summary_verdict_kind(evaluation->verdict->profiles[i].kind)
                      : "");
        put(page, " |\n");
    }
}

static void put_lead(struct markdown *page)
{
    const struct evaluation *evaluation = page->evaluation;
    put(page, "# flamegate: ");
    put(page, summary_verdict(evaluation));
    put(page, "\n");
    if (evaluation->finished) {
        put_sentence(page, "\n**", evaluation->verdict->reason, "**\n");
        put_sentence(page, "\nNext: ", evaluation->verdict->advice, "\n");
    }
    put_compared(page);
    if (evaluation->finished) {
        put_totals(page);
    }
    flush(page, MARKDOWN_SIZE_MAX - FOOT_SIZE);
}

static void put_place(struct markdown *page, const struct finding *finding, const struct comparison *comparison)
{
    struct links_place place;
    uint32_t symbol;
    char words[WORDS_LINE], address[4 * LINKS_SIZE];
    if (links_place_of_finding(&place, &symbol, page->links, comparison, finding)) {
        put(page, symbol != finding->symbol ? "<br>called at " : "<br>");
        links_file(address, sizeof address, page->links, &place);
        put(page, address[0] != '\0' ? "[" : "");
        markdown_text_code(&page->out, bytes_of_text(place.path));
        if (place.line > 0) {
            sink_format(&page->out, " line %lld", (long long)place.line);
        }
        put(page, address[0] != '\0' ? "](" : "");
        put(page, address);
        put(page, address[0] != '\0' ? ")" : "");
        return;
    }
    if (words_place(words, sizeof words, comparison, finding->symbol)[0] != '\0') {
        put(page, "<br>");
        markdown_text_code(&page->out, bytes_of_text(words));
    }
}

static void put_limit(struct markdown *page, const struct finding *finding, const struct comparison *comparison)
{
    const struct verdict *verdict = page->evaluation->verdict;
    char words[WORDS_SIZE];
    words_limit(words, sizeof words, &finding->limit, comparison);
    put_sentence(page, "", words, finding->rule < verdict->rule_count ? ", rule " : "");
    if (finding->rule < verdict->rule_count) {
        markdown_text_code(&page->out, bytes_of_text(verdict->rules[finding->rule].id));
    }
}

static void put_numbers(struct markdown *page, const struct finding *finding, const struct comparison *comparison)
{
    struct words_estimate words;
    const struct estimate *estimate = &finding->estimate;
    words_estimate(&words, estimate, comparison);
    put_sentence(page, "", words.costs, " ");
    markdown_text_columns(&page->out, estimate->rate[BASELINE], estimate->rate[CANDIDATE]);
    put_sentence(page, " | ", words.change, "");
    put_sentence(page, " (", words.interval, ")");
    put(page, " | ");
    put_sentence(page, "", words.share, " ");
    markdown_text_bar(&page->out, fabs(estimate->share) / page->share_max);
    put(page, " | ");
}

/* A row of the table. */
static void put_finding(struct markdown *page, const struct sections_part *section, const struct finding *finding)
{
    const struct comparison *comparison = comparison_of(page, finding);
    char name[WORDS_LINE];
    put(page, "| ");
    if (comparison == NULL || !finding->has_estimate) {
        put_sentence(page, "", finding->sentence, " | | | | |\n");
        return;
    }
    words_cut_left(name, sizeof name, words_subject(finding, comparison), NAME_COLUMNS);
    markdown_text_code(&page->out, bytes_of_text(name));
    put(page, finding->self ? " (self)" : "");
    if (page->evaluation->comparison_count > 1) {
        put(page, " in ");
        markdown_text_code(&page->out, bytes_of_text(comparison->profile));
    }
    put_place(page, finding, comparison);
    put_sentence(page, section->sentence ? "<br>" : NULL, section->sentence ? finding->sentence : NULL, "");
    put(page, " | ");
    put_numbers(page, finding, comparison);
    put_limit(page, finding, comparison);
    put(page, " |\n");
}

static bool is_row(const struct finding *finding, const struct sections_part *section)
{
    return finding->kind == section->kind && !verdict_only_counts(finding) && !verdict_is_remark(finding);
}

static const char *owner_of(const struct finding *finding)
{
    return finding->owner != NULL ? finding->owner : "";
}

/* Whether an earlier row has the owner; nobody's come last. */
static bool is_told(const struct verdict *verdict, const struct sections_part *section, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (is_row(&verdict->findings[i], section) &&
            strcmp(owner_of(&verdict->findings[i]), owner_of(&verdict->findings[index])) == 0) {
            return true;
        }
    }
    return false;
}

/* The rows of one owner under a table's head. *left rows more may be shown in this section. */
static void put_owner(struct markdown *page, const struct sections_part *section, const char *owner, bool named,
                      size_t *left)
{
    const struct verdict *verdict = page->evaluation->verdict;
    bool begun = false;
    for (size_t i = 0; i < verdict->finding_count; i++) {
        const struct finding *finding = &verdict->findings[i];
        if (!is_row(finding, section) || strcmp(owner_of(finding), owner) != 0) {
            continue;
        }
        if (!begun && owner[0] != '\0') {
            put(page, "\nOwner ");
            markdown_text_code(&page->out, bytes_of_text(owner));
            put(page, "\n");
        } else if (!begun && named) {
            put(page, "\nWithout an owner\n");
        }
        put(page,
            begun ? "" : "\n| function | cost | change (95 %) | of the total | limit |\n|---|---|--:|---|---|\n");
        put_finding(page, section, finding);
        begun = true;
        if (*left > 0 && flush(page, MARKDOWN_SIZE_MAX - FOOT_SIZE)) {
            (*left)--;
        } else {
            discard(page);
            page->cut++;
        }
    }
}

/* Those that another one explains, or in which nothing was seen. */
static size_t count_folded(const struct markdown *page, const struct sections_part *section)
{
    size_t count = 0;
    for (size_t i = 0; i < page->evaluation->verdict->finding_count; i++) {
        const struct finding *finding = &page->evaluation->verdict->findings[i];
        count += finding->kind == section->kind && verdict_only_counts(finding);
    }
    return count;
}

static void put_section(struct markdown *page, const struct sections_part *section)
{
    const struct verdict *verdict = page->evaluation->verdict;
    size_t left = ROWS_MAX;
    bool titled = false, named = false;
    for (size_t i = 0; i < verdict->finding_count; i++) {
        named = named || (is_row(&verdict->findings[i], section) && owner_of(&verdict->findings[i])[0] != '\0');
        titled = titled || is_row(&verdict->findings[i], section);
    }
    if (!titled) {
        return;
    }
    put(page, "\n## ");
    put(page, is_diff(page) ? section->title_of_diff : section->title);
    put(page, "\n");
    for (size_t i = 0; i < verdict->finding_count; i++) {
        const struct finding *finding = &verdict->findings[i];
        if (is_row(finding, section) && owner_of(finding)[0] != '\0' && !is_told(verdict, section, i)) {
            put_owner(page, section, owner_of(finding), named, &left);
        }
    }
    put_owner(page, section, "", named, &left);
    size_t folded = count_folded(page, section);
    if (folded > 0) {
        sink_format(&page->out, "\nand %zu more that %s\n", folded,
                    section->kind == FINDING_INCONCLUSIVE ? "are not decided" : "these explain");
        flush(page, MARKDOWN_SIZE_MAX - FOOT_SIZE);
    }
}

static void put_item(struct markdown *page, const char *label, const char *text)
{
    if (text != NULL && text[0] != '\0') {
        put(page, "- ");
        put(page, label);
        put_sentence(page, ": ", text, "\n");
    }
}

/* Warnings that are about no function. */
static void put_remarks(struct markdown *page, size_t index)
{
    const struct verdict *verdict = page->evaluation->verdict;
    for (size_t i = 0; i < verdict->finding_count; i++) {
        if (verdict->findings[i].comparison == index && verdict_is_remark(&verdict->findings[i])) {
            put_item(page, "warning", verdict->findings[i].sentence);
        }
    }
}

/* What the figures rest on: folded, for those who doubt them. */
static void put_evidence(struct markdown *page, size_t index)
{
    const struct evaluation *evaluation = page->evaluation;
    const struct comparison *comparison = evaluation->comparisons[index];
    const struct verdict_profile *profile =
        index < evaluation->verdict->profile_count ? &evaluation->verdict->profiles[index] : NULL;
    char line[WORDS_LINE];
    put_sentence(page, "\n<details><summary>What this rests on: ", summary_profile(line, sizeof line, comparison),
                 "</summary>\n\n");
    put_item(page, comparison_side_name(comparison, BASELINE),
             summary_side(line, sizeof line, comparison, BASELINE));
    put_item(page, "candidate", summary_side(line, sizeof line, comparison, CANDIDATE));
    put_item(page, "unfit", comparison->unfit);
    if (profile != NULL && strcmp(profile->reason, evaluation->verdict->reason) != 0) {
        put_item(page, "why", profile->reason);
    }
    put_item(page, "common", profile != NULL ? profile->common : NULL);
    if (evaluation->answers != NULL && index < evaluation->answers->comparison_count && comparison->unfit == NULL) {
        const struct comparison_answers *answers = &evaluation->answers->comparisons[index];
        put_item(page, "could see", summary_visible(line, sizeof line, comparison, answers));
        put_item(page, "noise", summary_noise(line, sizeof line, comparison, answers));
    }
    put_item(page, "background", summary_background(line, sizeof line, comparison));
    put_remarks(page, index);
    for (size_t i = 0; i < comparison->note_count; i++) {
        put_item(page, "note", comparison->notes[i]);
    }
    put(page, "\n</details>\n");
    flush(page, MARKDOWN_SIZE_MAX - FOOT_SIZE);
}

static void put_troubles(struct markdown *page)
{
    const struct evaluation *evaluation = page->evaluation;
    for (size_t i = 0; i < evaluation->trouble_count; i++) {
        put(page, i == 0 ? "\n" : "");
        put_item(page, evaluation->troubles[i].fatal ? "error" : "left out", evaluation->troubles[i].sentence);
    }
    flush(page, MARKDOWN_SIZE_MAX - FOOT_SIZE);
}

/* What is wrong with the policy, with its places. */
static void put_faults(struct markdown *page)
{
    const struct evaluation *evaluation = page->evaluation;
    for (size_t i = 0; i < evaluation->fault_count; i++) {
        const struct fault *fault = &evaluation->faults[i];
        put(page, i == 0 ? "\n- " : "- ");
        put_sentence(page, "", fault->path, "");
        sink_format(&page->out, ":%" PRIu64 ":%" PRIu64, fault->line, fault->column);
        put_sentence(page, ": ", fault->sentence, "\n");
    }
    flush(page, MARKDOWN_SIZE_MAX - FOOT_SIZE);
}

static double largest_share(const struct verdict *verdict)
{
    double most = 0;
    for (size_t i = 0; i < verdict->finding_count; i++) {
        double share = fabs(verdict->findings[i].estimate.share);
        most = verdict->findings[i].has_estimate && isfinite(share) && share > most ? share : most;
    }
    return most > 0 ? most : 1;
}

static int markdown_write(const struct evaluation *evaluation, const struct report_options *options,
                          struct sink *sink, struct error *err)
{
    struct markdown page = {.sink = sink,
                            .evaluation = evaluation,
                            .links = options->links,
                            .share_max = largest_share(evaluation->verdict)};
    byte_buffer_init(&page.block, BLOCK_MAX);
    page.out = sink_to_buffer(&page.block);
    put_lead(&page);
    if (evaluation->finished) {
        put_faults(&page);
        put_troubles(&page);
        for (size_t i = 0; i < SECTIONS_COUNT; i++) {
            put_section(&page, sections_at(i, is_diff(&page)));
        }
        for (size_t i = 0; i < evaluation->comparison_count; i++) {
            put_evidence(&page, i);
        }
    }
    if (page.cut > 0 || page.full) {
        page.full = false;
        sink_format(&page.out, "\n%zu more finding%s and some details are only in the JSON report.\n", page.cut,
                    page.cut == 1 ? "" : "s");
        flush(&page, MARKDOWN_SIZE_MAX);
    }
    byte_buffer_free(&page.block);
    return sink_finish(sink, err);
}

const struct reporter markdown_reporter = {
    .name = "markdown",
    .file = "summary.md",
    .description = "GitHub Markdown for a job summary or a comment",
    .per_profile = false,
    .to_stdout = true,
    .write = markdown_write,
};

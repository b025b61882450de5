#include "gate/report/flamegraph/panel.h"

#include "gate/base/text.h"
#include "gate/report/flamegraph/frames.h"
#include "gate/report/flamegraph/label.h"
#include "gate/report/summary.h"
#include "gate/report/words.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

enum { LINE = 17, LABELLED = 84 };

static void put_text(const struct drawing *drawing, double x, double y, const char *style, struct bytes text)
{
    struct sink_xml *xml = drawing->xml;
    if (xml == NULL || text.size == 0) {
        return;
    }
    sink_xml_raw(xml, "\n");
    sink_xml_open(xml, "text");
    if (style[0] != '\0') {
        sink_xml_attribute(xml, "class", style);
    }
    sink_xml_attribute_format(xml, "x", "%.0f", x);
    sink_xml_attribute_format(xml, "y", "%.0f", y);
    sink_xml_text_bytes(xml, text);
    sink_xml_close(xml);
}

/* Lines from x to the right margin, each LINE high; y is the first one's base line and then the next one's. */
static void put_lines(struct drawing *drawing, double x, const char *style, double font, bool bold,
                      const char *text)
{
    while (*text != '\0') {
        size_t size = label_line(text, (DRAWING_WIDTH - DRAWING_MARGIN - x) / font, bold);
        put_text(drawing, x, drawing->y, style, (struct bytes){(const uint8_t *)text, size});
        drawing->y += LINE;
        text += size;
        text += strspn(text, " ");
    }
}

/* "baseline   v2.3: 8 replicas ...". Nothing if text is empty. */
static void put_field(struct drawing *drawing, const char *label, const char *text)
{
    char safe[2 * WORDS_LINE];
    if (text == NULL || text[0] == '\0') {
        return;
    }
    text_harmless(safe, sizeof safe, bytes_of_text(text));
    put_text(drawing, DRAWING_MARGIN, drawing->y, "faint", bytes_of_text(label));
    put_lines(drawing, DRAWING_MARGIN + LABELLED, "", DRAWING_FONT, false, safe);
}

static enum verdict_kind kind_of(const struct drawing *drawing)
{
    const struct verdict *verdict = drawing->evaluation->verdict;
    if (!drawing->evaluation->finished) {
        return VERDICT_ERROR;
    }
    return drawing->comparison != NULL && drawing->index < verdict->profile_count
               ? verdict->profiles[drawing->index].kind
               : verdict->kind;
}

static bool is_diff(const struct drawing *drawing)
{
    return strcmp(drawing->evaluation->command, "diff") == 0;
}

/* The verdict of this picture's profile, which is the run's where there is but one. */
static const char *verdict_words(const struct drawing *drawing)
{
    const struct evaluation *evaluation = drawing->evaluation;
    if (!evaluation->finished) {
        return "DID NOT FINISH";
    }
    if (drawing->comparison != NULL && drawing->comparison->report_only) {
        return "NOT JUDGED";
    }
    if (is_diff(drawing) && kind_of(drawing) == VERDICT_PASS) {
        return summary_difference(evaluation, (uint32_t)drawing->index);
    }
    return summary_verdict_kind(kind_of(drawing));
}

static const char *reason_of(const struct drawing *drawing)
{
    const struct verdict *verdict = drawing->evaluation->verdict;
    bool own = drawing->comparison != NULL && drawing->index < verdict->profile_count;
    return own ? verdict->profiles[drawing->index].reason : verdict->reason;
}

static const char *advice_of(const struct drawing *drawing)
{
    const struct verdict *verdict = drawing->evaluation->verdict;
    bool own = drawing->comparison != NULL && drawing->index < verdict->profile_count;
    return own ? verdict->profiles[drawing->index].advice : verdict->advice;
}

static double put_pill(struct drawing *drawing)
{
    enum { PILL_FONT = 14, PILL_PAD = 10, PILL_HEIGHT = 26 };
    const char *words = verdict_words(drawing);
    double width = label_width(bytes_of_text(words), true) * PILL_FONT + 2 * PILL_PAD;
    bool neutral = is_diff(drawing) || (drawing->comparison != NULL && drawing->comparison->report_only);
    const char *style = neutral ? "error" : verdict_kind_name(kind_of(drawing));
    if (drawing->xml != NULL) {
        struct sink_xml *xml = drawing->xml;
        sink_xml_raw(xml, "\n");
        sink_xml_open(xml, "rect");
        sink_xml_attribute(xml, "class", style);
        sink_xml_attribute_format(xml, "x", "%d", DRAWING_MARGIN);
        sink_xml_attribute_format(xml, "y", "%.0f", drawing->y);
        sink_xml_attribute_format(xml, "width", "%.0f", width);
        sink_xml_attribute_format(xml, "height", "%d", PILL_HEIGHT);
        sink_xml_attribute(xml, "rx", "5");
        sink_xml_close(xml);
    }
    put_text(drawing, DRAWING_MARGIN + PILL_PAD, drawing->y + 18, "pill", bytes_of_text(words));
    return DRAWING_MARGIN + width + 12;
}

/* The pill, and beside it from which version to which. */
static void put_title(struct drawing *drawing)
{
    enum { TITLE_FONT = 19 };
    char side[SIDES][WORDS_SIZE], fitted[SIDES][WORDS_SIZE], title[2 * WORDS_SIZE + 16];
    double x = put_pill(drawing);
    double half = (DRAWING_WIDTH - DRAWING_MARGIN - x) / TITLE_FONT / 2 - 1.2;
    for (int i = 0; i < SIDES; i++) {
        const char *label = summary_label(drawing->evaluation, drawing->comparison, i);
        words_cut_left(side[i], sizeof side[i], bytes_of_text(label[0] != '\0' ? label : "?"), 80);
        label_fit(fitted[i], sizeof fitted[i], side[i], half, true);
    }
    snprintf(title, sizeof title, "%s \xe2\x86\x92 %s",
             fitted[BASELINE][0] != '\0' ? fitted[BASELINE] : side[BASELINE],
             fitted[CANDIDATE][0] != '\0' ? fitted[CANDIDATE] : side[CANDIDATE]);
    put_text(drawing, x, drawing->y + 20, "big", bytes_of_text(title));
    drawing->y += 46;
}

/* "cpu per request, shop, 8 + 8 replicas, 19,823 + 20,110 requests". */
static void put_subject(struct drawing *drawing)
{
    char line[3 * WORDS_LINE] = "", part[WORDS_LINE];
    const char *service = drawing->evaluation->service;
    if (drawing->comparison != NULL) {
        summary_profile(line, WORDS_LINE, drawing->comparison);
    }
    if (service[0] != '\0') {
        size_t used = strlen(line);
        text_harmless(part, WORDS_SIZE, bytes_of_text(service));
        snprintf(line + used, sizeof line - used, "%s%s", used > 0 ? ", service " : "service ", part);
    }
    if (drawing->comparison != NULL) {
        size_t used = strlen(line);
        snprintf(line + used, sizeof line - used, ", %s", summary_amounts(part, sizeof part, drawing->comparison));
    }
    put_lines(drawing, DRAWING_MARGIN, "bold", DRAWING_FONT, true, line);
}

static void put_reason(struct drawing *drawing)
{
    char safe[2 * WORDS_LINE];
    const char *reason = drawing->evaluation->finished ? reason_of(drawing) : "the run did not finish";
    text_harmless(safe, sizeof safe, bytes_of_text(reason));
    put_lines(drawing, DRAWING_MARGIN, "why", 13, false, safe);
}

static const struct comparison_answers *answers_of(const struct drawing *drawing)
{
    const struct answers *answers = drawing->evaluation->answers;
    return answers != NULL && drawing->index < answers->comparison_count ? &answers->comparisons[drawing->index]
                                                                         : NULL;
}

static void put_sides(struct drawing *drawing)
{
    const struct comparison_answers *answers = answers_of(drawing);
    char line[WORDS_LINE], total[3 * WORDS_SIZE];
    put_field(drawing, comparison_side_name(drawing->comparison, BASELINE),
              summary_side(line, sizeof line, drawing->comparison, BASELINE));
    put_field(drawing, "candidate", summary_side(line, sizeof line, drawing->comparison, CANDIDATE));
    if (answers != NULL && summary_has_total(drawing->comparison)) {
        struct words_estimate words;
        words_estimate(&words, &answers->total, drawing->comparison);
        snprintf(total, sizeof total, words.interval[0] != '\0' ? "%s %s, %s (%s)" : "%s %s, %s", words.costs,
                 words_per(drawing->comparison), words.change, words.interval);
        put_field(drawing, "total", total);
    }
}

static void put_sight(struct drawing *drawing)
{
    const struct comparison_answers *answers = answers_of(drawing);
    char line[WORDS_LINE], seen[WORDS_LINE + 64];
    if (answers == NULL || drawing->comparison->unfit != NULL) {
        return;
    }
    bool pass = kind_of(drawing) == VERDICT_PASS && !is_diff(drawing) && !drawing->comparison->report_only;
    summary_visible(line, sizeof line, drawing->comparison, answers);
    snprintf(seen, sizeof seen, "%s%s", line, pass ? "; nothing grew by its limit" : "");
    put_field(drawing, "could see", seen);
    put_field(drawing, "noise", summary_noise(line, sizeof line, drawing->comparison, answers));
}

static void put_disc(struct drawing *drawing, size_t number)
{
    struct sink_xml *xml = drawing->xml;
    if (xml == NULL) {
        return;
    }
    sink_xml_raw(xml, "\n");
    sink_xml_open(xml, "circle");
    sink_xml_attribute(xml, "class", "number");
    sink_xml_attribute_format(xml, "cx", "%d", DRAWING_MARGIN + 7);
    sink_xml_attribute_format(xml, "cy", "%.0f", drawing->y - 4);
    sink_xml_attribute(xml, "r", "7");
    sink_xml_close(xml);
    char digit[NUMBER_TEXT_SIZE];
    put_text(drawing, DRAWING_MARGIN + 7, drawing->y - 0.5, "digit",
             bytes_of_text(numbers_format_count(digit, number)));
}

/* One regression: its number as on its frame, its function, its figures and its rule. */
static void put_regression(struct drawing *drawing, size_t number)
{
    enum { INDENT = DRAWING_MARGIN + 22 };
    const struct verdict *verdict = drawing->evaluation->verdict;
    const struct finding *finding = &verdict->findings[drawing->marks->of_number[number - 1]];
    char name[WORDS_LINE], line[3 * WORDS_LINE], figures[WORDS_LINE], rule[WORDS_SIZE] = "";
    words_cut_left(name, sizeof name, words_subject(finding, drawing->comparison), 100);
    if (finding->rule < verdict->rule_count) {
        text_harmless(rule, sizeof rule, bytes_of_text(verdict->rules[finding->rule].id));
    }
    words_finding(figures, sizeof figures, finding, drawing->comparison);
    snprintf(line, sizeof line, "%s%s%s%s", figures, rule[0] != '\0' ? " (rule " : "", rule,
             rule[0] != '\0' ? ")" : "");
    put_disc(drawing, number);
    size_t used = strlen(name);
    snprintf(name + used, sizeof name - used, "%s", finding->self ? " (self)" : "");
    put_lines(drawing, INDENT, "bold", DRAWING_FONT, true, name);
    put_lines(drawing, INDENT, "", DRAWING_FONT, false, line);
    put_lines(drawing, INDENT, "faint", DRAWING_FONT, false,
              words_path(line, sizeof line, drawing->comparison, finding->node, 120));
}

static void put_regressions(struct drawing *drawing)
{
    const struct marks *marks = drawing->marks;
    if (marks->regressions == 0) {
        return;
    }
    drawing->y += 4;
    for (size_t i = 1; i <= marks->numbers; i++) {
        put_regression(drawing, i);
    }
    if (marks->regressions > marks->numbers) {
        char line[WORDS_SIZE];
        snprintf(line, sizeof line, "and %zu more, outlined below", marks->regressions - marks->numbers);
        put_lines(drawing, DRAWING_MARGIN, "", DRAWING_FONT, false, line);
    }
    drawing->y += 4;
}

static void put_troubles(struct drawing *drawing)
{
    enum { SHOWN = 8 };
    const struct evaluation *evaluation = drawing->evaluation;
    for (size_t i = 0; i < evaluation->trouble_count && i < SHOWN; i++) {
        if (strcmp(evaluation->troubles[i].sentence, evaluation->verdict->reason) != 0) {
            put_field(drawing, "trouble", evaluation->troubles[i].sentence);
        }
    }
}

void panel_head(struct drawing *drawing)
{
    put_title(drawing);
    put_subject(drawing);
    put_reason(drawing);
    if (!drawing->evaluation->finished) {
        return;
    }
    if (drawing->comparison == NULL) {
        put_field(drawing, "next", drawing->evaluation->verdict->advice);
        put_troubles(drawing);
        return;
    }
    put_regressions(drawing);
    put_field(drawing, "next", advice_of(drawing));
    put_sides(drawing);
    put_sight(drawing);
    put_troubles(drawing);
}

/* A sample of a style in the legend. */
static void put_swatch(struct drawing *drawing, double x, double y, double width, const char *style)
{
    struct sink_xml *xml = drawing->xml;
    if (xml == NULL) {
        return;
    }
    sink_xml_open(xml, "rect");
    sink_xml_attribute(xml, "class", style);
    sink_xml_attribute_format(xml, "x", "%.0f", x);
    sink_xml_attribute_format(xml, "y", "%.0f", y);
    sink_xml_attribute_format(xml, "width", "%.0f", width);
    sink_xml_attribute(xml, "height", "14");
    sink_xml_close(xml);
}

static void put_edge(struct drawing *drawing, double x, double y, double width, const char *style)
{
    if (drawing->xml != NULL) {
        sink_xml_open(drawing->xml, "path");
        sink_xml_attribute(drawing->xml, "class", style);
        sink_xml_attribute_format(drawing->xml, "d", "M%.0f %.2fh%.0f", x, y, width);
        sink_xml_close(drawing->xml);
    }
}

enum { STEP = 46, NEUTRAL = 92, STEPS = 5 };

/* The fixed scale, its ends and steps printed. Returns where it ends. */
static double put_scale(struct drawing *drawing)
{
    static const char *const less[STEPS] = {"l5", "l4", "l3", "l2", "l1"};
    static const char *const more[STEPS + 1] = {"m1", "m2", "m3", "m4", "m5", "m6"};
    static const char *const less_marks[STEPS] = {"", "-50 %", "-25 %", "-10 %", "-5 %"};
    static const char *const more_marks[STEPS + 1] = {"", "+5 %", "+10 %", "+25 %", "+50 %", "+100 %"};
    double y = drawing->y + 14, x = DRAWING_MARGIN, middle = x + STEPS * STEP, right = middle + NEUTRAL;
    double end = right + (STEPS + 1) * STEP;
    put_text(drawing, x, drawing->y + 10, "small", bytes_of_text("costs less, down to -100 %"));
    put_text(drawing, middle + NEUTRAL / 2., drawing->y + 10, "small mid", bytes_of_text("inside the noise"));
    put_text(drawing, end, drawing->y + 10, "small end", bytes_of_text("costs more, +100 % and over"));
    for (int i = 0; i < STEPS; i++) {
        put_swatch(drawing, x + i * STEP, y, STEP, less[i]);
        put_text(drawing, x + i * STEP, y + 26, "small mid", bytes_of_text(less_marks[i]));
    }
    put_swatch(drawing, middle, y, NEUTRAL / 4., "l0");
    put_swatch(drawing, middle + NEUTRAL / 4., y, NEUTRAL / 2., "n");
    put_swatch(drawing, middle + NEUTRAL * 3 / 4., y, NEUTRAL / 4., "m0");
    for (int i = 0; i <= STEPS; i++) {
        put_swatch(drawing, right + i * STEP, y, STEP, more[i]);
        put_text(drawing, right + i * STEP, y + 26, "small mid", bytes_of_text(more_marks[i]));
    }
    put_edge(drawing, x, y + 13.25, STEPS * STEP, "down");
    put_edge(drawing, right, y + .75, (STEPS + 1) * STEP, "up");
    return end;
}

static void put_key(struct drawing *drawing, double x, double y, const char *style, const char *words)
{
    put_swatch(drawing, x, y, 26, style);
    put_text(drawing, x + 32, y + 11, "small", bytes_of_text(words));
}

static void put_explanation(struct drawing *drawing)
{
    static const char *const widths[] = {
        [EXPOSURE_REQUESTS] = "cost per request",
        [EXPOSURE_INSTANCE] = "cost per instance",
        [EXPOSURE_SHARE] = "share of the side's total",
    };
    char line[WORDS_LINE];
    snprintf(
        line, sizeof line,
        "Root on top. Width: %s in the candidate, and what is gone where it was. Colour: change of a frame "
        "with all it calls, "
        "where it is beyond the noise; pale: its own 95 %% interval says so, which proves nothing among so many "
        "frames. The scale is the same in every picture.%s",
        widths[drawing->comparison->exposure_kind],
        drawing->nodes == NULL ? " Nothing was tested here, so no frame is coloured." : "");
    put_lines(drawing, DRAWING_MARGIN, "faint", DRAWING_FONT, false, line);
}

void panel_legend(struct drawing *drawing)
{
    drawing->y += 2;
    double x = put_scale(drawing) + 24;
    double y = drawing->y + 2;
    bool open = drawing->marks->open_place != CALLTREE_ROOT;
    put_key(drawing, x, y, open ? "n open" : "m4 culprit",
            open ? "? not decided, named above" : "over a limit, explains it");
    put_key(drawing, x, y + 22, "m3 breached", "over a limit with it");
    put_key(drawing, x + 190, y, "g5", "gone: as wide as it was");
    put_key(drawing, x + 190, y + 22, "m6 new", "new");
    drawing->y += 62;
    char line[WORDS_LINE];
    put_lines(drawing, DRAWING_MARGIN, "", DRAWING_FONT, false, frames_unlabelled(line, sizeof line, drawing));
    put_explanation(drawing);
    drawing->y -= 6;
}

void panel_foot(struct drawing *drawing)
{
    char line[WORDS_LINE], count[NUMBER_TEXT_SIZE];
    drawing->y += LINE + 1;
    if (drawing->layout != NULL && drawing->layout->summed > 0) {
        snprintf(line, sizeof line,
                 "%s small frames, mostly below %g %% of the width, are summed into 'other' under their caller.",
                 numbers_format_count(count, drawing->layout->summed), LAYOUT_LEAST * 100);
        put_lines(drawing, DRAWING_MARGIN, "faint", DRAWING_FONT, false, line);
    }
    if (drawing->layout != NULL && drawing->layout->deep > 0) {
        snprintf(line, sizeof line, "%s frames deeper than %d are not drawn; their cost is in their callers.",
                 numbers_format_count(count, drawing->layout->deep), LAYOUT_DEPTH_MAX);
        put_lines(drawing, DRAWING_MARGIN, "faint", DRAWING_FONT, false, line);
    }
    if (drawing->comparison != NULL) {
        put_lines(drawing, DRAWING_MARGIN, "faint", DRAWING_FONT, false,
                  summary_background(line, sizeof line, drawing->comparison));
    }
    text_harmless(count, sizeof count, bytes_of_text(drawing->evaluation->version));
    snprintf(line, sizeof line, "flamegate %s", count);
    put_lines(drawing, DRAWING_MARGIN, "faint", DRAWING_FONT, false, line);
}

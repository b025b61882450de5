#include "gate/report/flamegraph/frames.h"

#include "gate/report/flamegraph/label.h"
#include "gate/report/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

enum {
    HEIGHT = DRAWING_ROW - 1,
    LABEL_FROM = 26,
    PAD = 3,
    BASE_LINE = 13,
    MARK_FROM = 3,
    SLIM = 10,
    NUMBER_RADIUS = 7
};

enum { LAYER_PLAIN, LAYER_MARKED, LAYERS };

/* A frame on the paper. */
struct box {
    double x, y, width;
};

const char *frames_class(double change, int direction)
{
    static const double steps[] = {.05, .1, .25, .5, 1};
    static const char *const more[] = {"m1", "m2", "m3", "m4", "m5", "m6"};
    static const char *const less[] = {"l1", "l2", "l3", "l4", "l5", "l5"};
    size_t step = 0;
    if (direction == 0 || isnan(change)) {
        return "n";
    }
    while (step < sizeof steps / sizeof steps[0] && fabs(change) >= steps[step]) {
        step++;
    }
    return direction > 0 ? more[step] : less[step];
}

static struct box box_of(const struct drawing *drawing, const struct layout_frame *frame)
{
    return (struct box){
        .x = DRAWING_MARGIN + frame->x * DRAWING_INNER,
        .y = drawing->y + frame->depth * (double)DRAWING_ROW,
        .width = frame->width * DRAWING_INNER,
    };
}

/* Two decimals at most, without trailing zeros. */
static char *coordinate(char *out, size_t size, double value)
{
    snprintf(out, size, "%.2f", value);
    size_t end = strlen(out);
    while (out[end - 1] == '0') {
        out[--end] = '\0';
    }
    if (out[end - 1] == '.') {
        out[--end] = '\0';
    }
    return out;
}

static void put_length(struct sink_xml *xml, const char *name, double value)
{
    char text[NUMBER_TEXT_SIZE];
    sink_xml_attribute(xml, name, coordinate(text, sizeof text, value));
}

static struct bytes name_of(const struct drawing *drawing, const struct layout_frame *frame)
{
    uint32_t symbol = drawing->comparison->tree->symbol[frame->node];
    if (frame->rest || symbol == SYMBOL_NONE) {
        return bytes_of_text(frame->rest ? "other" : "total");
    }
    return symbols_get(drawing->comparison->symbols, symbol)->name;
}

static const struct node_answer *answer_of(const struct drawing *drawing, const struct layout_frame *frame)
{
    return drawing->nodes != NULL && !frame->rest ? &drawing->nodes[frame->node] : NULL;
}

static int direction_of(const struct drawing *drawing, const struct layout_frame *frame)
{
    const struct node_answer *answer = answer_of(drawing, frame);
    return answer != NULL ? answer->direction : 0;
}

static enum mark mark_of(const struct drawing *drawing, const struct layout_frame *frame)
{
    return frame->rest ? MARK_NONE : (enum mark)drawing->marks->of[frame->node];
}

/* The frame's own numbers as an estimate, so that they are worded like a finding's. */
static struct estimate estimate_of(const struct drawing *drawing, const struct layout_frame *frame)
{
    const struct node_answer *answer = answer_of(drawing, frame);
    struct estimate estimate = {
        .rate = {frame->total[BASELINE], frame->total[CANDIDATE]},
        .growth = frame->total[CANDIDATE] - frame->total[BASELINE],
        .growth_interval = {NAN, NAN},
        .change = NAN,
        .change_interval = {NAN, NAN},
        .share = NAN,
    };
    if (answer != NULL) {
        estimate.change = answer->change;
        estimate.change_interval[0] = answer->change_interval[0];
        estimate.change_interval[1] = answer->change_interval[1];
    } else if (frame->fresh || frame->gone) {
        estimate.change = frame->fresh ? INFINITY : -1;
    }
    return estimate;
}

/* +1 or -1: its own 95 % interval says more or less, but that is not enough among so many frames. */
static int unproven_direction(const struct node_answer *answer)
{
    if (answer == NULL || answer->direction != 0) {
        return 0;
    }
    return answer->change_interval[0] > 0 ? 1 : answer->change_interval[1] < 0 ? -1 : 0;
}

static void put_total(const struct drawing *drawing, const struct layout_frame *frame)
{
    static const char *const directions[] = {"costs less", "inside the noise", "costs more"};
    const struct node_answer *answer = answer_of(drawing, frame);
    struct words_estimate words;
    struct estimate estimate = estimate_of(drawing, frame);
    words_estimate(&words, &estimate, drawing->comparison);
    sink_xml_text_format(drawing->xml, "\ntotal %s %s, %s", words.costs, words_per(drawing->comparison),
                         words.growth);
    if (!isnan(estimate.change)) {
        sink_xml_text_format(drawing->xml, ", %s", words.change);
    }
    if (words.interval[0] != '\0') {
        sink_xml_text_format(drawing->xml, " (%s)", words.interval);
    }
    if (unproven_direction(answer) != 0) {
        sink_xml_text(drawing->xml, ": not proven, since among so many frames chance moves some this far");
    } else if (answer != NULL) {
        sink_xml_text_format(drawing->xml, ": %s", directions[answer->direction + 1]);
    }
}

static void put_self(const struct drawing *drawing, const struct layout_frame *frame)
{
    if (frame->self[BASELINE] > 0 || frame->self[CANDIDATE] > 0) {
        struct words_estimate words;
        struct estimate self = {.rate = {frame->self[BASELINE], frame->self[CANDIDATE]}};
        words_estimate(&words, &self, drawing->comparison);
        sink_xml_text_format(drawing->xml, "\nself %s", words.costs);
    }
}

/* Sampled events, as if all weighed the same. */
static bool events(const struct drawing *drawing, uint32_t node, size_t side, double *out)
{
    const struct comparison *comparison = drawing->comparison;
    double amount = comparison->node_total[(size_t)node * SIDES + side];
    double moment = comparison->node_moment[(size_t)node * SIDES + side];
    *out = amount > 0 ? amount * amount / moment : 0;
    return isfinite(*out);
}

static void put_samples(const struct drawing *drawing, const struct layout_frame *frame)
{
    double before, after;
    if (events(drawing, frame->node, BASELINE, &before) && events(drawing, frame->node, CANDIDATE, &after)) {
        sink_xml_text_format(drawing->xml, "\nsamples %.0f -> %.0f", before, after);
    }
}

static void put_mark(const struct drawing *drawing, const struct layout_frame *frame)
{
    static const char *const meanings[] = {
        [MARK_OPEN] = "NOT DECIDED, and named by the reason",
        [MARK_MOVED] = "moved",
        [MARK_WAIVED] = "waived",
        [MARK_BREACHED] = "OVER A LIMIT, because of what it calls",
        [MARK_CULPRIT] = "OVER A LIMIT, and explains it",
    };
    enum mark mark = mark_of(drawing, frame);
    if (mark == MARK_NONE) {
        return;
    }
    const struct verdict *verdict = drawing->evaluation->verdict;
    const struct finding *finding = &verdict->findings[drawing->marks->finding[frame->node]];
    char text[WORDS_LINE];
    sink_xml_text_format(drawing->xml, "\n%s", meanings[mark]);
    if (finding->rule < verdict->rule_count) {
        words_cut_left(text, sizeof text, bytes_of_text(verdict->rules[finding->rule].id), 100);
        sink_xml_text_format(drawing->xml, "\nrule %s", text);
    }
    if (mark != MARK_BREACHED && words_finding(text, sizeof text, finding, drawing->comparison)[0] != '\0') {
        sink_xml_text_format(drawing->xml, ": %s", text);
    }
}

static void put_title(const struct drawing *drawing, const struct layout_frame *frame)
{
    enum { NAME_COLUMNS = 300 };
    char text[WORDS_NAME];
    struct sink_xml *xml = drawing->xml;
    sink_xml_open(xml, "title");
    sink_xml_text(xml, words_cut_left(text, sizeof text, name_of(drawing, frame), NAME_COLUMNS));
    if (frame->rest) {
        sink_xml_text_format(xml, ": %zu small frames, summed", frame->summed);
        put_total(drawing, frame);
    } else {
        uint32_t symbol = drawing->comparison->tree->symbol[frame->node];
        if (words_place(text, sizeof text, drawing->comparison, symbol)[0] != '\0') {
            sink_xml_text_format(xml, "\n%s", text);
        }
        put_total(drawing, frame);
        put_self(drawing, frame);
        put_samples(drawing, frame);
        put_mark(drawing, frame);
    }
    sink_xml_close(xml);
}

/* Colour, then what else the frame is. Outlines need some width, or they hide the colour. */
static void put_class(const struct drawing *drawing, const struct layout_frame *frame, double width)
{
    static const char *const marks[] = {
        [MARK_NONE] = "",         [MARK_OPEN] = "open",         [MARK_MOVED] = "moved",
        [MARK_WAIVED] = "waived", [MARK_BREACHED] = "breached", [MARK_CULPRIT] = "culprit",
    };
    int direction = direction_of(drawing, frame);
    enum mark mark = mark_of(drawing, frame);
    const struct node_answer *answer = answer_of(drawing, frame);
    static const char *const pale[] = {"l0", "n", "m0"};
    const char *color = pale[unproven_direction(answer) + 1];
    if (frame->gone || direction != 0) {
        color = frame->gone ? (direction != 0 ? "g5" : "g0") : frames_class(answer->change, direction);
    }
    const char *outline = mark != MARK_NONE ? marks[mark] : frame->fresh && !frame->rest ? "new" : "";
    bool outlined = outline[0] != '\0' && (width >= MARK_FROM || mark >= MARK_BREACHED);
    bool plain = strcmp(color, "n") == 0;
    if (!plain || outlined) {
        sink_xml_attribute_format(drawing->xml, "class", "%s%s%s%s", plain ? "" : color,
                                  !plain && outlined ? " " : "", outlined ? outline : "",
                                  mark == MARK_CULPRIT && width < SLIM ? " slim" : "");
    }
}

/* Its number, if the frame is the place of a numbered finding; else 0. */
static size_t number_of(const struct drawing *drawing, const struct layout_frame *frame)
{
    for (size_t i = 0; !frame->rest && i < drawing->marks->numbers; i++) {
        if (drawing->marks->place[i] == frame->node) {
            return i + 1;
        }
    }
    return 0;
}

static bool is_open_place(const struct drawing *drawing, const struct layout_frame *frame)
{
    return !frame->rest && frame->node != CALLTREE_ROOT && frame->node == drawing->marks->open_place;
}

/* What stands in a disc on the frame: the number of its finding, "?"; "" if nothing does. */
static char *disc_sign(char *out, const struct drawing *drawing, const struct layout_frame *frame)
{
    size_t number = number_of(drawing, frame);
    out[0] = '\0';
    if (number > 0) {
        return numbers_format_count(out, number);
    }
    snprintf(out, NUMBER_TEXT_SIZE, "%s", is_open_place(drawing, frame) ? "?" : "");
    return out;
}

/* What stands behind the name where there is room: "+23 %", "new", "gone". */
static void label_suffix(char *out, size_t size, const struct drawing *drawing, const struct layout_frame *frame)
{
    char change[NUMBER_TEXT_SIZE];
    const struct node_answer *answer = answer_of(drawing, frame);
    out[0] = '\0';
    if (!frame->rest && (frame->gone || frame->fresh)) {
        snprintf(out, size, "  %s", frame->gone ? "gone" : "new");
    } else if (answer != NULL && answer->direction != 0) {
        words_change(change, answer->change, answer->change_interval[0], answer->change_interval[1]);
        snprintf(out, size, "  %s", change);
    }
}

/* A label: where it begins, and what it says. */
struct frame_label {
    double x;
    char name[WORDS_NAME], suffix[NUMBER_TEXT_SIZE + 2];
};

/* false: there is no room for one. */
static bool make_label(struct frame_label *out, const struct drawing *drawing, const struct layout_frame *frame)
{
    enum { NAME_LEAST = 5 };
    struct box box = box_of(drawing, frame);
    char name[WORDS_NAME], sign[NUMBER_TEXT_SIZE];
    bool bold = mark_of(drawing, frame) == MARK_CULPRIT;
    out->x = box.x + PAD + (disc_sign(sign, drawing, frame)[0] != '\0' ? 2 * NUMBER_RADIUS + 2 : 0);
    double room = (box.x + box.width - PAD - out->x) / DRAWING_FONT;
    words_cut_left(name, sizeof name, name_of(drawing, frame), WORDS_SIZE);
    label_suffix(out->suffix, sizeof out->suffix, drawing, frame);
    double taken = label_width(bytes_of_text(out->suffix), bold);
    if (room - taken < NAME_LEAST && room - taken < label_width(bytes_of_text(name), bold)) {
        out->suffix[0] = '\0';
        taken = 0;
    }
    return box.width >= LABEL_FROM && label_fit(out->name, sizeof out->name, name, room - taken, bold)[0] != '\0';
}

static void put_label(const struct drawing *drawing, const struct layout_frame *frame)
{
    struct frame_label label;
    if (!make_label(&label, drawing, frame)) {
        return;
    }
    struct sink_xml *xml = drawing->xml;
    sink_xml_open(xml, "text");
    put_length(xml, "x", label.x);
    put_length(xml, "y", box_of(drawing, frame).y + BASE_LINE);
    sink_xml_text(xml, label.name);
    sink_xml_text(xml, label.suffix);
    sink_xml_close(xml);
}

/* Growth of a coloured frame that has no label, whatever its sign; 0 of all others. */
static double unlabelled_growth(const struct drawing *drawing, const struct layout_frame *frame)
{
    struct frame_label label;
    bool coloured = direction_of(drawing, frame) != 0 && number_of(drawing, frame) == 0;
    return coloured && !make_label(&label, drawing, frame) ? fabs(frame->total[CANDIDATE] - frame->total[BASELINE])
                                                           : 0;
}

static bool is_among(const struct drawing *drawing, const struct layout_frame *frame, const size_t *frames,
                     size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (bytes_equal(name_of(drawing, &drawing->layout->frames[frames[i]]), name_of(drawing, frame))) {
            return true;
        }
    }
    return false;
}

/* What a numbered frame calls has its name above the picture. */
static bool is_below_number(const struct drawing *drawing, const struct layout_frame *frame)
{
    const struct layout_frame *frames = drawing->layout->frames;
    while (frame != frames) {
        frame = &frames[frame->parent];
        if (number_of(drawing, frame) > 0) {
            return true;
        }
    }
    return false;
}

char *frames_unlabelled(char *out, size_t size, const struct drawing *drawing)
{
    enum { SHOWN = 5, NAME_COLUMNS = 48 };
    const struct layout *layout = drawing->layout;
    size_t shown[SHOWN] = {0}, count = 0;
    out[0] = '\0';
    for (; count < SHOWN; count++) {
        double largest = 0;
        for (size_t i = 0; i < layout->count; i++) {
            double growth = unlabelled_growth(drawing, &layout->frames[i]);
            if (growth > largest && !is_below_number(drawing, &layout->frames[i]) &&
                !is_among(drawing, &layout->frames[i], shown, count)) {
                largest = growth;
                shown[count] = i;
            }
        }
        if (!(largest > 0)) {
            break;
        }
        const struct layout_frame *frame = &layout->frames[shown[count]];
        char name[WORDS_LINE], suffix[NUMBER_TEXT_SIZE + 2];
        size_t used = strlen(out);
        label_suffix(suffix, sizeof suffix, drawing, frame);
        snprintf(out + used, size - used, "%s%s%s", count > 0 ? ", " : "Coloured, but too narrow for a label: ",
                 words_cut_left(name, sizeof name, name_of(drawing, frame), NAME_COLUMNS), suffix + 1);
    }
    return out;
}

static void put_frame(const struct drawing *drawing, const struct layout_frame *frame)
{
    struct sink_xml *xml = drawing->xml;
    struct box box = box_of(drawing, frame);
    double gap = box.width > 2 ? .5 : 0;
    sink_xml_raw(xml, "\n");
    sink_xml_open(xml, "g");
    put_class(drawing, frame, box.width);
    put_title(drawing, frame);
    sink_xml_open(xml, "rect");
    put_length(xml, "x", box.x);
    put_length(xml, "y", box.y);
    put_length(xml, "width", box.width - gap);
    sink_xml_attribute_format(xml, "height", "%d", HEIGHT);
    sink_xml_close(xml);
    put_label(drawing, frame);
    sink_xml_close(xml);
}

/* A line on the upper or lower edge of all frames of one direction, which tells them apart without colour. */
static void put_edges(const struct drawing *drawing, int direction, const char *style)
{
    enum { EDGE_FROM = 2 };
    bool open = false;
    for (size_t i = 0; i < drawing->layout->count; i++) {
        const struct layout_frame *frame = &drawing->layout->frames[i];
        struct box box = box_of(drawing, frame);
        if (direction_of(drawing, frame) != direction || frame->gone || box.width < EDGE_FROM) {
            continue;
        }
        if (!open) {
            sink_xml_raw(drawing->xml, "\n");
            sink_xml_open(drawing->xml, "path");
            sink_xml_attribute(drawing->xml, "class", style);
            sink_text(drawing->xml->sink, " d=\"");
            open = true;
        }
        char x[NUMBER_TEXT_SIZE], y[NUMBER_TEXT_SIZE], width[NUMBER_TEXT_SIZE];
        coordinate(x, sizeof x, box.x);
        coordinate(y, sizeof y, box.y + (direction > 0 ? .75 : HEIGHT - .75));
        sink_format(drawing->xml->sink, "M%s %sh%s", x, y, coordinate(width, sizeof width, box.width - .5));
    }
    if (open) {
        sink_text(drawing->xml->sink, "\"");
        sink_xml_close(drawing->xml);
    }
}

static void put_disc(const struct drawing *drawing, const struct layout_frame *frame, const char *sign)
{
    struct sink_xml *xml = drawing->xml;
    struct box box = box_of(drawing, frame);
    double x = box.width > 2 * NUMBER_RADIUS + 4 ? box.x + NUMBER_RADIUS + 2 : box.x + box.width / 2;
    sink_xml_raw(xml, "\n");
    sink_xml_open(xml, "circle");
    sink_xml_attribute(xml, "class", "number");
    put_length(xml, "cx", x);
    put_length(xml, "cy", box.y + HEIGHT / 2.);
    sink_xml_attribute_format(xml, "r", "%d", NUMBER_RADIUS);
    sink_xml_close(xml);
    sink_xml_open(xml, "text");
    sink_xml_attribute(xml, "class", "digit");
    put_length(xml, "x", x);
    put_length(xml, "y", box.y + HEIGHT / 2. + 3.5);
    sink_xml_text(xml, sign);
    sink_xml_close(xml);
}

void frames_draw(struct drawing *drawing)
{
    const struct layout *layout = drawing->layout;
    if (drawing->xml != NULL) {
        sink_xml_raw(drawing->xml, "\n");
        sink_xml_open(drawing->xml, "g");
        sink_xml_attribute(drawing->xml, "id", "frames");
        /* Marked ones last, so that no neighbour hides their outline. */
        for (int layer = LAYER_PLAIN; layer < LAYERS; layer++) {
            for (size_t i = 0; i < layout->count; i++) {
                bool marked = mark_of(drawing, &layout->frames[i]) != MARK_NONE;
                if (marked == (layer == LAYER_MARKED)) {
                    put_frame(drawing, &layout->frames[i]);
                }
            }
        }
        sink_xml_close(drawing->xml);
        put_edges(drawing, 1, "up");
        put_edges(drawing, -1, "down");
        for (size_t i = 0; i < layout->count; i++) {
            char sign[NUMBER_TEXT_SIZE];
            if (disc_sign(sign, drawing, &layout->frames[i])[0] != '\0') {
                put_disc(drawing, &layout->frames[i], sign);
            }
        }
    }
    drawing->y += (double)layout->rows * DRAWING_ROW;
}
